// Protects identity and states as other programs see them: ids that must be the same in every store for ever (expected
// values from sha256sum), and state names that come back.
#include "cpsg/model/project.h"

namespace cpsg::model {
namespace {

TEST(DeriveProjectId, IsTheHashOfNameAndSource) {
  EXPECT_EQ(derive_project_id("pallets/flask", ""), "p511d15697d2cc789ed64");
  EXPECT_EQ(derive_project_id("pallets/flask", "file:///srv/pallets/flask.git"), "p74a6aef9902c243db8de");
}

TEST(DeriveProjectId, IgnoresTheCaseOfTheNameAlone) {
  EXPECT_EQ(derive_project_id("Pallets/FLASK", ""), derive_project_id("pallets/flask", ""));
  EXPECT_NE(derive_project_id("a/b", "file:///X"), derive_project_id("a/b", "file:///x"));
  EXPECT_NE(derive_project_id("a/b", ""), derive_project_id("a/c", ""));
}

TEST(IsPutAside, GoesByTheProjectsOwnIdAtTheEndOfItsName) {
  EXPECT_TRUE(is_put_aside({.id = "p1", .owner = "o", .name = "n.was-p1"}));
  EXPECT_FALSE(is_put_aside({.id = "p1", .owner = "o", .name = "n.was-p2"}));
  EXPECT_FALSE(is_put_aside({.id = "p1", .owner = "o", .name = "n.was-p1x"}));
  EXPECT_FALSE(is_put_aside({.id = "p1", .owner = "o", .name = "np1"}));
}

TEST(SyncState, NamesAreTheDocumentedOnesAndComeBack) {
  const std::vector<std::pair<SyncState, std::string_view>> documented = {{SyncState::kPending, "pending"},
                                                                          {SyncState::kSyncing, "syncing"},
                                                                          {SyncState::kOk, "ok"},
                                                                          {SyncState::kNoAccess, "no_access"},
                                                                          {SyncState::kGone, "gone"},
                                                                          {SyncState::kBlocked, "blocked"},
                                                                          {SyncState::kFailing, "failing"},
                                                                          {SyncState::kWaitingQuota, "waiting_quota"},
                                                                          {SyncState::kSsoRequired, "sso_required"}};
  for (const auto& [state, text] : documented) {
    EXPECT_EQ(name(state), text);
    EXPECT_EQ(sync_state_from_name(text), state);
  }
  EXPECT_EQ(sync_state_from_name("Pending"), std::nullopt);
  EXPECT_EQ(sync_state_from_name(""), std::nullopt);
}

}  // namespace
}  // namespace cpsg::model
