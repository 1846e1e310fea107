// Protects: whoever waits until a removed project is cleared leaves the store to others meanwhile. The store is one of
// which somebody reads all the time; the test moves the clock.
#include "cpsg/sync/clear_removed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "cpsg/base/testing/manual_clock.h"

namespace cpsg::sync {
namespace {

using std::chrono::seconds;

class ReadAllTheTime final : public storage::Maintenance {
 public:
  storage::Clearing clear_removed(UnixTime /*now*/) override {
    ++looks;
    return storage::Clearing::kWaiting;
  }
  bool is_cleared(std::uint64_t /*removal*/) override { return false; }
  storage::Space space() override { return {}; }
  bool give_back_space() override { return false; }
  void prepare_to_give_back_space() override {}

  std::atomic<int> looks{0};
};

TEST(ClearUntilGone, LooksSeldomerTheLongerItWaits) {
  ManualClock clock;
  ReadAllTheTime maintenance;
  constexpr seconds kWait{75};
  auto gone = std::async(std::launch::async, [&] { return clear_until_gone(maintenance, 1, clock, kWait, {}); });
  while (gone.wait_for(seconds{0}) != std::future_status::ready) {
    if (const auto next = clock.next_deadline()) {
      clock.advance(*next - clock.now());
    } else {
      std::this_thread::yield();
    }
  }
  EXPECT_FALSE(gone.get());
  EXPECT_GE(maintenance.looks, kWait.count()) << "it does not miss the end by much";
  EXPECT_LE(maintenance.looks, kWait.count() + 5);
}

}  // namespace
}  // namespace cpsg::sync
