// Protects: the log holds each sync that ended, newest first and in pages, is bounded in time and number, goes with its
// project, refuses whoever lost the lease, and adds each sync to its hour and to the batches that waited for it.
#include "cpsg/storage/sync_log.h"

#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kDayS = 86'400;

model::SyncRecord record(std::int64_t ended_s, std::optional<ErrorCode> code = std::nullopt) {
  return {.started_at = at(ended_s - 2),
          .ended_at = at(ended_s),
          .duration_ms = 1'500,
          .code = code,
          .message = code ? "why" : "",
          .new_commits = 3,
          .new_branches = 2,
          .new_pulls = 1,
          .git_requests = 4,
          .rest_requests = 5,
          .graphql_requests = 6,
          .rest_points = 7,
          .graphql_points = 0.25,
          .received_bytes = 9};
}

std::vector<std::int64_t> ends(const SyncPage& page) {
  std::vector<std::int64_t> found;
  for (const LoggedSync& each : page.syncs) found.push_back(each.sync.ended_at.time_since_epoch().count());
  return found;
}

// A batch of that project alone, which the workers have from 100 s on.
std::string hand_out(Batches& batches, const std::string& project_id) {
  std::string id = batches.create_batch("x", std::array{project_id}, at(50)).id;
  const model::BatchItem before = batches.batch_items(id, std::nullopt, 1).at(0);
  model::BatchItem running = before;
  running.state = model::BatchItemState::kRunning;
  running.released_at = at(100);
  batches.change_batch_items(id, std::array{BatchItemChange{before, running}}, at(100));
  return id;
}

TEST_P(SyncLogConformance, EntryComesBackWhole) {
  const SampleProject project(stores());
  sync_log().record_sync(project.lease, record(100));
  sync_log().record_sync(project.lease, record(200, ErrorCode::kNetwork));

  const SyncPage page = reopen().sync_log.project_syncs(project.id(), std::nullopt, 10, at(300));
  ASSERT_EQ(page.syncs.size(), 2U);
  EXPECT_EQ(page.syncs[0].sync, record(200, ErrorCode::kNetwork));
  EXPECT_EQ(page.syncs[1].sync, record(100));
  EXPECT_EQ(page.syncs[0].full_name, "owner/sample");
  EXPECT_EQ(page.syncs[0].project_id, project.id());
  EXPECT_GT(page.syncs[0].number, page.syncs[1].number);
  EXPECT_FALSE(page.next);
}

