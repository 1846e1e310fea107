// Protects: what the API saw of a project is kept whole, each member until it is seen anew, leaves a snapshot a day,
// and decides together with the work that is left when the project is due; and an ETag is the last one of its key.
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
using testing::SizeIs;

constexpr std::int64_t kDayS = 86'400;
constexpr std::chrono::sys_days kFirstDay{};

model::Statistics full_statistics(std::int64_t observed_s) {
  return {.observed_at = at(observed_s),
          .description = "A \"demo\"\nwith \xF0\x9F\x90\x9B",
          .homepage = "",
          .topics = {"a topic", "colon:topic", "\xC3\xA4"},
          .license = "MIT",
          .visibility = "public",
          .archived = false,
          .fork = true,
          .empty = false,
          .default_branch = "main",
          .language = "C++",
          .languages = {{"C++", 5'000'000'000}, {"Jupyter Notebook", 12}, {"", 0}},
          .stars = 1,
          .forks = 2,
          .watchers = 3,
          .open_issues = 4,
          .closed_issues = 5,
          .size_kb = 6,
          .releases = 7,
          .tags = 8,
          .branches = 9,
          .pulls = {.open = 10, .closed = 11, .merged = 12},
          .created_at = at(13),
          .updated_at = at(14),
          .pushed_at = at(15)};
}

std::string add(Projects& projects, std::string_view name = "n") {
  return add_project(projects, "owner", name, "", at(0)).project.id;
}

void record(Observations& observations, const Refreshed& refreshed, UnixTime now) {
  observations.record_refreshed(std::array{refreshed}, now);
}

TEST_P(ObservationsConformance, StatisticsComeBackAndAreReplacedWhole) {
  const std::string id = add(projects());
  record(observations(), {.project_id = id, .statistics = full_statistics(100)}, at(100));
  EXPECT_EQ(reopen().projects.project(id).statistics, full_statistics(100));
  EXPECT_EQ(observations().api_progress(id).statistics_at, at(100));
  EXPECT_EQ(projects().list_projects("", 10).front().statistics, full_statistics(100));

  record(observations(), {.project_id = id}, at(150));
  EXPECT_EQ(projects().project(id).statistics, full_statistics(100)) << "not seen, so as it was";

  const model::Statistics sparse{.observed_at = at(200), .stars = 0};
  record(observations(), {.project_id = id, .statistics = sparse}, at(200));
  EXPECT_EQ(projects().project(id).statistics, sparse);
}

TEST_P(ObservationsConformance, RevisionGrowsWithWhatReadersSee) {
  const std::string id = add(projects());
  record(observations(), {.project_id = id, .statistics = full_statistics(100)}, at(100));
  const std::uint64_t revision = projects().project(id).revision;
  EXPECT_GT(revision, 0U);

  record(observations(), {.project_id = id, .mark = model::ProbeMark{}, .statistics = full_statistics(200)}, at(200));
  EXPECT_EQ(projects().project(id).revision, revision) << "the same, seen once more";

  model::Statistics changed = full_statistics(300);
  changed.license.reset();
  record(observations(), {.project_id = id, .statistics = changed}, at(300));
  EXPECT_EQ(projects().project(id).revision, revision + 1);
}

TEST_P(ObservationsConformance, PublicationIsARevision) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  EXPECT_EQ(projects().project(project.id()).revision, 1U);
}

TEST_P(ObservationsConformance, ProgressIsKeptStepByStep) {
  SampleProject project(stores());
  EXPECT_EQ(observations().api_progress(project.id()), ApiProgress());
  const model::ProbeMark mark{.pushed_at = at(1),
                              .updated_at = at(2),
                              .default_branch = "main",
                              .default_tip = sample_oid(3),
                              .stars = 4,
                              .forks = 5,
                              .pulls = 6,
                              .newest_pull_updated_at = at(7),
                              .archived = true};

  record(observations(), {.project_id = project.id(), .mark = mark, .changed_at = at(10)}, at(11));
  observations().record_refs_listed(project.lease, at(20));
  observations().record_audit(project.lease, {}, at(30));
  EXPECT_EQ(reopen().observations.api_progress(project.id()),
            (ApiProgress{.mark = mark, .changed_at = at(10), .refs_at = at(20), .audited_at = at(30)}));

  record(observations(), {.project_id = project.id(), .mark = model::ProbeMark{}}, at(40));
  EXPECT_EQ(observations().api_progress(project.id()),
            (ApiProgress{.mark = model::ProbeMark{}, .changed_at = at(10), .refs_at = at(20), .audited_at = at(30)}));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)observations().api_progress("nobody"); }));
}

