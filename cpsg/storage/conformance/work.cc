// Protects: work that was added is never lost, due projects come in the order of their urgency and for the right step,
// and work that is waiting is found.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::Priority;
using model::Work;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kMany = 100;

std::vector<std::string> names(const std::vector<model::Project>& projects) {
  std::vector<std::string> result;
  for (const auto& project : projects) result.push_back(project.name);
  return result;
}

std::string add(Projects& projects, std::string_view name, std::int64_t due_s, Priority priority = Priority::kRefresh) {
  return projects.add_project("o", name, "", at(0), at(due_s), priority).project.id;
}

Lease take(Projects& projects, std::string_view project_id) {
  return std::get<Lease>(projects.acquire_lease(project_id, "test", at(0), kLeaseTtl, std::nullopt));
}

// Leaves the project with this work alone, due when it was.
void leave(Projects& projects, const std::string& project_id, Work work) {
  projects.add_work(project_id, work, at(1'000'000), Priority::kBackfill);
  const Lease lease = take(projects, project_id);
  projects.finish_work(lease, model::without(static_cast<Work>(0xFF), work), projects.project(project_id).work_version);
  ASSERT_EQ(projects.project(project_id).work, work);
  projects.release_lease(lease);
}

// A project without work whose work could be done: it has a handle and published history.
std::string add_ready(const Stores& stores, std::string_view name, std::int64_t github_id) {
  SampleProject project(stores, name);
  stage_generation(stores.writer, project.lease, 1);
  project.publish(generation_publication(1));
  stores.projects.release_lease(project.lease);
  const Identity identity{
      .github_id = github_id, .node_id = "R_" + std::to_string(github_id), .owner = "owner", .name = std::string(name)};
  bind_identity(stores.projects, project.id(), identity, at(0));
  leave(stores.projects, project.id(), Work::kNothing);
  return project.id();
}

TEST_P(ProjectsConformance, AddedWorkMakesDueAndUrgentButNeverLess) {
  const std::string id = add(projects(), "n", 500);
  const std::uint64_t version = projects().project(id).work_version;

  projects().add_work(id, Work::kAudit, at(300), Priority::kWebhook);
  model::Project project = projects().project(id);
  EXPECT_EQ(project.work, model::kInitialWork | Work::kAudit);
  EXPECT_GT(project.work_version, version);
  EXPECT_EQ(project.status.next_sync_at, at(300));
  EXPECT_EQ(project.priority, Priority::kWebhook);

  projects().add_work(id, Work::kAudit, at(400), Priority::kBackfill);
  project = projects().project(id);
  EXPECT_GT(project.work_version, version + 1) << "asked for again, though it was asked for";
  EXPECT_EQ(project.status.next_sync_at, at(300));
  EXPECT_EQ(project.priority, Priority::kWebhook);
}

TEST_P(ProjectsConformance, WorkMakesAProjectDueThatNeverWas) {
  const std::string id = projects().add_project("o", "n", "", at(0), std::nullopt, Priority::kBackfill).project.id;
  projects().add_work(id, Work::kRefs, at(7), Priority::kInteractive);
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(7));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound,
                           [&] { projects().add_work("nobody", Work::kRefs, at(7), Priority::kInteractive); }));
}

TEST_P(ProjectsConformance, SaysSinceWhenAProjectIsFollowed) {
  const std::string id = add_project(projects(), "o", "n", "", at(7)).project.id;
  EXPECT_EQ(add_project(projects(), "o", "n", "", at(9)).project.followed_since, at(7)) << "asked for again";
  EXPECT_EQ(projects().project(id).followed_since, at(7));
}