TEST_P(SyncLogConformance, RefreshThatFailsIsEnteredOnceWhileItIsTheSameFailure) {
  const SampleProject project(stores());
  const auto refused = [&](std::int64_t ended_s, ErrorCode code) {
    const RefreshFailure failures[] = {{project.id(), record(ended_s, code)}, {"gone", record(ended_s, code)}};
    sync_log().record_refresh_failures(failures);
  };
  const auto entries = [&] { return ends(sync_log().project_syncs(project.id(), std::nullopt, 9, at(5 * kDayS))); };
  refused(100, ErrorCode::kNotFound);
  EXPECT_EQ(sync_log().syncs({}, at(5 * kDayS)).syncs.at(0).sync, record(100, ErrorCode::kNotFound));
  refused(200, ErrorCode::kNotFound);
  EXPECT_THAT(entries(), ElementsAre(100));
  refused(300, ErrorCode::kBlocked);
  refused(400, ErrorCode::kNotFound);
  EXPECT_THAT(entries(), ElementsAre(400, 300, 100)) << "another one is news";
  sync_log().record_sync(project.lease, record(500));
  refused(600, ErrorCode::kNotFound);
  EXPECT_THAT(entries(), ElementsAre(600, 500, 400, 300, 100)) << "and so is one after a sync that went well";
  refused(600 + kDayS - 1, ErrorCode::kNotFound);
  refused(600 + kDayS, ErrorCode::kNotFound);
  EXPECT_THAT(entries(), ElementsAre(600 + kDayS, 600, 500, 400, 300, 100)) << "once a day it is told again";

  const std::vector<StatusHour> hours = status_history().hours(at(0), at(3'600));
  ASSERT_EQ(hours.size(), 1U);
  EXPECT_EQ(hours[0].syncs, 6) << "each is counted";
  EXPECT_THAT(hours[0].failures,
              ElementsAre(FailureCount{ErrorCode::kBlocked, 1}, FailureCount{ErrorCode::kNotFound, 4}));
  EXPECT_EQ(hours[0].times_ms.size(), 1U) << "that of many together is none of a sync";
  EXPECT_DOUBLE_EQ(hours[0].graphql_points, 0.25) << "its cost is told by itself";
}

TEST_P(SyncLogConformance, RefreshThatFailsIsAnAttemptOfTheBatch) {
  const SampleProject project(stores());
  const std::string id = hand_out(batches(), project.id());
  for (const std::int64_t ended_s : {110, 200, 300}) {
    const RefreshFailure failure{project.id(), record(ended_s, ErrorCode::kNotFound)};
    sync_log().record_refresh_failures({&failure, 1});
  }
  EXPECT_EQ(batches().batch_items(id, std::nullopt, 1).at(0).attempts, 3);
  EXPECT_EQ(batches().batch(id).value().graphql_points, 0);
}

TEST_P(SyncLogConformance, PagesMeetAndKnowWhatFailed) {
  const SampleProject a(stores(), "a");
  const SampleProject b(stores(), "b");
  for (int i = 0; i < 6; ++i) {
    sync_log().record_sync((i % 2 == 0 ? a : b).lease,
                           record(100 + i, i % 3 == 0 ? std::optional(ErrorCode::kNetwork) : std::nullopt));
  }
  const auto page = [&](SyncsWanted wanted, std::optional<std::uint64_t> before, std::size_t limit) {
    return sync_log().syncs({.wanted = wanted, .before = before, .limit = limit}, at(200));
  };
  const SyncPage first = page(SyncsWanted::kAll, std::nullopt, 4);
  EXPECT_THAT(ends(first), ElementsAre(105, 104, 103, 102));
  ASSERT_TRUE(first.next);
  sync_log().record_sync(a.lease, record(106));
  const SyncPage second = page(SyncsWanted::kAll, first.next, 4);
  EXPECT_THAT(ends(second), ElementsAre(101, 100)) << "what came meanwhile moves nothing";
  EXPECT_FALSE(second.next);
  EXPECT_THAT(ends(page(SyncsWanted::kFailed, std::nullopt, 9)), ElementsAre(103, 100));
  EXPECT_THAT(ends(page(SyncsWanted::kOk, std::nullopt, 9)), ElementsAre(106, 105, 104, 102, 101));
  EXPECT_THAT(ends(sync_log().project_syncs(b.id(), std::nullopt, 9, at(200))), ElementsAre(105, 103, 101));
  EXPECT_THAT(ends(sync_log().project_syncs("nobody", std::nullopt, 9, at(200))), IsEmpty());
  EXPECT_EQ(sync_log().count_syncs(at(103)), 4);
}

TEST_P(SyncLogConformance, WhoSeesPublicProjectsAloneGetsNoOthers) {
  const SampleProject open(stores(), "open");
  const SampleProject hidden(stores(), "hidden");
  const Refreshed seen{.project_id = open.id(), .statistics = model::Statistics{.visibility = "public"}};
  stores().observations.record_refreshed({&seen, 1}, at(1));
  for (const SampleProject* each : {&open, &hidden}) sync_log().record_sync(each->lease, record(100));

  EXPECT_EQ(sync_log().syncs({}, at(200)).syncs.size(), 2U);
  const SyncPage page = sync_log().syncs({.public_only = true}, at(200));
  ASSERT_EQ(page.syncs.size(), 1U);
  EXPECT_EQ(page.syncs[0].project_id, open.id());
  EXPECT_FALSE(page.next);
}

TEST_P(SyncLogConformance, OldOnesAreNotToldAndDeleted) {
  const SampleProject project(stores());
  sync_log().record_sync(project.lease, record(100));
  sync_log().record_sync(project.lease, record(kDayS));
  EXPECT_THAT(ends(sync_log().project_syncs(project.id(), std::nullopt, 9, at(30 * kDayS + 101))), ElementsAre(kDayS));
  EXPECT_THAT(ends(sync_log().syncs({}, at(30 * kDayS + 101))), ElementsAre(kDayS));
  sync_log().record_sync(project.lease, record(30 * kDayS + 101));
  EXPECT_EQ(sync_log().count_syncs(at(0)), 2) << "the first one is deleted";
}

TEST_P(SyncLogConformance, ProjectKeepsABoundedNumber) {
  const SampleProject project(stores());
  const SampleProject other(stores(), "other");
  sync_log().record_sync(other.lease, record(1));
  constexpr auto kWritten = static_cast<std::int64_t>(kSyncsOfProjectMax) + 40;
  for (std::int64_t i = 1; i <= kWritten; ++i) sync_log().record_sync(project.lease, record(i));
  EXPECT_EQ(sync_log().count_syncs(at(0)), static_cast<std::int64_t>(kSyncsOfProjectMax) + 1);
  const SyncPage page = sync_log().project_syncs(project.id(), std::nullopt, 5'000, at(kWritten));
  EXPECT_EQ(ends(page).front(), kWritten);
  EXPECT_EQ(ends(page).back(), 41);
}

TEST_P(SyncLogConformance, LongMessageIsCutBetweenCharacters) {
  const SampleProject project(stores());
  model::SyncRecord long_one = record(100, ErrorCode::kNetwork);
  long_one.message = std::string(kSyncMessageMaxBytes - 1, 'x') + "\u00e9 and more";
  sync_log().record_sync(project.lease, long_one);
  EXPECT_EQ(sync_log().syncs({}, at(200)).syncs.at(0).sync.message, std::string(kSyncMessageMaxBytes - 1, 'x'));
}

TEST_P(SyncLogConformance, RemovedProjectLeavesNoneAndTakesNone) {
  SampleProject project(stores());
  sync_log().record_sync(project.lease, record(100));
  projects().remove_project(project.id());

  EXPECT_THAT(ends(sync_log().syncs({}, at(200))), IsEmpty()) << "at once, before it is cleared";
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { sync_log().record_sync(project.lease, record(101)); }));
  add_project(projects(), "owner", "sample", "", at(2));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { sync_log().record_sync(project.lease, record(102)); }));
  projects().release_lease(project.lease);
  while (stores().maintenance.clear_removed(at(300)) == Clearing::kMore) {
  }
  EXPECT_EQ(sync_log().count_syncs(at(0)), 0);
  ASSERT_EQ(status_history().hours(at(0), at(3600)).size(), 1U);
  EXPECT_EQ(status_history().hours(at(0), at(3600))[0].syncs, 1) << "numbers that name nobody stay";
}

