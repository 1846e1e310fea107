// Protects: while others write, nobody gets an answer that is older than the rules allow: none older than a write of
// this process that was over when the answer was asked for, and none older than a commit of another process that was
// over a millisecond before.
// How: one thread asks as the server's io thread does, others make and keep answers, and a writer numbers its writes.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "cpsg/api/api.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::api {
namespace {

using namespace std::chrono_literals;
using storage::sqlite::open_sqlite_store;
using storage::sqlite::SqliteStore;

constexpr int kWrites = 2'000;
constexpr std::array<std::string_view, 2> kTargets = {"/v1/projects/octo/demo", "/v1/projects"};

// What a writer has done, also for another process to see.
struct Progress {
  std::atomic<int> written{0};
  std::array<std::atomic<Instant::rep>, kWrites + 1> over_at{};  // by number of the write
};

void write_all(SqliteStore& store, Progress& progress) {
  for (int number = 1; number <= kWrites; ++number) {
    const model::Project read = *store.find_project("octo/demo");
    store.change_status(read, read.work_version, [&](model::ProjectStatus status) {
      status.reason = "write " + std::to_string(number);
      return status;
    });
    progress.over_at[static_cast<std::size_t>(number)] = std::chrono::steady_clock::now().time_since_epoch().count();
    progress.written = number;
    if (number % 16 == 0) std::this_thread::sleep_for(2ms);  // so that answers are used, too
  }
}

// The number of the last write that an answer shows.
int shown_by(std::string_view answer) {
  constexpr std::string_view kReason = "\"reason\":\"write ";
  const std::size_t at = answer.find(kReason);
  if (at == std::string_view::npos) return 0;
  const std::string_view rest = answer.substr(at + kReason.size());
  return parse_number<int>(rest.substr(0, rest.find('"'))).value_or(-1);
}

class AnswerRace : public testing::Test {
 protected:
  AnswerRace() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cpsg-race-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    directory_ = pattern;
    const auto store = open_sqlite_store(directory_ / "cpsg.db", {});
    store->add_project("octo", "demo", "", UnixTime(), std::nullopt, model::Priority::kRefresh);
    void* shared = ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) std::abort();
    progress_ = new (shared) Progress();
  }
  ~AnswerRace() override {
    ::munmap(progress_, sizeof(Progress));
    std::filesystem::remove_all(directory_);
  }

  // Asks until all writes are done. `least` gives the number of the oldest write that an answer may show if it is asked
  // for at this moment.
  template <typename Least>
  void ask(SqliteStore& store, const Least& least) {
    Api api(store.stores(), {.answers = {.max_bytes = 1'000'000}});
    std::atomic<bool> stop{false};
    std::vector<std::thread> handlers;
    for (const std::string_view target : kTargets) {
      handlers.emplace_back([&, target] {
        while (!stop) {
          const int oldest = least();
          EXPECT_GE(shown_by(handle(api, target).body), oldest);
        }
      });
    }
    while (progress_->written < kWrites) {
      for (const std::string_view target : kTargets) ask_once(api, target, least);
    }
    stop = true;
    for (std::thread& each : handlers) each.join();
    EXPECT_GT(hot_, kWrites) << "most answers are made anew: nothing was tried";
  }

  template <typename Least>
  void ask_once(Api& api, std::string_view target, const Least& least) {
    http::PlainRequest request;
    request.method = "GET";
    request.target = target;
    request.host = "localhost";
    std::string out;
    const int oldest = least();
    if (api.hot_answer(request, "127.0.0.1", out)) {
      ++hot_;
    } else {
      out = handle(api, target).body;
    }
    ASSERT_GE(shown_by(out), oldest) << target;
  }

  static http::Response handle(Api& api, std::string_view target) {
    http::IncomingRequest request{"GET", std::string(target), {{"host", "localhost"}}, "", "r-1"};
    request.peer = "127.0.0.1";
    return api.handle(request);
  }

  std::filesystem::path directory_;
  Progress* progress_ = nullptr;
  int hot_ = 0;
};

TEST_F(AnswerRace, NothingIsOlderThanAWriteOfThisProcess) {
  const auto store = open_sqlite_store(directory_ / "cpsg.db", {});
  std::thread writer([&] { write_all(*store, *progress_); });
  ask(*store, [&] { return progress_->written.load(); });
  writer.join();
}

TEST_F(AnswerRace, NothingIsAMillisecondOlderThanACommitOfAnotherProcess) {
  const pid_t writer = ::fork();
  ASSERT_GE(writer, 0);
  if (writer == 0) {
    try {
      write_all(*open_sqlite_store(directory_ / "cpsg.db", {}), *progress_);
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  const auto store = open_sqlite_store(directory_ / "cpsg.db", {});
  ask(*store, [&] {
    const auto asked_at = std::chrono::steady_clock::now();
    const auto over_by = (asked_at - storage::ChangeMark::kLookInterval).time_since_epoch().count();
    int number = progress_->written;
    while (number > 0 && progress_->over_at[static_cast<std::size_t>(number)] > over_by) --number;
    return number;
  });
  int status = 0;
  ASSERT_EQ(::waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace cpsg::api