TEST_P(ProjectsConformance, ASyncThatIsAskedForIsDueAtOnceAndRemembered) {
  const std::string id = add(projects(), "n", 500, Priority::kRefresh);
  EXPECT_EQ(projects().project(id).sync_asked_at, std::nullopt);
  const std::uint64_t version = projects().project(id).work_version;
  std::optional<model::Project> seen;
  projects().ask_for_sync(id, Work::kAudit, at(300), [&](const model::Project& stored) { seen = stored; });
  EXPECT_EQ(seen.value().sync_asked_at, std::nullopt) << "as it was before";
  const model::Project project = projects().project(id);
  EXPECT_EQ(project.sync_asked_at, at(300));
  EXPECT_EQ(project.status.next_sync_at, at(300));
  EXPECT_EQ(project.priority, Priority::kInteractive);
  EXPECT_EQ(project.work, model::kInitialWork | Work::kAudit);
  EXPECT_GT(project.work_version, version);
}

TEST_P(ProjectsConformance, ASyncThatIsRefusedChangesNothing) {
  const std::string id = add(projects(), "n", 500, Priority::kRefresh);
  const model::Project before = projects().project(id);
  EXPECT_TRUE(throws_error(ErrorCode::kConflict, [&] {
    projects().ask_for_sync(id, Work::kAudit, at(300),
                            [](const model::Project&) { throw Error(ErrorCode::kConflict, "no"); });
  }));
  const model::Project after = projects().project(id);
  EXPECT_EQ(after.status, before.status);
  EXPECT_EQ(after.work_version, before.work_version);
  EXPECT_EQ(after.sync_asked_at, std::nullopt);
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { projects().ask_for_sync("nobody", Work::kRefs, at(300), {}); }));
}

TEST_P(ProjectsConformance, FinishedWorkGoesUnlessMoreCameMeanwhile) {
  const std::string id = add(projects(), "n", 0, Priority::kInteractive);
  const Lease lease = take(projects(), id);
  const std::uint64_t before = projects().project(id).work_version;

  projects().add_work(id, Work::kRefs, at(0), Priority::kWebhook);
  projects().finish_work(lease, Work::kRefs, before);
  EXPECT_EQ(projects().project(id).work, model::kInitialWork) << "a push came while the refs were listed";

  projects().finish_work(lease, Work::kRefs, projects().project(id).work_version);
  EXPECT_EQ(projects().project(id).work, model::without(model::kInitialWork, Work::kRefs));
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(0)) << "when it is due is not the work's to say";
}

TEST_P(ProjectsConformance, PriorityFallsBackOnceNothingUrgentIsLeft) {
  const std::string id = add(projects(), "n", 0, Priority::kInteractive);
  leave(projects(), id, Work::kPulls | Work::kEnrich);
  EXPECT_EQ(projects().project(id).priority, Priority::kInteractive);
  leave(projects(), id, Work::kEnrich);
  EXPECT_EQ(projects().project(id).priority, Priority::kRefresh);
  projects().add_work(id, Work::kProbe, at(0), Priority::kWebhook);
  leave(projects(), id, Work::kNothing);
  EXPECT_EQ(projects().project(id).priority, Priority::kRefresh);
}

TEST_P(ProjectsConformance, WorkIsFinishedUnderTheLeaseAlone) {
  const std::string id = add(projects(), "n", 0);
  const Lease lease = take(projects(), id);
  projects().release_lease(lease);
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().finish_work(lease, Work::kRefs, 1); }));
}

TEST_P(ProjectsConformance, DueGoByPriorityThenTheLongestDue) {
  add(projects(), "backfill", 1, Priority::kBackfill);
  add(projects(), "refresh", 3);
  add(projects(), "earlier", 2);
  add(projects(), "webhook", 50, Priority::kWebhook);
  add(projects(), "interactive", 60, Priority::kInteractive);
  add(projects(), "later", 101, Priority::kInteractive);

  EXPECT_THAT(names(projects().due_projects(at(100), Due::kAny, kMany)),
              ElementsAre("interactive", "webhook", "earlier", "refresh", "backfill"));
  EXPECT_THAT(names(projects().due_projects(at(100), Due::kRefresh, 3)),
              ElementsAre("interactive", "webhook", "earlier"));
  EXPECT_THAT(projects().due_projects(at(100), Due::kSync, kMany), IsEmpty());
  EXPECT_THAT(projects().due_projects(at(100), Due::kAny, 0), IsEmpty());
}

