// Protects that one project is synced by one process at a time: a keeper waits for the holder and says whom, takes over
// at once from a process that has ended, renews in time, and never disturbs a lease that it has lost. The test moves
// the clock, and the store is a real one.
#include "cpsg/sync/lease_keeper.h"

#include <future>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/storage/sqlite/testing/test_home.h"
#include "cpsg/sync/lease_holder.h"
#include "cpsg/sync/testing/ended_process.h"

namespace cpsg::sync {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

class LeaseKeeperTest : public testing::Test {
 protected:
  LeaseKeeperTest() : id_(store_->add_project("o", "n", "", now(), now(), model::Priority::kRefresh).project.id) {}

  // Ends the wait of a keeper that a failed test has left behind.
  ~LeaseKeeperTest() override { cancelled_ = true; }

  [[nodiscard]] UnixTime now() const { return clock_.unix_time(); }

  std::variant<storage::Lease, storage::LeaseHolder> acquire(std::string_view holder, seconds ttl = seconds{60},
                                                             std::optional<std::uint64_t> break_fence = {}) {
    return store_->acquire_lease(id_, holder, now(), ttl, break_fence);
  }
  storage::Lease hold(std::string_view holder, seconds ttl = seconds{60}) {
    return std::get<storage::Lease>(acquire(holder, ttl));
  }
  storage::LeaseHolder present_holder() { return std::get<storage::LeaseHolder>(acquire("somebody who asks")); }

  std::unique_ptr<LeaseKeeper> keep(seconds wait = seconds{0}) {
    return std::make_unique<LeaseKeeper>(
        *store_, id_, LeaseOptions{.holder = "we", .ttl = seconds{60}, .wait = wait}, clock_,
        [this](std::string_view holder) { waited_for_.emplace_back(holder); }, cancelled_);
  }
  // On a thread of its own, because it waits.
  void keep_later(seconds wait) {
    later_ = std::async(std::launch::async, [this, wait] { return keep(wait); });
  }

  ManualClock clock_;
  storage::sqlite::SqliteHome home_;
  const std::unique_ptr<storage::sqlite::SqliteStore> store_ = home_.open();
  const std::string id_;
  std::atomic<bool> cancelled_{false};
  std::vector<std::string> waited_for_;
  std::future<std::unique_ptr<LeaseKeeper>> later_;
};

TEST_F(LeaseKeeperTest, HoldsTheLeaseForItsLife) {
  auto keeper = keep();
  EXPECT_EQ(present_holder().holder, "we");
  EXPECT_THAT(waited_for_, ElementsAre());
  keeper.reset();
  EXPECT_TRUE(std::holds_alternative<storage::Lease>(acquire("the next one")));
}

TEST_F(LeaseKeeperTest, WaitsForItsHolder) {
  const storage::Lease other = hold("another process", seconds{600});
  keep_later(seconds{30});
  for (int polls = 0; polls < 3; ++polls) {
    ASSERT_TRUE(clock_.wait_for_waiters(1));
    EXPECT_EQ(*clock_.next_deadline() - clock_.now(), milliseconds{250});
    clock_.advance(milliseconds{250});
  }
  ASSERT_TRUE(clock_.wait_for_waiters(1));
  store_->release_lease(other);
  clock_.advance(milliseconds{250});
  EXPECT_GT(later_.get()->lease().fence, other.fence);
  EXPECT_THAT(waited_for_, ElementsAre("another process"));
}

TEST_F(LeaseKeeperTest, GivesUpInTimeAndNamesTheHolder) {
  (void)hold("another process", seconds{600});
  keep_later(seconds{1});
  const Instant give_up_at = clock_.now() + seconds{1};
  while (clock_.now() < give_up_at) {
    ASSERT_TRUE(clock_.wait_for_waiters(1));
    EXPECT_LE(*clock_.next_deadline(), give_up_at);
    clock_.advance(milliseconds{200});
  }
  clock_.advance(seconds{5});  // for one that waits too long
  try {
    (void)later_.get();
    ADD_FAILURE() << "two hold one lease";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kBusy);
    EXPECT_THAT(e.what(), HasSubstr("another process"));
  }
}

TEST_F(LeaseKeeperTest, WithoutPatienceItFailsAtOnce) {
  (void)hold("another process");
  EXPECT_THROW((void)keep(), Error);
  EXPECT_THAT(waited_for_, ElementsAre());
}

TEST_F(LeaseKeeperTest, StopsWaitingWhenCancelled) {
  (void)hold("another process", seconds{600});
  keep_later(seconds{30});
  ASSERT_TRUE(clock_.wait_for_waiters(1));
  cancelled_ = true;
  try {
    (void)later_.get();
    ADD_FAILURE() << "it went on";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kCancelled);
  }
}

TEST_F(LeaseKeeperTest, TakesOverAtOnceFromAProcessThatHasEnded) {
  const storage::Lease dead = hold(holder_of_ended_child(), seconds{600});
  const auto keeper = keep();
  EXPECT_GT(keeper->lease().fence, dead.fence);
  EXPECT_THROW(store_->finish_sync(dead, {}, 1), Error);
}

TEST_F(LeaseKeeperTest, NeverTakesOverFromAProcessThatRuns) {
  (void)hold(current_holder(), seconds{600});
  EXPECT_THROW((void)keep(), Error);
}

TEST_F(LeaseKeeperTest, RenewsEveryThirdOfItsLife) {
  const auto keeper = keep();
  const UnixTime taken_at = now();
  for (int renewals = 1; renewals <= 6; ++renewals) {
    ASSERT_TRUE(clock_.wait_for_waiters(1));
    EXPECT_EQ(*clock_.next_deadline() - clock_.now(), seconds{20});
    clock_.advance(seconds{20});
    ASSERT_TRUE(clock_.wait_for_waiters(1));  // it has renewed, and waits again
    EXPECT_EQ(present_holder().expires_at, now() + seconds{60});
  }
  EXPECT_EQ(present_holder().since, taken_at);
  EXPECT_NO_THROW(store_->finish_sync(keeper->lease(), {}, 1));
}

TEST_F(LeaseKeeperTest, ALeaseThatWasLostIsLeftToItsNewHolder) {
  auto keeper = keep();
  ASSERT_TRUE(clock_.wait_for_waiters(1));
  const auto other = std::get<storage::Lease>(acquire("a new holder", seconds{600}, keeper->lease().fence));
  clock_.advance(seconds{20});  // the renewal fails
  ASSERT_TRUE(clock_.wait_for_waiters(1));
  EXPECT_THROW(store_->finish_sync(keeper->lease(), {}, 1), Error);
  keeper.reset();
  EXPECT_EQ(present_holder().holder, "a new holder");
  EXPECT_NO_THROW(store_->finish_sync(other, {}, 1));
}

}  // namespace
}  // namespace cpsg::sync
