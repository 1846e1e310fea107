// Protects: what is written to a batch fits the state that it and its items have at that moment, whoever changed them
// since they were read: a pause, a cancellation and a retry are never undone, and no batch with open items is finished.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::BatchItem;
using model::BatchItemState;
using model::BatchState;
using testing::ElementsAre;

constexpr std::size_t kAll = 1'000;

class TwoItems {
 public:
  explicit TwoItems(const Stores& stores) : batches_(stores.batches) {
    for (const char* name : {"a", "b"})
      ids_.push_back(add_project(stores.projects, "owner", name, "", at(0)).project.id);
    id = batches_.create_batch("x", ids_, at(0)).id;
  }
  [[nodiscard]] BatchItem item(std::size_t place) { return batches_.batch_items(id, std::nullopt, kAll).at(place); }
  // As somebody writes who read the item as `before`.
  std::size_t write(const BatchItem& before, BatchItemState state, std::int64_t released_s) {
    BatchItem after = before;
    after.state = state;
    after.released_at = at(released_s);
    return batches_.change_batch_items(id, std::array<BatchItemChange, 1>{{{before, after}}}, at(1));
  }
  [[nodiscard]] BatchState state() { return batches_.batch(id).value().state; }

  std::string id;

 private:
  Batches& batches_;
  std::vector<std::string> ids_;
};

TEST_P(BatchesConformance, ItemThatChangedSinceItWasReadIsLeftAlone) {
  TwoItems batch(stores());
  const BatchItem pending = batch.item(0);
  EXPECT_EQ(batch.write(pending, BatchItemState::kRunning, 10), 1U);
  const BatchItem running = batch.item(0);
  EXPECT_EQ(batch.write(pending, BatchItemState::kRunning, 11), 0U) << "another process has released it";
  EXPECT_EQ(batch.write(running, BatchItemState::kRunning, 20), 1U);
  EXPECT_EQ(batch.write(running, BatchItemState::kFailed, 10), 0U) << "it was released again since";
  EXPECT_EQ(batch.item(0).released_at, at(20));
  EXPECT_EQ(batch.write(batch.item(0), BatchItemState::kFailed, 20), 1U);
  const BatchItem failed = batch.item(0);
  EXPECT_EQ(batches().retry_failed_items(batch.id, at(2)), 1U);
  EXPECT_EQ(batch.write(failed, BatchItemState::kFailed, 30), 0U);
  EXPECT_EQ(batch.item(0).state, BatchItemState::kPending) << "a retry is not undone";
}

TEST_P(BatchesConformance, NothingIsReleasedOfABatchThatDoesNotRun) {
  TwoItems batch(stores());
  ASSERT_EQ(batch.write(batch.item(0), BatchItemState::kRunning, 1), 1U);
  BatchState from = BatchState::kRunning;
  for (const BatchState stopped : {BatchState::kPaused, BatchState::kCancelled}) {
    ASSERT_TRUE(batches().transition(batch.id, from, stopped, at(2)));
    EXPECT_EQ(batch.write(batch.item(1), BatchItemState::kRunning, 3), 0U) << model::name(stopped);
    from = stopped;
  }
  EXPECT_EQ(batch.item(1).state, BatchItemState::kPending);
  EXPECT_EQ(batch.write(batch.item(0), BatchItemState::kDone, 1), 1U) << "what runs may end";
}

TEST_P(BatchesConformance, BatchIsFinishedOnlyWithoutOpenItems) {
  TwoItems batch(stores());
  const auto finish = [&] {
    return batches().transition(batch.id, BatchState::kRunning, BatchState::kFinished, at(2));
  };
  EXPECT_FALSE(finish()) << "pending";
  batch.write(batch.item(0), BatchItemState::kDone, 1);
  batch.write(batch.item(1), BatchItemState::kRunning, 1);
  EXPECT_FALSE(finish()) << "running";
  batch.write(batch.item(1), BatchItemState::kFailed, 1);
  EXPECT_TRUE(finish());
  EXPECT_FALSE(finish());
}

TEST_P(BatchesConformance, RetryMakesAFinishedBatchRunAndLeavesOthersAsTheyAre) {
  TwoItems batch(stores());
  const auto fail_all = [&] {
    for (const std::size_t place : {0U, 1U}) batch.write(batch.item(place), BatchItemState::kFailed, 1);
  };
  const auto move = [&](BatchState from, BatchState to) {
    ASSERT_TRUE(batches().transition(batch.id, from, to, at(2)));
  };
  fail_all();
  move(BatchState::kRunning, BatchState::kFinished);
  EXPECT_EQ(batches().retry_failed_items(batch.id, at(3)), 2U);
  EXPECT_EQ(batch.state(), BatchState::kRunning);
  EXPECT_EQ(batch.item(1), (BatchItem{.project_id = batch.item(1).project_id, .full_name = "owner/b", .place = 1}));

  move(BatchState::kRunning, BatchState::kPaused);
  fail_all();
  EXPECT_EQ(batches().retry_failed_items(batch.id, at(3)), 2U);
  EXPECT_EQ(batch.state(), BatchState::kPaused);

  fail_all();
  move(BatchState::kPaused, BatchState::kCancelled);
  EXPECT_EQ(batches().retry_failed_items(batch.id, at(3)), std::nullopt);
  EXPECT_EQ(batch.item(0).state, BatchItemState::kFailed);
  EXPECT_EQ(batch.state(), BatchState::kCancelled);
}

TEST_P(BatchesConformance, RunningOnesAreFoundHoweverManyCameLater) {
  const std::string first = batches().create_batch("first", {}, at(0)).id;
  for (int i = 0; i < 20; ++i) {
    const std::string id = batches().create_batch("x", {}, at(0)).id;
    ASSERT_TRUE(batches().transition(id, BatchState::kRunning, BatchState::kCancelled, at(1)));
  }
  const std::string last = batches().create_batch("last", {}, at(0)).id;
  EXPECT_THAT(batches().running_batches(), ElementsAre(first, last));
}

}  // namespace
}  // namespace cpsg::storage::conformance