TEST_P(ProjectsConformance, EachDueProjectIsDueForOneStep) {
  leave(projects(), add(projects(), "look", 1), Work::kProbe | Work::kRefs);
  leave(projects(), add(projects(), "refs", 2), Work::kRefs);
  leave(projects(), add(projects(), "pulls", 3), Work::kPulls | Work::kStatistics | Work::kEnrich);
  leave(projects(), add(projects(), "audit", 4), Work::kAudit);
  leave(projects(), add(projects(), "nothing", 5), Work::kNothing);
  leave(projects(), add(projects(), "statistics", 6), Work::kStatistics);
  leave(projects(), add(projects(), "enrich", 7), Work::kEnrich);

  EXPECT_THAT(names(projects().due_projects(at(10), Due::kRefresh, kMany)),
              ElementsAre("look", "nothing", "statistics", "enrich"));
  EXPECT_THAT(names(projects().due_projects(at(10), Due::kSync, kMany)), ElementsAre("refs", "pulls", "audit"));
  EXPECT_EQ(projects().due_projects(at(10), Due::kAny, kMany).size(), 7U);
}

TEST_P(ProjectsConformance, ProjectOfAnotherSourceIsDueForASyncWhateverItsWork) {
  const auto add_local = [&](std::string_view name, std::int64_t due_s) {
    const std::string url = "file:///srv/" + std::string(name) + ".git";
    return projects().add_project("o", name, url, at(0), at(due_s), Priority::kRefresh).project.id;
  };
  add_local("new", 1);
  leave(projects(), add_local("look", 2), Work::kProbe);
  leave(projects(), add_local("nothing", 3), Work::kNothing);

  EXPECT_THAT(projects().due_projects(at(10), Due::kRefresh, kMany), IsEmpty()) << "there is no API to ask";
  EXPECT_THAT(names(projects().due_projects(at(10), Due::kSync, kMany)), ElementsAre("new", "look", "nothing"));
}

TEST_P(ProjectsConformance, WaitingWorkIsFoundTheLongestWaitingFirst) {
  const std::string old = add_ready(stores(), "old", 1);
  const std::string young = add_ready(stores(), "young", 2);
  const std::string done = add_ready(stores(), "done", 3);
  projects().add_work(young, Work::kEnrich, at(20), Priority::kRefresh);
  projects().add_work(old, Work::kEnrich | Work::kPulls, at(10), Priority::kRefresh);
  projects().add_work(done, Work::kPulls, at(5), Priority::kRefresh);

  EXPECT_THAT(names(projects().projects_with_work(Work::kEnrich, at(30), kMany)), ElementsAre("old", "young"));
  EXPECT_THAT(names(projects().projects_with_work(Work::kEnrich, at(30), 1)), ElementsAre("old"));
  EXPECT_THAT(names(projects().projects_with_work(Work::kPulls, at(30), kMany)), ElementsAre("done", "old"));
  projects().add_work(old, Work::kEnrich, at(40), Priority::kRefresh);
  EXPECT_THAT(names(projects().projects_with_work(Work::kEnrich, at(50), 1)), ElementsAre("old"))
      << "more work does not send it back to the end";
  const Lease lease = take(projects(), old);
  EXPECT_THAT(names(projects().projects_with_work(Work::kEnrich, at(50), kMany)), ElementsAre("young"));
  EXPECT_THAT(names(projects().projects_with_work(Work::kEnrich, lease.expires_at, kMany)),
              ElementsAre("old", "young"));
}

