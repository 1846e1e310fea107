// Protects: pace, end, waiting and cost of a batch are those of its items, whatever happened to it; what nobody knows
// is nothing. How: random batches are compared with a computation that walks second by second, item by item.
#include "cpsg/schedule/batch_pace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::schedule {
namespace {

using model::Batch;
using model::BatchItemState;
using model::BatchState;
using model::BatchWait;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixTime kMidnight = std::chrono::sys_days(std::chrono::year(2027) / 3 / 14);
constexpr UnixTime kNoon = kMidnight + hours(12);

Batch running(std::int64_t left, std::int64_t done) {
  return {.created_at = kNoon - hours(2),
          .running_since = kNoon - hours(2),
          .total = left + done,
          .pending = left,
          .done = done};
}

TEST(BatchPace, NothingIsKnownBeforeTheFirstIsDone) {
  const model::BatchOutlook outlook = outlook_of(running(10, 0), {}, kNoon);
  EXPECT_EQ(outlook, model::BatchOutlook());
}

TEST(BatchPace, GoesOnAsInTheLastHour) {
  Batch batch = running(60, 40);
  batch.last_done_at = kNoon - seconds(30);
  batch.pace_since = *batch.last_done_at - hours(1);
  batch.pace_done = 30;
  batch.graphql_points = 80;
  const model::BatchOutlook outlook = outlook_of(batch, {}, kNoon);
  EXPECT_EQ(outlook.per_hour, 30);
  EXPECT_EQ(outlook.eta_at, kNoon - seconds(30) + hours(2));
  EXPECT_EQ(outlook.forecast_points, 80 + 60 * 2);
  EXPECT_FALSE(outlook.waiting);
  EXPECT_EQ(outlook_of(batch, {}, kNoon + hours(9)).eta_at, kNoon + hours(9) + minutes(2)) << "never in the past";
}

TEST(BatchPace, TellsNoPaceBeforeAMinuteHasPassed) {
  Batch batch = running(60, 1);
  batch.pace_since = kNoon;
  for (const auto& [after_s, done] : {std::pair{1, 1}, {30, 8}, {59, 20}}) {
    batch.last_done_at = kNoon + seconds(after_s);
    batch.pace_done = done;
    const model::BatchOutlook outlook = outlook_of(batch, {}, *batch.last_done_at);
    EXPECT_FALSE(outlook.per_hour) << after_s;
    EXPECT_FALSE(outlook.eta_at) << after_s;
  }
  batch.last_done_at = kNoon + seconds(60);
  EXPECT_EQ(outlook_of(batch, {}, *batch.last_done_at).per_hour, 20 * 60) << "of the time that has really passed";
}

TEST(BatchPace, TellsWhyItWaits) {
  Batch batch = running(30, 10);
  batch.running = 2;
  batch.last_done_at = kNoon - hours(1);
  batch.pace_since = kNoon - hours(2);
  batch.pace_done = 16;
  EXPECT_FALSE(outlook_of(batch, {}, kNoon).waiting);
  batch.waiting_quota = 1;
  batch.quota_until = kNoon + minutes(20);
  EXPECT_EQ(outlook_of(batch, {}, kNoon).waiting, BatchWait::kQuota) << "though git goes on with the other one";
  EXPECT_EQ(outlook_of(batch, {}, kNoon).waiting_until, kNoon + minutes(20));
  EXPECT_EQ(outlook_of(batch, {}, kNoon).eta_at, kNoon + minutes(20) + hours(2));

  const OffPeak night = OffPeak::parse("22:00-23:00");
  EXPECT_EQ(outlook_of(batch, night, kNoon).waiting, BatchWait::kOffPeak);
  EXPECT_EQ(outlook_of(batch, night, kNoon).waiting_until, kNoon + hours(10));
  EXPECT_EQ(outlook_of(batch, night, kNoon).eta_at, kNoon + hours(24 + 11)) << "an hour of this night and the next one";
  batch.off_peak = false;
  EXPECT_EQ(outlook_of(batch, night, kNoon).waiting, BatchWait::kQuota) << "it is handed out at any hour";

  batch.state = BatchState::kPaused;
  EXPECT_EQ(outlook_of(batch, {}, kNoon).waiting, BatchWait::kPaused);
  EXPECT_FALSE(outlook_of(batch, {}, kNoon).waiting_until);
  EXPECT_FALSE(outlook_of(batch, {}, kNoon).eta_at) << "a person decides";
}

TEST(BatchPace, WhatIsOverCostsWhatItCost) {
  Batch batch = running(0, 10);
  batch.state = BatchState::kFinished;
  batch.graphql_points = 3.5;
  EXPECT_EQ(outlook_of(batch, {}, kNoon).forecast_points, 3.5);
  EXPECT_FALSE(outlook_of(batch, {}, kNoon).eta_at);
  batch = running(100, 10);
  EXPECT_DOUBLE_EQ(outlook_of(batch, {}, kNoon).forecast_points.value(), 4) << "statistics of 25 projects a point";
}

// The end, found by giving away the open seconds one by one.
UnixTime slow_end(UnixTime from, double work_s, const OffPeak& open) {
  auto left = static_cast<std::int64_t>(std::ceil(work_s));
  UnixTime at = from;
  while (left > 0) {
    if (open.contains(at)) --left;
    at += seconds(1);
  }
  return at;
}

TEST(BatchPace, EqualsASlowCountOverTheItemsOfAStore) {
  for (const std::uint32_t seed : random_seeds(5)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const storage::sqlite::SqliteHome home;
    const auto store = home.open();
    const int count = 20 + static_cast<int>(random() % 60);
    std::vector<std::string> ids;
    for (int n = 0; n < count; ++n) {
      ids.push_back(store->add_project("o", std::to_string(n), "", kMidnight, std::nullopt, model::Priority::kBackfill)
                        .project.id);
    }
    UnixTime now = kMidnight;
    const std::string id = store->create_batch("x", ids, now).id;
    UnixTime running_since = now;
    for (int n = 0; n < count / 2; ++n) {
      now += seconds(random() % 600);
      if (random() % 10 == 0) {
        store->transition(id, BatchState::kRunning, BatchState::kPaused, now);
        now += seconds(random() % 10'000);
        store->transition(id, BatchState::kPaused, BatchState::kRunning, now);
        running_since = now;
      }
      const model::BatchItem before = store->batch_items(id, BatchItemState::kPending, 1).at(0);
      model::BatchItem after = before;
      const bool fails = random() % 5 == 0;
      after.state = fails ? BatchItemState::kFailed : BatchItemState::kDone;
      after.released_at = now;
      if (fails) after.code = random() % 2 == 0 ? ErrorCode::kNetwork : ErrorCode::kGone;
      const storage::BatchItemChange change{before, after};
      ASSERT_EQ(store->change_batch_items(id, {&change, 1}, now), 1U);
    }
    const Batch batch = store->batch(id).value();
    std::vector<UnixTime> done;
    std::int64_t network = 0;
    for (const model::BatchItem& item : store->batch_items(id, std::nullopt, 1'000)) {
      if (item.state == BatchItemState::kDone) done.push_back(item.ended_at.value());
      if (item.code == ErrorCode::kNetwork) ++network;
    }
    std::int64_t told = 0;
    for (const model::BatchFailures& each : batch.failures) told += each.code == ErrorCode::kNetwork ? each.count : 0;
    EXPECT_EQ(told, network);
    if (done.empty()) continue;
    const UnixTime last = *std::max_element(done.begin(), done.end());
    UnixTime since = last - hours(1);
    if (running_since <= last) since = std::max(since, running_since);
    const auto in_time = std::count_if(done.begin(), done.end(), [&](UnixTime each) { return each >= since; });
    const auto period_s = static_cast<double>((last - since).count());
    const double pace = static_cast<double>(in_time) * 3'600 / period_s;
    const OffPeak open = OffPeak::parse("00:00-23:30");
    const model::BatchOutlook outlook = outlook_of(batch, open, now);
    EXPECT_EQ(outlook.per_hour.has_value(), period_s >= 60);
    if (!outlook.per_hour) continue;
    EXPECT_DOUBLE_EQ(outlook.per_hour.value(), pace);
    if (outlook.waiting) continue;
    const double left = static_cast<double>(batch.pending + batch.running);
    const UnixTime least = now + seconds(static_cast<std::int64_t>(std::ceil(3'600 / pace)));
    EXPECT_EQ(outlook.eta_at, std::max(least, slow_end(last, left * 3'600 / pace, open)));
  }
}

TEST(OffPeakChanges, AreThoseOfEverySecond) {
  EXPECT_FALSE(OffPeak().changes_at(kNoon)) << "it is open for ever";
  for (const std::string text : {"22:00-06:00", "00:00-23:30", "06:00-24:00", "11:59-12:00"}) {
    const OffPeak open = OffPeak::parse(text);
    for (UnixTime now = kMidnight; now < kMidnight + hours(25); now += seconds(97)) {
      UnixTime change = now + seconds(1);
      while (open.contains(change) == open.contains(now)) change += seconds(1);
      ASSERT_EQ(open.changes_at(now), change) << text;
    }
  }
}

}  // namespace
}  // namespace cpsg::schedule
