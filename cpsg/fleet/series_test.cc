// Protects: packed numbers by day come back as they were, newest first, and sums over days are right at their edges.
#include "cpsg/fleet/series.h"

#include <gmock/gmock.h>

#include <limits>
#include <map>
#include <random>
#include <span>
#include <vector>

#include "cpsg/base/testing/random_seed.h"

namespace cpsg::fleet {
namespace {

Day day(int number) { return Day(std::chrono::days(number)); }

// The newest is read first.
void expect_read_back(std::span<const std::uint8_t> bytes, const std::vector<DayValue>& values) {
  SeriesReader reader(bytes);
  DayValue each;
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    ASSERT_TRUE(reader.next(each));
    EXPECT_EQ(each.day, value->day);
    EXPECT_EQ(each.value, value->value);
  }
  EXPECT_FALSE(reader.next(each));
}

TEST(SeriesTest, NothingIsNoBytes) {
  std::vector<std::uint8_t> bytes;
  append_series(bytes, {});
  EXPECT_TRUE(bytes.empty());
  EXPECT_EQ(sum_of(bytes, day(0), day(99'999)), 0);
}

TEST(SeriesTest, NumbersOfAnySizeAndDistanceComeBack) {
  using Limits = std::numeric_limits<std::int64_t>;
  const std::vector<std::int64_t> numbers = {
      0, 1, -1, 7, -7, 8, -8, 9, 71, -71, 72, 1'000, Limits::max(), Limits::min()};
  std::vector<DayValue> values;
  int at = -400;
  for (const int step : {1, 2, 14, 15, 16, 142, 143, 144, 100'000}) {
    for (const std::int64_t number : numbers) values.push_back({day(at += step), number});
  }
  std::vector<std::uint8_t> bytes;
  append_series(bytes, values);
  expect_read_back(bytes, values);
}

TEST(SeriesTest, ASmallNumberOfEachDayIsAByteADay) {
  std::vector<DayValue> values;
  for (int i = 0; i < 400; ++i) values.push_back({day(20'000 + i), i % 15 - 7});
  std::vector<std::uint8_t> bytes;
  append_series(bytes, values);
  EXPECT_LE(bytes.size(), 403U);
}

TEST(SeriesTest, SumsAreThoseOfTheDaysGiven) {
  for (const std::uint32_t seed : random_seeds(200)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
    std::map<int, std::int64_t> wanted;
    for (int i = below(30); i > 0; --i)
      wanted[20'000 + below(500)] = below(2) == 0 ? below(40) - 20 : below(2'000'000) - 1'000'000;
    if (below(9) == 0) wanted[-5] = 7;  // before 1970
    std::vector<DayValue> values;
    for (const auto& [number, value] : wanted) values.push_back({day(number), value});
    std::vector<std::uint8_t> bytes;
    append_series(bytes, values);
    expect_read_back(bytes, values);
    const int first = 20'000 + below(500);
    const int last = first + below(100);
    std::int64_t sum = 0;
    for (const auto& [number, value] : wanted) sum += first <= number && number <= last ? value : 0;
    EXPECT_EQ(sum_of(bytes, day(first), day(last)), sum);
  }
}

}  // namespace
}  // namespace cpsg::fleet
