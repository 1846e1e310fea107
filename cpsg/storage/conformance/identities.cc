// Protects: a project is GitHub's repository whatever that is called, its earlier names lead to it, two projects that
// turn out to be one become one without loss of data, and a name is never held by a project that lost it.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Identity identity(std::int64_t github_id, std::string name) {
  return {
      .github_id = github_id, .node_id = "R_" + std::to_string(github_id), .owner = "owner", .name = std::move(name)};
}

std::string add(Store& store, std::string_view name) { return add_project(store, "owner", name, "", at(0)).project.id; }

std::string add_published(Store& store, std::string_view name) {
  SampleProject project(store, name);
  stage_generation(store, project.lease, 1);
  project.publish(generation_publication(1));
  store.release_lease(project.lease);
  return project.id();
}

TEST_P(IdentityConformance, NumberIsWrittenOnceAndFound) {
  const std::string id = add(store(), "n");
  EXPECT_EQ(store().bind_identity(id, identity(7, "n"), at(1)), (Bound{.project_id = id}));

  const model::Project project = store().find_by_github_id(7).value();
  EXPECT_EQ(project.id, id);
  EXPECT_EQ(project.github_id, 7);
  EXPECT_EQ(project.node_id, "R_7");
  EXPECT_EQ(project.revision, 1U);
  EXPECT_FALSE(store().find_by_github_id(8));

  Identity refreshed = identity(7, "n");
  refreshed.node_id = "R_new";
  store().bind_identity(id, refreshed, at(2));
  EXPECT_EQ(reopen().project(id).node_id, "R_new");
  EXPECT_EQ(store().project(id).revision, 1U) << "readers see no difference";
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().bind_identity(id, identity(8, "n"), at(3)); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { store().bind_identity("nobody", identity(9, "n"), at(3)); }));
}

TEST_P(IdentityConformance, ChangedNameBecomesAnEarlierOne) {
  const std::string id = add(store(), "one");
  store().bind_identity(id, identity(7, "one"), at(1));
  const std::uint64_t revision = store().project(id).revision;

  EXPECT_EQ(store().bind_identity(id, identity(7, "Two"), at(2)),
            (Bound{.project_id = id, .renamed_from = "owner/one"}));

  EXPECT_GT(store().project(id).revision, revision);
  EXPECT_EQ(store().project(id).full_name(), "owner/Two");
  EXPECT_EQ(store().find_project("OWNER/two").value().id, id);
  EXPECT_FALSE(store().find_project("owner/one"));
  EXPECT_EQ(store().find_by_earlier_name("Owner/ONE").value().id, id);
  EXPECT_FALSE(store().find_by_earlier_name("owner/two"));
  store().bind_identity(id, identity(7, "three"), at(3));
  EXPECT_THAT(store().project(id).renamed_from, ElementsAre("owner/one", "owner/Two"));
  EXPECT_THAT(store().list_projects("", 10).front().renamed_from, ElementsAre("owner/one", "owner/Two"));
  store().bind_identity(id, identity(7, "one"), at(4));
  EXPECT_THAT(store().project(id).renamed_from, ElementsAre("owner/Two", "owner/three")) << "the name came back";
}

TEST_P(IdentityConformance, OtherCaseIsTheSameName) {
  const std::string id = add(store(), "name");
  EXPECT_EQ(store().bind_identity(id, identity(7, "NAME"), at(1)), (Bound{.project_id = id}));
  EXPECT_EQ(store().project(id).full_name(), "owner/NAME");
  EXPECT_THAT(store().project(id).renamed_from, IsEmpty());
}

TEST_P(IdentityConformance, FreedNameCanBeAddedAnewUnderAnotherId) {
  const std::string id = add(store(), "one");
  store().bind_identity(id, identity(7, "two"), at(1));

  const Store::Added added = add_project(store(), "owner", "one", "", at(2));

  EXPECT_TRUE(added.created);
  EXPECT_NE(added.project.id, id);
  EXPECT_FALSE(store().find_by_earlier_name("owner/one")) << "a project has the name now";
  EXPECT_EQ(store().find_project("owner/one").value().id, added.project.id);
  store().bind_identity(added.project.id, identity(8, "three"), at(3));
  EXPECT_EQ(store().find_by_earlier_name("owner/one").value().id, added.project.id) << "the last one that had it";
  const Store::Added third = add_project(store(), "owner", "one", "", at(4));
  EXPECT_TRUE(third.created);
  EXPECT_NE(third.project.id, id);
  EXPECT_NE(third.project.id, added.project.id);
}

