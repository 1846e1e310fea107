// Protects: numbers in pictures are short, rounded as people expect, and never read as more than they are.
#include "cpsg/picture/numbers.h"

#include <gtest/gtest.h>

#include <limits>

namespace cpsg::picture {
namespace {

TEST(Numbers, AreCompact) {
  EXPECT_EQ(compact(0), "0");
  EXPECT_EQ(compact(999), "999");
  EXPECT_EQ(compact(1'000), "1k");
  EXPECT_EQ(compact(1'234), "1.2k");
  EXPECT_EQ(compact(12'431), "12.4k");
  EXPECT_EQ(compact(24'650), "24.7k");
  EXPECT_EQ(compact(99'949), "99.9k");
  EXPECT_EQ(compact(99'950), "100k");
  EXPECT_EQ(compact(999'499), "999k");
  EXPECT_EQ(compact(999'500), "1M");
  EXPECT_EQ(compact(1'250'000'000), "1.3G");
  EXPECT_EQ(compact(-312), "\u2212312");
  EXPECT_EQ(compact(std::numeric_limits<std::int64_t>::min()), "\u22129.2E");
  EXPECT_EQ(compact(std::numeric_limits<std::int64_t>::max()), "9.2E");
}

TEST(Numbers, ChangesHaveTheirSign) {
  EXPECT_EQ(signed_compact(312), "+312");
  EXPECT_EQ(signed_compact(-12'431), "\u221212.4k");
  EXPECT_EQ(signed_compact(0), "0");
}

TEST(Numbers, DurationsHaveTwoUnits) {
  EXPECT_EQ(duration_text(0), "0 s");
  EXPECT_EQ(duration_text(-5), "0 s");
  EXPECT_EQ(duration_text(40), "40 s");
  EXPECT_EQ(duration_text(11'400), "3 h 10 min");
  EXPECT_EQ(duration_text(100'800), "1 d 4 h");
  EXPECT_EQ(duration_text(86'400 + 59), "1 d");
  EXPECT_EQ(duration_text(406 * 86'400), "1 y 41 d");
}

TEST(Numbers, OnlyAllIsAHundredPercent) {
  EXPECT_EQ(percent_text(1.0), "100 %");
  EXPECT_EQ(percent_text(0.9999), "99 %");
  EXPECT_EQ(percent_text(0.0), "0 %");
}

TEST(Numbers, DatesAreThoseOfTheZone) {
  const UnixTime late{std::chrono::seconds(1'764'201'600 + 23 * 3'600)};  // 2025-11-27 23:00 UTC
  EXPECT_EQ(date_text(late, TimeZone()), "2025-11-27");
  EXPECT_EQ(date_text(late, *TimeZone::find("Europe/Berlin")), "2025-11-28");
}

}  // namespace
}  // namespace cpsg::picture
