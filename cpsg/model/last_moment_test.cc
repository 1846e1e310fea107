// Protects: the end of a period means the same to the API and to the command line.
#include "cpsg/model/last_moment.h"

#include <gtest/gtest.h>

#include "cpsg/model/git_time.h"

namespace cpsg::model {
namespace {

std::string last_moment_of(std::string_view text) { return format_utc(last_moment(text, parse_time(text).value())); }

TEST(LastMoment, OfADateIsTheEndOfItsDay) {
  EXPECT_EQ(last_moment_of("2026-01-31"), "2026-01-31T23:59:59Z");
  EXPECT_EQ(last_moment_of("2024-02-29"), "2024-02-29T23:59:59Z");
}

TEST(LastMoment, OfATimeIsThatTime) {
  EXPECT_EQ(last_moment_of("2026-01-31T00:00:00Z"), "2026-01-31T00:00:00Z");
  EXPECT_EQ(last_moment_of("2026-01-31T00:00:00+01:00"), "2026-01-30T23:00:00Z");
}

}  // namespace
}  // namespace cpsg::model