TEST_P(IdentityConformance, SecondNameOfARepositoryIsMergedIntoTheFirst) {
  const std::string first = add_published(store(), "now");
  store().bind_identity(first, identity(7, "now"), at(1));
  const std::string second = add(store(), "before");

  EXPECT_EQ(store().bind_identity(second, identity(7, "now"), at(2)), (Bound{.project_id = first, .removed = second}));

  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)store().project(second); }));
  EXPECT_EQ(store().find_by_earlier_name("owner/before").value().id, first);
  EXPECT_THAT(store().project(first).renamed_from, ElementsAre("owner/before"));
  EXPECT_EQ(store().project(first).work, model::kEverything) << "what was asked for the other is done for this one";
  EXPECT_EQ(expect_whole_generation(store(), first), 1U);
  EXPECT_EQ(store().list_projects("", 10).size(), 1U);
}

TEST_P(IdentityConformance, OneWithHistoryStaysThoughTheOtherWasBoundFirst) {
  const std::string first = add(store(), "old");
  store().bind_identity(first, identity(7, "older"), at(1));
  store().bind_identity(first, identity(7, "old"), at(1));
  const std::string second = add_published(store(), "new");

  EXPECT_EQ(store().bind_identity(second, identity(7, "new"), at(2)), (Bound{.project_id = second, .removed = first}));

  EXPECT_EQ(store().find_by_github_id(7).value().id, second);
  EXPECT_THAT(store().project(second).renamed_from, ElementsAre("owner/older", "owner/old"));
  EXPECT_EQ(expect_whole_generation(store(), second), 1U);
}

TEST_P(IdentityConformance, OfTwoWithHistoryTheOneBoundFirstStays) {
  const std::string first = add_published(store(), "old");
  store().bind_identity(first, identity(7, "old"), at(1));
  const std::string second = add_published(store(), "new");

  EXPECT_EQ(store().bind_identity(second, identity(7, "new"), at(2)),
            (Bound{.project_id = first, .removed = second, .renamed_from = "owner/old"}));

  EXPECT_EQ(store().project(first).full_name(), "owner/new");
  EXPECT_THAT(store().project(first).renamed_from, ElementsAre("owner/old"));
  EXPECT_EQ(expect_whole_generation(reopen(), first), 1U);
}

TEST_P(IdentityConformance, SupersededProjectKeepsItsDataAndFreesItsName) {
  const std::string id = add_published(store(), "name");
  store().bind_identity(id, identity(7, "name"), at(1));
  store().add_work(id, model::Work::kLook, at(1), model::Priority::kInteractive);

  const model::Project successor = store().supersede_project(id, at(2));
  EXPECT_EQ(store().supersede_project(id, at(3)).id, successor.id) << "put aside already";

  const model::Project project = store().project(id);
  EXPECT_EQ(project.full_name(), "owner/name.was-" + id);
  EXPECT_EQ(project.github_id, 7);
  EXPECT_EQ(project.status.state, model::SyncState::kGone);
  EXPECT_EQ(project.status.since, at(2));
  EXPECT_FALSE(project.status.next_sync_at);
  EXPECT_EQ(project.work, model::Work::kNothing);
  EXPECT_EQ(project.renamed_from, std::vector<std::string>{"owner/name"});
  EXPECT_EQ(expect_whole_generation(store(), id), 1U);

  EXPECT_NE(successor.id, id);
  EXPECT_EQ(successor.full_name(), "owner/name");
  EXPECT_FALSE(successor.github_id);
  EXPECT_EQ(successor.status,
            (model::ProjectStatus{.state = model::SyncState::kPending, .since = at(2), .next_sync_at = at(2)}));
  EXPECT_EQ(successor.work, model::kEverything);
  EXPECT_EQ(successor.priority, model::Priority::kInteractive);
  EXPECT_EQ(store().find_project("OWNER/NAME").value().id, successor.id);
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { store().supersede_project("nobody", at(3)); }));
}

TEST_P(IdentityConformance, ProjectInTheWayOfANewNameIsPutAside) {
  const std::string id = add(store(), "one");
  store().bind_identity(id, identity(7, "one"), at(1));
  const std::string in_the_way = add(store(), "two");
  store().bind_identity(in_the_way, identity(8, "two"), at(1));

  EXPECT_EQ(store().bind_identity(id, identity(7, "two"), at(2)),
            (Bound{.project_id = id, .renamed_from = "owner/one"}));

  EXPECT_EQ(store().find_project("owner/two").value().id, id);
  EXPECT_EQ(store().project(in_the_way).full_name(), "owner/two.was-" + in_the_way);
  EXPECT_EQ(store().project(in_the_way).status.state, model::SyncState::kGone);
}

