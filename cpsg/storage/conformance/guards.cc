// Protects: a write that was decided on by what has changed since does not undo the change: work that comes while a
// sync or a refresh ends keeps the project due, a late answer replaces no later one, and whoever read another identity,
// batch or item than the present one is refused.
#include <gmock/gmock.h>

#include <array>
#include <utility>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::Priority;
using model::ProjectStatus;
using model::Work;

constexpr std::int64_t kDayS = 86'400;

std::string add(Projects& projects, std::string_view name, std::int64_t due_s = 0) {
  return projects.add_project("owner", name, "", at(0), at(due_s), Priority::kRefresh).project.id;
}

Lease take(Projects& projects, std::string_view project_id) {
  return std::get<Lease>(projects.acquire_lease(project_id, "test", at(0), kLeaseTtl, std::nullopt));
}

Identity identity(std::int64_t github_id, std::string name) {
  return {
      .github_id = github_id, .node_id = "R_" + std::to_string(github_id), .owner = "owner", .name = std::move(name)};
}

// ---- the end of a sync and of a refresh ----

TEST_P(ProjectsConformance, WorkThatComesWhileASyncEndsKeepsTheProjectDue) {
  const std::string id = add(projects(), "n", 5'000);
  const Lease lease = take(projects(), id);
  const std::uint64_t read = projects().project(id).work_version;
  const SyncOutcome far{.status = {.state = model::SyncState::kOk, .next_sync_at = at(20'000)}, .ended_at = at(110)};

  projects().finish_sync(lease, far, read);
  EXPECT_EQ(projects().project(id).status, far.status) << "nothing came";

  projects().add_work(id, Work::kRefs, at(100), Priority::kWebhook);
  projects().finish_sync(lease, far, read);
  model::Project project = projects().project(id);
  EXPECT_EQ(project.status.next_sync_at, at(100));
  EXPECT_EQ(project.status.state, model::SyncState::kOk) << "the rest is as the sync says";
  EXPECT_EQ(project.priority, Priority::kWebhook);

  const SyncOutcome near{.status = {.next_sync_at = at(50)}, .ended_at = at(110)};
  projects().finish_sync(lease, near, read);
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(50)) << "earlier than both";

  projects().finish_sync(lease, far, projects().project(id).work_version);
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(20'000)) << "the sync knows of all there is";
}

TEST_P(ProjectsConformance, WhatTheEndOfASyncAsksForWaitsUntilTheNextOne) {
  const std::string id = add(projects(), "n");
  const Lease lease = take(projects(), id);
  projects().finish_work(lease, model::kInitialWork, projects().project(id).work_version);
  const std::uint64_t read = projects().project(id).work_version;

  projects().finish_sync(lease, {.status = {.next_sync_at = at(900)}, .add = Work::kProbe, .ended_at = at(10)}, read);

  EXPECT_EQ(projects().project(id).work, Work::kProbe);
  EXPECT_GT(projects().project(id).work_version, read);
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(900));
}

TEST_P(ProjectsConformance, WorkThatComesWhileARefreshFailsKeepsTheProjectDue) {
  const std::string id = add(projects(), "n", 0);
  const model::Project read = projects().project(id);
  const auto put_off = [](ProjectStatus status) {
    status.next_sync_at = at(kDayS);
    return status;
  };
  projects().add_work(id, Work::kRefs, at(100), Priority::kWebhook);
  projects().change_status(read, read.work_version, put_off);
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(0));
  change_status(projects(), id, put_off);
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(kDayS));
}

TEST_P(ProjectsConformance, WhatEndsAfterItsProjectWasRemovedLeavesALaterOneOfItsIdAlone) {
  const model::Project read = projects().project(add(projects(), "n"));
  const auto fail = [](ProjectStatus status) {
    ++status.failures;
    return status;
  };
  projects().remove_project(read.id);
  ASSERT_EQ(add(projects(), "n"), read.id);
  const model::Project later = projects().project(read.id);

  EXPECT_NE(later.incarnation, read.incarnation);
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { projects().change_status(read, read.work_version, fail); }));
  EXPECT_EQ(projects().project(later.id).status, later.status);

  bool replaced = false;
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] {
    projects().change_status(later, later.work_version, [&](ProjectStatus status) {
      if (!std::exchange(replaced, true)) {
        projects().remove_project(later.id);
        add(projects(), "n");
      }
      return fail(status);
    });
  })) << "while the new status is made";
  EXPECT_EQ(projects().project(later.id).status.failures, 0);
}

