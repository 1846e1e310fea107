// Protects: what was read before a change is never taken for what stands after it: the mark has moved when a write of
// this process returns, and for the first look that is late enough after a commit of another process. And a mark that
// nothing has moved stands, so that what was read is used again.
#include <gmock/gmock.h>

#include <chrono>
#include <functional>
#include <vector>

#include "cpsg/storage/conformance/child.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using namespace std::chrono_literals;

const Instant kStart{24h};

TEST_P(ChangeMarkConformance, HasMovedWhenAWriteReturns) {
  const std::string id = add_project(projects(), "owner", "sample", "", at(0)).project.id;
  std::optional<Lease> lease;
  const std::vector<std::function<void()>> writes = {
      [&] { lease = std::get<Lease>(projects().acquire_lease(id, "test", at(0), kLeaseTtl, std::nullopt)); },
      [&] { projects().renew_lease(*lease, at(1), kLeaseTtl); },
      [&] { projects().release_lease(*lease); },
      [&] { change_status(projects(), id, [](auto status) { return status.failures = 1, status; }); },
      [&] { projects().add_work(id, model::Work::kRefs, at(0), model::Priority::kWebhook); },
      [&] { stores().settings.put_setting("name", "value"); },
      [&] { stores().batches.create_batch("batch", std::array{id}, at(0)); },
      [&] { projects().remove_project(id); },
  };
  for (const auto& write : writes) {
    const auto before = changes().current(kStart);
    ASSERT_TRUE(before);
    write();
    const auto after = changes().current(kStart);  // at the same time: no look tells of it
    ASSERT_TRUE(after);
    EXPECT_NE(after, before);
  }
}

TEST_P(ChangeMarkConformance, StandsWhileNothingChanges) {
  add_project(projects(), "owner", "sample", "", at(0));
  const auto mark = changes().current(kStart);
  ASSERT_TRUE(mark);
  EXPECT_EQ(projects().list_projects("", 10).size(), 1U);
  EXPECT_EQ(changes().current(kStart + 1s), mark);
  EXPECT_EQ(changes().current(kStart + 2s), mark);
  EXPECT_EQ(changes().current(kStart), mark) << "the reading of a clock may be older than another thread's";
}

TEST_P(ChangeMarkConformance, HasMovedForALookAfterAnotherProcessCommitted) {
  Child child([&](const Parent& parent) {
    const OpenStores open = home().open_stores();
    for (const char* name : {"one", "two", "three"}) {
      parent.say_ready();
      parent.await();
      add_project(open.stores.projects, "owner", name, "", at(0));
    }
    parent.say_ready();
  });
  ASSERT_TRUE(child.await_ready());
  Instant now = kStart;
  for (const char* name : {"owner/one", "owner/two", "owner/three"}) {
    const auto before = changes().current(now);
    ASSERT_TRUE(before);
    EXPECT_EQ(changes().revision_now(name), std::nullopt);
    child.go_on();
    ASSERT_TRUE(child.await_ready());
    now += ChangeMark::kLookInterval;
    const auto after = changes().current(now);
    ASSERT_TRUE(after);
    EXPECT_NE(after, before);
    EXPECT_EQ(changes().revision_now(name), projects().revision(name));
  }
  EXPECT_TRUE(child.ended_well());
}

TEST_P(ChangeMarkConformance, TellsTheRevisionThatTheStoreHas) {
  add_project(projects(), "Owner", "sample", "", at(0));
  ASSERT_TRUE(changes().current(kStart));
  const auto stored = projects().revision("owner/SAMPLE");
  ASSERT_TRUE(stored);
  EXPECT_EQ(changes().revision_now("owner/SAMPLE"), stored);
  EXPECT_EQ(changes().revision_now("owner/other"), std::nullopt);
}

TEST_P(ChangeMarkConformance, TellsTheKeyThatTheStoreHas) {
  ApiKeys& keys = stores().keys;
  const model::ApiKey key{.id = "k1", .name = "ci", .created_at = at(0), .expires_at = at(500)};
  keys.create_key(key, sha256("one"), at(0));
  ASSERT_TRUE(changes().current(kStart));
  EXPECT_EQ(changes().key_now(sha256("one")), key);
  EXPECT_EQ(changes().key_now(sha256("two")), std::nullopt);
  EXPECT_TRUE(keys.revoke_key("k1", at(5)));
  ASSERT_TRUE(changes().current(kStart));
  EXPECT_EQ(changes().key_now(sha256("one")), keys.find_key(sha256("one")));
}

// What an answer about the project itself shows is more than its revision counts: the status, and whether a sync runs.
TEST_P(ChangeMarkConformance, TheVersionOfAProjectIsAnotherOneAfterEveryChangeOfIt) {
  const std::string id = add_project(projects(), "owner", "sample", "", at(0)).project.id;
  add_project(projects(), "owner", "other", "", at(0));
  const auto read = [&] { return projects().revision("owner/sample").value(); };
  const ProjectRevision first = read();
  Lease lease = std::get<Lease>(projects().acquire_lease(id, "test", at(0), kLeaseTtl, std::nullopt));
  const ProjectRevision leased = read();
  projects().renew_lease(lease, at(1), kLeaseTtl);
  const ProjectRevision renewed = read();
  finish_sync(projects(), lease, {.state = model::SyncState::kFailing, .since = at(1)});
  const ProjectRevision finished = read();
  projects().release_lease(lease);
  const ProjectRevision released = read();

  const std::array versions{first.version, leased.version, renewed.version, finished.version, released.version};
  EXPECT_TRUE(std::ranges::is_sorted(versions, std::less_equal())) << testing::PrintToString(versions);
  EXPECT_EQ(released.revision, first.revision);
  change_status(projects(), projects().revision("owner/other")->id,
                [](auto status) { return status.failures = 1, status; });
  EXPECT_EQ(read(), released) << "of this project alone";
}

}  // namespace
}  // namespace cpsg::storage::conformance
