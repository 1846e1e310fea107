// Protects: lists that people saved are kept by name, changed in one step with the look at what is stored, ordered by
// bytes, and bounded in number and size.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::SavedList;
using testing::ElementsAre;
using testing::IsEmpty;
using Put = SavedLists::Put;

std::vector<std::string> names(const std::vector<SavedList>& lists) {
  std::vector<std::string> all;
  for (const SavedList& each : lists) all.push_back(each.name);
  return all;
}

SavedList of_projects(std::string name, std::vector<std::string> projects) {
  return {.name = std::move(name), .projects = std::move(projects)};
}

TEST_P(SavedListsConformance, EveryFieldComesBack) {
  EXPECT_EQ(lists().list("mine"), std::nullopt);
  EXPECT_EQ(lists().put_list(of_projects("mine", {"b/2", "a/1", "b/2"}), at(10)), Put::kCreated);
  EXPECT_EQ(lists().put_list({.name = "rust", .query = "language=rust&q=%C3%A4"}, at(20)), Put::kCreated);
  EXPECT_EQ(lists().put_list(of_projects("none", {}), at(30)), Put::kCreated);

  SavedLists& again = reopen().lists;
  EXPECT_EQ(again.list("mine"), (SavedList{.name = "mine", .projects = {"b/2", "a/1", "b/2"}, .updated_at = at(10)}));
  EXPECT_EQ(again.list("rust"), (SavedList{.name = "rust", .query = "language=rust&q=%C3%A4", .updated_at = at(20)}));
  EXPECT_EQ(again.list("none"), (SavedList{.name = "none", .updated_at = at(30)}));
  EXPECT_EQ(again.list("Mine"), std::nullopt);
}

TEST_P(SavedListsConformance, AListIsReplacedAsAWhole) {
  (void)lists().put_list(of_projects("x", {"a/1"}), at(10));
  EXPECT_EQ(lists().put_list(of_projects("x", {"a/1"}), at(20)), Put::kUnchanged);
  EXPECT_EQ(lists().list("x").value().updated_at, at(10)) << "the same content is no change";
  EXPECT_EQ(lists().put_list({.name = "x", .query = "q=a"}, at(30)), Put::kChanged);
  EXPECT_EQ(lists().list("x"), (SavedList{.name = "x", .query = "q=a", .updated_at = at(30)}));
  EXPECT_TRUE(lists().remove_list("x"));
  EXPECT_FALSE(lists().remove_list("x"));
  EXPECT_EQ(lists().list("x"), std::nullopt);
}

TEST_P(SavedListsConformance, PagesGoByTheBytesOfNamesAndLeaveProjectsOut) {
  for (const std::string name : {"b", "\xC3\xA4", "B", "a", "a b", "aa"}) {
    (void)lists().put_list(of_projects(name, {"o/n"}), at(10));
  }
  EXPECT_THAT(names(lists().lists("", 4)), ElementsAre("B", "a", "a b", "aa"));
  EXPECT_THAT(names(lists().lists("aa", 4)), ElementsAre("b", "\xC3\xA4"));
  EXPECT_THAT(names(lists().lists("ab", 1)), ElementsAre("b")) << "`after` need not exist";
  EXPECT_THAT(lists().lists("", 1)[0].projects, IsEmpty());
}

TEST_P(SavedListsConformance, ACheckSeesWhatIsStoredAndItsRefusalChangesNothing) {
  std::optional<SavedList> seen;
  const auto look = [&](const std::optional<SavedList>& stored) { seen = stored; };
  const auto refuse = [](const std::optional<SavedList>&) { throw Error(ErrorCode::kPreconditionFailed, "no"); };
  EXPECT_TRUE(throws_error(ErrorCode::kPreconditionFailed,
                           [&] { (void)lists().put_list(of_projects("x", {"a/1"}), at(10), refuse); }));
  EXPECT_EQ(lists().list("x"), std::nullopt);
  (void)lists().put_list(of_projects("x", {"a/1"}), at(10), look);
  EXPECT_EQ(seen, std::nullopt);
  EXPECT_TRUE(throws_error(ErrorCode::kPreconditionFailed, [&] { (void)lists().remove_list("x", refuse); }));
  EXPECT_TRUE(lists().remove_list("x", look));
  EXPECT_EQ(seen, (SavedList{.name = "x", .projects = {"a/1"}, .updated_at = at(10)}));
}

TEST_P(SavedListsConformance, ThereAreSoManyAndNoMore) {
  for (std::size_t i = 0; i < kSavedListsMax; ++i) (void)lists().put_list(of_projects(std::to_string(i), {}), at(1));
  EXPECT_TRUE(throws_error(ErrorCode::kConflict, [&] { (void)lists().put_list(of_projects("more", {}), at(2)); }));
  EXPECT_EQ(lists().put_list(of_projects("0", {"a/1"}), at(2)), Put::kChanged) << "one that is there may change";
  (void)lists().remove_list("1");
  EXPECT_EQ(lists().put_list(of_projects("more", {}), at(2)), Put::kCreated);
}

TEST_P(SavedListsConformance, AllTogetherHaveSoManyBytesAndNoMore) {
  const SavedList large = of_projects("", {std::string(kSavedListsMaxBytes / 4, 'n')});
  for (const std::string name : {"a", "b", "c"}) {
    SavedList each = large;
    each.name = name;
    (void)lists().put_list(each, at(1));
  }
  SavedList last = large;
  last.name = "d";
  EXPECT_TRUE(throws_error(ErrorCode::kConflict, [&] { (void)lists().put_list(last, at(1)); }));
  last.name = "c";
  last.projects[0][0] = 'm';
  EXPECT_EQ(lists().put_list(last, at(2)), Put::kChanged) << "it takes the place of the one that it replaces";
}

}  // namespace
}  // namespace cpsg::storage::conformance