TEST_P(ObservationsConformance, CoverageIsThatOfTheLastAudit) {
  SampleProject project(stores());
  const model::Coverage coverage{.commits = 1.0, .branches = 0.25, .pull_requests = std::nullopt};
  observations().record_audit(project.lease, coverage, at(1));
  EXPECT_EQ(reopen().projects.project(project.id()).coverage, coverage);
  const std::uint64_t revision = projects().project(project.id()).revision;
  observations().record_audit(project.lease, coverage, at(2));
  EXPECT_EQ(projects().project(project.id()).revision, revision);
  observations().record_audit(project.lease, {.pull_requests = 0.5}, at(3));
  EXPECT_EQ(projects().project(project.id()).coverage, (model::Coverage{.pull_requests = 0.5}));
  EXPECT_EQ(projects().project(project.id()).revision, revision + 1);
}

TEST_P(ObservationsConformance, CoverageOfPullRequestsAloneIsNoAudit) {
  SampleProject project(stores());
  observations().record_audit(project.lease, {.commits = 1.0}, at(1));
  const std::uint64_t revision = projects().project(project.id()).revision;
  for (int i = 0; i < 2; ++i) {
    observations().record_refreshed(project.lease, {.project_id = project.id(), .pull_coverage = 0.0}, at(2));
  }
  EXPECT_EQ(projects().project(project.id()).coverage, (model::Coverage{.commits = 1.0, .pull_requests = 0.0}));
  EXPECT_EQ(projects().project(project.id()).revision, revision + 1);
  EXPECT_EQ(observations().api_progress(project.id()).audited_at, at(1));
}

TEST_P(ObservationsConformance, DayKeepsItsLastObservationWithThePublishedCounts) {
  SampleProject project(stores());
  const std::string& id = project.id();
  record(observations(), {.project_id = id, .statistics = full_statistics(0)}, at(0));
  const auto before = observations().daily_snapshots(id, kFirstDay, 10);
  ASSERT_THAT(before, SizeIs(1));
  EXPECT_FALSE(before[0].commits) << "nothing is published";

  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  model::Statistics evening = full_statistics(kDayS - 1);
  evening.stars = 100;
  record(observations(), {.project_id = id, .statistics = evening}, at(kDayS - 1));
  record(observations(), {.project_id = id, .statistics = full_statistics(3 * kDayS)}, at(3 * kDayS));

  const auto days = reopen().observations.daily_snapshots(id, kFirstDay, 10);
  const model::ProjectCounts counts = projects().project(id).counts.value();
  ASSERT_THAT(days, SizeIs(2));
  EXPECT_EQ(days[0], (model::DailySnapshot{.day = kFirstDay,
                                           .stars = 100,
                                           .forks = 2,
                                           .watchers = 3,
                                           .open_issues = 4,
                                           .closed_issues = 5,
                                           .pulls = {.open = 10, .closed = 11, .merged = 12},
                                           .size_kb = 6,
                                           .releases = 7,
                                           .tags = 8,
                                           .commits = counts.commits,
                                           .commits_all = counts.commits_all,
                                           .branches = counts.branches,
                                           .contributors = counts.contributors}));
  EXPECT_EQ(days[1].day, kFirstDay + std::chrono::days(3));
  EXPECT_THAT(observations().daily_snapshots(id, kFirstDay, 1), ElementsAre(days[0]));
  EXPECT_THAT(observations().daily_snapshots(id, kFirstDay + std::chrono::days(1), 10), ElementsAre(days[1]));
  EXPECT_THAT(observations().daily_snapshots(add(projects()), kFirstDay, 10), IsEmpty());
  EXPECT_TRUE(
      throws_error(ErrorCode::kNotFound, [&] { (void)observations().daily_snapshots("nobody", kFirstDay, 10); }));
}

