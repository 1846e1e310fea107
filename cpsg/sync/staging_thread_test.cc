// Protects the hand-over of commits between two threads: all of them come, in order and whole; no more than the bound
// waits; and a failure or an early end on either side leaves nobody waiting and nothing behind.
#include "cpsg/sync/staging_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::sync {
namespace {

model::Oid oid(std::uint32_t number) {
  model::Oid oid;
  for (std::size_t i = 0; i < sizeof number; ++i) oid.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return oid;
}

struct Taken {
  model::Oid oid;
  std::string content;
  bool whole = true;
  friend bool operator==(const Taken&, const Taken&) = default;
};

Bytes bytes_of(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
std::string text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

TEST(StagingThread, AllIsTakenInOrderAndWhole) {
  std::vector<Taken> taken;
  std::vector<Taken> added;
  StagingThread staging([&](const model::Oid& oid, git::pack::ObjectContent content) {
    taken.push_back({oid, text_of(content), content.whole});
  });
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    added.push_back({oid(i), std::string(i % 700, static_cast<char>('a' + i % 26)), i % 3 != 0});
    staging.add(added.back().oid, {bytes_of(added.back().content), added.back().whole});
  }
  staging.finish();
  EXPECT_EQ(taken, added);
}

TEST(StagingThread, NothingAddedIsNothingTaken) {
  StagingThread staging([](const model::Oid&, git::pack::ObjectContent) { FAIL() << "nothing was added"; });
  staging.finish();
}

TEST(StagingThread, NoMoreThanTheBoundWaits) {
  std::promise<void> may_begin;
  std::shared_future<void> begin = may_begin.get_future().share();
  std::atomic<std::size_t> taken_bytes = 0;
  StagingThread staging([&](const model::Oid&, git::pack::ObjectContent content) {
    begin.wait();
    taken_bytes += content.bytes.size();
  });
  constexpr std::size_t kAll = 32 * limits::kMiB;
  const std::string content(limits::kMiB, 'x');
  std::atomic<std::size_t> added_bytes = 0;
  const auto adding = std::async(std::launch::async, [&] {
    for (std::size_t size = 0; size < kAll; size += content.size()) {
      staging.add(oid(1), bytes_of(content));
      added_bytes += content.size();
    }
    staging.finish();
  });
  // Until it stands still. One content is being taken, and one is being added.
  std::size_t before = 0;
  do {
    before = added_bytes;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  } while (before != added_bytes);
  EXPECT_LE(added_bytes.load(), 6 * limits::kMiB);
  EXPECT_EQ(taken_bytes.load(), 0U);
  may_begin.set_value();
  adding.wait();
  EXPECT_EQ(taken_bytes.load(), kAll);
}

TEST(StagingThread, OneContentMayBeLargerThanTheBound) {
  std::size_t largest = 0;
  StagingThread staging(
      [&](const model::Oid&, git::pack::ObjectContent content) { largest = std::max(largest, content.bytes.size()); });
  const std::string content(20 * limits::kMiB, 'x');
  for (int i = 0; i < 3; ++i) staging.add(oid(1), bytes_of(content));
  staging.finish();
  EXPECT_EQ(largest, content.size());
}

TEST(StagingThread, AFailureOfTakingIsThrownWhereCommitsAreAdded) {
  StagingThread staging(
      [](const model::Oid&, git::pack::ObjectContent) { throw Error(ErrorCode::kBusy, "the lease was lost"); });
  const std::string content(64 * limits::kKiB, 'x');
  const auto add_without_end = [&] {
    while (true) staging.add(oid(1), bytes_of(content));
  };
  EXPECT_THROW(add_without_end(), Error);
}

TEST(StagingThread, AFailureIsThrownToWhoeverAsksThoughNothingMoreIsAdded) {
  StagingThread staging(
      [](const model::Oid&, git::pack::ObjectContent) { throw Error(ErrorCode::kStoreFull, "the disk is full"); });
  staging.check();
  staging.add(oid(1), bytes_of(std::string(200 * limits::kKiB, 'x')));
  const auto ask_without_end = [&] {
    while (true) staging.check();
  };
  EXPECT_THROW(ask_without_end(), Error);
}

TEST(StagingThread, AFailureWithTheLastCommitsIsThrownAtTheEnd) {
  StagingThread staging(
      [](const model::Oid&, git::pack::ObjectContent) { throw Error(ErrorCode::kStoreFull, "the disk is full"); });
  staging.add(oid(1), bytes_of("small"));
  try {
    staging.finish();
    FAIL() << "the failure was lost";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kStoreFull);
  }
}

TEST(StagingThread, AnEarlyEndDropsWhatWaits) {
  std::promise<void> began;
  std::promise<void> may_end;
  std::size_t calls = 0;
  {
    std::optional<StagingThread> staging;
    const auto pause = [&] {
      if (calls++ != 0) return;
      began.set_value();
      may_end.get_future().wait();
    };
    staging.emplace([&](const model::Oid&, git::pack::ObjectContent) { pause(); });
    const std::string content(limits::kMiB, 'x');
    for (int i = 0; i < 4; ++i) staging->add(oid(1), bytes_of(content));
    began.get_future().wait();
    const auto destroying = std::async(std::launch::async, [&] { staging.reset(); });
    // The destructor has dropped what waits before it waits itself; there is no other sign of it than time.
    EXPECT_EQ(destroying.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
    may_end.set_value();
  }
  EXPECT_EQ(calls, 1U);
}

}  // namespace
}  // namespace cpsg::sync
