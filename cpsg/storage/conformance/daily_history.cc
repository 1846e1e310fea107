// Protects: the days before a project was followed come back as GitHub told them, up to the first one that has a count
// of stars; observed days stay as they were observed; a reading that stopped goes on where it was.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kDayS = 86'400;
constexpr sys_days kDay{days{20'000}};

void observe(Observations& observations, std::string_view id, sys_days day, std::optional<std::int64_t> stars) {
  const UnixTime time = at(day.time_since_epoch().count() * kDayS + 7);
  const Refreshed seen{.project_id = std::string(id),
                       .statistics = model::Statistics{.observed_at = time, .stars = stars}};
  observations.record_refreshed(std::array{seen}, time);
}

ProjectDays read(DailyHistory& history, std::string_view id, sys_days first = {}, sys_days end = sys_days::max(),
                 std::size_t limit = 100) {
  return history.days(std::array{DayRange{std::string(id), first, end, limit}}).at(0);
}

std::vector<int> day_numbers(const ProjectDays& found) {
  std::vector<int> numbers;
  for (const model::DailySnapshot& each : found.observed) {
    numbers.push_back(static_cast<int>((each.day - kDay).count()));
  }
  return numbers;
}

TEST_P(DailyHistoryConformance, DaysOfSeveralProjectsAreReadTogether) {
  const SampleProject one(stores(), "one");
  const SampleProject two(stores(), "two");
  for (int day = 0; day < 5; ++day) observe(observations(), one.id(), kDay + days(day), day);
  observe(observations(), two.id(), kDay, 7);

  const std::vector<ProjectDays> found = daily_history().days(
      std::array{DayRange{two.id(), kDay, kDay + days(9), 10}, DayRange{one.id(), kDay + days(1), kDay + days(4), 2},
                 DayRange{one.id(), kDay + days(1), kDay + days(4), 10}});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_THAT(day_numbers(found[0]), ElementsAre(0));
  EXPECT_EQ(found[0].observed[0].stars, 7);
  EXPECT_THAT(day_numbers(found[1]), ElementsAre(1, 2));
  EXPECT_THAT(day_numbers(found[2]), ElementsAre(1, 2, 3));
  EXPECT_THAT(daily_history().days({}), IsEmpty());
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)read(daily_history(), "nobody"); }));
}

TEST_P(DailyHistoryConformance, StarsBeforeComeBackUpToTheFirstCount) {
  const SampleProject project(stores());
  const std::string& id = project.id();
  const model::StarPage newest{kDay - days(3), kDay + days(4), {{kDay - days(2), 5}, {kDay, 1}, {kDay + days(1), 9}}};
  const model::StarPage older{kDay - days(10), kDay - days(3), {{kDay - days(10), 300}, {kDay - days(4), 1}}};
  daily_history().put_star_page(project.lease, newest, {.next_page = 2});
  daily_history().put_star_page(project.lease, older, {.next_page = 3, .finished = true});
  EXPECT_FALSE(read(daily_history(), id).before) << "nothing to count back from";

  observe(observations(), id, kDay, 400);
  const StarsBefore expected{.first_observed = kDay,
                             .counted_on = kDay,
                             .stars = 400,
                             .first = kDay - days(10),
                             .gained = {{kDay - days(10), 300}, {kDay - days(4), 1}, {kDay - days(2), 5}, {kDay, 1}}};
  EXPECT_EQ(read(reopen().daily_history, id).before, expected);
  observe(observations(), id, kDay + days(1), 409);
  EXPECT_EQ(read(daily_history(), id).before, expected) << "later days change nothing before";
  EXPECT_EQ(read(daily_history(), id, kDay - days(1)).before, expected);
  EXPECT_FALSE(read(daily_history(), id, kDay).before) << "all that is asked for was observed";
}

TEST_P(DailyHistoryConformance, AFirstDayWithoutStarsIsObservedAllTheSame) {
  const SampleProject project(stores());
  observe(observations(), project.id(), kDay, std::nullopt);
  daily_history().put_star_page(project.lease, {kDay - days(3), kDay + days(4), {{kDay + days(1), 2}}}, {});
  EXPECT_FALSE(read(daily_history(), project.id()).before) << "no day has a count yet";
  observe(observations(), project.id(), kDay + days(1), 10);
  const auto before = read(daily_history(), project.id()).before;
  ASSERT_TRUE(before);
  EXPECT_EQ(before->first_observed, kDay);
  EXPECT_EQ(before->counted_on, kDay + days(1));
  EXPECT_EQ(before->gained, (std::vector<model::StarDay>{{kDay + days(1), 2}}));
}

TEST_P(DailyHistoryConformance, PagesThatMovedMeanwhileOverlapWithoutHarm) {
  const SampleProject project(stores());
  observe(observations(), project.id(), kDay, 10);
  daily_history().put_star_page(project.lease, {kDay - days(7), kDay + days(7), {{kDay - days(7), 1}}}, {});
  daily_history().put_star_page(project.lease, {kDay - days(14), kDay, {{kDay - days(14), 2}, {kDay - days(7), 1}}},
                                {});
  const auto before = read(daily_history(), project.id()).before;
  ASSERT_TRUE(before);
  EXPECT_EQ(before->gained, (std::vector<model::StarDay>{{kDay - days(14), 2}, {kDay - days(7), 1}}));
}

TEST_P(DailyHistoryConformance, WhatLiesBehindAGapIsNotCountedFrom) {
  const SampleProject project(stores());
  observe(observations(), project.id(), kDay, 10);
  daily_history().put_star_page(project.lease, {kDay - days(30), kDay - days(20), {{kDay - days(30), 3}}}, {});
  EXPECT_FALSE(read(daily_history(), project.id()).before) << "the days up to the first count are missing";
  daily_history().put_star_page(project.lease, {kDay - days(7), kDay + days(7), {}}, {});
  const auto before = read(daily_history(), project.id()).before;
  ASSERT_TRUE(before);
  EXPECT_EQ(before->first, kDay - days(7));
  EXPECT_THAT(before->gained, IsEmpty());
}

TEST_P(DailyHistoryConformance, AWalkGoesOnWhereItWas) {
  const SampleProject project(stores());
  EXPECT_EQ(daily_history().star_walk(project.id()), StarWalk());
  const std::uint64_t revision = projects().project(project.id()).revision;
  const StarWalk waiting{.next_page = 3, .finished = false, .retry = {.failures = 2, .again_at = at(99)}};
  daily_history().put_star_walk(project.lease, waiting);
  EXPECT_EQ(reopen().daily_history.star_walk(project.id()), waiting);
  EXPECT_EQ(projects().project(project.id()).revision, revision) << "readers see no difference";
  daily_history().put_star_page(project.lease, {kDay, kDay + days(7), {}}, {.next_page = 4});
  EXPECT_EQ(daily_history().star_walk(project.id()), (StarWalk{.next_page = 4}));
  EXPECT_GT(projects().project(project.id()).revision, revision);
}

TEST_P(DailyHistoryConformance, ARemovedProjectTakesItsStarsAlong) {
  {
    const SampleProject project(stores());
    daily_history().put_star_page(project.lease, {kDay - days(7), kDay + days(7), {{kDay, 1}}}, {.next_page = 9});
    projects().remove_project(project.id());
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { daily_history().put_star_walk(project.lease, {}); }));
  }
  const SampleProject again(stores());
  EXPECT_EQ(daily_history().star_walk(again.id()), StarWalk());
  observe(observations(), again.id(), kDay, 1);
  EXPECT_FALSE(read(daily_history(), again.id()).before);
}

}  // namespace
}  // namespace cpsg::storage::conformance