TEST_P(ProjectsConformance, StatusThatChangesWhileANewOneIsMadeIsNotOverwritten) {
  const std::string id = add(projects(), "n");
  int calls = 0;
  change_status(projects(), id, [&](ProjectStatus status) {
    if (++calls == 1) finish_sync(projects(), take(projects(), id), {.failures = 7});
    ++status.failures;
    return status;
  });
  EXPECT_EQ(calls, 2) << "again, with what came between";
  EXPECT_EQ(projects().project(id).status.failures, 8);
}

TEST_P(ProjectsConformance, StatusThatChangesAllTheTimeIsGivenUpOn) {
  const std::string id = add(projects(), "n");
  const Lease lease = take(projects(), id);
  int calls = 0;
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] {
    change_status(projects(), id, [&](ProjectStatus status) {
      finish_sync(projects(), lease, {.failures = ++calls});
      status.failures = -1;
      return status;
    });
  }));
  EXPECT_EQ(calls, 100);
  EXPECT_EQ(projects().project(id).status.failures, calls);
}

// ---- identities ----

TEST_P(ProjectsConformance, IdentityIsBoundOnlyToTheProjectThatWasRead) {
  const std::string id = add(projects(), "n");
  const model::Project unbound = projects().project(id);
  bind_identity(projects(), id, identity(7, "n"), at(1));
  const model::Project bound = projects().project(id);
  bind_identity(projects(), id, identity(7, "renamed"), at(2));
  const model::Project renamed = projects().project(id);
  Identity other_handle = identity(7, "renamed");
  other_handle.node_id = "R_new";
  bind_identity(projects(), id, other_handle, at(3));
  const Lease lease = take(projects(), id);

  for (const model::Project& stale : {unbound, bound, renamed}) {
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().bind_identity(stale, identity(7, "late"), at(4)); }));
    EXPECT_TRUE(
        throws_error(ErrorCode::kBusy, [&] { projects().bind_identity(lease, stale, identity(7, "late"), at(4)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().supersede_project(stale, at(4)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().supersede_project(lease, stale, at(4)); }));
    EXPECT_EQ(projects().bind_identity(stale, other_handle, at(4)), (Binding{.project_id = id}))
        << "two that learn the same do not disagree";
  }
  EXPECT_EQ(projects().project(id).full_name(), "owner/renamed");
  EXPECT_EQ(projects().project(id).node_id, "R_new");
  EXPECT_EQ(projects().bind_identity(lease, projects().project(id), identity(7, "last"), at(5)).renamed_from,
            "owner/renamed");
}

TEST_P(ProjectsConformance, SyncOfAProjectThatIsPutAsideIsFencedOut) {
  const std::string id = add(projects(), "one");
  bind_identity(projects(), id, identity(7, "one"), at(1));
  const Lease lease = take(projects(), id);
  supersede_project(projects(), id, at(2));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { finish_sync(projects(), lease, {.next_sync_at = at(9)}); }))
      << "what it reads by that name is another repository";
  EXPECT_FALSE(projects().project(id).status.next_sync_at);

  const std::string other = add(projects(), "two");
  bind_identity(projects(), other, identity(8, "two"), at(3));
  const Lease in_the_way = take(projects(), other);
  const std::string third = add(projects(), "three");
  EXPECT_EQ(bind_identity(projects(), third, identity(9, "two"), at(4)).put_aside, other);
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().discard_staged(in_the_way); }));
}

TEST_P(ProjectsConformance, SyncThatPutsItsOwnProjectAsideMayWriteNoMore) {
  const std::string id = add(projects(), "one");
  bind_identity(projects(), id, identity(7, "one"), at(1));
  const Lease lease = take(projects(), id);
  EXPECT_EQ(projects().supersede_project(lease, projects().project(id), at(2)).full_name(), "owner/one");
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { finish_sync(projects(), lease); }));
}

// ---- observations ----

