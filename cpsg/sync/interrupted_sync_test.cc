// Protects whole syncs that are stopped at a random moment, with the pack's reader and the staging thread at work: the
// pack ends early, the disk is full, somebody cancels, the lease is lost. Readers keep what they had, nothing waits for
// ever, and the next sync stores what git has.
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
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
using std::chrono::seconds;

// Stands before git on the PATH, and cuts off what it says where a test asks for that.
class CutGit {
 public:
  explicit CutGit(const fs::path& directory) : limit_(directory / "limit"), path_before_(std::getenv("PATH")) {
    const fs::path script = directory / "bin" / "git";
    fs::create_directories(script.parent_path());
    std::ofstream(script) << "#!/bin/sh\nPATH='" << path_before_ << "'\n[ -e '" << limit_.string()
                          << "' ] || exec git \"$@\"\n"
                          << "git \"$@\" | head -c \"$(cat '" << limit_.string() << "')\"\n";
    fs::permissions(script, fs::perms::owner_all);
    ::setenv("PATH", (script.parent_path().string() + ":" + path_before_).c_str(), 1);
  }
  ~CutGit() { ::setenv("PATH", path_before_.c_str(), 1); }
  CutGit(const CutGit&) = delete;
  CutGit& operator=(const CutGit&) = delete;

  void cut_at(std::uint64_t bytes) { std::ofstream(limit_) << bytes; }
  void cut_no_more() { fs::remove(limit_); }

 private:
  const fs::path limit_;
  const std::string path_before_;
};

class InterruptedSync : public testing::Test {
 protected:
  InterruptedSync() : directory_(fs::path(testing::TempDir()) / ("cpsg_interrupted_" + std::to_string(::getpid()))) {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
    counting_.emplace(store_->stores());
    settings_.spool_directory = directory_;
    settings_.holder = current_holder();
    settings_.lease_wait = seconds{0};
    settings_.http.cancelled = &cancelled_;
    remote_.emplace(directory_ / "owner" / "name");
    git_.emplace(directory_);
    id_ = store_->add_project("owner", "name", remote_->url(), now(), now(), model::Priority::kRefresh).project.id;
  }
  ~InterruptedSync() override {
    counting_.reset();
    store_.reset();
    fs::remove_all(directory_);
  }

  [[nodiscard]] UnixTime now() const { return clock_.unix_time(); }

  // So many commits on a branch, of a kilobyte each: several batches wait between the threads.
  void push(int commits, const std::string& branch) {
    const fs::path stream = directory_ / "stream";
    {
      std::ofstream out(stream);
      const std::string filler(1'000, 'x');
      for (int i = 0; i < commits; ++i) {
        const std::string message = "commit " + std::to_string(++pushed_) + " of " + branch + filler;
        out << "commit refs/heads/" << branch << "\nmark :" << i + 1 << "\ncommitter Max <max" << pushed_ % 7
            << "@example.com> " << 1'600'000'000 + pushed_ << " +0000\ndata " << message.size() << "\n"
            << message << "\n";
        if (i == 0 && tips_.contains(branch)) out << "from refs/heads/" << branch << "^0\n";
        if (i == 0 && !tips_.contains(branch) && branch != "main") out << "from refs/heads/main^0\n";
      }
    }
    tips_.insert(branch);
    remote_->git("fast-import --quiet < '" + stream.string() + "'");
  }

  void sync() {
    SyncReport report;
    sync_project(counting_->stores(), settings_, id_, {}, clock_, [](const Progress&) {}, cancelled_, report);
  }

  // Makes the next sync fail somewhere; `at` counts the calls of stage(), or stands for a place in the pack.
  void arrange_failure(int kind, int at) {
    if (kind == 0) return git_->cut_at(600 + static_cast<std::uint64_t>(at) * 4'000);
    counting_->calls().set_before_call([this, kind, at, calls = 0](std::string_view method) mutable {
      if (method != "stage" || calls++ != at) return;
      if (kind == 1) throw Error(ErrorCode::kStoreFull, "the disk is full");
      if (kind == 2) cancelled_ = true;
      if (kind == 3) take_lease_away();
    });
  }
  void end_failure() {
    git_->cut_no_more();
    counting_->calls().set_before_call({});
    cancelled_ = false;
    clock_.advance(seconds{3'600});  // past any lease
  }
  void take_lease_away() {
    clock_.advance(seconds{3'600});
    static_cast<void>(store_->acquire_lease(id_, "somebody else", now(), seconds{1}, {}));
  }

  fs::path directory_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  std::optional<storage::CountingStores> counting_;
  SyncSettings settings_;
  std::optional<Remote> remote_;
  std::optional<CutGit> git_;
  std::string id_;
  ManualClock clock_{UnixTime{seconds{1'800'000'000}}};
  std::atomic<bool> cancelled_{false};
  std::set<std::string> tips_;
  int pushed_ = 0;
};

TEST_F(InterruptedSync, LeavesReadersWhatTheyHadAndTheNextOneStoresAll) {
  constexpr int kFailureKinds = 4;
  constexpr int kRounds = 12;
  std::mt19937 random(random_seed());
  const auto pick = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
  push(50, "main");
  int failures = 0;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    if (round > 0) push(1 + pick(6'000), pick(2) == 0 ? "topic" : "main");
    const std::uint64_t generation = store_->project(id_).generation;
    for (int attempt = pick(2); attempt >= 0; --attempt) {
      arrange_failure(pick(kFailureKinds - 1), pick(1));
      try {
        sync();
      } catch (const Error& error) {
        ++failures;
        EXPECT_EQ(store_->project(id_).generation, generation) << error.what();
      }
      end_failure();
    }
    sync();
    ASSERT_EQ(store_->project(id_).counts.value().commits_all, pushed_);
    ASSERT_EQ(store_->published_state(id_).rows, static_cast<std::uint32_t>(pushed_)) << "no commit is stored twice";
    ASSERT_THAT(recount(*store_, *store_, settings_.privacy, id_, now()).differ, testing::IsEmpty());
  }
  EXPECT_GT(failures, 0);
}

}  // namespace
}  // namespace cpsg::sync