TEST_P(ProjectsConformance, WaitingWorkIsThatWhichGithubLetsBeDone) {
  const auto waiting = [&] { return names(projects().projects_with_work(Work::kEnrich, at(50), kMany)); };
  const std::string id = add(projects(), "sample", 0);
  bind_identity(projects(), id, {.github_id = 1, .node_id = "R_1", .owner = "o", .name = "sample"}, at(0));
  EXPECT_THAT(waiting(), IsEmpty()) << "nothing is published";
  const std::string published = add_ready(stores(), "ready", 2);
  projects().add_work(published, Work::kEnrich, at(1), Priority::kRefresh);
  {
    SampleProject unbound(stores(), "unbound");
    stage_generation(writer(), unbound.lease, 1);
    unbound.publish(generation_publication(1));
    projects().release_lease(unbound.lease);
  }
  EXPECT_THAT(waiting(), ElementsAre("ready")) << "one without a handle cannot be asked for";

  using model::SyncState;
  for (const SyncState refused :
       {SyncState::kNoAccess, SyncState::kSsoRequired, SyncState::kGone, SyncState::kBlocked}) {
    change_status(projects(), published, [&](const auto&) { return model::ProjectStatus{.state = refused}; });
    EXPECT_THAT(waiting(), IsEmpty()) << model::name(refused);
  }
  change_status(projects(), published, [](const auto&) { return model::ProjectStatus{.state = SyncState::kFailing}; });
  EXPECT_THAT(waiting(), ElementsAre("ready"));
}

TEST_P(ProjectsConformance, WorkThatWasPutOffWaitsAtTheEnd) {
  const std::string first = add_ready(stores(), "first", 1);
  const std::string second = add_ready(stores(), "second", 2);
  const auto waiting = [&](std::int64_t now_s) {
    return names(projects().projects_with_work(Work::kEnrich, at(now_s), kMany));
  };
  projects().add_work(first, Work::kEnrich, at(10), Priority::kRefresh);
  projects().add_work(second, Work::kEnrich, at(20), Priority::kRefresh);

  const Lease lease = take(projects(), first);
  projects().put_off_work(lease, at(100));
  projects().release_lease(lease);
  EXPECT_THAT(waiting(99), ElementsAre("second"));
  EXPECT_THAT(waiting(100), ElementsAre("second", "first"));
  EXPECT_EQ(projects().project(first).work, Work::kEnrich) << "it stays to be done";

  leave(projects(), first, Work::kNothing);
  projects().add_work(first, Work::kEnrich, at(30), Priority::kRefresh);
  EXPECT_THAT(waiting(99), ElementsAre("second")) << "what is new has to wait too";
  EXPECT_THAT(waiting(100), ElementsAre("second", "first"));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().put_off_work(lease, at(1)); }));
}

// ---- what waits for the end of a trouble ----

// Its trouble began then, and it is asked about again at `next`.
std::string add_in_trouble(Projects& projects, std::string_view name, ErrorCode code, std::optional<UnixTime> since,
                           std::optional<UnixTime> next = at(9000)) {
  const std::string id = add(projects, name, 0);
  change_status(projects, id, [&](const auto&) {
    return model::ProjectStatus{
        .state = model::SyncState::kOk, .code = code, .trouble_since = since, .next_sync_at = next, .failures = 3};
  });
  return id;
}

TEST_P(ProjectsConformance, WhatWaitsForTheEndOfATroubleIsDueAtOnce) {
  const std::string id = add_in_trouble(projects(), "token", ErrorCode::kUnauthorized, at(500));
  add_in_trouble(projects(), "network", ErrorCode::kNetwork, at(600));
  add_in_trouble(projects(), "missing", ErrorCode::kNotFound, at(600));
  model::ProjectStatus expected = projects().project(id).status;
  EXPECT_EQ(projects().make_due(std::array{ErrorCode::kUnauthorized, ErrorCode::kNetwork}, at(0), at(1000), kMany), 2U);
  EXPECT_THAT(names(projects().due_projects(at(1000), Due::kAny, kMany)),
              testing::UnorderedElementsAre("token", "network"));
  expected.next_sync_at = at(1000);
  EXPECT_EQ(projects().project(id).status, expected) << "its state is for the next sync to say";
  EXPECT_EQ(projects().make_due(std::array{ErrorCode::kUnauthorized, ErrorCode::kNetwork}, at(0), at(1000), kMany), 0U);
}

