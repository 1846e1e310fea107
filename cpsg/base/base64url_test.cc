// Protects cursors and the App's tokens: the text is that of RFC 4648, every byte comes back, and no second spelling of
// the same bytes is taken.
#include "cpsg/base/base64url.h"

namespace cpsg {
namespace {

TEST(Base64url, IsThatOfTheStandard) {
  EXPECT_EQ(base64url_encode(""), "");
  EXPECT_EQ(base64url_encode("f"), "Zg");
  EXPECT_EQ(base64url_encode("fo"), "Zm8");
  EXPECT_EQ(base64url_encode("foo"), "Zm9v");
  EXPECT_EQ(base64url_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url_encode("\xFB\xFF\xBF"), "-_-_");
}

TEST(Base64url, BringsEveryByteBack) {
  std::vector<std::uint8_t> bytes;
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes) << byte;
    bytes.push_back(static_cast<std::uint8_t>(byte));
  }
}

TEST(Base64url, RefusesEveryOtherSpelling) {
  for (const std::string_view text : {"Zg==", "Zh", "Z", "Zm9", "Zm9vA", "+_-_", "Zm 9v", "Zg\n"}) {
    EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cpsg
