// Protects: a removed project is gone at once and whole, whoever syncs it, its neighbours stay, its name starts anew,
// and what is left of it is cleared in steps that any process takes up. A first sync that fails leaves nothing behind,
// unless others follow the project too.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/base/limits.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::IsEmpty;

TEST_P(ProjectsConformance, ProjectGoesWithAllThatBelongsToIt) {
  SampleProject project(stores(), "removed");
  SampleProject neighbour(stores(), "neighbour");
  for (SampleProject* each : {&project, &neighbour}) {
    stage_generation(writer(), each->lease, 1);
    each->publish(generation_publication(1));
    stage_generation(writer(), each->lease, 2);
  }

  projects().remove_project(project.id());

  EXPECT_FALSE(projects().find_project("owner/removed"));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)projects().project(project.id()); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { finish_sync(projects(), project.lease); }));
  projects().release_lease(project.lease);
  EXPECT_EQ(projects().list_projects("", 10).size(), 1U);
  EXPECT_EQ(expect_whole_generation(reopen(), neighbour.id()), 1U);
  writer().publish(neighbour.lease, generation_publication(2));
  EXPECT_EQ(expect_whole_generation(stores(), neighbour.id()), 2U);
}

TEST_P(ProjectsConformance, RemovalThatItsCheckRefusesChangesNothing) {
  const SampleProject project(stores());
  EXPECT_TRUE(throws_error(ErrorCode::kPreconditionFailed, [&] {
    projects().remove_project(
        project.id(), [](const model::Project&) { throw Error(ErrorCode::kPreconditionFailed, "not as it was"); });
  }));
  EXPECT_TRUE(projects().find_project("owner/sample"));
  finish_sync(projects(), project.lease);

  std::uint64_t checked = 0;
  const std::uint64_t revision = projects().project(project.id()).revision;
  projects().remove_project(project.id(), [&](const model::Project& stored) { checked = stored.revision; });
  EXPECT_EQ(checked, revision);
  EXPECT_FALSE(projects().find_project("owner/sample"));
}

TEST_P(ProjectsConformance, SameNameStartsFromNothing) {
  Lease old;
  std::uint64_t old_revision = 0;
  {
    SampleProject project(stores());
    old = project.lease;
    stage_generation(writer(), project.lease, 1);
    project.publish(generation_publication(1));
    bind_identity(projects(), project.id(), {.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "other"},
                  at(0));
    bind_identity(projects(), project.id(), {.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "sample"},
                  at(0));
    const Refreshed seen{.project_id = project.id(), .mark = model::ProbeMark{}, .statistics = model::Statistics{}};
    observations().record_refreshed(std::array{seen}, at(0));
    const CommitView view = history().commit_view(project.id());
    old_revision = projects().project(project.id()).revision;
    projects().remove_project(project.id());
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().commits(view, {}); }));
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().contributor_keys(view); }));
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().people(view, std::array{0U}); }));
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { history().read_author_offsets(view, [](auto, auto) {}); }));
  }

  SampleProject project(stores());
  EXPECT_EQ(project.id(), old.project_id) << "the id is derived from the name";
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { finish_sync(projects(), old); }))
      << "a lease of the removed project holds no longer";
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stage_generation(writer(), old, 1); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().publish(old, generation_publication(1)); }));
  EXPECT_GT(project.lease.fence, old.fence) << "fences of an id rise through all its lives";
  EXPECT_GT(projects().project(project.id()).revision, old_revision) << "what readers kept of the old one is not this";
  EXPECT_EQ(writer().published_state(project.id()).generation, 0U);
  EXPECT_THAT(history().branches(project.id(), "", 10), IsEmpty());
  EXPECT_THAT(history().activity(project.id(), 1, 9'999), IsEmpty());
  EXPECT_THAT(history().contributors(project.id(), std::nullopt, 10), IsEmpty());
  EXPECT_EQ(observations().api_progress(project.id()), ApiProgress());
  EXPECT_THAT(observations().daily_snapshots(project.id(), std::chrono::sys_days(), 10), IsEmpty());
  EXPECT_FALSE(projects().project(project.id()).statistics);
  EXPECT_FALSE(projects().find_by_earlier_name("owner/other"));
  EXPECT_FALSE(projects().find_by_github_id(7));
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 1U);
}

// The last answer of clearing, at this time.
Clearing clear_all(Maintenance& maintenance, UnixTime now) {
  while (true) {
    const Clearing left = maintenance.clear_removed(now);
    if (left != Clearing::kMore) return left;
  }
}

TEST_P(ProjectsConformance, RemovalAsksNoHolderAndRefusesItsWrites) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);

  projects().remove_project(project.id());

  const auto refused = [&](ErrorCode code) {
    const auto person = std::array{sample_person(7)};
    EXPECT_TRUE(throws_error(code, [&] { writer().stage(project.lease, person, {}); }));
    EXPECT_TRUE(throws_error(code, [&] { writer().publish(project.lease, generation_publication(1)); }));
    EXPECT_TRUE(throws_error(code, [&] { writer().discard_staged(project.lease); }));
    EXPECT_TRUE(throws_error(code, [&] { projects().finish_sync(project.lease, {}, 0); }));
    EXPECT_TRUE(throws_error(code, [&] { projects().renew_lease(project.lease, at(1), kLeaseTtl); }));
    EXPECT_TRUE(throws_error(code, [&] { observations().record_refs_listed(project.lease, at(1)); }));
    EXPECT_TRUE(throws_error(code, [&] { stores().pulls.put_pull_requests(project.lease, {}, {.seen = 1}, at(1)); }));
  };
  refused(ErrorCode::kNotFound);
  add_project(projects(), "owner", "sample", "", at(2));
  refused(ErrorCode::kBusy);
  EXPECT_EQ(projects().project(project.id()).generation, 0U);
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { projects().remove_project("nobody"); }));
}

