// Protects: a query that is too large is found out before GitHub's ten seconds are over, and one that could be larger
// grows.
#include "cpsg/github/client/batch_size.h"

#include <gmock/gmock.h>

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;

constexpr BatchBounds kBounds{.least = 2, .start = 20, .most = 40};

TEST(BatchSize, GrowsByAQuarterAfterThreeQuickAnswers) {
  BatchSize size(kBounds);
  size.answered(20, milliseconds(1'000));
  size.answered(20, milliseconds(1'000));
  EXPECT_EQ(size.size(), 20U);
  size.answered(20, milliseconds(1'000));
  EXPECT_EQ(size.size(), 25U);
  for (int i = 0; i < 100; ++i) size.answered(size.size(), milliseconds(1'000));
  EXPECT_EQ(size.size(), 40U);
}

TEST(BatchSize, AnswersThatAreNeitherQuickNorSlowLeaveIt) {
  BatchSize size(kBounds);
  for (int i = 0; i < 10; ++i) {
    size.answered(20, milliseconds(1'000));
    size.answered(20, milliseconds(1'000));
    size.answered(20, milliseconds(5'000));
  }
  EXPECT_EQ(size.size(), 20U);
}

TEST(BatchSize, SmallQueriesSayNothingOfLargerOnes) {
  BatchSize size(kBounds);
  for (int i = 0; i < 10; ++i) size.answered(3, milliseconds(100));
  EXPECT_EQ(size.size(), 20U);
}

TEST(BatchSize, HalvesWhenSlowOrFailed) {
  BatchSize size(kBounds);
  size.answered(20, milliseconds(7'001));
  EXPECT_EQ(size.size(), 10U);
  EXPECT_TRUE(size.failed(10));
  EXPECT_EQ(size.size(), 5U);
  EXPECT_TRUE(size.failed(5));
  EXPECT_EQ(size.size(), 2U);
  EXPECT_FALSE(size.failed(2));
  EXPECT_EQ(size.size(), 2U);
}

TEST(BatchSize, FailuresOfTheSameSizeHalveOnce) {
  BatchSize size(kBounds);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(size.failed(20));
  EXPECT_EQ(size.size(), 10U);
}

TEST(BatchSize, IsAsInTheBeginningOnceItIsKnownThatTheSizeWasNotTheReason) {
  BatchSize size(kBounds);
  size.failed(20);
  size.failed(10);
  size.restore();
  EXPECT_EQ(size.size(), 20U);
  for (int i = 0; i < 100; ++i) size.answered(size.size(), milliseconds(1'000));
  size.restore();
  EXPECT_EQ(size.size(), 40U) << "and no smaller than it was";
}

TEST(BatchSize, GrowsFromOneToo) {
  BatchSize size({.least = 1, .start = 1, .most = 3});
  for (int i = 0; i < 3; ++i) size.answered(1, milliseconds(1));
  EXPECT_EQ(size.size(), 2U);
}

TEST(BatchSize, ExpectsWhatItHasSeen) {
  BatchSize size(kBounds);
  EXPECT_GT(size.expected(20), milliseconds(500)) << "before anything is known";
  for (int i = 0; i < 30; ++i) size.answered(10, milliseconds(2'000));
  EXPECT_NEAR(static_cast<double>(size.expected(20).count()), 4'000, 50);
  EXPECT_GT(size.expected(0), milliseconds(0));
}

}  // namespace
}  // namespace cpsg::github::client