TEST_P(ObservationsConformance, LookTurnsIntoTheSyncThatItAskedForAtTheSamePriority) {
  const std::string id = projects().add_project("owner", "n", "", at(0), at(50), Priority::kWebhook).project.id;
  const model::Project project = projects().project(id);
  constexpr Work kLooked = Work::kProbe | Work::kStatistics | Work::kPulls | Work::kRefs | Work::kEnrich;

  record(observations(),
         {.project_id = id,
          .add = Work::kAudit,
          .done = kLooked,
          .work_version = project.work_version,
          .next_sync_at = at(900)},
         at(60));

  const model::Project looked = projects().project(id);
  EXPECT_EQ(looked.work, Work::kAudit);
  EXPECT_GT(looked.work_version, project.work_version);
  EXPECT_EQ(looked.status.next_sync_at, at(50)) << "work for a sync is due at once";
  EXPECT_EQ(looked.priority, Priority::kWebhook);
  EXPECT_THAT(projects().due_projects(at(60), Due::kSync, 10), SizeIs(1));
}

TEST_P(ObservationsConformance, WorkThatCameDuringTheQueryStays) {
  const std::string id = add(projects());
  const std::uint64_t before = projects().project(id).work_version;
  projects().add_work(id, Work::kProbe, at(5), Priority::kWebhook);

  record(observations(), {.project_id = id, .done = Work::kProbe | Work::kStatistics, .work_version = before}, at(6));

  EXPECT_EQ(projects().project(id).work, model::kInitialWork);
}

TEST_P(ObservationsConformance, NextLookIsWrittenWhenNothingIsLeftForASync) {
  const std::string id = add(projects());
  const std::uint64_t version = projects().project(id).work_version;
  record(observations(),
         {.project_id = id,
          .done = model::without(model::kInitialWork, Work::kEnrich),
          .work_version = version,
          .next_sync_at = at(900)},
         at(60));
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(900));
  EXPECT_EQ(projects().project(id).work, Work::kEnrich);
  record(observations(), {.project_id = id}, at(70));
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(900));
}

TEST_P(ObservationsConformance, WorkForASyncIsDueAtOnceThoughItWasPutOff) {
  const std::string id = projects().add_project("owner", "n", "", at(0), at(500), Priority::kRefresh).project.id;
  record(observations(), {.project_id = id, .next_sync_at = at(900)}, at(60));
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(60));
}

