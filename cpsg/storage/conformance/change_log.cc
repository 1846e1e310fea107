// Protects: whatever is shown of a project or a batch moves it to the end of what changed, once, for readers in every
// process; a removal is told by the id alone, and to whom it may be told; a reader that is too far behind is told so.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> ids_after(ChangeLog& change_log, std::uint64_t position, std::size_t limit = 100) {
  std::vector<std::string> ids;
  const auto found = change_log.changes_after(position, limit).value();
  for (const Change& change : found) ids.push_back(change.id);
  return ids;
}

TEST_P(ChangeLogConformance, EachIsListedOnceAtItsLatestChange) {
  EXPECT_EQ(change_log().change_position(), 0U);
  EXPECT_THAT(ids_after(change_log(), 0), IsEmpty());
  const std::string a = add_project(projects(), "owner", "a", "", at(1)).project.id;
  const std::string b = add_project(projects(), "owner", "b", "", at(2)).project.id;
  EXPECT_THAT(ids_after(change_log(), 0), ElementsAre(a, b));
  const std::uint64_t before = change_log().change_position();
  projects().add_work(a, model::Work::kRefs, at(0), model::Priority::kWebhook);
  EXPECT_THAT(ids_after(change_log(), 0), ElementsAre(b, a));
  EXPECT_THAT(ids_after(change_log(), before), ElementsAre(a));
  EXPECT_THAT(ids_after(change_log(), 0, 1), ElementsAre(b)) << "the first ones";
  EXPECT_THAT(ids_after(change_log(), change_log().change_position()), IsEmpty());
  EXPECT_EQ(change_log().changes_after(before, 9).value().back().position, change_log().change_position());
}

// Each step in its turn: whether the project is among what changed.
TEST_P(ChangeLogConformance, AProjectChangesWithAllThatIsShownOfIt) {
  const std::string id = add_project(projects(), "owner", "a", "", at(1)).project.id;
  const auto changed = [&](const std::string& what, const std::function<void()>& step, bool expected = true) {
    const std::uint64_t before = change_log().change_position();
    step();
    EXPECT_EQ(!ids_after(change_log(), before).empty(), expected) << what;
  };
  Lease lease;
  changed("it is being synced",
          [&] { lease = std::get<Lease>(projects().acquire_lease(id, "process", at(2), kLeaseTtl, std::nullopt)); });
  changed("the lease goes on", [&] { projects().renew_lease(lease, at(3), kLeaseTtl); }, false);
  changed(
      "work without another time",
      [&] { projects().add_work(id, model::Work::kEnrich, at(1), model::Priority::kRefresh); }, false);
  changed("statistics", [&] {
    const Refreshed seen{.project_id = id, .statistics = model::Statistics{.observed_at = at(4), .stars = 5}};
    observations().record_refreshed(std::array{seen}, at(4));
  });
  changed("coverage", [&] { observations().record_audit(lease, {.commits = 0.5}, at(5)); });
  changed("status",
          [&] { finish_sync(projects(), lease, {.state = model::SyncState::kFailing, .code = ErrorCode::kNetwork}); });
  changed("it is synced no longer", [&] { projects().release_lease(lease); });
  changed("its name", [&] {
    bind_identity(projects(), id, {.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "c"}, at(6));
  });
  changed("nothing", [&] { projects().release_lease(lease); }, false);
}

TEST_P(ChangeLogConformance, ARemovalIsToldByTheIdAlone) {
  const std::string open = add_project(projects(), "owner", "open", "", at(1)).project.id;
  const std::string hidden = add_project(projects(), "owner", "hidden", "", at(1)).project.id;
  const Refreshed seen{.project_id = open,
                       .statistics = model::Statistics{.observed_at = at(4), .visibility = "public"}};
  observations().record_refreshed(std::array{seen}, at(4));
  const std::uint64_t before = change_log().change_position();
  projects().remove_project(open);
  projects().remove_project(hidden);
  const auto removed = reopen().change_log.changes_after(before, 9).value();
  ASSERT_EQ(removed.size(), 2U);
  EXPECT_EQ(removed[0].id, open);
  EXPECT_TRUE(removed[0].removed && removed[0].was_public);
  EXPECT_TRUE(removed[1].removed && !removed[1].was_public);
  add_project(projects(), "owner", "open", "", at(5));
  EXPECT_FALSE(change_log().changes_after(before, 9).value().back().removed) << "it is followed again";
}

