// Protects the use case as a whole, on the real store and real git repositories over file://: that git's own answers
// come out, that a second sync moves nothing, and that pushes, force-pushes, deletions and interruptions leave what a
// fresh sync would.
#include "cpsg/sync/sync_project.h"

#include <unistd.h>

#include <filesystem>
#include <thread>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/history/stored_graph.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/testing/counting_stores.h"
#include "cpsg/sync/lease_holder.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/testing/git_remote.h"

namespace cpsg::sync {
namespace {

namespace fs = std::filesystem;

class SyncProjectTest : public testing::Test {
 protected:
  SyncProjectTest()
      : directory_(fs::path(testing::TempDir()) /
                   ("cpsg_sync_" + std::to_string(::getpid()) + "_" +
                    std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
    settings_.spool_directory = directory_;
    settings_.holder = current_holder();
    settings_.lease_wait = std::chrono::seconds{0};
    remote_.emplace(directory_ / "owner" / "name");
    id_ = store_->add_project("owner", "name", remote_->url(), now(), now(), model::Priority::kRefresh).project.id;
  }
  ~SyncProjectTest() override {
    store_.reset();
    fs::remove_all(directory_);
  }

  [[nodiscard]] UnixTime now() const { return clock_.unix_time(); }

  SyncReport sync() {
    SyncReport report;
    sync_project(store_->stores(), settings_, id_, {}, clock_, [](const Progress&) {}, cancelled_, report);
    return report;
  }

  std::vector<std::string> subjects(bool unreachable = false) {
    std::vector<std::string> result;
    const storage::CommitView view = store_->commit_view(id_);
    for (const model::Commit& commit : store_->commits(view, {.limit = 1000, .include_unreachable = unreachable})) {
      result.push_back(commit.message);
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  model::Branch branch(const std::string& name) {
    for (const model::Branch& each : store_->branches(id_, "", 1000)) {
      if (each.name == name) return each;
    }
    ADD_FAILURE() << "no branch " << name;
    return {};
  }

  fs::path directory_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  SyncSettings settings_;
  std::optional<Remote> remote_;
  std::string id_;
  ManualClock clock_{UnixTime{std::chrono::seconds{1'800'000'000}}};
  std::atomic<bool> cancelled_{false};
};

TEST_F(SyncProjectTest, AnEmptyRepositoryIsPublishedAsEmpty) {
  const SyncReport report = sync();
  EXPECT_EQ(report.new_commits, 0U);
  EXPECT_TRUE(report.total.value().empty);
  EXPECT_EQ(report.total.value().default_branch, "main");
  EXPECT_EQ(store_->project(id_).status.state, model::SyncState::kOk);
}

TEST_F(SyncProjectTest, EachSyncIsLogged) {
  remote_->commit("one");
  (void)sync();
  remote_->commit("two");
  (void)sync();
  fs::remove_all(directory_ / "owner");
  EXPECT_THROW((void)sync(), Error);

  const auto logged = store_->project_syncs(id_, std::nullopt, 10, now()).syncs;
  ASSERT_EQ(logged.size(), 3U);
  EXPECT_TRUE(logged[0].sync.code);
  EXPECT_NE(logged[0].sync.message, "");
  for (const std::size_t well : {1U, 2U}) {
    EXPECT_FALSE(logged[well].sync.code);
    EXPECT_EQ(logged[well].sync.new_commits, 1);
    EXPECT_GT(logged[well].sync.git_requests, 0);
    EXPECT_GT(logged[well].sync.received_bytes, 0);
  }
}

TEST_F(SyncProjectTest, BranchesArePlacedAgainstTheDefaultOne) {
  remote_->commit("one");
  remote_->git("branch merged");
  remote_->commit("two");
  remote_->git("switch -q -c topic");
  remote_->commit("three");
  remote_->git("switch -q main");
  remote_->commit("four");

  const SyncReport report = sync();
  EXPECT_EQ(report.new_commits, 4U);
  EXPECT_EQ(report.new_branches, 3U);
  EXPECT_EQ(report.total.value().commits, 3);
  EXPECT_EQ(report.total.value().commits_all, 4);
  EXPECT_EQ(report.total.value().contributors, 1);
  EXPECT_EQ(branch("topic").ahead, 1);
  EXPECT_EQ(branch("topic").behind, 1);
  EXPECT_EQ(branch("topic").merged, false);
  EXPECT_EQ(branch("topic").commits, 3);
  EXPECT_EQ(branch("merged").ahead, 0);
  EXPECT_EQ(branch("merged").behind, 2);
  EXPECT_EQ(branch("merged").merged, true);
  EXPECT_EQ(branch("main").ahead, 0);
  EXPECT_EQ(branch("main").merged, std::nullopt);
  EXPECT_TRUE(branch("main").committed_at.has_value());
}

TEST_F(SyncProjectTest, ASecondSyncMovesNothingAndExactlyWhatIsPushedComes) {
  remote_->commit("one");
  sync();
  const std::uint64_t generation = store_->project(id_).generation;
  const SyncReport second = sync();
  EXPECT_EQ(second.new_commits, 0U);
  EXPECT_LE(second.git_requests, 2U);
  EXPECT_EQ(store_->project(id_).generation, generation);

  for (int i = 0; i < 10; ++i) remote_->commit("pushed " + std::to_string(i));
  EXPECT_EQ(sync().new_commits, 10U);
  EXPECT_EQ(subjects().size(), 11U);
}

std::vector<std::int16_t> author_offsets(storage::HistoryReader& history, const std::string& id) {
  const history::StoredGraph stored = history::load_graph(history, id);
  std::vector<std::int16_t> offsets;
  for (const history::Node node : stored.order) offsets.push_back(stored.graph.facts(node).author_offset_minutes);
  return offsets;
}

TEST_F(SyncProjectTest, OffsetsThatEarlierChunksLackComeWithTheNextNewCommit) {
  using git::graph::kOffsetUnknown;
  for (const char* time : {"1700000000 +0530", "1700000001 -0800"}) {
    remote_->git("commit -q --allow-empty -m one --date='" + std::string(time) + "'");
  }
  sync();
  ASSERT_EQ(author_offsets(*store_, id_), (std::vector<std::int16_t>{330, -480}));

  // The same history as an earlier version would have written it.
  history::StoredGraph stored = history::load_graph(*store_, id_);
  for (const history::Node node : stored.order) stored.graph.set_author_offset(node, kOffsetUnknown);
  const storage::PublishedState state = store_->published_state(id_);
  const storage::CommitView view = store_->commit_view(id_);
  const auto lease = std::get<storage::Lease>(store_->acquire_lease(id_, "test", now(), std::chrono::seconds(9), {}));
  store_->publish(
      lease, {.now = now(),
              .rows = state.rows,
              .people = state.people,
              .counts = state.counts,
              .remote = state.remote,
              .branches = state.branches,
              .chunks = history::pack_changed(stored.graph, history::next_order(stored, stored.graph.nodes(), true)),
              .live = view.live,
              .on_default = view.on_default,
              .policy = state.policy});
  store_->release_lease(lease);
  ASSERT_EQ(author_offsets(*store_, id_), (std::vector<std::int16_t>{kOffsetUnknown, kOffsetUnknown}));

  remote_->git("branch other");
  sync();
  EXPECT_EQ(author_offsets(*store_, id_), (std::vector<std::int16_t>{kOffsetUnknown, kOffsetUnknown}))
      << "a publication without new commits writes no chunks";
  remote_->git("commit -q --allow-empty -m two --date='1700000002 +0100'");
  sync();
  EXPECT_EQ(author_offsets(*store_, id_), (std::vector<std::int16_t>{330, -480, 60}));
}

TEST_F(SyncProjectTest, ManyKnownTipsAreReadAtOnceAndOnlyTheirTimes) {
  remote_->commit("one");
  for (int i = 0; i < 20; ++i) remote_->git("branch b" + std::to_string(i));
  sync();
  remote_->git("branch new");
  remote_->commit("two");
  storage::CountingStores counting(store_->stores());
  SyncReport report;
  sync_project(counting.stores(), settings_, id_, {}, clock_, [](const Progress&) {}, cancelled_, report);
  EXPECT_EQ(report.new_commits, 1U);
  EXPECT_EQ(counting.calls().of("committer_times"), 1U);
  EXPECT_EQ(counting.calls().of("commits"), 0U);
  EXPECT_EQ(branch("b7").committed_at, branch("b19").committed_at);
  EXPECT_TRUE(branch("b7").committed_at.has_value());
}

TEST_F(SyncProjectTest, AForcePushMarksWhatIsLostAndItsReturnUnmarksIt) {
  remote_->commit("one");
  remote_->commit("lost");
  sync();
  remote_->git("branch keep");
  remote_->git("reset -q --hard HEAD~1");
  remote_->commit("other");
  remote_->git("branch -m keep kept-aside");
  remote_->git("update-ref refs/aside refs/heads/kept-aside");
  remote_->git("branch -D kept-aside");
  EXPECT_EQ(sync().new_commits, 1U);
  EXPECT_THAT(subjects(), testing::ElementsAre("one", "other"));
  EXPECT_THAT(subjects(true), testing::ElementsAre("lost", "one", "other"));

  remote_->git("branch back refs/aside");
  const SyncReport back = sync();
  EXPECT_EQ(back.new_commits, 0U);
  EXPECT_LE(back.git_requests, 2U);  // the commit is known: refs alone
  EXPECT_THAT(subjects(), testing::ElementsAre("lost", "one", "other"));
}

TEST_F(SyncProjectTest, ADeletedBranchLeavesATombstone) {
  remote_->commit("one");
  remote_->git("branch gone");
  sync();
  remote_->git("branch -D gone");
  clock_.advance(std::chrono::seconds{60});
  sync();
  EXPECT_EQ(branch("gone").deleted_at, now());
  EXPECT_EQ(store_->project(id_).counts->branches, 1);
}

TEST_F(SyncProjectTest, ACutHistoryIsReportedAndFilledWhenItCanBe) {
  Remote full(directory_ / "full");
  for (int i = 0; i < 5; ++i) full.commit("commit " + std::to_string(i));
  const std::string shallow = (directory_ / "owner" / "shallow").string();
  full.git("clone -q --depth 2 '" + full.url() + "' '" + shallow + "'");
  id_ =
      store_->add_project("owner", "shallow", "file://" + shallow, now(), now(), model::Priority::kRefresh).project.id;
  const SyncReport cut = sync();
  EXPECT_TRUE(cut.total.value().shallow);
  EXPECT_EQ(cut.total.value().commits, 2);
  EXPECT_EQ(cut.total.value().missing_parents, 1);

  full.git("-C '" + shallow + "' fetch -q --unshallow");
  full.git("-C '" + shallow + "' commit -q --allow-empty -m new");
  const SyncReport whole = sync();
  EXPECT_FALSE(whole.total.value().shallow);
  EXPECT_EQ(whole.total.value().commits, 6);
  EXPECT_EQ(whole.total.value().missing_parents, 0);
  EXPECT_EQ(sync().new_commits, 0U);
}

TEST_F(SyncProjectTest, AFailureIsRecordedAndReadersKeepWhatTheyHad) {
  remote_->commit("one");
  sync();
  fs::rename(directory_ / "owner" / "name", directory_ / "owner" / "away");
  for (const model::SyncState state : {model::SyncState::kOk, model::SyncState::kGone}) {
    try {
      sync();
      ADD_FAILURE() << "a missing repository was synced";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kNotFound);
    }
    const model::ProjectStatus status = store_->project(id_).status;
    EXPECT_EQ(status.state, state) << "one answer is no verdict, the second is";
    EXPECT_EQ(status.code, ErrorCode::kNotFound);
    EXPECT_LE(status.next_sync_at.value() - now(), std::chrono::minutes{2});
    EXPECT_THAT(subjects(), testing::ElementsAre("one"));
    clock_.advance(std::chrono::seconds{60});
  }
  fs::rename(directory_ / "owner" / "away", directory_ / "owner" / "name");
  sync();
  EXPECT_EQ(store_->project(id_).status.state, model::SyncState::kOk);
}

TEST_F(SyncProjectTest, WhatAnInterruptedSyncStagedIsInvisibleAndReplaced) {
  remote_->commit("one");
  sync();
  remote_->commit("two");
  {
    LeaseKeeper keeper(*store_, id_, {.holder = "a sync that dies"}, clock_, {}, cancelled_);
    const model::Oid oid = model::Oid::from_hex("00000000000000000000000000000000000000ff").value();
    const storage::StagedCommit staged{.row = 1, .oid = oid, .parents = {}, .message = "half"};
    store_->stage(keeper.lease(), {}, std::span(&staged, 1));
  }
  EXPECT_THAT(subjects(true), testing::ElementsAre("one"));
  sync();
  EXPECT_THAT(subjects(true), testing::ElementsAre("one", "two"));
}

TEST_F(SyncProjectTest, ASecondSyncAtTheSameTimeSaysWhoHoldsTheProject) {
  LeaseKeeper keeper(*store_, id_, {.holder = "somebody else"}, clock_, {}, cancelled_);
  try {
    sync();
    ADD_FAILURE() << "two syncs at once";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kBusy);
    EXPECT_THAT(e.what(), testing::HasSubstr("somebody else"));
  }
}

TEST_F(SyncProjectTest, ALostLeaseStopsTheWritesOfItsFormerHolder) {
  auto taken = store_->acquire_lease(id_, "slow", now(), std::chrono::seconds{1}, {});
  const auto slow = std::get<storage::Lease>(taken);
  clock_.advance(std::chrono::seconds{2});
  remote_->commit("one");
  sync();
  const storage::StagedCommit staged{.row = 1, .parents = {}, .message = "late"};
  EXPECT_THROW(store_->stage(slow, {}, std::span(&staged, 1)), Error);
  EXPECT_THAT(subjects(true), testing::ElementsAre("one"));
}

TEST_F(SyncProjectTest, ACancelledSyncEndsAsCancelledAndLeavesTheProjectDue) {
  remote_->commit("one");
  cancelled_ = true;
  settings_.http.cancelled = &cancelled_;
  EXPECT_THROW(sync(), Error);
  cancelled_ = false;
  EXPECT_EQ(store_->due_projects(now(), storage::Due::kAny, 10).size(), 1U);
  EXPECT_EQ(sync().new_commits, 1U);
}

}  // namespace
}  // namespace cpsg::sync
