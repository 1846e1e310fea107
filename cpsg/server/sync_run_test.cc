// Protects: in a run of several projects each ends by itself, the exit code says what kinds of failure there were, what
// lacks budget waits and goes on together, and a mistyped name leaves nothing in the store. The store is a real one;
// the test plays the API, the syncs and the clock.
#include "cpsg/server/sync_run.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::server {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr std::chrono::seconds kLeaseTtl{60};

class SyncRunTest : public testing::Test {
 protected:
  static SyncJob job(const std::string& target) {
    const std::size_t slash = target.find('/');
    return {target, model::Target{target.substr(0, slash), target.substr(slash + 1), ""}};
  }

  // The exit code of a run of these targets.
  int run(const std::vector<std::string>& targets) {
    std::vector<SyncJob> jobs;
    for (const std::string& target : targets) jobs.push_back(job(target));
    return run_jobs(jobs);
  }
  int run_jobs(const std::vector<SyncJob>& jobs) {
    const Streams streams{.result = [](std::string_view) {},
                          .message =
                              [this](std::string_view text) {
                                const std::lock_guard lock(mutex);
                                messages += text;
                              },
                          .terminal_columns = terminal_columns};
    SyncReporter reporter(jobs.size(), false, streams, clock);
    SyncParts parts{
        .projects = *store, .pulls = *store, .refresh = {}, .sync_one = {}, .clock = clock, .stopped = stopped};
    if (has_api) {
      parts.refresh = [this](std::span<const model::Project> projects, const github::client::Call&) {
        return refresh(projects);
      };
    }
    parts.sync_one = [this](std::string_view id, const sync::SyncOptions& given, const sync::ProgressSink&,
                            sync::SyncReport&) { sync_one(std::string(id), given); };
    return run_sync_jobs(jobs, options, parts, reporter);
  }

  // The run goes on in a thread of its own until it waits for budget.
  std::thread run_until_it_waits(const std::vector<std::string>& targets, int& exit_code) {
    std::thread runner([this, targets, &exit_code] { exit_code = run(targets); });
    EXPECT_TRUE(clock.wait_for_waiters(1));
    return runner;
  }

  std::vector<sync::RefreshResult> refresh(std::span<const model::Project> projects) {
    std::vector<sync::RefreshResult> results;
    std::vector<std::string>& names = refreshed.emplace_back();
    for (const model::Project& project : projects) {
      names.push_back(project.full_name());
      sync::RefreshResult result{.project_id = project.id, .now_id = project.id};
      result.failure = next_failure(refresh_failures, project.full_name());
      result.leaves_git = result.failure && sync::leaves_git_to_do(*result.failure, project);
      if (const auto merged = merged_into.find(project.full_name()); merged != merged_into.end()) {
        result.now_id = merged->second;
      }
      results.push_back(std::move(result));
    }
    if (on_refreshed) on_refreshed();
    return results;
  }

  void sync_one(const std::string& id, const sync::SyncOptions& given) {
    const std::lock_guard lock(mutex);
    const std::string name = store->project(id).full_name();
    synced.push_back(name);
    given_options = given;
    if (const auto failure = next_failure(failures, name)) throw_failure(*failure);
    if (given.api_failure) {
      publish(id);  // git's part
      throw_failure(*given.api_failure);
    }
    publish(id);
  }

  [[noreturn]] static void throw_failure(const Failure& failure) {
    if (failure.retry_after) throw Error(failure.code, failure.message, *failure.retry_after);
    throw Error(failure.code, failure.message);
  }

  // The history of a project without commits; all of its work is done.
  void publish(const std::string& id) {
    const UnixTime now = clock.unix_time();
    const auto lease = std::get<storage::Lease>(store->acquire_lease(id, "test", now, kLeaseTtl, {}));
    storage::Publication publication;
    publication.now = now;
    store->publish(lease, publication);
    store->finish_work(lease, model::kInitialWork, store->project(id).work_version);
    store->release_lease(lease);
  }
  std::string add(const std::string& owner, const std::string& name, const std::string& source_url = "") {
    const UnixTime now = clock.unix_time();
    return store->add_project(owner, name, source_url, now, now, model::Priority::kRefresh).project.id;
  }
  std::vector<std::string> stored() {
    std::vector<std::string> names;
    for (const model::Project& project : store->list_projects("", 100)) names.push_back(project.full_name());
    return names;
  }

  // What the next attempts for a project end with, by its name; those after them succeed.
  using Failures = std::map<std::string, std::deque<Failure>>;
  static std::optional<Failure> next_failure(Failures& failures, const std::string& name) {
    std::deque<Failure>& next = failures[name];
    if (next.empty()) return std::nullopt;
    Failure failure = next.front();
    next.pop_front();
    return failure;
  }

