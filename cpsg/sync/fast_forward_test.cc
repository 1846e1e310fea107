// Protects publications that are made from the new commits alone: over random pushes, all that they count equals what a
// full count of the stored graph says; the pushes that are meant for it take this way, and no others do.
#include "cpsg/sync/fast_forward.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <random>
#include <set>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/testing/counting_stores.h"
#include "cpsg/sync/lease_holder.h"
#include "cpsg/sync/recount.h"
#include "cpsg/sync/sync_project.h"
#include "cpsg/sync/testing/git_remote.h"

namespace cpsg::sync {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

enum class Way { kNewAlone, kWholeGraph, kNothing };

// A remote that is changed and synced again and again.
class Pushes {
 public:
  explicit Pushes(const fs::path& directory) : directory_(directory) {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
    counting_.emplace(store_->stores());
    settings_.spool_directory = directory_;
    settings_.holder = current_holder();
    settings_.lease_wait = std::chrono::seconds{0};
    remote_.emplace(directory_ / "owner" / "name");
    id_ = store_->add_project("owner", "name", remote_->url(), now(), now(), model::Priority::kRefresh).project.id;
  }
  ~Pushes() {
    counting_.reset();
    store_.reset();
    fs::remove_all(directory_);
  }
  Pushes(const Pushes&) = delete;
  Pushes& operator=(const Pushes&) = delete;

  [[nodiscard]] const Remote& remote() const { return *remote_; }

  // Where the next commits go; a branch that is not there yet is made.
  void go_to(const std::string& branch) {
    remote_->git("show-ref -q --verify refs/heads/" + branch + " || git branch " + branch);
    remote_->git("symbolic-ref HEAD refs/heads/" + branch);
    branch_ = branch;
  }
  // A minute after the last one.
  void commit(const std::string& subject) {
    const std::string date = std::to_string(last_commit_s_ += 60) + " +0100";
    remote_->git("commit -q --allow-empty -m '" + subject + "' --date '" + date + "'");
  }