TEST_P(ObservationsConformance, LateAnswerReplacesNoLaterOne) {
  SampleProject project(stores());
  const std::string& id = project.id();
  const auto record = [&](std::int64_t asked_s, std::int64_t stars, std::int64_t now_s) {
    const Refreshed seen{.project_id = id,
                         .observed_at = at(asked_s),
                         .mark = model::ProbeMark{.stars = stars},
                         .changed_at = at(asked_s),
                         .statistics = model::Statistics{.observed_at = at(asked_s), .stars = stars}};
    observations().record_refreshed(std::array{seen}, at(now_s));
  };
  const auto expect_stars = [&](std::int64_t stars, std::int64_t asked_s) {
    EXPECT_EQ(observations().api_progress(id).mark.value().stars, stars);
    EXPECT_EQ(observations().api_progress(id).changed_at, at(asked_s));
    EXPECT_EQ(projects().project(id).statistics.value().stars, stars);
    EXPECT_EQ(observations().daily_snapshots(id, {}, 10).back().stars, stars);
  };
  record(1'000, 5, 1'001);
  const std::uint64_t revision = projects().project(id).revision;
  record(999, 4, 1'060);
  expect_stars(5, 1'000);
  EXPECT_EQ(projects().project(id).revision, revision);
  record(1'000, 6, 1'061);
  expect_stars(6, 1'000);
  record(1'001, 7, 1'062);
  expect_stars(7, 1'001);
}

TEST_P(ObservationsConformance, LateSnapshotReplacesThatOfItsDayIfItWasAskedForLater) {
  const std::string id = add(projects(), "n");
  const auto record = [&](std::int64_t asked_s, std::int64_t stars) {
    const Refreshed seen{.project_id = id, .statistics = model::Statistics{.observed_at = at(asked_s), .stars = stars}};
    observations().record_refreshed(std::array{seen}, at(kDayS + 60));
  };
  record(kDayS - 100, 1);
  record(kDayS + 10, 3);
  record(kDayS - 50, 2);
  record(kDayS - 70, 9);

  EXPECT_EQ(projects().project(id).statistics.value().stars, 3);
  const auto days = observations().daily_snapshots(id, {}, 10);
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].stars, 2) << "the last that was asked for on that day";
  EXPECT_EQ(days[1].stars, 3);
}

TEST_P(ObservationsConformance, TimeOfAWrongClockDoesNotKeepEverythingElseOut) {
  const std::string id = add(projects(), "n");
  const auto record = [&](std::int64_t asked_s, std::int64_t stars, std::int64_t now_s) {
    const Refreshed seen{.project_id = id,
                         .observed_at = at(asked_s),
                         .mark = model::ProbeMark{.stars = stars},
                         .statistics = model::Statistics{.observed_at = at(asked_s), .stars = stars}};
    observations().record_refreshed(std::array{seen}, at(now_s));
    EXPECT_EQ(observations().api_progress(id).mark.value().stars, projects().project(id).statistics.value().stars);
    return observations().api_progress(id).mark.value().stars;
  };
  EXPECT_EQ(record(2'000, 1, 2'000), 1);
  EXPECT_EQ(record(1'700, 2, 1'700), 1) << "another machine's clock may be so much ahead";
  EXPECT_EQ(record(1'699, 3, 1'699), 3) << "but not more";
}

TEST_P(ObservationsConformance, AuditAndListingOfRefsCountByTheirTime) {
  SampleProject project(stores());
  observations().record_audit(project.lease, {.commits = 1.0}, at(100));
  observations().record_audit(project.lease, {.commits = 0.5}, at(90));
  observations().record_refs_listed(project.lease, at(100));
  observations().record_refs_listed(project.lease, at(90));
  EXPECT_EQ(projects().project(project.id()).coverage.commits, 1.0);
  EXPECT_EQ(observations().api_progress(project.id()).audited_at, at(100));
  EXPECT_EQ(observations().api_progress(project.id()).refs_at, at(100));
  observations().record_audit(project.lease, {.commits = 0.25}, at(100));
  EXPECT_EQ(projects().project(project.id()).coverage.commits, 0.25);
}

TEST_P(ObservationsConformance, EtagIsThatOfTheLaterRequest) {
  const SampleProject project(stores());
  const auto put = [&](std::string etag, std::int64_t asked_s) {
    const Refreshed seen{
        .project_id = project.id(), .observed_at = at(asked_s), .etag = ReceivedEtag{"key", std::move(etag)}};
    observations().record_refreshed(std::array{seen}, at(200));
    return observations().etag("key");
  };
  EXPECT_EQ(put("\"late\"", 100), "\"late\"");
  EXPECT_EQ(put("\"early\"", 99), "\"late\"");
  EXPECT_EQ(put("\"same\"", 100), "\"same\"");
}

TEST_P(ObservationsConformance, WhatWasSeenOfAnotherRepositoryIsPassedOver) {
  const std::string id = add(projects(), "n");
  const auto record = [&](std::optional<std::int64_t> number) {
    const Refreshed seen{.project_id = id,
                         .github_id = number,
                         .mark = model::ProbeMark{},
                         .statistics = model::Statistics{.observed_at = at(1)},
                         .add = Work::kAudit,
                         .next_sync_at = at(0)};
    observations().record_refreshed(std::array{seen}, at(1));
    return projects().project(id).statistics.has_value();
  };
  EXPECT_FALSE(record(7)) << "the project that had that number was removed, and added again";
  bind_identity(projects(), id, identity(8, "n"), at(1));
  EXPECT_FALSE(record(7));
  EXPECT_FALSE(observations().api_progress(id).mark);
  EXPECT_EQ(projects().project(id).work, model::kInitialWork);
  EXPECT_TRUE(record(8));
}

TEST_P(ObservationsConformance, WhatWasSeenOfARemovedProjectIsNotWrittenToALaterOneOfItsId) {
  const std::string id = add(projects(), "n");
  const model::Project read = projects().project(id);
  projects().remove_project(id);
  ASSERT_EQ(add(projects(), "n"), id);
  const model::Project later = projects().project(id);
  ASSERT_EQ(later.work_version, read.work_version) << "which alone would not tell them apart";
  Refreshed seen{.project_id = id,
                 .incarnation = read.incarnation,
                 .mark = model::ProbeMark{},
                 .etag = ReceivedEtag{"key", "\"x\""},
                 .done = model::kInitialWork,
                 .work_version = read.work_version,
                 .confirmed = true};
  observations().record_refreshed(std::array{seen}, at(1));
  EXPECT_FALSE(observations().api_progress(id).mark);
  EXPECT_FALSE(observations().etag("key")) << "it would hide what it stands for, which is stored nowhere";
  EXPECT_EQ(projects().project(id).work, model::kInitialWork);
  EXPECT_EQ(projects().project(id).status, later.status);

  seen.incarnation = later.incarnation;
  observations().record_refreshed(std::array{seen}, at(1));
  EXPECT_TRUE(observations().api_progress(id).mark);
}

TEST_P(ObservationsConformance, ProjectIsNotConfirmedByAnAnswerFromBeforeTheWork) {
  const std::string id = add(projects(), "n");
  const std::uint64_t read = projects().project(id).work_version;
  projects().add_work(id, Work::kRefs, at(5), Priority::kWebhook);
  const Refreshed seen{.project_id = id, .work_version = read, .confirmed = true};
  observations().record_refreshed(std::array{seen}, at(6));
  EXPECT_EQ(projects().project(id).status.state, model::SyncState::kPending);
  EXPECT_FALSE(projects().project(id).status.last_synced_at);
}

// ---- pull requests ----

TEST_P(PullRequestsConformance, AnswerThatWasAskedForEarlierReplacesNoneOfTheSameUpdate) {
  SampleProject project(stores());
  const auto put = [&](std::string title, std::int64_t updated_s, std::int64_t asked_s) {
    const model::PullRequest pull{.number = 1, .title = std::move(title), .updated_at = at(updated_s)};
    pulls().put_pull_requests(project.lease, std::array{pull}, {}, at(asked_s));
    return pulls().pull_request(project.id(), 1).value().title;
  };
  EXPECT_EQ(put("first", 10, 100), "first");
  EXPECT_EQ(put("asked before", 10, 99), "first");
  EXPECT_EQ(put("same second", 10, 100), "same second") << "the one that is written later";
  EXPECT_EQ(put("asked after", 10, 101), "asked after");
  EXPECT_EQ(put("asked after", 10, 200), "asked after") << "seen once more";
  EXPECT_EQ(put("asked between", 10, 150), "asked after");
  EXPECT_EQ(put("updated later", 11, 150), "updated later") << "an update is later whenever it was asked for";
  EXPECT_EQ(put("updated before", 10, 999), "updated later");
}

// ---- views ----

TEST_P(HistoryWriterConformance, ViewOfARemovedProjectIsNoneOfALaterOneOfItsId) {
  CommitView old;
  {
    SampleProject project(stores());
    stage_generation(writer(), project.lease, 1);
    project.publish(generation_publication(1));
    old = history().commit_view(project.id());
    projects().remove_project(project.id());
  }
  SampleProject project(stores());
  for (const std::uint64_t generation : {1U, 2U}) {
    stage_generation(writer(), project.lease, generation);
    project.publish(generation_publication(generation));
  }
  const CommitView view = history().commit_view(project.id());
  ASSERT_EQ(view.project_id, old.project_id);
  EXPECT_NE(view.incarnation, old.incarnation);
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().commits(old, {}); }));
  EXPECT_FALSE(history().commits(view, {}).empty());
}

}  // namespace
}  // namespace cpsg::storage::conformance
