// Protects the background half of the service: what is due is done, once, and soon after it becomes due; enrichment
// waits for its hours; a project that fails does not stop the others; and the worker can be stopped at any moment. The
// store and git are real, the API is a small GitHub, and the test moves the clock.
#include "cpsg/sync/worker.h"

#include <future>
#include <map>

#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/testing/worker_fixture.h"

namespace cpsg::sync {
namespace {

using model::SyncState;
using model::Work;
using std::chrono::hours;
using std::chrono::seconds;

class WorkerTest : public WorkerFixture {};

TEST_F(WorkerTest, DoesNothingBeforeItIsStarted) {
  worker_.emplace(counting_.stores(), settings_, clock_, options_);
  worker_->wake();
  worker_.reset();
  EXPECT_EQ(counting_.calls().reads(), 0U);
}

TEST_F(WorkerTest, WhatIsDueIsDoneOnce) {
  std::vector<std::string> ids = {id_, add("second"), add("third")};
  start();
  settle();
  for (const std::string& id : ids) EXPECT_EQ(state(id), SyncState::kOk);
  EXPECT_EQ(counting_.calls().of("publish"), 3U);
  EXPECT_EQ(counting_.calls().of("acquire_lease"), 3U);
  poll();
  EXPECT_EQ(counting_.calls().of("acquire_lease"), 3U);
}

TEST_F(WorkerTest, WhatRemovedProjectsLeftIsCleared) {
  start();
  settle();
  const std::uint64_t removal = store_->remove_project(id_);
  for (int step = 0; step < 50 && !store_->is_cleared(removal); ++step) poll();
  EXPECT_TRUE(store_->is_cleared(removal));
}

TEST_F(WorkerTest, RestsWhileTheStoreIsUnderAnotherPrivacyPolicy) {
  const Privacy ours = settings_.privacy;
  Privacy other = ours;
  other.emails = EmailPrivacy::kDrop;
  replace_policy(*store_, other);
  start();
  settle();
  EXPECT_EQ(state(id_), SyncState::kPending);
  EXPECT_EQ(counting_.calls().of("acquire_lease"), 0U);
  replace_policy(*store_, ours);
  poll();
  EXPECT_EQ(state(id_), SyncState::kOk);
}

TEST_F(WorkerTest, ComesAgainWhenTheProjectIsDueAgain) {
  start();
  settle();
  remote_->commit("two");
  clock_.advance(hours{7});
  settle();
  EXPECT_EQ(project().counts->commits, 2);
  EXPECT_EQ(counting_.calls().of("publish"), 2U);
}

TEST_F(WorkerTest, WakingItNeedsNoTimeToPass) {
  start();
  settle();
  const Instant before = clock_.now();
  const std::string late = add("late");
  worker_->wake();
  wait_for([&] { return counting_.calls().of("publish") == 2; });
  settle();
  EXPECT_EQ(state(late), SyncState::kOk);
  EXPECT_EQ(clock_.now(), before);
}

TEST_F(WorkerTest, WhatBecomesDueByItselfIsSeenAfterThePollInterval) {
  start();
  settle();
  const std::string late = add("late");
  EXPECT_EQ(*clock_.next_deadline() - clock_.now(), options_.poll_interval);
  poll();
  EXPECT_EQ(state(late), SyncState::kOk);
}

TEST_F(WorkerTest, AProjectThatFailsDoesNotStopTheOthers) {
  const std::string missing = follow("missing");
  std::vector<std::string> ids = {id_, add("second"), add("third")};
  start();
  settle();
  poll();  // a thread whose sync failed pauses first
  for (const std::string& id : ids) EXPECT_EQ(state(id), SyncState::kOk);
  EXPECT_EQ(store_->project(missing).status.code, ErrorCode::kNotFound);
  const std::size_t attempts = counting_.calls().of("acquire_lease");
  poll();
  EXPECT_EQ(counting_.calls().of("acquire_lease"), attempts) << "not before it is due again";
}

TEST_F(WorkerTest, WhatGithubRefusesInACommonQuestionIsInTheLog) {
  settings_.api = &*client_;
  github_.instead = [](const http::IncomingRequest& request) {
    const std::string missing = R"({"data":{"r0":null},"errors":[{"type":"NOT_FOUND","path":["r0"],"message":"no"}]})";
    return std::optional(request.target.ends_with("/graphql") ? github::client::ScriptedApi::json(missing)
                                                              : github::client::ScriptedApi::status(404, "{}"));
  };
  start();
  settle();
  EXPECT_EQ(state(id_), SyncState::kNoAccess);
  const auto logged = [&] { return store_->project_syncs(id_, std::nullopt, 9, now()).syncs; };
  ASSERT_EQ(logged().size(), 1U);
  EXPECT_EQ(logged()[0].sync.code, ErrorCode::kNotFound);
  EXPECT_FALSE(logged()[0].sync.message.empty());
  clock_.advance(hours{1});
  settle();
  EXPECT_EQ(store_->project(id_).status.failures, 2) << "it was asked for again";
  EXPECT_EQ(logged().size(), 1U) << "which is no news";
}

TEST_F(WorkerTest, SaysWhenTheLastSyncHasEnded) {
  options_.parallel = 1;
  start();
  settle();
  EXPECT_EQ(idle(), 1U);
  poll();
  EXPECT_EQ(idle(), 1U) << "nothing was done";
}

TEST_F(WorkerTest, SaysWhatASyncDoesAndHowItEnded) {
  const std::string missing = follow("missing");
  std::mutex mutex;
  std::map<std::string, std::vector<Phase>> phases;
  std::map<std::string, std::pair<std::uint64_t, bool>> ends;
  options_.on_progress = [&](std::string_view id, const Progress& progress) {
    const std::lock_guard lock(mutex);
    phases[std::string(id)].push_back(progress.phase);
  };
  options_.on_sync_end = [&](std::string_view id, const SyncReport& report, const std::optional<Failure>& failure) {
    const std::lock_guard lock(mutex);
    ends[std::string(id)] = {report.new_commits, failure.has_value()};
  };
  start();
  settle();
  worker_.reset();
  EXPECT_EQ(phases[id_].front(), Phase::kRefs);
  EXPECT_EQ(phases[id_].back(), Phase::kPublishing);
  EXPECT_EQ(ends[id_], (std::pair<std::uint64_t, bool>{1, false}));
  EXPECT_TRUE(ends[missing].second);
}

TEST_F(WorkerTest, ATimeThatAWrongClockLeftBehindIsPulledIn) {
  sync();
  const storage::Lease lease = take_lease();
  model::ProjectStatus status = project().status;
  status.next_sync_at = now() + hours{24 * 365};
  store_->finish_sync(lease, {.status = status}, project().work_version);
  store_->release_lease(lease);
  start();
  settle();
  poll();
  EXPECT_LE(project().status.next_sync_at.value(), now() + hours{24});
}

TEST_F(WorkerTest, ARemovalWhileSuchTimesArePulledInCostsTheOthersNothing) {
  const std::string other = add("other");
  for (const std::string& id : {id_, other}) {
    const storage::Lease lease = std::get<storage::Lease>(store_->acquire_lease(id, "a test", now(), seconds{600}, {}));
    store_->finish_sync(lease, {.status = {.next_sync_at = now() + hours{24 * 365}}}, store_->project(id).work_version);
    store_->release_lease(lease);
  }
  counting_.calls().set_before_call([&, done = false](std::string_view method) mutable {
    if (method == "add_work" && !std::exchange(done, true)) store_->remove_project(id_);
  });
  start();
  settle();
  poll();
  EXPECT_EQ(state(other), SyncState::kOk);
}

TEST_F(WorkerTest, MovesBatchesOn) {
  const std::string later = store_->add_project("owner", "name2", "", now(), {}, model::Priority::kBackfill).project.id;
  remotes_.push_back(std::make_unique<Remote>(directory_ / "owner" / "name2.git"));
  const std::string batch = store_->create_batch("all", std::span(&later, 1), now()).id;
  start();
  settle();
  poll();
  EXPECT_EQ(state(later), SyncState::kOk);
  poll();
  EXPECT_EQ(store_->batch(batch)->state, model::BatchState::kFinished);
}

// With an API for many projects. Enriching is all that the project has left to do.
class EnrichingWorkerTest : public WorkerTest {
 protected:
  EnrichingWorkerTest() {
    settings_.api = &*client_;
    bind();
    sync();
    storage::Refreshed refreshed;
    refreshed.project_id = id_;
    refreshed.done = Work::kProbe | Work::kStatistics | Work::kPulls;
    refreshed.work_version = project().work_version;
    refreshed.next_sync_at = now() + hours{24 * 7};
    store_->record_refreshed({&refreshed, 1}, now());
    EXPECT_EQ(project().work, Work::kEnrich);
  }