TEST_P(IdentityConformance, UnboundProjectInTheWayOfANewNameIsTheSameOne) {
  const std::string id = add(store(), "old");
  store().bind_identity(id, identity(7, "old"), at(1));
  const std::string pending = add(store(), "new");

  EXPECT_EQ(store().bind_identity(id, identity(7, "NEW"), at(2)),
            (Bound{.project_id = id, .removed = pending, .renamed_from = "owner/old"}));

  EXPECT_EQ(store().list_projects("", 10).size(), 1U);
  EXPECT_EQ(store().project(id).full_name(), "owner/NEW");
  EXPECT_THAT(store().project(id).renamed_from, ElementsAre("owner/old"));
  EXPECT_EQ(store().project(id).work, model::kEverything);
  EXPECT_FALSE(store().bind_identity(id, identity(7, "NEW"), at(3)).removed);
}

TEST_P(IdentityConformance, UnboundProjectInTheWayStaysIfItAloneHasHistory) {
  const std::string id = add(store(), "old");
  store().bind_identity(id, identity(7, "old"), at(1));
  const std::string published = add_published(store(), "new");

  EXPECT_EQ(store().bind_identity(id, identity(7, "new"), at(2)), (Bound{.project_id = published, .removed = id}));

  EXPECT_EQ(store().find_by_github_id(7).value().id, published);
  EXPECT_THAT(store().project(published).renamed_from, ElementsAre("owner/old"));
  EXPECT_EQ(expect_whole_generation(store(), published), 1U);
}

TEST_P(IdentityConformance, ThreeThatAreOneRepositoryBecomeOne) {
  const std::string first = add(store(), "one");
  store().bind_identity(first, identity(7, "one"), at(1));
  const std::string asked = add(store(), "two");
  add(store(), "three");

  EXPECT_EQ(store().bind_identity(asked, identity(7, "three"), at(2)),
            (Bound{.project_id = first, .removed = asked, .renamed_from = "owner/one"}));

  EXPECT_EQ(store().list_projects("", 10).size(), 1U);
  EXPECT_THAT(store().project(first).renamed_from, ElementsAre("owner/two", "owner/one"));
}

TEST_P(IdentityConformance, ProjectOfAnotherSourceKeepsItsName) {
  const std::string local = add_project(store(), "owner", "two", "file:///srv/two.git", at(0)).project.id;
  const std::string id = add(store(), "one");

  EXPECT_EQ(store().bind_identity(id, identity(7, "two"), at(1)), (Bound{.project_id = id}));

  EXPECT_EQ(store().project(id).full_name(), "owner/one");
  EXPECT_EQ(store().project(id).github_id, 7);
  EXPECT_THAT(store().project(id).renamed_from, IsEmpty());
  EXPECT_EQ(store().find_project("owner/two").value().id, local);
  EXPECT_EQ(store().project(local).status.state, model::SyncState::kPending);

  EXPECT_EQ(store().bind_identity(local, identity(7, "one"), at(2)), (Bound{.project_id = local}));
  EXPECT_FALSE(store().project(local).github_id) << "it is none of GitHub's";
  EXPECT_EQ(store().list_projects("", 10).size(), 2U);
}

TEST_P(IdentityConformance, TwoProjectsMayChangeNamesWithEachOther) {
  const std::string a = add(store(), "a");
  store().bind_identity(a, identity(1, "a"), at(1));
  const std::string b = add(store(), "b");
  store().bind_identity(b, identity(2, "b"), at(1));

  store().bind_identity(a, identity(1, "b"), at(2));
  store().bind_identity(b, identity(2, "a"), at(2));

  EXPECT_EQ(store().find_project("owner/b").value().id, a);
  EXPECT_EQ(store().find_project("owner/a").value().id, b);
}

TEST_P(IdentityConformance, ProjectThatWasPutAsideIsFollowedAgainWhenItTurnsUp) {
  const std::string id = add_published(store(), "name");
  store().bind_identity(id, identity(7, "name"), at(1));
  store().supersede_project(id, at(2));
  const std::string found = add(store(), "moved");

  EXPECT_EQ(store().bind_identity(found, identity(7, "moved"), at(3)).project_id, id);

  const model::Project project = store().project(id);
  EXPECT_EQ(project.full_name(), "owner/moved");
  EXPECT_EQ(project.status.state, model::SyncState::kPending);
  EXPECT_EQ(project.status.next_sync_at, at(0)) << "as the one was that is no more";
  EXPECT_EQ(expect_whole_generation(store(), id), 1U);
}

}  // namespace
}  // namespace cpsg::storage::conformance
