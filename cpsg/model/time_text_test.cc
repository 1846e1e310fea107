// Protects: the same texts as those of git_time.h, at the ends of what there is and at random times between.
#include "cpsg/model/time_text.h"

#include <gtest/gtest.h>

#include <random>

#include "cpsg/base/testing/random_seed.h"

namespace cpsg::model {
namespace {

TEST(TimeText, IsThatOfTheOtherFunctions) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937_64 random(random_seed());
  std::vector<GitTime> times = {{0, 0}, {kMaxEpochS, 0}, {951'782'400, 840}, {1'000'000'000, -719}};
  for (int i = 0; i < 10'000; ++i) {
    times.push_back({static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kMaxEpochS - 100'000)),
                     static_cast<std::int16_t>(static_cast<int>(random() % 2'880) - 1'439)});
  }
  for (const GitTime& time : times) {
    EXPECT_EQ(std::string_view(time_text(time)), format_git_time(time));
    const UnixTime utc{std::chrono::seconds(time.epoch_s)};
    EXPECT_EQ(std::string_view(time_text(utc)), format_utc(utc));
  }
  EXPECT_EQ(std::string_view(time_text(GitTime{1'764'250'591, -330})), "2025-11-27T08:06:31-05:30");
  EXPECT_EQ(std::string_view(time_text(UnixTime{std::chrono::seconds(1'764'250'591)})), "2025-11-27T13:36:31Z");
}

}  // namespace
}  // namespace cpsg::model
