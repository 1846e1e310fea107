// Protects the only text forms of time that users see and write: dates of every kind of year, offsets on both sides of
// midnight, and the refusal of dates that no calendar has. Expected values are from GNU date.
#include "cpsg/model/git_time.h"

namespace cpsg::model {
namespace {

UnixTime at(std::int64_t epoch_s) { return UnixTime{std::chrono::seconds{epoch_s}}; }

TEST(FormatGitTime, UsesTheTimesOwnOffset) {
  EXPECT_EQ(format_git_time({1795523791, 60}), "2026-11-24T13:36:31+01:00");
  EXPECT_EQ(format_git_time({1795523791, 0}), "2026-11-24T12:36:31+00:00");
  EXPECT_EQ(format_git_time({1795523791, -210}), "2026-11-24T09:06:31-03:30");
  EXPECT_EQ(format_git_time({1795523791, 345}), "2026-11-24T18:21:31+05:45");
  EXPECT_EQ(format_git_time({951782399, 60}), "2000-02-29T00:59:59+01:00");
}

TEST(FormatGitTime, ReachesBothEndsOfWhatIsStored) {
  EXPECT_EQ(format_git_time({0, 0}), "1970-01-01T00:00:00+00:00");
  EXPECT_EQ(format_git_time({0, -1439}), "1969-12-31T00:01:00-23:59");
  EXPECT_EQ(format_git_time({kMaxEpochS, 0}), "9999-12-31T23:59:59+00:00");
  EXPECT_EQ(format_git_time({kMaxEpochS + 60, -1}), "9999-12-31T23:59:59-00:01");
}

TEST(FormatUtc, EndsInZ) {
  EXPECT_EQ(format_utc(at(1795523791)), "2026-11-24T12:36:31Z");
  EXPECT_EQ(format_utc(at(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_utc(at(-62'135'596'800)), "0001-01-01T00:00:00Z");
}

TEST(ParseTime, ReadsRfc3339) {
  EXPECT_EQ(parse_time("2026-11-24T12:36:31Z"), at(1795523791));
  EXPECT_EQ(parse_time("2026-11-24t12:36:31z"), at(1795523791));
  EXPECT_EQ(parse_time("2026-11-24T13:36:31+01:00"), at(1795523791));
  EXPECT_EQ(parse_time("2026-11-24T09:06:31-03:30"), at(1795523791));
  EXPECT_EQ(parse_time("2026-11-24T12:36:31-00:00"), at(1795523791));
}

TEST(ParseTime, DropsFractionsOfASecond) {
  EXPECT_EQ(parse_time("2026-11-24T12:36:31.999999999Z"), at(1795523791));
  EXPECT_EQ(parse_time("2026-11-24T13:36:31.5+01:00"), at(1795523791));
  EXPECT_EQ(parse_time("2026-11-24T12:36:31.Z"), std::nullopt);
  EXPECT_EQ(parse_time("2026-11-24T12:36:31."), std::nullopt);
}

TEST(ParseTime, ReadsADateAsItsMidnightInUtc) {
  EXPECT_EQ(parse_time("1970-01-01"), at(0));
  EXPECT_EQ(parse_time("2026-11-24"), at(1795478400));
}

TEST(ParseTime, KnowsTheCalendar) {
  EXPECT_EQ(parse_time("2000-02-29"), at(951782400));
  EXPECT_TRUE(parse_time("2024-02-29").has_value());
  for (const char* text : {"2023-02-29", "1900-02-29", "2024-04-31", "2024-00-10", "2024-13-01", "2024-01-00",
                           "2024-01-32", "0000-01-01", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
                           "2024-01-01T00:00:61Z", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+01:60"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
  }
}

TEST(ParseTime, TakesALeapSecondOnlyAtTheEndOfAUtcDay) {
  EXPECT_EQ(parse_time("2016-12-31T23:59:60Z"), parse_time("2017-01-01T00:00:00Z"));
  EXPECT_EQ(parse_time("2017-01-01T00:59:60+01:00"), parse_time("2017-01-01T00:00:00Z"));
  EXPECT_EQ(parse_time("2016-12-31T23:58:60Z"), std::nullopt);
  EXPECT_EQ(parse_time("2016-12-31T23:59:60+01:00"), std::nullopt);
}

TEST(ParseTime, RefusesMomentsThatCannotBeWritten) {
  EXPECT_EQ(parse_time("9999-12-31T23:59:59Z"), at(kMaxEpochS));
  EXPECT_EQ(parse_time("9999-12-31T23:59:59-00:01"), std::nullopt);
  EXPECT_EQ(parse_time("0001-01-01T00:00:00+00:01"), std::nullopt);
}

TEST(ParseTime, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2024",
                           "2024-01",
                           "2024-1-1",
                           "2024-01-01 ",
                           " 2024-01-01",
                           "2024-01-01T",
                           "2024/01/01",
                           "2024-01-01T00:00Z",
                           "2024-01-01T00:00:00",
                           "2024-01-01 00:00:00Z",
                           "2024-01-01T00:00:00+0100",
                           "2024-01-01T00:00:00+01",
                           "2024-01-01T00:00:00ZZ",
                           "2024-01-01T00:00:00X",
                           "+024-01-01",
                           "-2024-01-01",
                           "02024-01-01",
                           "1700000000",
                           "yesterday"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_time(std::string_view("2024-01-01\0", 11)), std::nullopt);
}

TEST(ParseTime, ReadsWhatIsWritten) {
  for (std::int64_t epoch_s = 0; epoch_s <= kMaxEpochS; epoch_s += 7'777'777'777) {
    EXPECT_EQ(parse_time(format_utc(at(epoch_s))), at(epoch_s));
    EXPECT_EQ(parse_time(format_git_time({epoch_s, -719})), at(epoch_s));
  }
}

}  // namespace
}  // namespace cpsg::model
