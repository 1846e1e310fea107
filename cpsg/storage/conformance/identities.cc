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

std::string add(Projects& projects, std::string_view name) {
  return add_project(projects, "owner", name, "", at(0)).project.id;
}

std::string add_published(const Stores& stores, std::string_view name) {
  SampleProject project(stores, name);
  stage_generation(stores.writer, project.lease, 1);
  project.publish(generation_publication(1));
  stores.projects.release_lease(project.lease);
  return project.id();
}

TEST_P(ProjectsConformance, NumberIsWrittenOnceAndFound) {
  const std::string id = add(projects(), "n");
  EXPECT_EQ(bind_identity(projects(), id, identity(7, "n"), at(1)), (Binding{.project_id = id}));

  const model::Project project = projects().find_by_github_id(7).value();
  EXPECT_EQ(project.id, id);
  EXPECT_EQ(project.github_id, 7);
  EXPECT_EQ(project.node_id, "R_7");
  EXPECT_EQ(project.revision, 1U);
  EXPECT_FALSE(projects().find_by_github_id(8));

  Identity refreshed = identity(7, "n");
  refreshed.node_id = "R_new";
  bind_identity(projects(), id, refreshed, at(2));
  EXPECT_EQ(reopen().projects.project(id).node_id, "R_new");
  EXPECT_EQ(projects().project(id).revision, 1U) << "readers see no difference";
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { bind_identity(projects(), id, identity(8, "n"), at(3)); }));
  EXPECT_TRUE(
      throws_error(ErrorCode::kNotFound, [&] { bind_identity(projects(), "nobody", identity(9, "n"), at(3)); }));
}

TEST_P(ProjectsConformance, ChangedNameBecomesAnEarlierOne) {
  const std::string id = add(projects(), "one");
  bind_identity(projects(), id, identity(7, "one"), at(1));
  const std::uint64_t revision = projects().project(id).revision;

  EXPECT_EQ(bind_identity(projects(), id, identity(7, "Two"), at(2)),
            (Binding{.project_id = id, .renamed_from = "owner/one"}));

  EXPECT_GT(projects().project(id).revision, revision);
  EXPECT_EQ(projects().project(id).full_name(), "owner/Two");
  EXPECT_EQ(projects().find_project("OWNER/two").value().id, id);
  EXPECT_FALSE(projects().find_project("owner/one"));
  EXPECT_EQ(projects().find_by_earlier_name("Owner/ONE").value().id, id);
  EXPECT_FALSE(projects().find_by_earlier_name("owner/two"));
  bind_identity(projects(), id, identity(7, "three"), at(3));
  EXPECT_THAT(projects().project(id).renamed_from, ElementsAre("owner/one", "owner/Two"));
  EXPECT_THAT(projects().list_projects("", 10).front().renamed_from, ElementsAre("owner/one", "owner/Two"));
  bind_identity(projects(), id, identity(7, "one"), at(4));
  EXPECT_THAT(projects().project(id).renamed_from, ElementsAre("owner/Two", "owner/three")) << "the name came back";
}

TEST_P(ProjectsConformance, OtherCaseIsTheSameName) {
  const std::string id = add(projects(), "name");
  EXPECT_EQ(bind_identity(projects(), id, identity(7, "NAME"), at(1)), (Binding{.project_id = id}));
  EXPECT_EQ(projects().project(id).full_name(), "owner/NAME");
  EXPECT_THAT(projects().project(id).renamed_from, IsEmpty());
}

TEST_P(ProjectsConformance, FreedNameCanBeAddedAnewUnderAnotherId) {
  const std::string id = add(projects(), "one");
  bind_identity(projects(), id, identity(7, "two"), at(1));

  const Projects::Added added = add_project(projects(), "owner", "one", "", at(2));

  EXPECT_TRUE(added.created);
  EXPECT_NE(added.project.id, id);
  EXPECT_FALSE(projects().find_by_earlier_name("owner/one")) << "a project has the name now";
  EXPECT_EQ(projects().find_project("owner/one").value().id, added.project.id);
  bind_identity(projects(), added.project.id, identity(8, "three"), at(3));
  EXPECT_EQ(projects().find_by_earlier_name("owner/one").value().id, added.project.id) << "the last one that had it";
  const Projects::Added third = add_project(projects(), "owner", "one", "", at(4));
  EXPECT_TRUE(third.created);
  EXPECT_NE(third.project.id, id);
  EXPECT_NE(third.project.id, added.project.id);
}