  // "22:00-02:00", so many hours from now.
  [[nodiscard]] std::string hours_from_now(int begin, int end) const {
    const auto text = [&](int from_now) { return model::format_utc(now() + hours{from_now}).substr(11, 5); };
    return text(begin) + "-" + text(end);
  }
  [[nodiscard]] bool enriched() const { return store_->unenriched_commits(id_, 1).empty(); }
};

TEST_F(EnrichingWorkerTest, EnrichesOnlyInTheHoursForThat) {
  options_.enrich_hours = schedule::OffPeak::parse(hours_from_now(2, 6));
  start();
  settle();
  EXPECT_FALSE(enriched());
  clock_.advance(hours{3});
  settle();
  EXPECT_TRUE(enriched());
  EXPECT_EQ(github_.api().count("query CommitFacts("), 1U);
}

TEST_F(EnrichingWorkerTest, WhatAnAccountSpentIsKeptByHourAndNothingOfItIsLostAtTheEnd) {
  const auto points = [&] {
    std::int64_t sum = 0;
    for (const storage::StatusHour& hour : store_->hours(now() - hours{24}, now() + hours{24})) {
      for (const storage::BudgetHour& each : hour.budgets) sum += each.points.value_or(0);
    }
    return sum;
  };
  const auto spent = [&] {
    std::int64_t sum = 0;
    for (const auto& each : client_->budgets()) sum += static_cast<std::int64_t>(each.spent);
    return sum;
  };
  start();
  settle();
  EXPECT_TRUE(enriched());
  clock_.advance(hours{1});
  settle();
  worker_.reset();
  EXPECT_GT(spent(), 0);
  EXPECT_EQ(points(), spent()) << "each point once";
}

TEST_F(EnrichingWorkerTest, EnrichingLeavesTheStatusAsItIs) {
  const model::ProjectStatus before = project().status;
  start();
  settle();
  EXPECT_TRUE(enriched());
  EXPECT_EQ(project().status, before);
}

TEST_F(EnrichingWorkerTest, WhatTheApiCannotDoGitStillDoes) {
  options_.enrich_hours = schedule::OffPeak::parse(hours_from_now(2, 6));
  remote_->commit("two");
  store_->add_work(id_, Work::kProbe, now(), model::Priority::kWebhook);
  github_.instead = [](const auto&) { return github::client::ScriptedApi::status(502, "<html>"); };
  start();
  wait_for([&] { return project().counts->commits == 2 && project().status.state == SyncState::kFailing; });
}

TEST_F(EnrichingWorkerTest, IsStoppedDuringASync) {
  store_->add_work(id_, Work::kPulls, now(), model::Priority::kWebhook);
  // Shared with the answering thread, which may outlive this function.
  const auto asked = std::make_shared<std::promise<void>>();
  const auto answer = std::make_shared<std::promise<void>>();
  github_.instead = [asked, answer](const http::IncomingRequest& request) -> std::optional<http::Response> {
    if (request.body.find("query PullRequests(") == std::string::npos) return std::nullopt;
    asked->set_value();
    answer->get_future().wait();
    return std::nullopt;
  };
  start();
  ASSERT_EQ(asked->get_future().wait_for(seconds{20}), std::future_status::ready);
  worker_.reset();
  answer->set_value();
  EXPECT_TRUE(any(project().work & Work::kPulls)) << "it stays due";
  EXPECT_EQ(store_->due_projects(now(), storage::Due::kAny, 10).size(), 1U);
}

}  // namespace
}  // namespace cpsg::sync
