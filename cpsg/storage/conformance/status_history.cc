// Protects: hours count what happened in them, whatever wrote it and in which order; budgets of several processes are
// merged; hours are forgotten. How: random events are counted once more by a slow obvious computation.
#include "cpsg/storage/status_history.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kHourS = 3'600;
constexpr std::int64_t kDayS = 86'400;

BudgetSample sample(std::optional<std::int64_t> limit, std::optional<std::int64_t> remaining,
                    std::optional<UnixTime> waits_until = std::nullopt) {
  return {.account = "bot", .resource = "graphql", .limit = limit, .remaining = remaining, .waits_until = waits_until};
}

TEST_P(StatusHistoryConformance, BudgetsOfAnHourAreMerged) {
  status_history().record_budgets(std::array{sample(std::nullopt, std::nullopt)}, at(10));
  EXPECT_THAT(status_history().hours(at(0), at(kHourS))[0].budgets,
              ElementsAre(BudgetHour{"bot", "graphql", std::nullopt, std::nullopt, 0, 0}))
      << "not told yet is not 0";
  status_history().record_budgets(std::array{sample(5'000, 4'000)}, at(20));
  reopen().status_history.record_budgets(std::array{sample(5'000, 3'000)}, at(30));
  status_history().record_budgets(std::array{sample(5'000, 4'990), sample(std::nullopt, std::nullopt)}, at(40));
  EXPECT_THAT(status_history().hours(at(0), at(kHourS))[0].budgets,
              ElementsAre(BudgetHour{"bot", "graphql", 5'000, 3'000, 0, 0}));
  EXPECT_THAT(status_history().hours(at(1), at(kHourS)), IsEmpty()) << "the hour begins before that";
}

TEST_P(StatusHistoryConformance, WaitingIsCountedOnceWhoeverTellsIt) {
  const auto waits = [&](std::int64_t now, std::int64_t until) {
    status_history().record_budgets(std::array{sample(5'000, 100, at(until))}, at(now));
  };
  waits(100, 160);
  waits(110, 160);  // another process was told the same
  waits(150, 170);
  waits(200, 210);
  waits(kHourS - 10, kHourS + 20);  // into the next hour
  waits(kHourS + 5, kHourS + 20);
  const std::vector<StatusHour> hours = status_history().hours(at(0), at(2 * kHourS));
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[0].budgets[0].waited_s, 70 + 10 + 10);
  EXPECT_EQ(hours[1].budgets[0].waited_s, 20);
}

TEST_P(StatusHistoryConformance, PointsAreThoseOfAllProcessesAndStayWithTheirAccount) {
  const auto spends = [&](StatusHistory& history, const std::string& account, std::int64_t points, std::int64_t now) {
    history.record_budgets(std::array{BudgetSample{.account = account, .resource = "rest", .points = points}}, at(now));
  };
  const auto points = [&](std::size_t hour) {
    std::map<std::string, std::optional<std::int64_t>> found;
    const std::vector<StatusHour> hours = status_history().hours(at(0), at(2 * kHourS));
    for (const BudgetHour& each : hours.at(hour).budgets) {
      found.emplace(each.account, each.points);
    }
    return found;
  };
  spends(status_history(), "bot", 7, 10);
  spends(reopen().status_history, "bot", 5, 20);
  spends(status_history(), "app", 0, 30);
  spends(status_history(), "bot", 3, kHourS + 1);
  EXPECT_THAT(points(0), ElementsAre(std::pair("app", 0), std::pair("bot", 12)));
  EXPECT_THAT(points(1), ElementsAre(std::pair("bot", 3)));
  status_history().record_budgets(std::array{sample(5'000, 100, at(2 * kHourS - 5))}, at(kHourS - 5));
  const std::vector<StatusHour> second = status_history().hours(at(kHourS), at(2 * kHourS));
  for (const BudgetHour& each : second.at(0).budgets) {
    if (each.resource != "graphql") continue;
    EXPECT_EQ(each.points, std::nullopt) << "nobody counted in that hour";
  }
}

TEST_P(StatusHistoryConformance, OldHoursAreForgotten) {
  status_history().record_budgets(std::array{sample(1, 1)}, at(0));
  stores().deliveries.record_delivery("one", "push", {}, at(0));
  status_history().record_budgets(std::array{sample(1, 1)}, at(31 * kDayS));
  EXPECT_EQ(status_history().hours(at(0), at(40 * kDayS)).size(), 1U);
}

TEST_P(StatusHistoryConformance, HoursEqualASlowCount) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  const SampleProject project(stores());
  constexpr std::array kCodes{ErrorCode::kNetwork, ErrorCode::kNotFound, ErrorCode::kRateLimited};
  std::map<std::int64_t, StatusHour> expected;
  for (int i = 0; i < 1'500; ++i) {
    // Most of them in one hour, so that its times take several parts.
    const auto now = static_cast<std::int64_t>(random() % 2 == 0 ? 5 * kHourS + random() % kHourS : random() % kDayS);
    StatusHour& hour = expected[now / kHourS];
    hour.begins_at = at(now / kHourS * kHourS);
    if (random() % 10 == 0) {
      stores().deliveries.record_delivery(std::to_string(i), "push", {}, at(now));
      ++hour.deliveries;
      continue;
    }
    model::SyncRecord sync{
        .started_at = at(now), .ended_at = at(now), .duration_ms = static_cast<std::int64_t>(random() % 100'000)};
    if (random() % 3 == 0) sync.code = kCodes.at(random() % kCodes.size());
    sync.graphql_points = static_cast<double>(random() % 4);  // whole, so that sums are exact in any order
    sync_log().record_sync(project.lease, sync);
    ++hour.syncs;
    hour.graphql_points += sync.graphql_points;
    hour.times_ms.push_back(static_cast<std::uint32_t>(sync.duration_ms));
    if (!sync.code) continue;
    auto found = std::find_if(hour.failures.begin(), hour.failures.end(),
                              [&](const FailureCount& each) { return each.code == *sync.code; });
    if (found == hour.failures.end()) found = hour.failures.insert(found, {*sync.code, 0});
    ++found->count;
  }
  std::vector<StatusHour> hours = reopen().status_history.hours(at(0), at(kDayS));
  ASSERT_EQ(hours.size(), expected.size());
  for (StatusHour& hour : hours) {
    StatusHour& slow = expected.at(hour.begins_at.time_since_epoch().count() / kHourS);
    std::sort(hour.times_ms.begin(), hour.times_ms.end());
    std::sort(slow.times_ms.begin(), slow.times_ms.end());
    std::sort(slow.failures.begin(), slow.failures.end(),
              [](const auto& a, const auto& b) { return traits(a.code).name < traits(b.code).name; });
    EXPECT_EQ(hour, slow);
  }
}

}  // namespace
}  // namespace cpsg::storage::conformance
