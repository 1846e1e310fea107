// Protects: the cost and time that are told before projects are added are those of the queries and requests that will
// be made.
#include "cpsg/schedule/forecast.h"

#include <gmock/gmock.h>

#include <vector>

namespace cpsg::schedule {
namespace {

using std::chrono::seconds;

constexpr BudgetRate kRate{.points_per_hour = 4'500, .points_now = 1'000, .requests_per_second = 10};

TEST(Forecast, OfNothingIsNothing) {
  const Forecast none = forecast({}, {});
  EXPECT_EQ(none.graphql_points, 0);
  EXPECT_EQ(none.time, seconds(0));
  EXPECT_TRUE(none.complete);
}

TEST(Forecast, OfOneProject) {
  const std::vector<ProjectSize> projects = {{.pulls = 101, .commits = 1'001, .branches = 7}};
  const Forecast one = forecast(projects, kRate);
  EXPECT_DOUBLE_EQ(one.graphql_points, 3.04);
  EXPECT_DOUBLE_EQ(one.enrich_points, 11);
  EXPECT_EQ(one.git_requests, 3);
  EXPECT_EQ(one.git_bytes, 400'400);
  EXPECT_EQ(one.commits, 1'001);
  EXPECT_EQ(one.pulls, 101);
  EXPECT_EQ(one.time, seconds(1));
  EXPECT_TRUE(one.complete);
}

TEST(Forecast, PagesAreOfEachProject) {
  const std::vector<ProjectSize> projects(50, {.pulls = 1, .commits = 1, .branches = 1});
  const Forecast many = forecast(projects, kRate);
  EXPECT_DOUBLE_EQ(many.graphql_points, 52);
  EXPECT_DOUBLE_EQ(many.enrich_points, 50);
  EXPECT_EQ(many.time, seconds(15)) << "150 git requests";
}

TEST(Forecast, BudgetIsThatOfNowAndThenOfEachHour) {
  const std::vector<ProjectSize> projects(25, {.pulls = 20'000, .commits = 0, .branches = 1});
  EXPECT_DOUBLE_EQ(forecast(projects, kRate).graphql_points, 10'001);
  EXPECT_EQ(forecast(projects, kRate).time, seconds(7'201)) << "9,001 points of 4,500 an hour";
}

TEST(Forecast, BytesTakeTheirTime) {
  const std::vector<ProjectSize> projects = {{.pulls = 0, .commits = 1'000'000, .branches = 1}};
  const Forecast large = forecast(projects, kRate);
  EXPECT_EQ(large.time, seconds(200));
  EXPECT_EQ(large.enrich_time, seconds(7'201)) << "10,000.04 points, of which 1,000 now";
}

TEST(Forecast, UnknownSizesAreSaid) {
  const std::vector<ProjectSize> projects = {{.pulls = std::nullopt, .commits = 10, .branches = 1}};
  const Forecast some = forecast(projects, kRate);
  EXPECT_FALSE(some.complete);
  EXPECT_EQ(some.commits, 10);
}

TEST(Forecast, WithoutBudgetItTakesForEver) {
  const std::vector<ProjectSize> projects = {{.pulls = 1, .commits = 1, .branches = 1}};
  EXPECT_EQ(forecast(projects, {}).time, seconds::max());
}

TEST(Forecast, AbsurdSizesDoNotOverflow) {
  const std::vector<ProjectSize> projects(1'000, {.pulls = INT64_MAX, .commits = INT64_MAX, .branches = -1});
  EXPECT_GT(forecast(projects, kRate).git_bytes, 0);
  EXPECT_GT(forecast(projects, kRate).graphql_points, 0);
}

}  // namespace
}  // namespace cpsg::schedule
