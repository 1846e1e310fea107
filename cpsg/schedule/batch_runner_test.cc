// Protects: a batch brings every project of its list in, a few at a time, tells honestly which failed, and does what
// people say. The store is a real one, the test plays workers and clock.
#include "cpsg/schedule/batch_runner.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/schedule/testing/batch_fixture.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::schedule {
namespace {

using model::BatchItemState;
using model::BatchState;
using model::ProjectStatus;
using model::SyncState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

ErrorCode code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::kInternal;
}

TEST_F(BatchRunnerTest, BringsAllProjectsInAFewAtATime) {
  const std::string id = create(5);
  EXPECT_THAT(due(), testing::IsEmpty());
  std::vector<std::string> order;
  for (int step = 0; step < 10 && batch(id).state == BatchState::kRunning; ++step) {
    advance();
    EXPECT_LE(batch(id).running, 2);
    if (const auto waiting = due(); !waiting.empty()) {
      EXPECT_LE(waiting.size(), 2U);
      now += seconds(1);
      sync(waiting.front());
      order.push_back(waiting.front());
    }
  }
  EXPECT_EQ(order.size(), 5U);
  EXPECT_EQ(batch(id).done, 5);
  EXPECT_EQ(batch(id).state, BatchState::kFinished);
  EXPECT_FALSE(advance());
}

TEST_F(BatchRunnerTest, ReleasesAtBackfillPriority) {
  const std::string id = create(1);
  EXPECT_TRUE(advance());
  EXPECT_FALSE(advance());
  const auto project = store->project(items(id)[0].project_id);
  EXPECT_EQ(project.status.next_sync_at, now);
  EXPECT_EQ(project.priority, model::Priority::kBackfill);
  EXPECT_TRUE(model::any(project.work & model::Work::kRefs));
  EXPECT_EQ(items(id)[0].released_at, now);
}

TEST_F(BatchRunnerTest, GoesOnAfterARestart) {
  const std::string id = create(3);
  advance();
  store = home.open();
  EXPECT_FALSE(advance());
  for (const std::string& project_id : due()) sync(project_id);
  EXPECT_TRUE(advance());
  EXPECT_EQ(batch(id).done, 2);
  EXPECT_EQ(batch(id).running, 1);
}

TEST_F(BatchRunnerTest, FailureThatNoRetryHelpsEndsTheProjectAtOnce) {
  const std::string id = create(2);
  advance();
  now += seconds(1);
  fail(items(id)[0].project_id, ErrorCode::kNotFound, 1, SyncState::kNoAccess);
  fail(items(id)[1].project_id, ErrorCode::kTimeout, 1);
  advance();
  EXPECT_EQ(items(id)[0].state, BatchItemState::kFailed);
  EXPECT_EQ(items(id)[0].code, ErrorCode::kNotFound);
  EXPECT_EQ(items(id)[1].state, BatchItemState::kRunning);
  EXPECT_EQ(batch(id).state, BatchState::kRunning);
}

TEST_F(BatchRunnerTest, ProjectThatCameBackSeveralTimesFails) {
  const std::string id = create(1);
  advance();
  for (int attempt = 1; attempt <= limits::kBatchAttempts; ++attempt) {
    EXPECT_EQ(batch(id).running, 1);
    now += hours(1);
    fail(items(id)[0].project_id, ErrorCode::kTimeout, attempt);
    advance();
  }
  EXPECT_EQ(items(id)[0].code, ErrorCode::kTimeout);
  EXPECT_EQ(batch(id).failed, 1);
  EXPECT_EQ(batch(id).state, BatchState::kFinished);
}

TEST_F(BatchRunnerTest, EarlierFailureSaysNothingUntilTheWorkersHaveTried) {
  const std::string id = create(1);
  const std::string project_id = items(id)[0].project_id;
  fail(project_id, ErrorCode::kNotFound, 7, SyncState::kNoAccess);
  advance();
  now += minutes(5);
  advance();
  EXPECT_EQ(batch(id).running, 1);
  sync(project_id);
  advance();
  EXPECT_EQ(batch(id).done, 1);
}

TEST_F(BatchRunnerTest, WhatWaitsForBudgetOrForUsIsNoFailure) {
  const std::string id = create(1);
  advance();
  for (const auto& [code, state] : {std::pair(ErrorCode::kRateLimited, SyncState::kWaitingQuota),
                                    {ErrorCode::kUnauthorized, SyncState::kPending},
                                    {ErrorCode::kTls, SyncState::kOk},
                                    {ErrorCode::kNotFound, SyncState::kOk}}) {
    now += seconds(1);
    fail(items(id)[0].project_id, code, limits::kBatchAttempts, state);
    advance();
    EXPECT_EQ(batch(id).running, 1) << traits(code).name;
  }
}

