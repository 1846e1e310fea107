// Protects: one holder at a time, and nothing written by one who lost the lease, however late the write arrives.
#include <gmock/gmock.h>

#include <thread>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using std::chrono::seconds;

std::variant<Lease, LeaseHolder> acquire(Projects& projects, std::string_view id, std::string_view holder, UnixTime now,
                                         std::optional<std::uint64_t> break_fence = std::nullopt) {
  return projects.acquire_lease(id, holder, now, kLeaseTtl, break_fence);
}
Lease take(Projects& projects, std::string_view id, std::string_view holder, UnixTime now,
           std::optional<std::uint64_t> break_fence = std::nullopt) {
  return std::get<Lease>(acquire(projects, id, holder, now, break_fence));
}

TEST_P(ProjectsConformance, SecondComerLearnsWhoHasIt) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const Lease lease = take(projects(), id, "first", at(100));
  EXPECT_EQ(lease.project_id, id);
  EXPECT_EQ(lease.holder, "first");
  EXPECT_EQ(lease.expires_at, at(100) + kLeaseTtl);

  const auto answer = acquire(projects(), id, "second", at(110));

  ASSERT_TRUE(std::holds_alternative<LeaseHolder>(answer));
  const auto& holder = std::get<LeaseHolder>(answer);
  EXPECT_EQ(holder.holder, "first");
  EXPECT_EQ(holder.fence, lease.fence);
  EXPECT_EQ(holder.since, at(100));
  EXPECT_EQ(holder.expires_at, lease.expires_at);
}

TEST_P(ProjectsConformance, SameNameDoesNotEnterTwice) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  take(projects(), id, "me", at(0));
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(projects(), id, "me", at(1))));
}

TEST_P(ProjectsConformance, ExpiredLeaseIsFreeAndTheFenceGrows) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const Lease first = take(projects(), id, "first", at(0));
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(projects(), id, "second", first.expires_at - seconds(1))));

  const Lease second = take(projects(), id, "second", first.expires_at);
  EXPECT_GT(second.fence, first.fence);
  projects().release_lease(second);
  EXPECT_GT(take(projects(), id, "third", at(0)).fence, second.fence) << "also after a release";
}

TEST_P(ProjectsConformance, DeadHoldersLeaseIsBrokenByItsFenceAlone) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const Lease dead = take(projects(), id, "dead", at(0));
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(projects(), id, "second", at(1), dead.fence + 1)));
  const Lease second = take(projects(), id, "second", at(1), dead.fence);
  EXPECT_GT(second.fence, dead.fence);
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(projects(), id, "third", at(2), dead.fence)))
      << "the second to break it must not take it from the first";
}

TEST_P(ProjectsConformance, RenewalExtendsWhatIsStillHeld) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  Lease lease = take(projects(), id, "me", at(0));
  projects().renew_lease(lease, at(50), kLeaseTtl);
  EXPECT_EQ(lease.expires_at, at(50) + kLeaseTtl);
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(projects(), id, "other", at(50) + kLeaseTtl - seconds(1))));

  projects().renew_lease(lease, at(500), kLeaseTtl);
  EXPECT_EQ(lease.expires_at, at(500) + kLeaseTtl) << "expired, but nobody took it";

  take(projects(), id, "other", lease.expires_at);
  const UnixTime before = lease.expires_at;
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().renew_lease(lease, at(600), kLeaseTtl); }));
  EXPECT_EQ(lease.expires_at, before);
}

TEST_P(ProjectsConformance, ReleaseOfALostLeaseLeavesTheNewHolderAlone) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const Lease lost = take(projects(), id, "first", at(0));
  const Lease held = take(projects(), id, "second", at(1), lost.fence);

  projects().release_lease(lost);
  EXPECT_TRUE(std::holds_alternative<LeaseHolder>(acquire(projects(), id, "third", at(2))));
  projects().release_lease(held);
  projects().release_lease(held);
  take(projects(), id, "third", at(2));
}

TEST_P(ProjectsConformance, EveryWriteOfALostOrReleasedLeaseIsRefused) {
  SampleProject project(stores());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 1}});
  const Publication publication = project.publication();
  const Lease held = take(projects(), project.id(), "other", at(1), project.lease.fence);
  const auto person = std::array{sample_person(7)};
  const model::Project read = projects().project(project.id());
  const Identity identity{.github_id = 7, .node_id = "R_7", .owner = read.owner, .name = read.name};
  const Refreshed seen{.project_id = read.id, .add = model::Work::kAudit};

  const auto expect_refused = [&](Lease lost) {
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().stage(lost, person, {}); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().publish(lost, publication); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().discard_staged(lost); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { finish_sync(projects(), lost); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().renew_lease(lost, at(2), kLeaseTtl); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().finish_work(lost, model::Work::kRefs, 1); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().put_off_work(lost, at(2)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().bind_identity(lost, read, identity, at(2)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { projects().supersede_project(lost, read, at(2)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { observations().record_refreshed(lost, seen, at(2)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { observations().record_refs_listed(lost, at(2)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { observations().record_audit(lost, {.commits = 1}, at(2)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores().pulls.put_pull_requests(lost, {}, {}, at(2)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores().pulls.remove_pull_requests(lost, {}); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().enrich_commits(lost, {}); }));
  };
  expect_refused(project.lease);
  projects().release_lease(held);
  expect_refused(project.lease);
  expect_refused(held);
  const model::Project after = projects().project(project.id());
  EXPECT_EQ(after.generation, 0U);
  EXPECT_EQ(after.status, read.status);
  EXPECT_EQ(after.work_version, read.work_version);
  EXPECT_EQ(after.github_id, std::nullopt);

  const Lease last = take(projects(), project.id(), "last", at(3));
  writer().stage(last, person, {});  // nothing refused above was written: number 7 is free
}

TEST_P(ProjectsConformance, OneOfManyGetsIt) {
  const std::string id = add_project(projects(), "o", "n", "", at(0)).project.id;
  const OpenStores other = home().open_stores();
  std::atomic<int> winners = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      Projects& mine = i % 2 == 0 ? projects() : other.stores.projects;
      if (std::holds_alternative<Lease>(acquire(mine, id, std::to_string(i), at(0)))) ++winners;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(winners, 1);
}

TEST_P(ProjectsConformance, LeaseIsOfOneProject) {
  const std::string one = add_project(projects(), "o", "one", "", at(0)).project.id;
  const std::string two = add_project(projects(), "o", "two", "", at(0)).project.id;
  const Lease lease = take(projects(), one, "me", at(0));
  take(projects(), two, "me", at(0));
  const Lease forged{.project_id = two, .holder = lease.holder, .fence = lease.fence + 7};
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { finish_sync(projects(), forged); }));
}

}  // namespace
}  // namespace cpsg::storage::conformance