TEST_P(SyncLogConformance, BatchIsToldWhatItsProjectsCost) {
  const SampleProject project(stores());
  const SampleProject other(stores(), "other");
  const std::string id = batches().create_batch("x", std::array{project.id(), other.id()}, at(50)).id;
  sync_log().record_sync(project.lease, record(60));  // before it is handed out

  model::BatchItem before = batches().batch_items(id, std::nullopt, 1).at(0);
  model::BatchItem running = before;
  running.state = model::BatchItemState::kRunning;
  running.released_at = at(100);
  batches().change_batch_items(id, std::array{BatchItemChange{before, running}}, at(100));
  sync_log().record_sync(project.lease, record(110, ErrorCode::kNetwork));
  sync_log().record_sync(other.lease, record(110));
  sync_log().record_refresh_costs(std::array{RefreshCost{project.id(), 0, 0.5}, RefreshCost{"gone", 2, 1}}, at(115));
  model::BatchItem done = running;
  done.state = model::BatchItemState::kDone;
  batches().change_batch_items(id, std::array{BatchItemChange{running, done}}, at(119));
  sync_log().record_sync(project.lease, record(120));  // began before the batch saw that it was done
  sync_log().record_sync(project.lease, record(200));  // is none of the batch's

  const model::BatchItem item = batches().batch_items(id, std::nullopt, 1).at(0);
  EXPECT_EQ(item.attempts, 2);
  EXPECT_EQ(item.duration_ms, 3'000);
  EXPECT_EQ(item.ended_at, at(119));
  EXPECT_DOUBLE_EQ(batches().batch(id).value().graphql_points, 0.25 + 0.5 + 0.25);
  const std::vector<StatusHour> hours = status_history().hours(at(0), at(3600));
  ASSERT_EQ(hours.size(), 1U);
  EXPECT_DOUBLE_EQ(hours[0].graphql_points, 5 * 0.25 + 1.5);
  EXPECT_DOUBLE_EQ(hours[0].rest_points, 5 * 7 + 2);
}

TEST_P(SyncLogConformance, ABatchThatIsOverCostsNothingMore) {
  const SampleProject project(stores());
  const std::string id = hand_out(batches(), project.id());
  ASSERT_TRUE(batches().transition(id, model::BatchState::kRunning, model::BatchState::kPaused, at(101)));
  sync_log().record_sync(project.lease, record(110));
  EXPECT_DOUBLE_EQ(batches().batch(id).value().graphql_points, 0.25) << "what was begun before the pause is of it";
  ASSERT_TRUE(batches().transition(id, model::BatchState::kPaused, model::BatchState::kCancelled, at(112)));
  const model::Batch cancelled = batches().batch(id).value();
  sync_log().record_sync(project.lease, record(120));
  EXPECT_EQ(batches().batch(id), cancelled);
}

}  // namespace
}  // namespace cpsg::storage::conformance
