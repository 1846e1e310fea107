// Protects the number coding of everything that is stored packed: values come back, each has one spelling, and no bytes
// lead the reader past their end.
#include "cpsg/base/varint.h"

#include <bit>
#include <limits>

namespace cpsg {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes encode(std::uint64_t value) {
  Bytes bytes;
  append_varint(bytes, value);
  return bytes;
}

std::optional<std::uint64_t> decode(const Bytes& bytes, std::size_t expected_rest = 0) {
  std::span<const std::uint8_t> rest = bytes;
  std::uint64_t value = 0;
  if (!read_varint(rest, value)) return std::nullopt;
  EXPECT_EQ(rest.size(), expected_rest);
  return value;
}

TEST(Varint, BoundariesComeBackInAsFewBytesAsTheyNeed) {
  for (unsigned bits = 0; bits < 64; ++bits) {
    for (const std::uint64_t value : {std::uint64_t{1} << bits, (std::uint64_t{1} << bits) - 1}) {
      const Bytes bytes = encode(value);
      EXPECT_EQ(decode(bytes), value);
      EXPECT_EQ(bytes.size(), value == 0 ? 1 : (static_cast<std::size_t>(std::bit_width(value)) + 6) / 7);
    }
  }
  EXPECT_EQ(decode(encode(UINT64_MAX)), UINT64_MAX);
  EXPECT_EQ(encode(UINT64_MAX).size(), 10U);
}

TEST(Varint, LeavesWhatFollows) { EXPECT_EQ(decode({0x85, 0x01, 0xFF}, 1), 133U); }

TEST(Varint, RefusesTruncatedPaddedAndOverlongOnes) {
  EXPECT_EQ(decode({}), std::nullopt);
  EXPECT_EQ(decode({0x80}), std::nullopt);
  EXPECT_EQ(decode({0xFF, 0xFF}), std::nullopt);
  EXPECT_EQ(decode({0x80, 0x00}), std::nullopt);
  EXPECT_EQ(decode({0x81, 0x80, 0x00}), std::nullopt);
  EXPECT_EQ(decode(Bytes(9, 0xFF)), std::nullopt);
  Bytes too_large(9, 0xFF);
  too_large.push_back(0x02);
  EXPECT_EQ(decode(too_large), std::nullopt);
  EXPECT_EQ(decode(Bytes(11, 0x80)), std::nullopt);
}

TEST(Zigzag, FoldsSignedNumbersBySize) {
  EXPECT_EQ(zigzag(0), 0U);
  EXPECT_EQ(zigzag(-1), 1U);
  EXPECT_EQ(zigzag(1), 2U);
  EXPECT_EQ(zigzag(-2), 3U);
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{12345}, std::int64_t{-98765},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(unzigzag(zigzag(value)), value);
  }
}

}  // namespace
}  // namespace cpsg