TEST_P(ObservationsConformance, NextLookIsNotPutOffByAnAnswerFromBeforeTheWork) {
  const std::string id = add(projects());
  const auto version = [&] { return projects().project(id).work_version; };
  record(observations(),
         {.project_id = id, .done = model::kInitialWork, .work_version = version(), .next_sync_at = at(900)}, at(60));
  const std::uint64_t at_the_query = version();
  projects().add_work(id, Work::kEnrich, at(70), Priority::kWebhook);

  record(observations(), {.project_id = id, .work_version = at_the_query, .next_sync_at = at(1'800)}, at(80));
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(70)) << "kEnrich alone is left, but it came meanwhile";
  record(observations(), {.project_id = id, .work_version = at_the_query, .next_sync_at = at(65)}, at(80));
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(65));
  record(observations(), {.project_id = id, .work_version = version(), .next_sync_at = at(1'800)}, at(80));
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(1'800));
}

TEST_P(ObservationsConformance, NextLookIsNotPutOffWhileWorkForOneIsLeft) {
  for (const Work left : {Work::kProbe, Work::kStatistics}) {
    const std::string id =
        projects()
            .add_project("owner", left == Work::kProbe ? "look" : "s", "", at(0), at(50), Priority::kRefresh)
            .project.id;
    const auto done = [&](Work work, std::int64_t next_s) {
      record(observations(),
             {.project_id = id,
              .done = work,
              .work_version = projects().project(id).work_version,
              .next_sync_at = at(next_s)},
             at(60));
      return projects().project(id).status.next_sync_at;
    };
    EXPECT_EQ(done(model::without(model::kInitialWork, left), 900), at(50));
    EXPECT_EQ(done(Work::kEnrich, 40), at(40));
    EXPECT_EQ(done(left, 900), at(900));
  }
}

TEST_P(ObservationsConformance, ConfirmedProjectIsAsGoodAsSynced) {
  const std::string id = add(projects());
  change_status(projects(), id, [](const model::ProjectStatus&) {
    return model::ProjectStatus{.state = model::SyncState::kFailing,
                                .reason = "no answer",
                                .code = ErrorCode::kTimeout,
                                .since = at(1),
                                .next_sync_at = at(10),
                                .last_synced_at = at(0),
                                .failures = 2};
  });
  const std::uint64_t version = projects().project(id).work_version;
  const auto confirm = [&](std::int64_t now_s) {
    record(observations(),
           {.project_id = id,
            .done = model::kInitialWork,
            .work_version = version,
            .confirmed = true,
            .next_sync_at = at(now_s + 900)},
           at(now_s));
  };

  confirm(20);
  EXPECT_EQ(projects().project(id).status,
            (model::ProjectStatus{
                .state = model::SyncState::kOk, .since = at(20), .next_sync_at = at(920), .last_synced_at = at(20)}));
  confirm(30);
  EXPECT_EQ(projects().project(id).status.since, at(20));
  EXPECT_EQ(projects().project(id).status.last_synced_at, at(30));
}

TEST_P(ObservationsConformance, ManyAreRecordedAtOnceAndMissingOnesPassedOver) {
  const std::string one = add(projects(), "one");
  const std::string two = add(projects(), "two");
  const std::vector<Refreshed> refreshed{{.project_id = one, .changed_at = at(1)},
                                         {.project_id = "nobody", .changed_at = at(2)},
                                         {.project_id = two, .changed_at = at(3)}};
  observations().record_refreshed(refreshed, at(4));
  EXPECT_EQ(observations().api_progress(one).changed_at, at(1));
  EXPECT_EQ(observations().api_progress(two).changed_at, at(3));
}

TEST_P(ObservationsConformance, EtagIsTheLastOneOfItsKey) {
  const std::string id = add(projects(), "one");
  EXPECT_FALSE(observations().etag("key"));
  const auto put = [&](const std::string& project_id, std::string key, std::string etag, UnixTime now) {
    record(observations(), {.project_id = project_id, .etag = ReceivedEtag{std::move(key), std::move(etag)}}, now);
  };
  put(id, "key", "\"one\"", at(0));
  put(id, "other", "W/\"x\"", at(0));
  put(id, "key", "\"two\"", at(1));
  put("nobody", "late", "\"three\"", at(1));
  EXPECT_FALSE(observations().etag("late")) << "of a project that is gone";
  EXPECT_EQ(reopen().observations.etag("key"), "\"two\"");
  EXPECT_EQ(observations().etag("other"), "W/\"x\"");
}

TEST_P(ObservationsConformance, ProgressOfManyIsThatOfEach) {
  SampleProject project(stores());
  const std::string other = add(projects(), "other");
  const std::string never_seen = add(projects(), "never-seen");
  record(observations(), {.project_id = project.id(), .mark = model::ProbeMark{.stars = 4}, .changed_at = at(10)},
         at(11));
  observations().record_refs_listed(project.lease, at(20));
  record(observations(), {.project_id = other, .statistics = full_statistics(30)}, at(30));
  const std::vector<std::string> ids{other, "nobody", never_seen, project.id(), other};

  const auto progress = observations().progress(ids);

  EXPECT_THAT(progress, SizeIs(3)) << "those that are gone are left out";
  for (const std::string& id : {other, never_seen, project.id()}) {
    EXPECT_EQ(progress.at(id), observations().api_progress(id)) << id;
  }
  EXPECT_EQ(progress.at(other).statistics_at, at(30));
  EXPECT_EQ(progress.at(project.id()).mark.value().stars, 4);
  EXPECT_THAT(observations().progress({}), IsEmpty());
}

}  // namespace
}  // namespace cpsg::storage::conformance
