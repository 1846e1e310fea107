// Protects: each sync that ended leaves one entry with what it alone brought and why it failed, in whichever way it is
// run; one that was interrupted, or whose project is gone, leaves none; the budgets that are kept are the scarcest.
#include "cpsg/sync/sync_records.h"

#include <gmock/gmock.h>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::sync {
namespace {

using github::ledger::AccountBudget;
using github::ledger::Lane;
using github::ledger::Resource;
using testing::IsEmpty;

class RecordedSyncTest : public testing::Test {
 protected:
  RecordedSyncTest() {
    const std::string id = store_->add_project("o", "n", "", now(), now(), model::Priority::kRefresh).project.id;
    lease_ = std::get<storage::Lease>(store_->acquire_lease(id, "test", now(), std::chrono::seconds(60), std::nullopt));
  }
  [[nodiscard]] UnixTime now() const { return clock_.unix_time(); }
  std::vector<storage::LoggedSync> logged() { return store_->syncs({}, now()).syncs; }
  void end(std::optional<Failure> failure, Lane lane = Lane::kRefresh) {
    RecordedSync(*store_, lease_, clock_, report_).ended(failure, lane);
  }

  ManualClock clock_{UnixTime{std::chrono::seconds{1'800'000'000}}};
  storage::sqlite::SqliteHome home_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_ = home_.open();
  storage::Lease lease_;
  SyncReport report_;
};

TEST_F(RecordedSyncTest, WhatWasInTheReportBeforeIsNotItsOwn) {
  report_.new_commits = 100;
  report_.git_bytes = 1'000;
  report_.api.graphql_points = 3;
  const RecordedSync recorded(*store_, lease_, clock_, report_);
  report_.new_commits += 5;
  report_.new_pulls += 2;
  report_.git_requests += 3;
  report_.git_bytes += 70;
  report_.api.rest_bytes += 7;
  report_.api.graphql_requests += 1;
  report_.api.graphql_points += 0.25;
  clock_.advance(std::chrono::milliseconds(1'500));
  recorded.ended(std::nullopt, Lane::kRefresh);

  ASSERT_EQ(logged().size(), 1U);
  const model::SyncRecord sync = logged()[0].sync;
  EXPECT_EQ(sync.new_commits, 5);
  EXPECT_EQ(sync.new_pulls, 2);
  EXPECT_EQ(sync.git_requests, 3);
  EXPECT_EQ(sync.received_bytes, 77);
  EXPECT_EQ(sync.graphql_requests, 1);
  EXPECT_DOUBLE_EQ(sync.graphql_points, 0.25);
  EXPECT_EQ(sync.duration_ms, 1'500);
  EXPECT_EQ(sync.code, std::nullopt);
  EXPECT_EQ(sync.message, "");
}

TEST_F(RecordedSyncTest, FailureIsNamedAndAnInterruptedOneLeavesNothing) {
  end(Failure{ErrorCode::kCancelled, "stopped", {}});
  end(Failure{ErrorCode::kBusy, "the lease was lost", {}});
  EXPECT_THAT(logged(), IsEmpty());
  end(Failure{ErrorCode::kNetwork, "no route", {}});
  ASSERT_EQ(logged().size(), 1U);
  EXPECT_EQ(logged()[0].sync.code, ErrorCode::kNetwork);
  EXPECT_EQ(logged()[0].sync.message, "no route");
}

TEST_F(RecordedSyncTest, EnrichingAndWhatWasInterruptedCountTheirPointsAlone) {
  for (const auto& [failure, lane] : {std::pair{std::optional<Failure>(), Lane::kEnrich},
                                      {Failure{ErrorCode::kRateLimited, "later", {}}, Lane::kEnrich},
                                      {Failure{ErrorCode::kCancelled, "stopped", {}}, Lane::kRefresh}}) {
    const RecordedSync recorded(*store_, lease_, clock_, report_);
    report_.api.graphql_points += 2;
    recorded.ended(failure, lane);
  }
  EXPECT_THAT(logged(), IsEmpty());
  const auto hours = store_->hours(now() - std::chrono::hours(1), now() + std::chrono::hours(1));
  ASSERT_EQ(hours.size(), 1U);
  EXPECT_EQ(hours[0].graphql_points, 6);
  EXPECT_EQ(hours[0].syncs, 0);
}

TEST_F(RecordedSyncTest, RefreshLeavesTheFailuresThatNoSyncFollowsUpon) {
  const auto result = [&](std::optional<Failure> failure, bool leaves_git) {
    return RefreshResult{.project_id = lease_.project_id,
                         .now_id = lease_.project_id,
                         .failure = std::move(failure),
                         .leaves_git = leaves_git};
  };
  const auto refresh = [&](const RefreshResult& one) {
    const RecordedRefresh recorded(*store_, clock_);
    clock_.advance(std::chrono::milliseconds(700));
    recorded.ended({&one, 1});
  };
  refresh(result(std::nullopt, false));
  refresh(result(Failure{ErrorCode::kTimeout, "git tells the rest", {}}, true));
  refresh(result(Failure{ErrorCode::kBusy, "somebody else has it", {}}, false));
  EXPECT_THAT(logged(), IsEmpty());
  RefreshResult refused = result(Failure{ErrorCode::kNotFound, "no such repository", {}}, false);
  refused.spent.graphql_points = 0.01;
  refused.spent.rest_requests = 1;
  refresh(refused);
  ASSERT_EQ(logged().size(), 1U);
  const model::SyncRecord entry = logged()[0].sync;
  EXPECT_EQ(entry.code, ErrorCode::kNotFound);
  EXPECT_EQ(entry.message, "no such repository");
  EXPECT_EQ(entry.duration_ms, 700);
  EXPECT_EQ(entry.rest_requests, 1);
  const auto hours = store_->hours(now() - std::chrono::hours(1), now() + std::chrono::hours(1));
  ASSERT_EQ(hours.size(), 1U);
  EXPECT_DOUBLE_EQ(hours[0].graphql_points, 0.01) << "counted once";
  RefreshResult superseded = result(std::nullopt, false);
  superseded.now_id = "the new one's";
  superseded.superseded = true;
  refresh(superseded);
  ASSERT_EQ(logged().size(), 2U);
  EXPECT_EQ(logged()[0].sync.code, ErrorCode::kGone) << "that is why nothing of it comes any more";
}

TEST_F(RecordedSyncTest, RemovedProjectGetsNone) {
  store_->remove_project(lease_.project_id);
  end(std::nullopt);
  (void)store_->add_project("o", "n", "", now(), now(), model::Priority::kRefresh);
  end(std::nullopt);
  EXPECT_THAT(logged(), IsEmpty());
}

TEST(BudgetSamples, AreThoseOfTheScarcestAccounts) {
  const UnixTime now{std::chrono::seconds{1'800'000'000}};
  std::vector<AccountBudget> budgets = {
      {.account = "unknown", .resource = Resource::kRest, .blocked_for = std::chrono::seconds(30)}};
  for (std::uint32_t i = 0; i < 40; ++i) {
    const std::string account = "user-" + std::to_string(100 + i);
    budgets.push_back({.account = account,
                       .resource = Resource::kGraphql,
                       .known = true,
                       .limit = 5'000,
                       .remaining = 100 * (40 - i)});
    budgets.push_back(
        {.account = account, .resource = Resource::kRest, .known = true, .limit = 5'000, .remaining = 5'000});
  }
  const auto samples = budget_samples(budgets, {}, now);
  ASSERT_EQ(samples.size(), 2 * storage::kAccountsSampledMax);
  for (const storage::BudgetSample& each : samples) EXPECT_GE(each.account, "user-124");

  const auto few = budget_samples(std::span(budgets).first(3), {}, now);
  ASSERT_EQ(few.size(), 3U);
  EXPECT_EQ(few[0].limit, std::nullopt) << "what nobody told is not 0";
  EXPECT_EQ(few[0].waits_until, now + std::chrono::seconds(30));
  EXPECT_EQ(few[1].remaining, 4'000);
  EXPECT_EQ(few[1].resource, "graphql");
}

TEST(BudgetSamples, TellPointsOnce) {
  const std::vector<AccountBudget> budgets = {{.account = "user", .resource = Resource::kRest, .spent = 30},
                                              {.account = "user", .resource = Resource::kGraphql, .spent = 8}};
  const auto samples = budget_samples(budgets, {{{"user", "rest"}, 21}, {{"other", "graphql"}, 5}}, UnixTime());
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].points, 9);
  EXPECT_EQ(samples[1].points, 8);
}

}  // namespace
}  // namespace cpsg::sync