  storage::sqlite::SqliteHome home;
  std::unique_ptr<storage::sqlite::SqliteStore> store = home.open();
  ManualClock clock;
  std::atomic<bool> stopped{false};
  SyncRunOptions options{.parallel = 1};
  bool has_api = false;
  std::function<std::size_t()> terminal_columns;
  Failures failures;          // of syncs
  Failures refresh_failures;  // of the API
  std::map<std::string, std::string> merged_into;
  std::function<void()> on_refreshed;

  std::mutex mutex;
  std::vector<std::string> synced;                  // every attempt
  std::vector<std::vector<std::string>> refreshed;  // every query
  sync::SyncOptions given_options;                  // of the last attempt
  std::string messages;
};

Failure failure(ErrorCode code, std::optional<seconds> retry_after = std::nullopt) {
  return {code, "so it is", retry_after};
}

TEST_F(SyncRunTest, OneFailureDoesNotStopTheOthers) {
  failures["o/b"] = {failure(ErrorCode::kBadData)};
  EXPECT_EQ(run({"o/a", "o/b", "o/c"}), 6);
  EXPECT_THAT(synced, ElementsAre("o/a", "o/b", "o/c"));
  EXPECT_THAT(messages, HasSubstr("o/a: 0 new commits"));
  EXPECT_THAT(messages, HasSubstr("o/b: error: so it is (bad_data)\n"));
  EXPECT_THAT(messages, HasSubstr("o/c: 0 new commits"));
}

TEST_F(SyncRunTest, TheExitCodeSaysWhatKindOfFailureThereWas) {
  const std::map<ErrorCode, int> exit_codes = {{ErrorCode::kConfigInvalid, 2}, {ErrorCode::kNotFound, 3},
                                               {ErrorCode::kForbidden, 3},     {ErrorCode::kNetwork, 4},
                                               {ErrorCode::kRemoteError, 4},   {ErrorCode::kRateLimited, 5},
                                               {ErrorCode::kBadData, 6},       {ErrorCode::kStoreIo, 7}};
  for (const auto& [code, exit_code] : exit_codes) {
    failures["o/a"] = {failure(code)};
    EXPECT_EQ(run({"o/a", "o/b"}), exit_code) << traits(code).name;
  }
  EXPECT_EQ(run({"o/a", "o/b"}), 0);
}

TEST_F(SyncRunTest, FailuresOfSeveralKindsHaveAnExitCodeOfTheirOwn) {
  failures = {{"o/a", {failure(ErrorCode::kNotFound)}}, {"o/b", {failure(ErrorCode::kNetwork)}}};
  EXPECT_EQ(run({"o/a", "o/b", "o/c"}), 10);
  failures = {{"o/a", {failure(ErrorCode::kNotFound)}}, {"o/b", {failure(ErrorCode::kForbidden)}}};
  EXPECT_EQ(run({"o/a", "o/b", "o/c"}), 3);
}

TEST_F(SyncRunTest, SeveralThreadsSyncEachProjectOnce) {
  options.parallel = 4;
  std::vector<std::string> targets;
  for (int n = 0; n < 20; ++n) targets.push_back("o/p" + std::to_string(n));
  failures["o/p7"] = {failure(ErrorCode::kNetwork)};
  EXPECT_EQ(run(targets), 4);
  EXPECT_THAT(synced, testing::UnorderedElementsAreArray(targets));
}

TEST_F(SyncRunTest, ATargetThatIsNoneFailsAlone) {
  EXPECT_EQ(run_jobs({{"nonsense", failure(ErrorCode::kUrlInvalid)}, job("o/a")}), 2);
  EXPECT_THAT(messages, HasSubstr("nonsense: error: so it is (url_invalid)\n"));
  EXPECT_THAT(stored(), ElementsAre("o/a"));
}

TEST_F(SyncRunTest, StoredProjectsAreFoundByTheirName) {
  add("Own", "Er");
  add("o", "local", "file:///x/y");
  EXPECT_EQ(run({"own/er", "o/local"}), 0);
  EXPECT_THAT(synced, ElementsAre("Own/Er", "o/local"));
  EXPECT_THAT(stored(), ElementsAre("o/local", "Own/Er"));
}

TEST_F(SyncRunTest, AnEarlierNameMayBeAnotherRepositoryNow) {
  store->bind_identity(store->project(add("o", "old")), {.github_id = 1, .node_id = "n", .owner = "o", .name = "new"},
                       clock.unix_time());
  EXPECT_EQ(run({"o/old", "o/new"}), 0);
  EXPECT_THAT(synced, ElementsAre("o/old", "o/new"));
  EXPECT_THAT(stored(), ElementsAre("o/new", "o/old"));
}