TEST_P(ChangeLogConformance, AProjectThatEndsToBePublicIsListedForThatOnce) {
  const std::string id = add_project(projects(), "owner", "a", "", at(1)).project.id;
  std::int64_t now = 1;
  const auto show_to = [&](const std::optional<std::string>& visibility) {
    const Refreshed seen{.project_id = id,
                         .statistics = model::Statistics{.observed_at = at(++now), .visibility = visibility}};
    const std::uint64_t before = change_log().change_position();
    observations().record_refreshed(std::array{seen}, at(now));
    return reopen().change_log.changes_after(before, 9).value();
  };
  for (const std::optional<std::string>& visibility : {std::optional<std::string>("private"), {"internal"}, {}}) {
    EXPECT_THAT(show_to("public"), ElementsAre(testing::Field(&Change::was_public, false)));
    const auto hidden = show_to(visibility);
    ASSERT_EQ(hidden.size(), 2U);
    EXPECT_EQ(hidden[0], (Change{.position = hidden[0].position, .id = id, .was_public = true}));
    EXPECT_EQ(hidden[1], (Change{.position = hidden[1].position, .id = id})) << "its latest change comes after that";
    EXPECT_TRUE(show_to(visibility).empty());
  }
  const std::uint64_t before = change_log().change_position();
  projects().remove_project(id);
  const auto removed = change_log().changes_after(before, 9).value();
  EXPECT_THAT(removed, ElementsAre(Change{.position = removed.at(0).position, .id = id, .removed = true}));
  EXPECT_EQ(change_log().changes_after(0, 9).value(), removed) << "nothing else is left of it";
}

TEST_P(ChangeLogConformance, ABatchChangesWithItsStateAndItsItems) {
  const std::string id = add_project(projects(), "owner", "a", "", at(1)).project.id;
  const std::uint64_t before = change_log().change_position();
  const model::Batch batch = batches().create_batch("all", std::array{id}, at(2));
  auto changed = change_log().changes_after(before, 9).value();
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].of, ChangeOf::kBatch);
  EXPECT_EQ(changed[0].id, batch.id);
  const std::uint64_t created = change_log().change_position();
  const model::BatchItem item = batches().batch_items(batch.id, std::nullopt, 1).at(0);
  model::BatchItem released = item;
  released.state = model::BatchItemState::kRunning;
  batches().change_batch_items(batch.id, std::array{BatchItemChange{item, released}}, at(2));
  EXPECT_THAT(ids_after(change_log(), created), ElementsAre(batch.id)) << "within the same second";
  const std::uint64_t later = change_log().change_position();
  batches().transition(batch.id, model::BatchState::kRunning, model::BatchState::kPaused, at(2));
  EXPECT_THAT(ids_after(change_log(), later), ElementsAre(batch.id));
}

TEST_P(ChangeLogConformance, WhoIsTooFarBehindIsTold) {
  const std::string removed = add_project(projects(), "owner", "a", "", at(1)).project.id;
  const std::string id = add_project(projects(), "owner", "b", "", at(1)).project.id;
  const std::uint64_t before = change_log().change_position();
  projects().remove_project(removed);
  for (std::uint64_t n = 0; n < kRemovalsKept; ++n) {
    change_status(projects(), id, [&](model::ProjectStatus status) {
      status.next_sync_at = at(static_cast<std::int64_t>(n) + 2);
      return status;
    });
  }
  EXPECT_FALSE(change_log().changes_after(before, 9));
  EXPECT_TRUE(change_log().changes_after(before + 1, 9));
}

}  // namespace
}  // namespace cpsg::storage::conformance
