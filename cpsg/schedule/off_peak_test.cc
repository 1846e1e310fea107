// Protects: work that can wait is done in the configured hours alone, over midnight too, and a window that cannot be
// read is refused.
#include "cpsg/schedule/off_peak.h"

#include <gmock/gmock.h>

#include "cpsg/base/error.h"

namespace cpsg::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixTime kMidnight = std::chrono::sys_days(std::chrono::year(2027) / 3 / 14);

UnixTime at(int hour, int minute = 0, int second = 0) {
  return kMidnight + hours(hour) + minutes(minute) + seconds(second);
}

TEST(OffPeak, EmptyIsAlways) {
  for (const OffPeak& window : {OffPeak(), OffPeak::parse("")}) {
    EXPECT_TRUE(window.contains(at(13)));
    EXPECT_EQ(window.text(), "");
  }
}

TEST(OffPeak, WithinADay) {
  const OffPeak window = OffPeak::parse("01:30-05:00");
  EXPECT_FALSE(window.contains(at(1, 29, 59)));
  EXPECT_TRUE(window.contains(at(1, 30)));
  EXPECT_TRUE(window.contains(at(4, 59, 59)));
  EXPECT_FALSE(window.contains(at(5)));
  EXPECT_EQ(window.text(), "01:30-05:00");
}

TEST(OffPeak, OverMidnight) {
  const OffPeak window = OffPeak::parse("22:00-06:00");
  EXPECT_TRUE(window.contains(at(22)));
  EXPECT_TRUE(window.contains(at(0)));
  EXPECT_TRUE(window.contains(at(5, 59, 59)));
  EXPECT_FALSE(window.contains(at(6)));
  EXPECT_FALSE(window.contains(at(21, 59, 59)));
}

TEST(OffPeak, UntilTheEndOfTheDay) {
  const OffPeak window = OffPeak::parse("22:00-24:00");
  EXPECT_TRUE(window.contains(at(23, 59, 59)));
  EXPECT_FALSE(window.contains(at(24)));
  EXPECT_EQ(window.text(), "22:00-24:00");
  EXPECT_TRUE(OffPeak::parse("00:00-24:00").contains(at(12)));
}

TEST(OffPeak, TimesBefore1970) {
  EXPECT_TRUE(OffPeak::parse("22:00-06:00").contains(UnixTime(seconds(-1))));
  EXPECT_FALSE(OffPeak::parse("22:00-06:00").contains(UnixTime(hours(-4))));
}

TEST(OffPeak, AnythingElseIsRefused) {
  for (const char* text :
       {"22:00", "22:00-", "22-06", "22:00-6:00", "24:00-06:00", "24:01-06:00", "22:60-06:00", "22:00-25:00",
        "22:00-06:00 ", "22:00_06:00", "2a:00-06:00", "22.00-06:00", "22:00-22:00", "-1:00-06:00", "always"}) {
    try {
      (void)OffPeak::parse(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kConfigInvalid) << text;
    }
  }
}

}  // namespace
}  // namespace cpsg::schedule
