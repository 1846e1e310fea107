// Protects names and addresses of people, headers and settings: white space at their ends means nothing, and nothing
// else is taken away.
#include "cpsg/base/trim.h"

namespace cpsg {
namespace {

TEST(Trim, TakesWhiteSpaceOffBothEnds) {
  EXPECT_EQ(trim(" \t\r\na \t b\r\n "), "a \t b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \t\r\n"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\xC2\xA0 x"), "\xC2\xA0 x");
}

TEST(Trim, TakesOffWhatTheCallerCallsBlank) {
  EXPECT_EQ(trim("\f a\v"), "\f a\v");
  EXPECT_EQ(trim("\f a\v", kAllAsciiWhitespace), "a");
}

TEST(TrimStart, LeavesTheEnd) {
  EXPECT_EQ(trim_start(" a "), "a ");
  EXPECT_EQ(trim_start("  "), "");
}

}  // namespace
}  // namespace cpsg
