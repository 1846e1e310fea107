// Protects: answers together stay within their bound; the room gets tight by steps, so that few slow clients stop
// nobody.
#include "cpsg/http/answer_room.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace cpsg::http {
namespace {

using limits::kKiB;
using limits::kMiB;

constexpr std::size_t kMakingMax = 3;

TEST(AnswerRoom, AnswersGetSmallerTheLessIsFreeAndStayWithinTheBoundTogether) {
  AnswerRoom room({.max_bytes = 16 * kMiB}, kMakingMax);
  std::list<AnswerShare> sent;
  std::size_t held = 0;
  std::size_t before = limits::kPageMaxBytes;
  EXPECT_EQ(room.next_bytes(), limits::kPageMaxBytes) << "a whole page where nothing is under way";
  for (std::size_t next = room.next_bytes(); next > 0; next = room.next_bytes()) {
    EXPECT_LE(next, before);
    EXPECT_GE(next, 256 * kKiB);
    before = next;
    held += next;
    sent.emplace_back(room, next).hold(next);
  }
  EXPECT_LE(held, 16 * kMiB);
  EXPECT_GE(sent.size(), 12U) << "so many clients that do not read, until others wait";
  sent.pop_front();
  EXPECT_GE(room.next_bytes(), kMiB) << "a quarter of the page that was given back";
}

TEST(AnswerRoom, SmallAnswersTakeNoMoreThanTheyHave) {
  AnswerRoom room({.max_bytes = 1 * kMiB}, kMakingMax);
  std::list<AnswerShare> sent;
  for (int i = 0; i < 100; ++i) {
    const std::size_t next = room.next_bytes();
    EXPECT_GT(next, 0U);
    sent.emplace_back(room, next).hold(1'000);
  }
}

TEST(AnswerRoom, IsFullWhenTheNextOneWouldWaitForMemory) {
  AnswerRoom room({.max_bytes = 1 * kMiB}, 1);
  AnswerShare first(room, room.next_bytes());
  EXPECT_EQ(room.next_bytes(), 0U);
  EXPECT_FALSE(room.is_full()) << "it is the turn of others that is waited for";
  first.hold(800 * kKiB);
  EXPECT_TRUE(room.is_full());
}

TEST(AnswerRoom, AnAnswerMayTakeMoreWhileThereIsRoomForIt) {
  AnswerRoom room({.max_bytes = 16 * kMiB}, kMakingMax);
  AnswerShare grown(room, room.next_bytes());
  EXPECT_TRUE(grown.take(1)) << "of what was promised";
  EXPECT_TRUE(grown.take(10 * kMiB));
  EXPECT_EQ(room.next_bytes(), 6 * kMiB / 4) << "others have less";
  EXPECT_TRUE(grown.take(9 * kMiB)) << "it has that";
  {
    AnswerShare other(room, room.next_bytes());
    EXPECT_FALSE(room.take_refusal());
    EXPECT_FALSE(grown.take(15 * kMiB));
    EXPECT_TRUE(room.take_refusal());
    EXPECT_FALSE(room.take_refusal()) << "since the last call";
  }
  EXPECT_TRUE(grown.take(16 * kMiB));
  EXPECT_FALSE(grown.take(16 * kMiB + 1));
  grown.hold(100);
  EXPECT_FALSE(room.is_full());
}

// Each would keep what it has while it tries for more, until all of them are given up.
TEST(AnswerRoom, OneAfterTheOtherTakesMoreThanItWasPromised) {
  AnswerRoom room({.max_bytes = 16 * kMiB, .growth_wait = std::chrono::minutes(1)}, kMakingMax);
  std::mutex io;  // one thread begins and ends the shares
  std::vector<std::jthread> making;
  std::atomic<int> made = 0;
  for (int i = 0; i < 3; ++i) {
    making.emplace_back([&] {
      std::unique_lock lock(io);
      AnswerShare share(room, kMiB);
      lock.unlock();
      bool taken = true;
      for (std::size_t bytes = kMiB; taken && bytes <= 12 * kMiB; bytes += kMiB / 4) {
        taken = share.take(bytes);
        std::this_thread::yield();
      }
      if (taken) ++made;
      lock.lock();
      share.hold(0);
    });
  }
  making.clear();
  EXPECT_EQ(made, 3);
  EXPECT_FALSE(room.take_refusal());
}

TEST(AnswerRoom, WhoseTurnDoesNotComeIsGivenUp) {
  AnswerRoom room({.max_bytes = 16 * kMiB, .growth_wait = std::chrono::milliseconds(1)}, kMakingMax);
  AnswerShare grown(room, kMiB);
  AnswerShare other(room, kMiB);
  EXPECT_TRUE(grown.take(2 * kMiB));
  EXPECT_FALSE(other.take(2 * kMiB));
  grown.hold(0);
  EXPECT_TRUE(other.take(2 * kMiB));
}

TEST(AnswerRoom, WhatIsPromisedCountsWhileTheAnswerIsMade) {
  AnswerRoom room({.max_bytes = 500 * kKiB}, kMakingMax);
  AnswerShare made(room, room.next_bytes());
  EXPECT_EQ(room.next_bytes(), 0U);
  made.hold(0);
  EXPECT_EQ(room.next_bytes(), 256 * kKiB);
}

TEST(AnswerRoom, FewAreMadeAtOnceAndOthersCountWithTheirBytesAlone) {
  AnswerRoom room({.max_bytes = 16 * kMiB}, 1);
  const AnswerShare no_list(room, 0);
  EXPECT_GT(room.next_bytes(), 0U);
  const AnswerShare list(room, room.next_bytes());
  EXPECT_EQ(room.next_bytes(), 0U);
}

TEST(AnswerRoom, AnAnswerBeyondItsPromiseKeepsOthersWaitingUntilItIsGone) {
  AnswerRoom room({.max_bytes = 16 * kMiB}, kMakingMax);
  int given_back = 0;
  room.on_given_back = [&] { ++given_back; };
  {
    AnswerShare one(room, room.next_bytes());
    one.hold(20 * kMiB);
    EXPECT_EQ(room.next_bytes(), 0U);
  }
  EXPECT_EQ(room.next_bytes(), limits::kPageMaxBytes);
  EXPECT_EQ(given_back, 2);
}

}  // namespace
}  // namespace cpsg::http
