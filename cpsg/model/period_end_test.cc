// Protects: the end of a period means the same to the API and to the command line.
#include "cpsg/model/period_end.h"

#include <gtest/gtest.h>

#include "cpsg/model/git_time.h"

namespace cpsg::model {
namespace {

std::string period_end_of(std::string_view text) { return format_utc(period_end(text, parse_time(text).value())); }

TEST(PeriodEnd, OfADateIsTheEndOfItsDay) {
  EXPECT_EQ(period_end_of("2026-01-31"), "2026-02-01T00:00:00Z");
  EXPECT_EQ(period_end_of("2024-02-29"), "2024-03-01T00:00:00Z");
}

TEST(PeriodEnd, OfATimeIsThatTime) {
  EXPECT_EQ(period_end_of("2026-01-31T00:00:00Z"), "2026-01-31T00:00:00Z");
  EXPECT_EQ(period_end_of("2026-01-31T00:00:00+01:00"), "2026-01-30T23:00:00Z");
}

}  // namespace
}  // namespace cpsg::model