TEST_F(BatchRunnerTest, ProjectThatDoesNotEndIsReleasedAgain) {
  const std::string id = create(1);
  advance();
  now += rules.patience - seconds(1);
  EXPECT_FALSE(advance());
  now += seconds(1);
  EXPECT_TRUE(advance());
  EXPECT_EQ(items(id)[0].released_at, now);
}

TEST_F(BatchRunnerTest, ReleasesOffPeakAlone) {
  rules.off_peak = OffPeak::parse("22:00-06:00");
  const std::string id = create(3);
  EXPECT_FALSE(advance());
  now = kMidnight + hours(22);
  EXPECT_TRUE(advance());
  now = kMidnight + hours(30);
  for (const std::string& project_id : due()) sync(project_id);
  EXPECT_FALSE(advance());
  EXPECT_EQ(batch(id).done, 2) << "what ended is seen at any time";
  EXPECT_EQ(batch(id).pending, 1);
}

TEST_F(BatchRunnerTest, RemovedProjectDoesNotHoldItUp) {
  const std::string id = create(2);
  advance();
  const std::string removed = items(id)[0].project_id;
  store->remove_project(removed);
  sync(items(id)[1].project_id);
  advance();
  EXPECT_EQ(batch(id).state, BatchState::kFinished);
  EXPECT_EQ(batch(id).failed, 1);
}

TEST_F(BatchRunnerTest, EmptyBatchIsFinished) {
  const std::string id = create(0);
  EXPECT_FALSE(advance());
  EXPECT_EQ(batch(id).state, BatchState::kFinished);
}

TEST_F(BatchRunnerTest, PauseHoldsItAndResumeLetsItGoOn) {
  const std::string id = create(3);
  pause_batch(*store, id, now);
  EXPECT_FALSE(advance());
  pause_batch(*store, id, now);
  EXPECT_EQ(batch(id).state, BatchState::kPaused) << "it may be repeated";
  resume_batch(*store, id, now);
  EXPECT_TRUE(advance());
  resume_batch(*store, id, now);
  EXPECT_EQ(batch(id).state, BatchState::kRunning);
}

TEST_F(BatchRunnerTest, CancelledStaysSo) {
  const std::string id = create(3);
  advance();
  cancel_batch(*store, id, now);
  EXPECT_FALSE(advance());
  EXPECT_EQ(due().size(), 2U) << "those that are with the workers end by themselves";
  EXPECT_EQ(batch(id).pending, 1);
  cancel_batch(*store, id, now);
  EXPECT_EQ(batch(id).state, BatchState::kCancelled);
  EXPECT_EQ(code_of([&] { pause_batch(*store, id, now); }), ErrorCode::kRequestInvalid);
  EXPECT_EQ(code_of([&] { resume_batch(*store, id, now); }), ErrorCode::kRequestInvalid);
  EXPECT_EQ(code_of([&] { retry_failed(*store, id, now); }), ErrorCode::kRequestInvalid);
}

TEST_F(BatchRunnerTest, FailedOnesAreTriedAgain) {
  const std::string id = create(2);
  advance();
  now += seconds(1);
  fail(items(id)[0].project_id, ErrorCode::kForbidden, 1, SyncState::kNoAccess);
  sync(items(id)[1].project_id);
  advance();
  ASSERT_EQ(batch(id).state, BatchState::kFinished);
  EXPECT_EQ(retry_failed(*store, id, now), 1U);
  EXPECT_EQ(batch(id).state, BatchState::kRunning);
  EXPECT_EQ(items(id)[0].code, std::nullopt);
  EXPECT_TRUE(advance());
  now += seconds(1);
  sync(items(id)[0].project_id);
  advance();
  EXPECT_EQ(batch(id).done, 2);
  EXPECT_EQ(retry_failed(*store, id, now), 0U);
  EXPECT_EQ(batch(id).state, BatchState::kFinished);
  EXPECT_EQ(code_of([&] { cancel_batch(*store, id, now); }), ErrorCode::kRequestInvalid);
}

// How many reads one step of one running batch costs, with so many projects with the workers.
struct StepReads {
  std::size_t of_release = 0;
  std::size_t of_waiting = 0;
  std::size_t of_end = 0;
  friend bool operator==(const StepReads&, const StepReads&) = default;
};

TEST_F(BatchRunnerTest, AStepCostsTheSameFewReadsForManyProjects) {
  std::vector<StepReads> all;
  for (const std::size_t projects : {1U, 40U}) {
    rules.at_once = projects;
    now += hours(1);
    const std::string id = create(static_cast<int>(projects));
    storage::CountingStores counting(store->stores());
    const auto reads_of_step = [&] {
      counting.calls().reset();
      advance_batches(counting.stores().projects, counting.stores().batches, rules, now);
      return counting.calls().reads();
    };
    StepReads reads;
    reads.of_release = reads_of_step();
    now += seconds(1);
    reads.of_waiting = reads_of_step();
    for (const model::BatchItem& item : items(id)) sync(item.project_id);
    reads.of_end = reads_of_step();
    EXPECT_EQ(batch(id).done, static_cast<std::int64_t>(projects));
    all.push_back(reads);
  }
  // Each: the list of batches, the running items, the state at the end. Then the pending items where there is room, and
  // the projects of the items that there are.
  EXPECT_EQ(all[0], (StepReads{.of_release = 5, .of_waiting = 4, .of_end = 5}));
  EXPECT_EQ(all[1], all[0]);
}

