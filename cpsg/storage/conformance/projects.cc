// Protects: a project is one project whatever the case of its name, and lists and due times lead to the right ones.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;

std::vector<std::string> full_names(const std::vector<model::Project>& projects) {
  std::vector<std::string> names;
  for (const auto& project : projects) names.push_back(project.full_name());
  return names;
}

Lease take(Projects& projects, std::string_view project_id, UnixTime now) {
  return std::get<Lease>(projects.acquire_lease(project_id, "test", now, kLeaseTtl, std::nullopt));
}

TEST_P(ProjectsConformance, AddedProjectIsPendingAndDueAtOnce) {
  const Projects::Added added = add_project(projects(), "Pallets", "Flask", "", at(100));

  EXPECT_TRUE(added.created);
  const model::Project& project = added.project;
  EXPECT_EQ(project.id, model::derive_project_id("Pallets/Flask", ""));
  EXPECT_EQ(project.full_name(), "Pallets/Flask");
  EXPECT_EQ(project.source_url, "");
  EXPECT_EQ(project.generation, 0U);
  EXPECT_FALSE(project.counts);
  EXPECT_EQ(project.work, model::kInitialWork);
  EXPECT_EQ(project.priority, model::Priority::kRefresh);
  EXPECT_EQ(project.revision, 0U);
  EXPECT_FALSE(project.github_id);
  EXPECT_EQ(project.node_id, "");
  EXPECT_TRUE(project.renamed_from.empty());
  EXPECT_FALSE(project.statistics);
  EXPECT_EQ(project.coverage, model::Coverage());
  EXPECT_EQ(project.status,
            (model::ProjectStatus{.state = model::SyncState::kPending, .since = at(100), .next_sync_at = at(100)}));
  EXPECT_FALSE(project.syncing(at(100)));
  EXPECT_THAT(full_names(projects().due_projects(at(100), Due::kAny, 10)), ElementsAre("Pallets/Flask"));
  EXPECT_TRUE(projects().due_projects(at(99), Due::kAny, 10).empty());
}

TEST_P(ProjectsConformance, ProjectAddedForLaterOrNeverIsDueThen) {
  const auto later = projects().add_project("o", "later", "", at(100), at(500), model::Priority::kInteractive);
  const auto held = projects().add_project("o", "held", "", at(100), std::nullopt, model::Priority::kBackfill);

  EXPECT_EQ(later.project.status.next_sync_at, at(500));
  EXPECT_EQ(later.project.priority, model::Priority::kInteractive);
  EXPECT_FALSE(held.project.status.next_sync_at);
  EXPECT_EQ(held.project.priority, model::Priority::kBackfill);
  EXPECT_TRUE(projects().due_projects(at(499), Due::kAny, 10).empty());
  EXPECT_THAT(full_names(projects().due_projects(at(1'000'000), Due::kAny, 10)), ElementsAre("o/later"));
}

TEST_P(ProjectsConformance, NameIsFoundWithoutRegardToCaseAndAddedOnce) {
  const std::string id = add_project(projects(), "Pallets", "Flask", "", at(100)).project.id;

  const Projects::Added again = add_project(projects(), "pallets", "FLASK", "", at(200));

  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.project.id, id);
  EXPECT_EQ(again.project.full_name(), "Pallets/Flask") << "the name stays as it was first written";
  EXPECT_EQ(again.project.status.next_sync_at, at(100));
  EXPECT_EQ(projects().find_project("PALLETS/flask").value().id, id);
  EXPECT_EQ(projects().project(id).full_name(), "Pallets/Flask");
  EXPECT_FALSE(projects().find_project("pallets/flas"));
  EXPECT_FALSE(projects().find_project("pallets/flask_"));
}

TEST_P(ProjectsConformance, SameNameFromAnotherPlaceIsRefused) {
  const auto added = add_project(projects(), "owner", "name", "file:///srv/one.git", at(0));
  EXPECT_EQ(added.project.source_url, "file:///srv/one.git");
  EXPECT_FALSE(add_project(projects(), "Owner", "Name", "file:///srv/one.git", at(0)).created);
  EXPECT_TRUE(throws_error(ErrorCode::kConflict,
                           [&] { (void)add_project(projects(), "owner", "name", "file:///srv/two.git", at(0)); }));
  try {
    (void)add_project(projects(), "owner", "name", "", at(0));
    ADD_FAILURE() << "a name stands for one project";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kConflict);
    EXPECT_EQ(std::string(error.what()).find("/srv"), std::string::npos) << "clients elsewhere read this";
  }
}

TEST_P(ProjectsConformance, UnknownProjectIsNotFound) {
  EXPECT_FALSE(projects().find_project("no/body"));
  EXPECT_FALSE(projects().find_project(""));
  const CommitView view{.project_id = "nobody"};
  const Lease lease{.project_id = "nobody", .holder = "test", .fence = 1};
  const auto no_texts = std::span<const std::string>();
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)projects().project("nobody"); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { take(projects(), "nobody", at(0)); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)writer().published_state("nobody"); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { history().read_graph("nobody", [](const StoredChunk&) {}); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)writer().person_keys("nobody"); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().commit_view("nobody"); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().commits(view, {}); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().branches("nobody", "", 10); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().activity("nobody", 1, 9999); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().contributors("nobody", std::nullopt, 10); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().people_matching("nobody", no_texts); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { writer().stage(lease, {}, {}); }));
}

