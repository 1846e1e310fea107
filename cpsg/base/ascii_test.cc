// Protects the classes of ASCII characters that names, hosts and logins are checked by: each byte is looked at, and
// none beyond ASCII may pass for a letter.
#include "cpsg/base/ascii.h"

namespace cpsg {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

TEST(Ascii, PutsEachByteIntoItsClass) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool digit = kDigits.find(c) != std::string_view::npos;
    const bool letter = kLower.find(c) != std::string_view::npos || kUpper.find(c) != std::string_view::npos;
    EXPECT_EQ(is_ascii_digit(c), digit) << byte;
    EXPECT_EQ(is_ascii_letter(c), letter) << byte;
    EXPECT_EQ(is_ascii_alphanumeric(c), digit || letter) << byte;
  }
}

TEST(Ascii, LowersLettersAndNothingElse) {
  EXPECT_EQ(ascii_lower(kUpper), kLower);
  EXPECT_EQ(ascii_lower("@[`{ \xC3\x89 09"), "@[`{ \xC3\x89 09");
  EXPECT_TRUE(equal_ignoring_case("GitHub.COM", "github.com"));
  EXPECT_FALSE(equal_ignoring_case("github.com", "github.co"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

}  // namespace
}  // namespace cpsg
