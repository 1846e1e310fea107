// Protects: one holder at a time, and nothing written by one who lost the lease, however late the write arrives.
#include <gmock/gmock.h>

#include <thread>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using std::chrono::seconds;

std::variant<Lease, LeaseHolder> acquire(Store& store, std::string_view id, std::string_view holder, UnixTime now,
                                         std::optional<std::uint64_t> break_fence = std::nullopt) {
  return store.acquire_lease(id, holder, now, kLeaseTtl, break_fence);
}
Lease take(Store& store, std::string_view id, std::string_view holder, UnixTime now,
           std::optional<std::uint64_t> break_fence = std::nullopt) {
  return std::get<Lease>(acquire(store, id, holder, now, break_fence));
}

TEST_P(LeaseConformance, SecondComerLearnsWhoHasIt) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  const Lease lease = take(store(), id, "first", at(100));
  EXPECT_EQ(lease.project_id, id);
  EXPECT_EQ(lease.holder, "first");
  EXPECT_EQ(lease.expires_at, at(100) + kLeaseTtl);

  const auto answer = acquire(store(), id, "second", at(110));

  ASSERT_TRUE(std::holds_alternative<LeaseHolder>(answer));
  const auto& holder = std::get<LeaseHolder>(answer);
  EXPECT_EQ(holder.holder, "first");
  EXPECT_EQ(holder.fence, lease.fence);
  EXPECT_EQ(holder.since, at(100));
  EXPECT_EQ(holder.expires_at, lease.expires_at);
}

TEST_P(LeaseConformance, SameNameDoesNotEnterTwice) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  take(store(), id, "me", at(0));
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(store(), id, "me", at(1))));
}

TEST_P(LeaseConformance, ExpiredLeaseIsFreeAndTheFenceGrows) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  const Lease first = take(store(), id, "first", at(0));
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(store(), id, "second", first.expires_at - seconds(1))));

  const Lease second = take(store(), id, "second", first.expires_at);
  EXPECT_GT(second.fence, first.fence);
  store().release_lease(second);
  EXPECT_GT(take(store(), id, "third", at(0)).fence, second.fence) << "also after a release";
}

TEST_P(LeaseConformance, DeadHoldersLeaseIsBrokenByItsFenceAlone) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  const Lease dead = take(store(), id, "dead", at(0));
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(store(), id, "second", at(1), dead.fence + 1)));
  const Lease second = take(store(), id, "second", at(1), dead.fence);
  EXPECT_GT(second.fence, dead.fence);
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(store(), id, "third", at(2), dead.fence)))
      << "the second to break it must not take it from the first";
}

TEST_P(LeaseConformance, RenewalExtendsWhatIsStillHeld) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  Lease lease = take(store(), id, "me", at(0));
  store().renew_lease(lease, at(50), kLeaseTtl);
  EXPECT_EQ(lease.expires_at, at(50) + kLeaseTtl);
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(store(), id, "other", at(50) + kLeaseTtl - seconds(1))));

  store().renew_lease(lease, at(500), kLeaseTtl);
  EXPECT_EQ(lease.expires_at, at(500) + kLeaseTtl) << "expired, but nobody took it";

  take(store(), id, "other", lease.expires_at);
  const UnixTime before = lease.expires_at;
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().renew_lease(lease, at(600), kLeaseTtl); }));
  EXPECT_EQ(lease.expires_at, before);
}

TEST_P(LeaseConformance, ReleaseOfALostLeaseLeavesTheNewHolderAlone) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  const Lease lost = take(store(), id, "first", at(0));
  const Lease held = take(store(), id, "second", at(1), lost.fence);

  store().release_lease(lost);
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(store(), id, "third", at(2))));
  store().release_lease(held);
  store().release_lease(held);
  take(store(), id, "third", at(2));
}

TEST_P(LeaseConformance, EveryWriteOfALostOrReleasedLeaseIsRefused) {
  SampleProject project(store());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 1}});
  const Publication publication = project.publication();
  const Lease held = take(store(), project.id(), "other", at(1), project.lease.fence);
  const auto person = std::array{sample_person(7)};

  const auto expect_refused = [&](Lease lost) {
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().stage(lost, person, {}); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().publish(lost, publication); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().discard_staged(lost); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().set_status(lost, {}); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().remove_project(lost); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().renew_lease(lost, at(2), kLeaseTtl); }));
  };
  expect_refused(project.lease);
  store().release_lease(held);
  expect_refused(project.lease);
  expect_refused(held);
  EXPECT_EQ(store().project(project.id()).generation, 0U);

  const Lease last = take(store(), project.id(), "last", at(3));
  store().stage(last, person, {});  // nothing refused above was written: number 7 is free
}

TEST_P(LeaseConformance, OneOfManyGetsIt) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  const auto other = home().open();
  std::atomic<int> winners = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      Store& mine = i % 2 == 0 ? store() : *other;
      if (std::holds_alternative<Lease>(acquire(mine, id, std::to_string(i), at(0)))) ++winners;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(winners, 1);
}

TEST_P(LeaseConformance, LeaseIsOfOneProject) {
  const std::string one = add_project(store(), "o", "one", "", at(0)).project.id;
  const std::string two = add_project(store(), "o", "two", "", at(0)).project.id;
  const Lease lease = take(store(), one, "me", at(0));
  take(store(), two, "me", at(0));
  const Lease forged{.project_id = two, .holder = lease.holder, .fence = lease.fence + 7};
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().set_status(forged, {}); }));
}

}  // namespace
}  // namespace cpsg::storage::conformance