TEST_P(ProjectsConformance, ListGoesByNameWithoutRegardToCaseInPages) {
  for (const char* name : {"b", "A", "c_", "C-", "aB"}) add_project(projects(), "Owner", name, "", at(0));
  add_project(projects(), "owner-x", "a", "", at(0));

  EXPECT_THAT(full_names(projects().list_projects("", 3)), ElementsAre("owner-x/a", "Owner/A", "Owner/aB"));
  EXPECT_THAT(full_names(projects().list_projects("OWNER/AB", 10)), ElementsAre("Owner/b", "Owner/C-", "Owner/c_"));
  EXPECT_TRUE(projects().list_projects("owner/c_", 10).empty());
  EXPECT_TRUE(projects().list_projects("", 0).empty());
}

TEST_P(ProjectsConformance, DueAreTheLongestDueFirstWithoutThoseThatSomebodySyncs) {
  add_project(projects(), "o", "later", "", at(300));
  add_project(projects(), "o", "first", "", at(100));
  const std::string leased = add_project(projects(), "o", "leased", "", at(50)).project.id;
  add_project(projects(), "o", "second", "", at(200));
  const Lease lease = take(projects(), leased, at(200));

  EXPECT_THAT(full_names(projects().due_projects(at(200), Due::kAny, 10)), ElementsAre("o/first", "o/second"));
  EXPECT_THAT(full_names(projects().due_projects(at(200), Due::kAny, 1)), ElementsAre("o/first"));
  EXPECT_THAT(full_names(projects().due_projects(lease.expires_at - std::chrono::seconds(1), Due::kAny, 10)),
              ElementsAre("o/first", "o/second"));
  EXPECT_THAT(full_names(projects().due_projects(lease.expires_at, Due::kAny, 10)),
              ElementsAre("o/leased", "o/first", "o/second"))
      << "a lease that expired is nobody's";
  projects().release_lease(lease);
  EXPECT_THAT(full_names(projects().due_projects(at(200), Due::kAny, 10)),
              ElementsAre("o/leased", "o/first", "o/second"));
}

TEST_P(ProjectsConformance, StatusIsKeptWholeAndSurvivesAReopening) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const Lease lease = take(projects(), id, at(0));
  const model::ProjectStatus failing{.state = model::SyncState::kFailing,
                                     .reason = "the remote did not answer",
                                     .code = ErrorCode::kTimeout,
                                     .since = at(10),
                                     .next_sync_at = at(70),
                                     .last_synced_at = at(5),
                                     .failures = 3};
  finish_sync(projects(), lease, failing);
  EXPECT_EQ(reopen().projects.project(id).status, failing);

  const model::ProjectStatus gone{.state = model::SyncState::kGone, .since = at(20)};
  finish_sync(projects(), lease, gone);
  EXPECT_EQ(projects().project(id).status, gone) << "what is null is forgotten";
  EXPECT_TRUE(projects().due_projects(at(1'000'000), Due::kAny, 10).empty()) << "without a next sync it is never due";
}

TEST_P(ProjectsConformance, StatusChangesWithoutALeaseByWhatIsStored) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const model::ProjectStatus waiting{
      .state = model::SyncState::kSsoRequired, .code = ErrorCode::kSsoRequired, .since = at(7), .next_sync_at = at(70)};
  change_status(projects(), id, [&](const model::ProjectStatus&) { return waiting; });
  EXPECT_EQ(reopen().projects.project(id).status, waiting);

  change_status(projects(), id, [&](const model::ProjectStatus& stored) {
    EXPECT_EQ(stored, waiting);
    model::ProjectStatus changed = stored;
    changed.failures = 5;
    return changed;
  });
  model::ProjectStatus expected = waiting;
  expected.failures = 5;
  EXPECT_EQ(projects().project(id).status, expected);

  EXPECT_TRUE(throws_error(ErrorCode::kTimeout, [&] {
    change_status(projects(), id, [](const model::ProjectStatus&) -> model::ProjectStatus {
      throw Error(ErrorCode::kTimeout, "late");
    });
  }));
  EXPECT_EQ(projects().project(id).status, expected);
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] {
    projects().change_status({.id = "nobody"}, 1, [](const model::ProjectStatus& stored) { return stored; });
  }));
}

TEST_P(ProjectsConformance, LeaseShowsInTheProject) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const Lease lease = take(projects(), id, at(10));

  const model::Project project = projects().find_project("o/n").value();
  EXPECT_EQ(project.syncing_since, at(10));
  EXPECT_EQ(project.syncing_until, lease.expires_at);
  EXPECT_TRUE(project.syncing(at(10)));
  EXPECT_FALSE(project.syncing(lease.expires_at));
  projects().release_lease(lease);
  EXPECT_FALSE(projects().project(id).syncing_until);
}

}  // namespace
}  // namespace cpsg::storage::conformance
