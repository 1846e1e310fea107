// Protects the text form of object ids and hashes: every byte both ways, and the refusal of anything that is not hex.
#include "cpsg/base/hex.h"

#include <array>
#include <numeric>

namespace cpsg {
namespace {

TEST(Hex, EveryByteComesBack) {
  std::array<std::uint8_t, 256> all{};
  std::iota(all.begin(), all.end(), std::uint8_t{0});
  const std::string text = hex_encode(all);
  EXPECT_EQ(text.substr(0, 8), "00010203");
  EXPECT_EQ(text.substr(text.size() - 8), "fcfdfeff");
  std::array<std::uint8_t, 256> back{};
  ASSERT_TRUE(hex_decode(text, back));
  EXPECT_EQ(back, all);
}

TEST(Hex, ReadsEitherCase) {
  std::array<std::uint8_t, 3> bytes{};
  ASSERT_TRUE(hex_decode("aBCdEf", bytes));
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 3>{0xAB, 0xCD, 0xEF}));
}

TEST(Hex, RefusesOtherLengths) {
  std::array<std::uint8_t, 2> bytes{};
  EXPECT_FALSE(hex_decode("", bytes));
  EXPECT_FALSE(hex_decode("abc", bytes));
  EXPECT_FALSE(hex_decode("abcde", bytes));
  EXPECT_FALSE(hex_decode("abcdef", bytes));
  EXPECT_TRUE(hex_decode("", {}));
}

TEST(Hex, RefusesEveryOtherCharacter) {
  const std::string_view digits = "0123456789abcdefABCDEF";
  for (int c = 0; c < 256; ++c) {
    const char character = static_cast<char>(c);
    const bool is_digit = digits.find(character) != std::string_view::npos;
    std::array<std::uint8_t, 1> byte{};
    EXPECT_EQ(hex_decode(std::string{'0', character}, byte), is_digit) << c;
    EXPECT_EQ(hex_decode(std::string{character, '0'}, byte), is_digit) << c;
  }
}

}  // namespace
}  // namespace cpsg