TEST_P(ProjectsConformance, SecondNameOfARepositoryIsMergedIntoTheFirst) {
  const std::string first = add_published(stores(), "now");
  bind_identity(projects(), first, identity(7, "now"), at(1));
  const std::string second = add(projects(), "before");

  EXPECT_EQ(bind_identity(projects(), second, identity(7, "now"), at(2)),
            (Binding{.project_id = first, .removed = second}));

  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)projects().project(second); }));
  EXPECT_EQ(projects().find_by_earlier_name("owner/before").value().id, first);
  EXPECT_THAT(projects().project(first).renamed_from, ElementsAre("owner/before"));
  EXPECT_EQ(projects().project(first).work, model::kInitialWork) << "what was asked for the other is done for this one";
  EXPECT_EQ(expect_whole_generation(stores(), first), 1U);
  EXPECT_EQ(projects().list_projects("", 10).size(), 1U);
}

TEST_P(ProjectsConformance, OneWithHistoryStaysThoughTheOtherWasBoundFirst) {
  const std::string first = add(projects(), "old");
  bind_identity(projects(), first, identity(7, "older"), at(1));
  bind_identity(projects(), first, identity(7, "old"), at(1));
  const std::string second = add_published(stores(), "new");

  EXPECT_EQ(bind_identity(projects(), second, identity(7, "new"), at(2)),
            (Binding{.project_id = second, .removed = first}));

  EXPECT_EQ(projects().find_by_github_id(7).value().id, second);
  EXPECT_THAT(projects().project(second).renamed_from, ElementsAre("owner/older", "owner/old"));
  EXPECT_EQ(expect_whole_generation(stores(), second), 1U);
}

TEST_P(ProjectsConformance, OfTwoWithHistoryTheOneBoundFirstStays) {
  const std::string first = add_published(stores(), "old");
  bind_identity(projects(), first, identity(7, "old"), at(1));
  const std::string second = add_published(stores(), "new");

  EXPECT_EQ(bind_identity(projects(), second, identity(7, "new"), at(2)),
            (Binding{.project_id = first, .removed = second, .renamed_from = "owner/old"}));

  EXPECT_EQ(projects().project(first).full_name(), "owner/new");
  EXPECT_THAT(projects().project(first).renamed_from, ElementsAre("owner/old"));
  EXPECT_EQ(expect_whole_generation(reopen(), first), 1U);
}

TEST_P(ProjectsConformance, SupersededProjectKeepsItsDataAndFreesItsName) {
  const std::string id = add_published(stores(), "name");
  bind_identity(projects(), id, identity(7, "name"), at(1));
  projects().add_work(id, model::Work::kProbe, at(1), model::Priority::kInteractive);

  const model::Project successor = supersede_project(projects(), id, at(2));
  EXPECT_EQ(supersede_project(projects(), id, at(3)).id, successor.id) << "put aside already";

  const model::Project project = projects().project(id);
  EXPECT_EQ(project.full_name(), "owner/name.was-" + id);
  EXPECT_EQ(project.github_id, 7);
  EXPECT_EQ(project.status.state, model::SyncState::kGone);
  EXPECT_EQ(project.status.since, at(2));
  EXPECT_FALSE(project.status.next_sync_at);
  EXPECT_EQ(project.work, model::Work::kNothing);
  EXPECT_EQ(project.renamed_from, std::vector<std::string>{"owner/name"});
  EXPECT_EQ(expect_whole_generation(stores(), id), 1U);

  EXPECT_NE(successor.id, id);
  EXPECT_EQ(successor.full_name(), "owner/name");
  EXPECT_FALSE(successor.github_id);
  EXPECT_EQ(successor.status,
            (model::ProjectStatus{.state = model::SyncState::kPending, .since = at(2), .next_sync_at = at(2)}));
  EXPECT_EQ(successor.work, model::kInitialWork);
  EXPECT_EQ(successor.priority, model::Priority::kInteractive);
  EXPECT_EQ(projects().find_project("OWNER/NAME").value().id, successor.id);
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { supersede_project(projects(), "nobody", at(3)); }));
}