TEST_P(ProjectsConformance, WhatHasATroubleOfItsOwnSinceLongerWaits) {
  add_in_trouble(projects(), "before", ErrorCode::kNetwork, at(499));
  add_in_trouble(projects(), "with the others", ErrorCode::kNetwork, at(500));
  add_in_trouble(projects(), "nobody knows", ErrorCode::kNetwork, std::nullopt);
  EXPECT_EQ(projects().make_due(std::array{ErrorCode::kNetwork}, at(500), at(1000), kMany), 2U);
  EXPECT_THAT(names(projects().due_projects(at(1000), Due::kAny, kMany)),
              testing::UnorderedElementsAre("with the others", "nobody knows"));
}

TEST_P(ProjectsConformance, NoMoreOfThoseInTroubleAreMadeDueThanAskedForTheSoonestFirst) {
  add_in_trouble(projects(), "later", ErrorCode::kNetwork, at(500), at(9001));
  add_in_trouble(projects(), "soonest", ErrorCode::kNetwork, at(500), at(8999));
  add_in_trouble(projects(), "other", ErrorCode::kTls, at(500));
  const std::array codes{ErrorCode::kNetwork, ErrorCode::kTls};
  EXPECT_EQ(projects().make_due(codes, at(0), at(1000), 1), 1U);
  EXPECT_THAT(names(projects().due_projects(at(1000), Due::kAny, kMany)), ElementsAre("soonest"));
  EXPECT_EQ(projects().make_due(codes, at(0), at(1000), 2), 2U);
  EXPECT_EQ(projects().make_due(codes, at(0), at(1000), 2), 0U);
}

TEST_P(ProjectsConformance, WhatIsHeldBackStaysSoAndWhatIsDueEarlierToo) {
  const std::string held = add_in_trouble(projects(), "held back", ErrorCode::kNetwork, at(500), std::nullopt);
  const std::string early = add_in_trouble(projects(), "early", ErrorCode::kNetwork, at(500), at(900));
  EXPECT_EQ(projects().make_due(std::array{ErrorCode::kNetwork}, at(0), at(1000), kMany), 0U);
  EXPECT_EQ(projects().project(held).status.next_sync_at, std::nullopt);
  EXPECT_EQ(projects().project(early).status.next_sync_at, at(900));
}

TEST_P(ProjectsConformance, ASyncThatEndsAtTheSameTimeLeavesTheProjectDue) {
  const std::string id = add_in_trouble(projects(), "n", ErrorCode::kUnauthorized, at(500));
  const Lease lease = take(projects(), id);
  const std::uint64_t read = projects().project(id).work_version;
  EXPECT_EQ(projects().make_due(std::array{ErrorCode::kUnauthorized}, at(0), at(1000), kMany), 1U);
  projects().finish_sync(lease, {.status = {.next_sync_at = at(5000)}, .ended_at = at(1001)}, read);
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(1000));
}

TEST_P(ProjectsConformance, WorkThatWasPutOffWaitsNoLonger) {
  const std::string id = add_ready(stores(), "n", 1);
  projects().add_work(id, Work::kEnrich, at(0), Priority::kRefresh);
  change_status(projects(), id, [](model::ProjectStatus status) {
    status.code = ErrorCode::kUnauthorized;
    status.next_sync_at = at(9000);
    return status;
  });
  const Lease lease = take(projects(), id);
  projects().put_off_work(lease, at(8000));
  projects().release_lease(lease);
  EXPECT_THAT(projects().projects_with_work(Work::kEnrich, at(1000), kMany), IsEmpty());
  EXPECT_EQ(projects().make_due(std::array{ErrorCode::kUnauthorized}, at(0), at(1000), kMany), 1U);
  EXPECT_EQ(projects().projects_with_work(Work::kEnrich, at(1000), kMany).size(), 1U);
}

}  // namespace
}  // namespace cpsg::storage::conformance
