// Protects the stored form of a year's activity: round trips of sparse and full years, and the refusal of every byte
// string that packing could not have made, by truncation, by single flipped bytes and by hand.
#include "cpsg/model/activity.h"

#include <random>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/model/git_time.h"

namespace cpsg::model {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Hours = std::vector<ActivityHour>;

// Each hour has activity with a chance of one in `one_in`.
Hours random_year(std::uint16_t hours_of_year, unsigned one_in) {
  std::mt19937 random(random_seed());
  Hours hours;
  for (std::uint16_t hour = 0; hour < hours_of_year; ++hour) {
    if (random() % one_in != 0) continue;
    ActivityHour entry{hour, {}};
    for (auto* counters : {&entry.counts.all, &entry.counts.on_default}) {
      for (std::uint32_t& count : *counters) count = static_cast<std::uint32_t>(random()) >> (random() % 32);
    }
    entry.counts.all[random() % 4] = 0;
    hours.push_back(entry);
  }
  return hours;
}

void expect_corrupt(const Bytes& bytes) {
  try {
    (void)unpack_activity(bytes);
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kStoreCorrupt);
  }
}

TEST(PackActivity, ComesBack) {
  SCOPED_TRACE(seed_text(random_seed()));
  EXPECT_EQ(unpack_activity(pack_activity({})), Hours{});
  for (const unsigned one_in : {1U, 5U, 400U}) {
    const Hours hours = random_year(366 * 24, one_in);
    EXPECT_EQ(unpack_activity(pack_activity(hours)), hours);
  }
  const Hours edges = {{0, {{1, 0, 0, 0}, {1, 0, 0, 0}}}, {8783, {{0, 0, 0, UINT32_MAX}, {0, 0, UINT32_MAX, 0}}}};
  EXPECT_EQ(unpack_activity(pack_activity(edges)), edges);
}

TEST(PackActivity, TakesFourBytesForAnOrdinaryHour) {
  const Hours hours = {{10, {{3, 0, 0, 0}, {2, 0, 0, 0}}}, {12, {{1, 0, 0, 0}, {1, 0, 0, 0}}}};
  EXPECT_EQ(pack_activity(hours), (Bytes{1, 11, 0x11, 3, 2, 2, 0x11, 1, 1}));
}

TEST(UnpackActivity, RefusesWhatPackingNeverMakes) {
  expect_corrupt({});
  expect_corrupt({0});                                         // another version
  expect_corrupt({1, 0, 0x01, 1});                             // no distance: the hour before
  expect_corrupt({1, 1, 0x01, 0});                             // a zero that is said not to be one
  expect_corrupt({1, 1, 0x01, 0x81, 0x00});                    // a padded number
  expect_corrupt({1, 0xD1, 0x44, 0x01, 1});                    // hour 8784
  expect_corrupt({1, 0xD0, 0x44, 0x01, 1, 1, 1, 1});           // an hour after 8783
  expect_corrupt({1, 1, 0x01, 0x80, 0x80, 0x80, 0x80, 0x10});  // a count beyond 32 bits
}

TEST(UnpackActivity, RefusesTruncationExceptBetweenHours) {
  SCOPED_TRACE(seed_text(random_seed()));
  const Hours hours = random_year(500, 3);
  const Bytes packed = pack_activity(hours);
  std::size_t accepted = 0;
  for (std::size_t size = 1; size < packed.size(); ++size) {
    try {
      const Hours part = unpack_activity(std::span(packed).first(size));
      EXPECT_TRUE(std::equal(part.begin(), part.end(), hours.begin()));
      ++accepted;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kStoreCorrupt);
    }
  }
  EXPECT_EQ(accepted, hours.size());
}

TEST(UnpackActivity, MakesOfFlippedBytesAnErrorOrAYearThatPacksToTheSameBytes) {
  SCOPED_TRACE(seed_text(random_seed()));
  const Bytes packed = pack_activity(random_year(300, 4));
  for (std::size_t i = 0; i < packed.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes flipped = packed;
      flipped[i] = static_cast<std::uint8_t>(flipped[i] ^ (1U << bit));
      try {
        EXPECT_EQ(pack_activity(unpack_activity(flipped)), flipped);
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kStoreCorrupt);
      }
    }
  }
}

TEST(UtcHour, LiesInItsYear) {
  const auto hour_at = [](std::string_view text) { return utc_hour(*parse_time(text)); };
  EXPECT_EQ(hour_at("1970-01-01T00:00:00Z"), (UtcHour{1970, 0}));
  EXPECT_EQ(hour_at("2023-12-31T23:59:59Z"), (UtcHour{2023, 8759}));
  EXPECT_EQ(hour_at("2024-12-31T23:59:59Z"), (UtcHour{2024, 8783}));
  EXPECT_EQ(hour_at("2024-03-01T05:30:00Z"), (UtcHour{2024, (31 + 29) * 24 + 5}));
  EXPECT_EQ(hour_at("2024-01-01T00:30:00+01:00"), (UtcHour{2023, 8759}));
}

TEST(UtcHour, StartsOnTheHour) {
  for (std::int64_t epoch_s = 0; epoch_s <= kMaxEpochS; epoch_s += 1'234'567'891) {
    const UnixTime time{std::chrono::seconds{epoch_s}};
    EXPECT_EQ(start_of(utc_hour(time)), std::chrono::floor<std::chrono::hours>(time));
  }
}

}  // namespace
}  // namespace cpsg::model