  // Commits as other people and at other times than the last, so that contributors and years change.
  void commit(std::mt19937& random, const std::string& subject) {
    const auto pick = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
    const std::int64_t time_s = 1'500'000'000 + std::int64_t{pick(1'000)} * 400'000;
    const std::string zone = pick(1) == 0 ? " +0000" : " -0730";
    remote_->git("commit -q --allow-empty -m '" + subject + "' --date '" + std::to_string(time_s) + zone +
                 "' --author 'Name " + std::to_string(pick(5)) + " <p" + std::to_string(pick(3)) + "@example.com>'");
  }

  // Which way the sync took. The remote's HEAD names the default branch meanwhile.
  Way sync() {
    remote_->git("symbolic-ref HEAD refs/heads/main");
    const std::uint64_t generation = store_->project(id_).generation;
    counting_->calls().reset();
    SyncReport report;
    sync_project(counting_->stores(), settings_, id_, {}, clock_, [](const Progress&) {}, cancelled_, report);
    remote_->git("symbolic-ref HEAD refs/heads/" + branch_);
    const auto calls = counting_->take_calls();
    if (store_->project(id_).generation == generation) return Way::kNothing;
    return calls.contains("read_graph") ? Way::kWholeGraph : Way::kNewAlone;
  }
  [[nodiscard]] std::vector<std::string> recounted() {
    return recount(*store_, *store_, settings_.privacy, id_, now()).differ;
  }
  [[nodiscard]] Recount recount_all() { return recount(*store_, *store_, settings_.privacy, id_, now()); }
  void publish(const storage::Publication& publication) {
    const auto lease =
        std::get<storage::Lease>(store_->acquire_lease(id_, "a test", now(), std::chrono::seconds{9}, {}));
    store_->publish(lease, publication);
    store_->release_lease(lease);
  }
  [[nodiscard]] storage::PublishedState state() { return store_->published_state(id_); }

 private:
  [[nodiscard]] UnixTime now() const { return clock_.unix_time(); }

  fs::path directory_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  std::optional<storage::CountingStores> counting_;
  SyncSettings settings_;
  std::optional<Remote> remote_;
  std::string id_;
  ManualClock clock_{UnixTime{std::chrono::seconds{1'800'000'000}}};
  std::atomic<bool> cancelled_{false};
  std::string branch_ = "main";
  std::int64_t last_commit_s_ = 1'750'000'000;
};

fs::path directory_of(const std::string& name) {
  return fs::path(testing::TempDir()) / ("cpsg_forward_" + std::to_string(::getpid()) + "_" + name);
}

class FastForward : public testing::Test {
 protected:
  FastForward() {
    for (const char* subject : {"one", "two", "three"}) pushes_.commit(subject);
    git("branch old");
    git("branch topic");
    pushes_.commit("four");
    EXPECT_EQ(pushes_.sync(), Way::kWholeGraph) << "the first sync";
  }
  void git(const std::string& arguments) { pushes_.remote().git(arguments); }
  // Syncs, expects that way, and that all counts are right.
  void expect(Way way) {
    EXPECT_EQ(pushes_.sync(), way);
    EXPECT_THAT(pushes_.recounted(), IsEmpty());
  }

  Pushes pushes_{directory_of(testing::UnitTest::GetInstance()->current_test_info()->name())};
};

TEST_F(FastForward, CommitsOnTheDefaultBranchAreTakenAlone) {
  pushes_.commit("five");
  expect(Way::kNewAlone);
  pushes_.commit("six");
  pushes_.commit("seven");
  expect(Way::kNewAlone);
  EXPECT_EQ(pushes_.state().counts.commits, 7);
  EXPECT_EQ(pushes_.sync(), Way::kNothing);
}

TEST_F(FastForward, CommitsOnOtherBranchesAreTakenAlone) {
  pushes_.go_to("topic");
  pushes_.commit("on topic");
  expect(Way::kNewAlone);
  pushes_.go_to("old");
  pushes_.commit("on old");
  pushes_.go_to("main");
  pushes_.commit("on main");
  expect(Way::kNewAlone);
}

TEST_F(FastForward, TwoSpellingsOfAPersonWithCommitsOfOneSecondNeedTheGraph) {
  const auto commit_as = [&](const std::string& name) {
    git("commit -q --allow-empty -m x --date '1760000000 +0000' --author '" + name + " <jane@example.com>'");
  };
  commit_as("Jane");
  expect(Way::kNewAlone);
  commit_as("Jane");
  expect(Way::kNewAlone);
  commit_as("J. Doe");
  expect(Way::kWholeGraph);
}

TEST_F(FastForward, ABranchThatTakesTheDefaultOneInIsTakenAlone) {
  pushes_.go_to("topic");
  pushes_.commit("on topic");
  expect(Way::kNewAlone);
  git("merge -q --no-ff -m 'take main in' main");
  expect(Way::kNewAlone);
  EXPECT_EQ(pushes_.state().branches.back().behind, 0);
}

TEST_F(FastForward, AMergeOfStoredCommitsIntoTheDefaultBranchNeedsTheGraph) {
  pushes_.go_to("topic");
  pushes_.commit("on topic");
  expect(Way::kNewAlone);
  pushes_.go_to("main");
  git("merge -q --no-ff -m 'merge topic' topic");
  expect(Way::kWholeGraph);
}

TEST_F(FastForward, ABranchThatMovesToStoredCommitsNeedsTheGraph) {
  pushes_.go_to("topic");
  git("merge -q --ff-only main");
  expect(Way::kWholeGraph);
  git("branch -f old main~2");
  expect(Way::kWholeGraph);
}

TEST_F(FastForward, WhatIsTakenAwayOrNewNeedsTheGraph) {
  git("branch -D topic");
  expect(Way::kWholeGraph);
  pushes_.go_to("other");
  pushes_.commit("on other");
  expect(Way::kWholeGraph);
  git("commit -q --amend --allow-empty -m amended");
  expect(Way::kWholeGraph);
  git("branch -m other renamed");
  expect(Way::kWholeGraph);
}

TEST_F(FastForward, StoredCommitsThatBecomeReachableAgainNeedTheGraph) {
  pushes_.commit("five");
  expect(Way::kNewAlone);
  git("tag lost");
  git("reset -q --hard HEAD~1");
  expect(Way::kWholeGraph);
  git("reset -q --hard lost");
  pushes_.commit("six");
  expect(Way::kWholeGraph);
  EXPECT_EQ(pushes_.state().rows, 6U) << "nothing is stored twice";
}

TEST_F(FastForward, ACountThatWentWrongIsFoundAndSetRight) {
  storage::Publication wrong = pushes_.recount_all().publication;
  ++wrong.counts.commits;
  wrong.contributors.front().commits_all = 99;
  wrong.activity = {{.year = 1999, .hours = {{.hour_of_year = 1, .counts = {.all = {5, 0, 0, 0}}}}}};
  wrong.branches.front().commits = 77;
  wrong.on_default = model::Bitmap(wrong.rows);
  pushes_.publish(wrong);

  const Recount found = pushes_.recount_all();
  EXPECT_THAT(found.differ, testing::ElementsAre("branches", "reachability", "activity", "contributors", "counts"));
  pushes_.publish(found.publication);
  EXPECT_THAT(pushes_.recounted(), IsEmpty());
}

TEST_F(FastForward, ManySmallChunksAreJoinedNowAndThen) {
  std::set<std::uint32_t> chunks;
  int whole = 0;
  for (int i = 0; i < 70; ++i) {
    pushes_.commit("again");
    whole += pushes_.sync() == Way::kWholeGraph ? 1 : 0;
    chunks.insert(pushes_.state().graph_chunks);
  }
  EXPECT_EQ(whole, 1);
  EXPECT_EQ(*chunks.rbegin(), 65U);
  EXPECT_THAT(pushes_.recounted(), IsEmpty());
}

constexpr int kRounds = 30;

// One random change of the remote, mostly of the kind that is taken alone.
void change(Pushes& pushes, std::mt19937& random, int round) {
  const auto pick = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
  const std::vector<std::string> names{"main", "a", "b", "c"};
  const std::string& name = names[static_cast<std::size_t>(pick(3))];
  const std::string& other = names[static_cast<std::size_t>(pick(3))];
  const Remote& remote = pushes.remote();
  pushes.go_to(name);
  const int kind = pick(11);
  if (kind <= 6) {
    for (int i = pick(3); i >= 0; --i) pushes.commit(random, "commit " + std::to_string(round));
  } else if (kind == 7 || kind == 8) {
    remote.git("merge -q -s ours --no-edit --no-ff " + other);
  } else if (kind == 9 && round > 2 * kRounds / 3) {
    remote.git("reset -q --hard HEAD~1 || true");
  } else if (kind == 10) {
    remote.git("merge-base --is-ancestor HEAD " + other + " && git merge -q --ff-only " + other + " || true");
  } else if (kind == 11) {
    remote.git("branch -f extra " + other);
  }
}

TEST(FastForwardProperty, RandomPushesCountWhatAFullCountDoes) {
  constexpr std::uint32_t kSeeds = 2;
  int alone = 0;
  for (const std::uint32_t seed : random_seeds(kSeeds)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    Pushes pushes(directory_of("property"));
    pushes.commit(random, "first");
    pushes.commit(random, "second");
    for (const char* name : {"a", "b", "c"}) pushes.remote().git(std::string("branch ") + name);
    ASSERT_EQ(pushes.sync(), Way::kWholeGraph);
    for (int round = 0; round < kRounds; ++round) {
      for (int changes = std::uniform_int_distribution(1, 3)(random); changes > 0; --changes) {
        change(pushes, random, round);
      }
      alone += pushes.sync() == Way::kNewAlone ? 1 : 0;
      ASSERT_THAT(pushes.recounted(), IsEmpty()) << "round " << round;
    }
  }
  EXPECT_GT(alone, static_cast<int>(kSeeds) * kRounds / 4) << "too few pushes take the way that this is about";
}

}  // namespace
}  // namespace cpsg::sync