TEST_P(ProjectsConformance, ProjectInTheWayOfANewNameIsPutAside) {
  const std::string id = add(projects(), "one");
  bind_identity(projects(), id, identity(7, "one"), at(1));
  const std::string in_the_way = add(projects(), "two");
  bind_identity(projects(), in_the_way, identity(8, "two"), at(1));

  EXPECT_EQ(bind_identity(projects(), id, identity(7, "two"), at(2)),
            (Binding{.project_id = id, .renamed_from = "owner/one", .put_aside = in_the_way}));

  EXPECT_EQ(projects().find_project("owner/two").value().id, id);
  EXPECT_EQ(projects().project(in_the_way).full_name(), "owner/two.was-" + in_the_way);
  EXPECT_EQ(projects().project(in_the_way).status.state, model::SyncState::kGone);
  EXPECT_EQ(projects().project(in_the_way).status.next_sync_at, at(2)) << "also if whoever put it aside dies now";
  EXPECT_EQ(projects().project(in_the_way).work, model::Work::kProbe);
}

TEST_P(ProjectsConformance, UnboundProjectInTheWayOfANewNameIsTheSameOne) {
  const std::string id = add(projects(), "old");
  bind_identity(projects(), id, identity(7, "old"), at(1));
  const std::string pending = add(projects(), "new");

  EXPECT_EQ(bind_identity(projects(), id, identity(7, "NEW"), at(2)),
            (Binding{.project_id = id, .removed = pending, .renamed_from = "owner/old"}));

  EXPECT_EQ(projects().list_projects("", 10).size(), 1U);
  EXPECT_EQ(projects().project(id).full_name(), "owner/NEW");
  EXPECT_THAT(projects().project(id).renamed_from, ElementsAre("owner/old"));
  EXPECT_EQ(projects().project(id).work, model::kInitialWork);
  EXPECT_FALSE(bind_identity(projects(), id, identity(7, "NEW"), at(3)).removed);
}

TEST_P(ProjectsConformance, UnboundProjectInTheWayStaysIfItAloneHasHistory) {
  const std::string id = add(projects(), "old");
  bind_identity(projects(), id, identity(7, "old"), at(1));
  const std::string published = add_published(stores(), "new");

  EXPECT_EQ(bind_identity(projects(), id, identity(7, "new"), at(2)),
            (Binding{.project_id = published, .removed = id}));

  EXPECT_EQ(projects().find_by_github_id(7).value().id, published);
  EXPECT_THAT(projects().project(published).renamed_from, ElementsAre("owner/old"));
  EXPECT_EQ(expect_whole_generation(stores(), published), 1U);
}

TEST_P(ProjectsConformance, ThreeThatAreOneRepositoryBecomeOne) {
  const std::string first = add(projects(), "one");
  bind_identity(projects(), first, identity(7, "one"), at(1));
  const std::string asked = add(projects(), "two");
  add(projects(), "three");

  EXPECT_EQ(bind_identity(projects(), asked, identity(7, "three"), at(2)),
            (Binding{.project_id = first, .removed = asked, .renamed_from = "owner/one"}));

  EXPECT_EQ(projects().list_projects("", 10).size(), 1U);
  EXPECT_THAT(projects().project(first).renamed_from, ElementsAre("owner/two", "owner/one"));
}

TEST_P(ProjectsConformance, ProjectOfAnotherSourceKeepsItsName) {
  const std::string local = add_project(projects(), "owner", "two", "file:///srv/two.git", at(0)).project.id;
  const std::string id = add(projects(), "one");

  EXPECT_EQ(bind_identity(projects(), id, identity(7, "two"), at(1)), (Binding{.project_id = id}));

  EXPECT_EQ(projects().project(id).full_name(), "owner/one");
  EXPECT_EQ(projects().project(id).github_id, 7);
  EXPECT_THAT(projects().project(id).renamed_from, IsEmpty());
  EXPECT_EQ(projects().find_project("owner/two").value().id, local);
  EXPECT_EQ(projects().project(local).status.state, model::SyncState::kPending);

  EXPECT_EQ(bind_identity(projects(), local, identity(7, "one"), at(2)), (Binding{.project_id = local}));
  EXPECT_FALSE(projects().project(local).github_id) << "it is none of GitHub's";
  EXPECT_EQ(projects().list_projects("", 10).size(), 2U);
}