TEST_F(BatchRunnerTest, RetryingIsOneWriteForAThousandItems) {
  constexpr int kProjects = 1'100;
  const std::string id = create(kProjects);
  std::vector<storage::BatchItemChange> failed;
  for (const model::BatchItem& item : store->batch_items(id, std::nullopt, kProjects)) {
    failed.push_back({item, item});
    failed.back().after.state = BatchItemState::kFailed;
  }
  store->change_batch_items(id, failed, now);

  storage::CountingStores counting(store->stores());
  EXPECT_EQ(retry_failed(counting.stores().batches, id, now), static_cast<std::size_t>(kProjects));
  EXPECT_EQ(counting.calls().of("retry_failed_items"), 1U);
  EXPECT_EQ(counting.calls().reads(), 1U) << "the batch";
  EXPECT_EQ(batch(id).pending, kProjects);
}

TEST_F(BatchRunnerTest, BatchesThatDoNotRunCostNothingButTheirPlaceInTheList) {
  for (int n = 0; n < 5; ++n) cancel_batch(*store, store->create_batch("another", {}, now).id, now);
  storage::CountingStores counting(store->stores());
  EXPECT_FALSE(advance_batches(counting.stores().projects, counting.stores().batches, rules, now));
  EXPECT_EQ(counting.calls().reads(), 1U);
}

// A person does something to the batch in the middle of a step, before the step's call of that name.
class BatchStepTest : public BatchRunnerTest {
 protected:
  void advance_with(const std::string& method, const std::function<void()>& change) {
    storage::CountingStores counting(store->stores());
    bool done = false;
    counting.calls().set_before_call([&](std::string_view called) {
      if (called == method && !std::exchange(done, true)) change();
    });
    advance_batches(counting.stores().projects, counting.stores().batches, rules, now);
    EXPECT_TRUE(done) << method << " was not called";
  }
};

TEST_F(BatchStepTest, PauseOrCancellationDuringAStepIsNotUndone) {
  for (const bool pause : {true, false}) {
    const std::string empty = create(0);
    advance_with("transition", [&] { pause ? pause_batch(*store, empty, now) : cancel_batch(*store, empty, now); });
    EXPECT_EQ(batch(empty).state, pause ? BatchState::kPaused : BatchState::kCancelled);
  }
}

TEST_F(BatchStepTest, NothingIsReleasedOfABatchThatIsPausedDuringTheStep) {
  const std::string id = create(3);
  advance_with("change_batch_items", [&] { pause_batch(*store, id, now); });
  EXPECT_EQ(batch(id).pending, 3);
  EXPECT_EQ(batch(id).state, BatchState::kPaused);
}

TEST_F(BatchStepTest, RemovalDuringAStepCostsTheOthersNothing) {
  const std::string id = create(2);
  advance_with("add_work", [&] { store->remove_project(items(id)[0].project_id); });
  EXPECT_EQ(items(id)[0].state, BatchItemState::kFailed);
  EXPECT_EQ(items(id)[1].state, BatchItemState::kRunning);
}

TEST_F(BatchStepTest, RetryDuringAStepIsWorkedOff) {
  const std::string id = create(1);
  advance();
  now += seconds(1);
  fail(items(id)[0].project_id, ErrorCode::kForbidden, 1, SyncState::kNoAccess);
  advance_with("transition", [&] { EXPECT_EQ(retry_failed(*store, id, now), 1U); });
  EXPECT_EQ(batch(id).state, BatchState::kRunning);
  EXPECT_EQ(batch(id).pending, 1);
}

TEST_F(BatchRunnerTest, ABatchGoesOnHoweverManyWereMadeAfterIt) {
  const std::string id = create(1);
  for (std::size_t n = 0; n <= limits::kPageMax; ++n) {
    cancel_batch(*store, store->create_batch("another", {}, now).id, now);
  }
  EXPECT_TRUE(advance());
  EXPECT_EQ(batch(id).running, 1);
}

TEST_F(BatchRunnerTest, UnknownBatchIsNotFound) {
  EXPECT_EQ(code_of([&] { pause_batch(*store, "b77", now); }), ErrorCode::kNotFound);
  EXPECT_EQ(code_of([&] { resume_batch(*store, "b77", now); }), ErrorCode::kNotFound);
  EXPECT_EQ(code_of([&] { cancel_batch(*store, "b77", now); }), ErrorCode::kNotFound);
  EXPECT_EQ(code_of([&] { retry_failed(*store, "b77", now); }), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace cpsg::schedule
