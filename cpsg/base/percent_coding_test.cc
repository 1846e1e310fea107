// Protects names in URLs: every byte comes back, what is reserved never stands unencoded, and a broken escape is
// refused, or kept where git keeps it.
#include "cpsg/base/percent_coding.h"

namespace cpsg {
namespace {

TEST(PercentCoding, EncodesAllButUnreservedCharacters) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a/b c?&=#%+"), "a%2Fb%20c%3F%26%3D%23%25%2B");
  EXPECT_EQ(percent_encode("caf\xC3\xA9"), "caf%C3%A9");
  EXPECT_EQ(percent_encode(""), "");
}

TEST(PercentCoding, BringsEveryByteBack) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "x" + std::string(1, static_cast<char>(byte)) + "y";
    EXPECT_EQ(percent_decode(percent_encode(text)), text) << byte;
    EXPECT_EQ(percent_decode_leniently(percent_encode(text)), text) << byte;
  }
  EXPECT_EQ(percent_decode("%6a%6A+"), "jj+");
}

TEST(PercentCoding, RefusesBrokenEscapesOrKeepsThem) {
  for (const std::string_view text : {"%", "a%", "%4", "%4x", "%x4", "%%41x", "%-1", "% 1"}) {
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
  }
  EXPECT_EQ(percent_decode_leniently("100%/%4/%4x/%41%"), "100%/%4/%4x/A%");
  EXPECT_EQ(percent_decode_leniently("%%41"), "%A");
}

}  // namespace
}  // namespace cpsg