TEST_P(ProjectsConformance, TwoProjectsMayChangeNamesWithEachOther) {
  const std::string a = add(projects(), "a");
  bind_identity(projects(), a, identity(1, "a"), at(1));
  const std::string b = add(projects(), "b");
  bind_identity(projects(), b, identity(2, "b"), at(1));

  bind_identity(projects(), a, identity(1, "b"), at(2));
  bind_identity(projects(), b, identity(2, "a"), at(2));

  EXPECT_EQ(projects().find_project("owner/b").value().id, a);
  EXPECT_EQ(projects().find_project("owner/a").value().id, b);
}

TEST_P(ProjectsConformance, NameThatAProjectHadOnlyHereIsNoneOfItsEarlierNames) {
  const std::string a = add(projects(), "a");
  bind_identity(projects(), a, identity(1, "a"), at(1));
  const std::string b = add(projects(), "b");
  bind_identity(projects(), b, identity(2, "b"), at(1));
  bind_identity(projects(), a, identity(1, "b"), at(2));
  const std::string aside = projects().project(b).full_name();
  ASSERT_NE(aside, "owner/b");

  EXPECT_EQ(bind_identity(projects(), b, identity(2, "a"), at(3)), (Binding{.project_id = b}));

  EXPECT_THAT(projects().project(a).renamed_from, ElementsAre("owner/a"));
  EXPECT_THAT(projects().project(b).renamed_from, ElementsAre("owner/b"));
  EXPECT_FALSE(projects().find_by_earlier_name(aside));
  EXPECT_FALSE(projects().revision(aside));
  EXPECT_EQ(projects().project(b).status.state, model::SyncState::kPending) << "it is followed again";
  EXPECT_EQ(projects().project(b).status.next_sync_at, at(2)) << "since it was put aside";
}

TEST_P(ProjectsConformance, ProjectThatGetsItsOldNameBackIsAsBefore) {
  const std::string a = add(projects(), "a");
  bind_identity(projects(), a, identity(1, "a"), at(1));
  const std::string successor = supersede_project(projects(), a, at(2)).id;
  bind_identity(projects(), successor, identity(2, "a"), at(2));

  bind_identity(projects(), a, identity(1, "a"), at(3));

  EXPECT_EQ(projects().find_project("owner/a").value().id, a);
  EXPECT_EQ(projects().project(a).status.next_sync_at, at(3));
  EXPECT_THAT(projects().project(a).renamed_from, IsEmpty());
  EXPECT_EQ(projects().project(successor).status.state, model::SyncState::kGone);
}

TEST_P(ProjectsConformance, ProjectThatWasPutAsideIsNotFoundByTheNameItLost) {
  const std::string a = add(projects(), "a");
  bind_identity(projects(), a, identity(1, "a"), at(1));
  const std::string successor = supersede_project(projects(), a, at(2)).id;
  projects().remove_project(successor);
  EXPECT_FALSE(projects().find_by_earlier_name("owner/a"));
  EXPECT_FALSE(projects().revision("owner/a"));
  EXPECT_TRUE(projects().revision("owner/a.was-" + a)) << "its own name leads to it";
}

TEST_P(ProjectsConformance, MergeOfAProjectThatWasPutAsideLeavesNoTraceOfItsNameHere) {
  const std::string aside = add(projects(), "x");
  bind_identity(projects(), aside, identity(1, "x"), at(1));
  supersede_project(projects(), aside, at(2));
  const std::string published = add_published(stores(), "y");

  ASSERT_EQ(bind_identity(projects(), published, identity(1, "y"), at(3)).project_id, published);

  EXPECT_THAT(projects().project(published).renamed_from, ElementsAre("owner/x"));
}

TEST_P(ProjectsConformance, ProjectThatWasPutAsideIsFollowedAgainWhenItTurnsUp) {
  const std::string id = add_published(stores(), "name");
  bind_identity(projects(), id, identity(7, "name"), at(1));
  supersede_project(projects(), id, at(2));
  const std::string found = add(projects(), "moved");

  EXPECT_EQ(bind_identity(projects(), found, identity(7, "moved"), at(3)).project_id, id);

  const model::Project project = projects().project(id);
  EXPECT_EQ(project.full_name(), "owner/moved");
  EXPECT_EQ(project.status.state, model::SyncState::kPending);
  EXPECT_EQ(project.status.next_sync_at, at(0)) << "as the one was that is no more";
  EXPECT_EQ(expect_whole_generation(stores(), id), 1U);
}

}  // namespace
}  // namespace cpsg::storage::conformance