TEST_F(SyncRunTest, AProjectThatIsRemovedMeanwhileFailsAlone) {
  has_api = true;
  const std::string id = add("o", "b");
  on_refreshed = [&] { store->remove_project(id); };
  EXPECT_EQ(run({"o/a", "o/b", "o/c"}), 3);
  EXPECT_THAT(synced, ElementsAre("o/a", "o/c"));
  EXPECT_THAT(messages, HasSubstr("o/b: error: no project has the id"));
}

// ---- new projects ----

TEST_F(SyncRunTest, ANewProjectWhoseFirstSyncFailsLeavesTheStoreAgain) {
  add("o", "pending");
  failures = {{"o/new", {failure(ErrorCode::kNotFound)}}, {"o/pending", {failure(ErrorCode::kNetwork)}}};
  EXPECT_EQ(run({"o/new", "o/pending", "o/good"}), 10);
  EXPECT_THAT(stored(), ElementsAre("o/good", "o/pending"));
}

TEST_F(SyncRunTest, ANewProjectOfWhichGitsPartIsPublishedStays) {
  has_api = true;
  refresh_failures["o/a"] = {failure(ErrorCode::kNetwork)};
  EXPECT_EQ(run({"o/a"}), 4);
  EXPECT_THAT(stored(), ElementsAre("o/a"));
}

TEST_F(SyncRunTest, ANewProjectThatOthersFollowMeanwhileStays) {
  has_api = true;
  refresh_failures["o/a"] = {failure(ErrorCode::kNotFound)};
  on_refreshed = [&] { add("o", "a"); };
  EXPECT_EQ(run({"o/a"}), 3);
  EXPECT_THAT(stored(), ElementsAre("o/a"));
}

TEST_F(SyncRunTest, ANameOfAnotherPlaceIsToldWithAdvice) {
  add("o", "n", "file:///srv/one.git");
  EXPECT_EQ(run_jobs({{"o/n", model::Target{"o", "n", "file:///srv/two.git"}}}), 2);
  EXPECT_THAT(messages, HasSubstr("o/n is already followed from file:///srv/one.git"));
  EXPECT_THAT(messages, HasSubstr("--as owner/name"));
}

TEST_F(SyncRunTest, ANewProjectThatAnotherProcessSyncsStays) {
  failures["o/a"] = {failure(ErrorCode::kBusy)};
  has_api = true;
  on_refreshed = [&] {
    const std::string id = store->find_project("o/a")->id;
    static_cast<void>(store->acquire_lease(id, "other", clock.unix_time(), kLeaseTtl, {}));
  };
  EXPECT_NE(run({"o/a"}), 0);
  EXPECT_THAT(stored(), ElementsAre("o/a"));
}

// ---- the API ----

TEST_F(SyncRunTest, AllAreShownToTheApiTogether) {
  has_api = true;
  add("o", "local", "file:///x/y");
  EXPECT_EQ(run({"o/a", "o/local", "o/b"}), 0);
  EXPECT_THAT(refreshed, ElementsAre(ElementsAre("o/a", "o/b")));
  EXPECT_THAT(synced, UnorderedElementsAre("o/a", "o/local", "o/b"));
}

TEST_F(SyncRunTest, WhatHasNothingToDoIsNotSynced) {
  has_api = true;
  publish(add("o", "a"));
  EXPECT_EQ(run({"o/a"}), 0);
  EXPECT_THAT(synced, IsEmpty());
  EXPECT_THAT(messages, HasSubstr("o/a: 0 new commits"));
  options.audit = true;
  EXPECT_EQ(run({"o/a"}), 0);
  EXPECT_THAT(synced, ElementsAre("o/a"));
  EXPECT_TRUE(given_options.audit && given_options.refs && !given_options.enrich);
}

TEST_F(SyncRunTest, WhatTheApiSaysOfAProjectEndsIt) {
  has_api = true;
  refresh_failures["o/a"] = {failure(ErrorCode::kNotFound)};
  EXPECT_EQ(run({"o/a", "o/b"}), 3);
  EXPECT_THAT(synced, ElementsAre("o/b"));
  EXPECT_THAT(stored(), ElementsAre("o/b"));
}

TEST_F(SyncRunTest, AFailureOfTheApiItselfLeavesGitToBeAsked) {
  has_api = true;
  refresh_failures["o/a"] = {failure(ErrorCode::kNetwork)};
  EXPECT_EQ(run({"o/a"}), 4);
  EXPECT_THAT(synced, ElementsAre("o/a"));
  EXPECT_TRUE(given_options.refs);
  EXPECT_EQ(given_options.api_failure->code, ErrorCode::kNetwork);
}

