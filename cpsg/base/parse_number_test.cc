// Protects settings, headers and parameters that are numbers: what is not wholly a number of the type is refused, never
// cut or wrapped.
#include "cpsg/base/parse_number.h"

namespace cpsg {
namespace {

TEST(ParseNumber, ReadsWholeNumbersOfTheType) {
  EXPECT_EQ(parse_number<std::uint16_t>("0"), 0);
  EXPECT_EQ(parse_number<std::uint16_t>("65535"), 65'535);
  EXPECT_EQ(parse_number<std::uint16_t>("007"), 7);
  EXPECT_EQ(parse_number<std::int64_t>("-9223372036854775808"), INT64_MIN);
}

TEST(ParseNumber, RefusesEverythingElse) {
  for (const std::string_view text : {"", " 1", "1 ", "+1", "-1", "1.5", "0x1", "1e3", "65536", "one"}) {
    EXPECT_EQ(parse_number<std::uint16_t>(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_number<std::int64_t>({}), std::nullopt);
}

}  // namespace
}  // namespace cpsg
