// Protects: hours become days without losing or doubling anything, and the median is exact. How: random hours are
// summed by a slow computation beside it.
#include "cpsg/api/status_history.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/testing/random_seed.h"

namespace cpsg::api {
namespace {

using storage::StatusHour;

std::vector<StatusHour> random_hours(std::mt19937& random) {
  std::vector<StatusHour> hours;
  for (int hour = 0; hour < 24 * 5; ++hour) {
    if (random() % 3 == 0) continue;
    StatusHour each{.begins_at = at(hour * kHourS)};
    each.syncs = static_cast<std::int64_t>(random() % 5);
    for (std::int64_t i = 0; i < each.syncs; ++i) each.times_ms.push_back(static_cast<std::uint32_t>(random() % 9'999));
    if (random() % 2 == 0) each.failures = {{ErrorCode::kNetwork, 1}};
    if (random() % 2 == 0) each.failures.push_back({ErrorCode::kNotFound, 2});
    each.graphql_points = static_cast<double>(random() % 10);
    each.deliveries = static_cast<std::int64_t>(random() % 3);
    each.budgets = {{"bot", "graphql", std::nullopt, std::nullopt, 3, std::nullopt}};
    if (random() % 4 != 0) each.budgets[0].points = static_cast<std::int64_t>(random() % 5'000);
    if (random() % 2 == 0) each.budgets[0].limit = 5'000;
    if (random() % 2 == 0) each.budgets[0].remaining_min = static_cast<std::int64_t>(random() % 5'000);
    hours.push_back(each);
  }
  return hours;
}

TEST(StatusBuckets, DaysAreTheSumOfTheirHours) {
  for (const std::uint32_t seed : random_seeds(20)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const std::vector<StatusHour> hours = random_hours(random);
    for (const StatusInterval interval : {StatusInterval::kHour, StatusInterval::kDay}) {
      const std::int64_t length = interval == StatusInterval::kDay ? kDayS : kHourS;
      std::map<std::int64_t, std::vector<const StatusHour*>> slow;
      StatusQuery query{.interval = interval, .since = at(0), .until = at(5 * kDayS), .now = at(3 * kDayS + 7)};
      if (random() % 2 == 0) query.since = at(static_cast<std::int64_t>(random() % 48) * 1'800);
      if (random() % 2 == 0) query.until = query.since + std::chrono::minutes(random() % 5'000);
      std::vector<StatusHour> asked = hours;
      std::erase_if(asked,
                    [&](const auto& each) { return each.begins_at < query.since || each.begins_at >= query.until; });
      for (const StatusHour& hour : asked) slow[hour.begins_at.time_since_epoch().count() / length].push_back(&hour);
      const auto buckets = status_buckets(asked, query);
      ASSERT_EQ(buckets.size(), slow.size());
      for (const StatusBucket& bucket : buckets) {
        const std::int64_t begin = bucket.begins_at.time_since_epoch().count();
        ASSERT_EQ(begin % length, 0);
        bool partial = at(begin + length) > query.now;
        for (std::int64_t hour = begin; hour < begin + length; hour += kHourS) {
          partial = partial || at(hour) < query.since || at(hour) >= query.until;
        }
        EXPECT_EQ(bucket.partial, partial);
        std::vector<std::uint32_t> times;
        std::int64_t syncs = 0, network = 0, waited = 0, least = 1'000'000;
        std::optional<std::int64_t> points;
        for (const StatusHour* hour : slow.at(begin / length)) {
          times.insert(times.end(), hour->times_ms.begin(), hour->times_ms.end());
          syncs += hour->syncs;
          waited += hour->budgets[0].waited_s;
          if (hour->budgets[0].points) points = points.value_or(0) + *hour->budgets[0].points;
          for (const auto& each : hour->failures) network += each.code == ErrorCode::kNetwork ? each.count : 0;
          least = std::min(least, hour->budgets[0].remaining_min.value_or(least));
        }
        std::sort(times.begin(), times.end());
        EXPECT_EQ(bucket.syncs, syncs);
        EXPECT_EQ(bucket.p50_ms.has_value(), !times.empty());
        if (!times.empty()) {
          EXPECT_EQ(bucket.p50_ms, times[(times.size() + 1) / 2 - 1]);
        }
        std::int64_t told = 0;
        for (const auto& each : bucket.failures) told += each.code == ErrorCode::kNetwork ? each.count : 0;
        EXPECT_EQ(told, network);
        ASSERT_EQ(bucket.budgets.size(), 1U);
        EXPECT_EQ(bucket.budgets[0].waited_s, waited);
        EXPECT_EQ(bucket.budgets[0].points, points) << "what nobody counted is not 0";
        EXPECT_EQ(bucket.budgets[0].remaining_min.value_or(1'000'000), least);
      }
    }
  }
}

class StatusHistoryRoute : public RouteTest {};

TEST_F(StatusHistoryRoute, TellsHoursAndDays) {
  EXPECT_EQ(get("/v1/status/history").body, R"({"data":[],"next":null})");
  const std::string id = sample_.publish_sample();
  const auto lease =
      std::get<storage::Lease>(sample_.store().acquire_lease(id, "test", now_, std::chrono::seconds(60), std::nullopt));
  const auto record = [&](std::int64_t ago_s, std::optional<ErrorCode> code = std::nullopt) {
    const UnixTime ended = now_ - std::chrono::seconds(ago_s);
    sample_.store().record_sync(lease, {.started_at = ended, .ended_at = ended, .duration_ms = 1'500, .code = code});
  };
  record(0, ErrorCode::kNetwork);
  record(2 * kHourS);
  EXPECT_EQ(get("/v1/status/history?since=2026-01-05T09:30:00Z").body,
            R"({"data":[{"start":"2026-01-05T10:00:00Z","partial":true,"syncs":1,)"
            R"("failures":[{"code":"network","count":1}],"p50_s":1.5,"points":{"rest":0,"graphql":0},"budgets":[],)"
            R"("deliveries":0}],"next":null})");
  EXPECT_EQ(values(get("/v1/status/history"), "start").size(), 2U);
  const http::Response days = get("/v1/status/history?interval=day");
  EXPECT_EQ(values(days, "start"), std::vector<std::string>{"2026-01-05T00:00:00Z"});
  EXPECT_NE(days.body.find(R"("syncs":2)"), std::string::npos);
  EXPECT_EQ(get("/v1/status/history?interval=week").status, 400);
  now_ += std::chrono::hours(24);
  const auto partial = [&](const std::string& bounds) {
    return get("/v1/status/history?interval=day" + bounds).body.find("\"partial\":true") != std::string::npos;
  };
  EXPECT_FALSE(partial(""));
  EXPECT_TRUE(partial("&since=2026-01-05T00:30:00Z")) << "its first hour is missing";
  EXPECT_TRUE(partial("&until=2026-01-05T23:00:00Z"));
  EXPECT_FALSE(partial("&since=2026-01-05&until=2026-01-05"));
}

TEST_F(StatusHistoryRoute, CsvHasARecordForEachBudgetAndFailuresInOneValue) {
  const std::string id = sample_.publish_sample();
  const auto lease =
      std::get<storage::Lease>(sample_.store().acquire_lease(id, "test", now_, std::chrono::seconds(60), std::nullopt));
  for (const ErrorCode code : {ErrorCode::kNetwork, ErrorCode::kNetwork, ErrorCode::kTls}) {
    sample_.store().record_sync(lease, {.started_at = now_, .ended_at = now_, .duration_ms = 1'500, .code = code});
  }
  const std::string header =
      "start,syncs,failures,budgets_account,budgets_resource,budgets_limit,budgets_remaining_min,"
      "budgets_waited_s,budgets_points\r\n";
  const std::string target = "/v1/status/history?format=csv&fields=start,syncs,failures,budgets";
  EXPECT_EQ(whole(get(target)), header + "2026-01-05T10:00:00Z,3,network:2 tls:1,,,,,,\r\n");
  sample_.store().record_budgets(
      std::vector{
          storage::BudgetSample{.account = "a,b", .resource = "rest", .limit = 5'000, .remaining = 7, .points = 12},
          storage::BudgetSample{.account = "a,b", .resource = "graphql"}},
      now_);
  EXPECT_EQ(whole(get(target)), header +
                                    "2026-01-05T10:00:00Z,3,network:2 tls:1,\"a,b\",graphql,,,0,0\r\n"
                                    "2026-01-05T10:00:00Z,3,network:2 tls:1,\"a,b\",rest,5000,7,0,12\r\n");
}

}  // namespace
}  // namespace cpsg::api
