// Protects the sets that say which commits are live: bits at every word's edge, the stored bytes and their bit order,
// that nothing hides beyond the size, and that sets are combined as they would be bit by bit.
#include "cpsg/model/bitmap.h"

#include <random>

namespace cpsg::model {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Bitmap, HoldsWhatWasSet) {
  Bitmap bitmap(200);
  for (const std::size_t i : {0U, 63U, 64U, 127U, 128U, 199U}) bitmap.set(i);
  EXPECT_EQ(bitmap.count(), 6U);
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_EQ(bitmap.test(i), i == 0 || i == 63 || i == 64 || i == 127 || i == 128 || i == 199) << i;
  }
  EXPECT_FALSE(bitmap.test(200));
  EXPECT_FALSE(bitmap.test(SIZE_MAX));
}

TEST(Bitmap, BytesHaveTheLowestIntegerInTheLowestBit) {
  Bitmap bitmap(17);
  bitmap.set(0);
  bitmap.set(9);
  bitmap.set(16);
  EXPECT_EQ(bitmap.to_bytes(), (Bytes{0x01, 0x02, 0x01}));
  EXPECT_TRUE(Bitmap(0).to_bytes().empty());
}

TEST(Bitmap, ComesBackFromBytesAtEverySize) {
  for (std::size_t size = 0; size < 300; ++size) {
    Bitmap bitmap(size);
    for (std::size_t i = 0; i < size; i += 3) bitmap.set(i);
    EXPECT_EQ(bitmap.to_bytes().size(), (size + 7) / 8);
    EXPECT_EQ(Bitmap::from_bytes(bitmap.to_bytes(), size), bitmap) << size;
  }
}

TEST(Bitmap, ReadsMissingBytesAsZerosAndIgnoresTheRest) {
  EXPECT_EQ(Bitmap::from_bytes({}, 100), Bitmap(100));
  EXPECT_EQ(Bitmap::from_bytes(Bytes(40, 0xFF), 13).count(), 13U);
  EXPECT_EQ(Bitmap::from_bytes(Bytes{0xFF}, 3), Bitmap::from_bytes(Bytes{0x07}, 3));
  EXPECT_EQ(Bitmap::from_bytes(Bytes(40, 0xFF), 0), Bitmap());
}

// Random, about half full; the same in every run.
Bitmap some_bitmap(std::size_t size, std::uint32_t seed) {
  std::minstd_rand random(seed + 1);
  Bitmap bitmap(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (random() % 2 == 0) bitmap.set(i);
  }
  return bitmap;
}

// What `wanted(i)` says of each integer below `size`.
template <typename Wanted>
Bitmap bit_by_bit(std::size_t size, const Wanted& wanted) {
  Bitmap bitmap(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (wanted(i)) bitmap.set(i);
  }
  return bitmap;
}

TEST(Bitmap, IsCombinedAsBitByBitWhateverTheSizes) {
  const std::vector<std::size_t> sizes = {0, 1, 63, 64, 65, 127, 128, 129, 300};
  for (const std::size_t size : sizes) {
    for (const std::size_t other_size : sizes) {
      const Bitmap a = some_bitmap(size, 1);
      const Bitmap b = some_bitmap(other_size, 2);
      Bitmap both = a;
      Bitmap either = a;
      Bitmap alone = a;
      EXPECT_EQ(both &= b, bit_by_bit(size, [&](std::size_t i) { return a.test(i) && b.test(i); }));
      EXPECT_EQ(either |= b, bit_by_bit(size, [&](std::size_t i) { return a.test(i) || b.test(i); }));
      EXPECT_EQ(alone.and_not(b), bit_by_bit(size, [&](std::size_t i) { return a.test(i) && !b.test(i); }));
    }
  }
}

TEST(Bitmap, VisitsItsIntegersInOrder) {
  for (const std::size_t size : {0U, 1U, 64U, 65U, 300U}) {
    const Bitmap bitmap = some_bitmap(size, 3);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < size; ++i) {
      if (bitmap.test(i)) expected.push_back(i);
    }
    std::vector<std::size_t> visited;
    bitmap.for_each([&](std::size_t i) { visited.push_back(i); });
    EXPECT_EQ(visited, expected) << size;
  }
}

TEST(Bitmap, ForgetsWhatAShorterSizeCutsOff) {
  Bitmap bitmap(130);
  bitmap.set(5);
  bitmap.set(70);
  bitmap.set(129);
  bitmap.resize(65);
  EXPECT_EQ(bitmap.count(), 1U);
  bitmap.resize(130);
  EXPECT_EQ(bitmap.count(), 1U);
  EXPECT_FALSE(bitmap.test(70));
  Bitmap expected(130);
  expected.set(5);
  EXPECT_EQ(bitmap, expected);
}

}  // namespace
}  // namespace cpsg::model