TEST_P(ProjectsConformance, WhatIsLeftIsClearedByWhoeverComesNext) {
  SampleProject neighbour(stores(), "neighbour");
  stage_generation(writer(), neighbour.lease, 1);
  neighbour.publish(generation_publication(1));
  std::uint64_t removal = 0;
  {
    SampleProject project(stores());
    stage_generation(writer(), project.lease, 1);
    project.publish(generation_publication(1));
    projects().release_lease(project.lease);
    removal = projects().remove_project(project.id());
  }
  EXPECT_FALSE(maintenance().is_cleared(removal));
  EXPECT_EQ(maintenance().clear_removed(at(1)), Clearing::kMore);
  reopen();
  EXPECT_FALSE(maintenance().is_cleared(removal)) << "opening a store does not clear it";
  EXPECT_EQ(clear_all(maintenance(), at(1)), Clearing::kDone);
  EXPECT_TRUE(maintenance().is_cleared(removal));
  EXPECT_EQ(maintenance().clear_removed(at(1)), Clearing::kDone);
  EXPECT_EQ(expect_whole_generation(stores(), neighbour.id()), 1U);
}

TEST_P(ProjectsConformance, RemovalIsOverWhenTheSyncThatHadTheLeaseHasEnded) {
  for (const bool releases : {true, false}) {
    SampleProject project(stores());
    const std::uint64_t removal = projects().remove_project(project.id());
    EXPECT_EQ(clear_all(maintenance(), at(1)), Clearing::kWaiting);
    EXPECT_FALSE(maintenance().is_cleared(removal)) << "it may hold what it received";
    if (releases) projects().release_lease(project.lease);
    const UnixTime now = releases ? at(1) : project.lease.expires_at;
    EXPECT_EQ(clear_all(maintenance(), now), Clearing::kDone);
    EXPECT_TRUE(maintenance().is_cleared(removal));
  }
}

TEST_P(ProjectsConformance, WithdrawalRemovesWhatNobodyElseFollows) {
  const std::string alone = add_project(projects(), "o", "alone", "", at(0)).project.id;
  EXPECT_TRUE(projects().withdraw_project(alone, at(1)));
  EXPECT_FALSE(projects().find_project("o/alone"));
  EXPECT_FALSE(projects().withdraw_project(alone, at(1))) << "it is gone";

  const std::string added_twice = add_project(projects(), "o", "twice", "", at(0)).project.id;
  add_project(projects(), "o", "twice", "", at(0));
  const std::string counted = add_project(projects(), "o", "counted", "", at(0)).project.id;
  projects().add_followers(std::array{counted, std::string("nobody")});
  for (const std::string& id : {added_twice, counted}) {
    EXPECT_FALSE(projects().withdraw_project(id, at(1)));
    EXPECT_NO_THROW((void)projects().project(id));
    EXPECT_TRUE(projects().withdraw_project(id, at(1))) << "the second one was the last";
  }
}

TEST_P(ProjectsConformance, WithdrawalLeavesWhatIsPublishedOrSynced) {
  SampleProject published(stores(), "published");
  stage_generation(writer(), published.lease, 1);
  published.publish(generation_publication(1));
  projects().release_lease(published.lease);
  SampleProject synced(stores(), "synced");
  for (const std::string& id : {published.id(), synced.id()}) {
    EXPECT_FALSE(projects().withdraw_project(id, at(1)));
    EXPECT_NO_THROW((void)projects().project(id));
  }
  EXPECT_TRUE(projects().withdraw_project(synced.id(), synced.lease.expires_at)) << "nobody has it any more";
}

TEST_P(ProjectsConformance, PendingProjectThatIsAddedAgainIsTakenOutOfHold) {
  using model::Priority;
  const auto add = [&](std::optional<UnixTime> due_at, Priority priority) {
    return projects().add_project("o", "n", "", at(100), due_at, priority).project;
  };
  add(std::nullopt, Priority::kBackfill);
  EXPECT_FALSE(add(std::nullopt, Priority::kBackfill).status.next_sync_at) << "held back by both";
  const model::Project due = add(at(100), Priority::kInteractive);
  EXPECT_EQ(due.status.next_sync_at, at(100));
  EXPECT_EQ(due.priority, Priority::kInteractive);
  const model::Project still = add(at(500), Priority::kBackfill);
  EXPECT_EQ(still.status.next_sync_at, at(100)) << "never later, nor with less priority";
  EXPECT_EQ(still.priority, Priority::kInteractive);

  model::ProjectStatus failed{.state = model::SyncState::kFailing, .next_sync_at = at(900)};
  change_status(projects(), due.id, [&](const model::ProjectStatus&) { return failed; });
  EXPECT_EQ(add(at(100), Priority::kInteractive).status.next_sync_at, at(900)) << "it has its own time";
}

}  // namespace
}  // namespace cpsg::storage::conformance