TEST_F(SyncRunTest, AProjectThatIsMergedGoesOnAsTheOther) {
  has_api = true;
  merged_into["o/new"] = add("o", "known");
  failures["o/known"] = {failure(ErrorCode::kNetwork)};
  EXPECT_EQ(run({"o/new"}), 4);
  EXPECT_THAT(synced, ElementsAre("o/known"));
  EXPECT_THAT(stored(), testing::Contains("o/known"));
}

// ---- budget ----

TEST_F(SyncRunTest, WhatLacksBudgetWaitsAndGoesOnTogether) {
  failures = {{"o/a", {failure(ErrorCode::kRateLimited, seconds(40))}},
              {"o/b", {failure(ErrorCode::kNotFound)}},
              {"o/c", {failure(ErrorCode::kRateLimited, seconds(30))}}};
  int exit_code = -1;
  std::thread runner = run_until_it_waits({"o/a", "o/b", "o/c"}, exit_code);
  EXPECT_EQ(*clock.next_deadline() - clock.now(), seconds(1));
  clock.advance(seconds(29));
  EXPECT_TRUE(clock.wait_for_waiters(1));
  {
    const std::lock_guard lock(mutex);
    EXPECT_THAT(synced, ElementsAre("o/a", "o/b", "o/c"));
    EXPECT_THAT(messages, HasSubstr("2 projects: waiting for the remote, which asked for 30 s more\n"));
    EXPECT_THAT(messages, Not(HasSubstr("1 s more")));  // said once where lines stay
    EXPECT_THAT(messages, Not(HasSubstr("o/a: ")));
  }
  clock.advance(seconds(1));
  runner.join();
  EXPECT_EQ(exit_code, 3);
  EXPECT_THAT(synced, ElementsAre("o/a", "o/b", "o/c", "o/a", "o/c"));
  EXPECT_THAT(stored(), ElementsAre("o/a", "o/c"));
}

TEST_F(SyncRunTest, OnATerminalTheSecondsAreCountedDown) {
  terminal_columns = [] { return std::size_t{100}; };
  failures["o/a"] = {failure(ErrorCode::kRateLimited, seconds(3))};
  int exit_code = -1;
  std::thread runner = run_until_it_waits({"o/a"}, exit_code);
  for (const std::string_view left : {"3 s more", "2 s more", "1 s more"}) {
    EXPECT_TRUE(clock.wait_for_waiters(1));
    {
      const std::lock_guard lock(mutex);
      EXPECT_THAT(messages, testing::EndsWith(left));
    }
    clock.advance(seconds(1));
  }
  runner.join();
  EXPECT_EQ(exit_code, 0);
}

TEST_F(SyncRunTest, ASignalEndsTheWaitAtOnce) {
  failures["o/a"] = {failure(ErrorCode::kRateLimited, std::chrono::hours(1))};
  int exit_code = -1;
  std::thread runner = run_until_it_waits({"o/a"}, exit_code);
  const Instant before = clock.now();
  stopped = true;
  runner.join();
  EXPECT_EQ(exit_code, 130);
  EXPECT_EQ(clock.now(), before);
  EXPECT_THAT(synced, ElementsAre("o/a"));
}

TEST_F(SyncRunTest, ARunThatIsStoppedBeginsNothingMore) {
  has_api = true;
  on_refreshed = [&] { stopped = true; };
  EXPECT_EQ(run({"o/a", "o/b"}), 130);
  EXPECT_THAT(synced, IsEmpty());
  EXPECT_THAT(stored(), IsEmpty()) << "what it had not begun is taken back";
}

TEST_F(SyncRunTest, WithoutWaitingWhatLacksBudgetFails) {
  options.wait = false;
  failures["o/a"] = {failure(ErrorCode::kRateLimited, std::chrono::hours(1))};
  EXPECT_EQ(run({"o/a", "o/b"}), 5);
  EXPECT_THAT(synced, ElementsAre("o/a", "o/b"));
  EXPECT_LE(given_options.max_wait, seconds(2));
}

TEST_F(SyncRunTest, AfterTheWaitAnEarlierFailureIsForgotten) {
  has_api = true;
  refresh_failures["o/a"] = {failure(ErrorCode::kRateLimited, seconds(10))};
  int exit_code = -1;
  std::thread runner = run_until_it_waits({"o/a"}, exit_code);  // git's part is published
  clock.advance(seconds(10));
  runner.join();
  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(synced, ElementsAre("o/a"));
  EXPECT_THAT(messages, Not(HasSubstr("error")));
}

}  // namespace
}  // namespace cpsg::server
