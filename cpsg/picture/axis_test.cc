// Protects: axes have few round marks that enclose all values, and marks of time stand where the zone's clocks show a
// beginning.
#include "cpsg/picture/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cpsg::picture {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const std::vector<Mark>& marks) {
  std::vector<std::string> out;
  for (const Mark& mark : marks) out.push_back(mark.label);
  return out;
}

TEST(Axis, HasThreeToSixRoundMarksAroundAllValues) {
  for (const Unit unit : {Unit::kCount, Unit::kSeconds}) {
    for (const Scale scale : {Scale::kLinear, Scale::kLog}) {
      for (double highest = 0; highest < 1e12; highest = highest * 1.7 + 1) {
        const ValueAxis axis = value_axis({.lowest = 0, .highest = highest, .unit = unit, .scale = scale});
        EXPECT_GE(axis.marks.size(), 2U) << highest;
        EXPECT_LE(axis.marks.size(), 7U) << highest;
        EXPECT_DOUBLE_EQ(axis.place(0), 0) << highest;
        if (unit == Unit::kCount || highest < 20 * 365 * 86'400.0) {
          EXPECT_LE(axis.place(highest), 1 + 1e-9) << highest;
        }
      }
    }
  }
  EXPECT_THAT(labels(value_axis({.highest = 87}).marks), ElementsAre("0", "50", "100"));
  EXPECT_THAT(labels(value_axis({.highest = 3}).marks), ElementsAre("0", "1", "2", "3"));
  EXPECT_THAT(labels(value_axis({.highest = 0}).marks), ElementsAre("0", "1"));
  EXPECT_THAT(labels(value_axis({.highest = 300'000, .unit = Unit::kSeconds}).marks),
              ElementsAre("0", "1 d", "2 d", "3 d", "4 d"));
}

TEST(Axis, LeavesZeroOnlyWhereValuesAreNear) {
  EXPECT_TRUE(value_axis({.lowest = 10, .highest = 100, .may_leave_zero = true}).begins_at_zero());
  EXPECT_TRUE(value_axis({.lowest = 99, .highest = 100}).begins_at_zero());
  const ValueAxis axis = value_axis({.lowest = 12'100, .highest = 12'400, .may_leave_zero = true});
  EXPECT_FALSE(axis.begins_at_zero());
  EXPECT_LE(axis.begin, 12'100);
  EXPECT_GE(axis.end, 12'400);
  EXPECT_THAT(labels(value_axis({.lowest = 64, .highest = 64, .may_leave_zero = true}).marks),
              ElementsAre("63", "64", "65"))
      << "a line along an edge would look like zero";
}

TEST(Axis, ALogarithmicOneHasZeroAndDecades) {
  const ValueAxis axis = value_axis({.lowest = 0, .highest = 800, .scale = Scale::kLog});
  EXPECT_THAT(labels(axis.marks), ElementsAre("0", "1", "10", "100", "1k"));
  EXPECT_NEAR(axis.place(100) - axis.place(10), axis.place(10) - axis.place(1), 1e-9);
  EXPECT_LT(axis.place(0), axis.place(1));
}

constexpr std::int64_t kStart = 1'735'689'600;  // 2025-01-01 UTC
constexpr std::int64_t kDay = 86'400;

TEST(Axis, MarksOfTimeStandAtBeginnings) {
  EXPECT_THAT(labels(time_marks(kStart - kDay, kStart + 200 * kDay, TimeZone(), 4)),
              ElementsAre("2025", "Mar", "May", "Jul"));
  EXPECT_THAT(labels(time_marks(kStart + kDay, kStart + 200 * kDay, TimeZone(), 4)),
              ElementsAre("Mar 2025", "May", "Jul"));
  EXPECT_THAT(labels(time_marks(kStart, kStart + kDay, TimeZone(), 4)),
              ElementsAre("1 Jan", "06:00", "12:00", "18:00", "2 Jan"));
  EXPECT_THAT(labels(time_marks(kStart, kStart + 5 * 365 * kDay, TimeZone(), 6)),
              ElementsAre("2025", "2026", "2027", "2028", "2029"));
  const auto berlin = *TimeZone::find("Europe/Berlin");
  EXPECT_EQ(time_marks(kStart - kDay, kStart + 200 * kDay, berlin, 4).front().value, kStart - 3'600);
}

TEST(Axis, AgesHaveTheirUnits) {
  EXPECT_THAT(labels(age_marks(400 * kDay, 4)), ElementsAre("0", "6 mo", "1 y"));
  EXPECT_THAT(labels(age_marks(3 * kDay, 4)), ElementsAre("0", "1 d", "2 d", "3 d"));
}

}  // namespace
}  // namespace cpsg::picture
