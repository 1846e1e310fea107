#include "cpsg/sync/sync_records.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"

namespace cpsg::sync {
namespace {

using github::ledger::AccountBudget;
using github::ledger::Resource;

std::int64_t difference(std::uint64_t after, std::uint64_t before) { return static_cast<std::int64_t>(after - before); }

model::SyncRecord record_of(const SyncReport& before, const SyncReport& after) {
  const auto received = [](const SyncReport& report) {
    return report.git_bytes + report.api.rest_bytes + report.api.graphql_bytes;
  };
  return {.new_commits = difference(after.new_commits, before.new_commits),
          .new_branches = difference(after.new_branches, before.new_branches),
          .new_pulls = difference(after.new_pulls, before.new_pulls),
          .git_requests = difference(after.git_requests, before.git_requests),
          .rest_requests = difference(after.api.rest_requests, before.api.rest_requests),
          .graphql_requests = difference(after.api.graphql_requests, before.api.graphql_requests),
          .rest_points = after.api.rest_points - before.api.rest_points,
          .graphql_points = after.api.graphql_points - before.api.graphql_points,
          .received_bytes = difference(received(after), received(before))};
}

// What one project's share of a refresh came to that took this time.
model::SyncRecord record_of(model::SyncRecord record, const Failure& failure, const github::client::Spent& spent) {
  record.code = failure.code;
  record.message = failure.message;
  record.rest_requests = static_cast<std::int64_t>(spent.rest_requests);
  record.graphql_requests = static_cast<std::int64_t>(spent.graphql_requests);
  record.rest_points = spent.rest_points;
  record.graphql_points = spent.graphql_points;
  record.received_bytes = static_cast<std::int64_t>(spent.rest_bytes + spent.graphql_bytes);
  return record;
}

Failure lost_its_name() { return {ErrorCode::kGone, "another repository has its name at GitHub now", {}}; }

std::int64_t ms_since(Instant began, const WaitableClock& clock) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - began).count();
}

bool has_ended(const std::optional<Failure>& failure) {
  return !failure || (failure->code != ErrorCode::kCancelled && failure->code != ErrorCode::kBusy);
}

// The share of the window that is left; unknown ones come last.
double left_share(const AccountBudget& budget) {
  return budget.known && budget.limit > 0 ? static_cast<double>(budget.remaining) / budget.limit : 2;
}

}  // namespace

RecordedSync::RecordedSync(storage::SyncLog& log, const storage::Lease& lease, const WaitableClock& clock,
                           const SyncReport& report)
    : log_(log),
      lease_(lease),
      clock_(clock),
      report_(report),
      before_(report),
      started_at_(clock.unix_time()),
      began_(clock.now()) {}

void RecordedSync::ended(const std::optional<Failure>& failure, github::ledger::Lane lane) const noexcept {
  try {
    model::SyncRecord record = record_of(before_, report_);
    record.started_at = started_at_;
    record.ended_at = std::max(started_at_, clock_.unix_time());
    record.duration_ms = ms_since(began_, clock_);
    if (!has_ended(failure) || lane == github::ledger::Lane::kEnrich) {
      const storage::RefreshCost cost{lease_.project_id, record.rest_points, record.graphql_points};
      if (cost.rest_points + cost.graphql_points > 0) log_.record_refresh_costs({&cost, 1}, record.ended_at);
      return;
    }
    if (failure) {
      record.code = failure->code;
      record.message = failure->message;
    }
    log_.record_sync(lease_, record);
  } catch (const Error& e) {
    const bool was_removed = e.code() == ErrorCode::kNotFound || e.code() == ErrorCode::kBusy;
    if (!was_removed) log::warning("a sync is missing in the log of syncs: {}", e.what());
  } catch (const std::exception& e) {
    log::warning("a sync is missing in the log of syncs: {}", e.what());
  }
}

RecordedRefresh::RecordedRefresh(storage::SyncLog& log, const WaitableClock& clock)
    : log_(log), clock_(clock), started_at_(clock.unix_time()), began_(clock.now()) {}

void RecordedRefresh::ended(std::span<const RefreshResult> results) const noexcept {
  try {
    const UnixTime now = std::max(started_at_, clock_.unix_time());
    const model::SyncRecord time{.started_at = started_at_, .ended_at = now, .duration_ms = ms_since(began_, clock_)};
    std::vector<storage::RefreshCost> costs;
    std::vector<storage::RefreshFailure> failures;
    for (const RefreshResult& result : results) {
      const github::client::Spent& spent = result.spent;
      const bool has_failed = result.failure && !result.leaves_git && has_ended(result.failure);
      if (has_failed) failures.push_back({result.now_id, record_of(time, *result.failure, spent)});
      if (result.superseded) failures.push_back({result.project_id, record_of(time, lost_its_name(), {})});
      if (spent.rest_points == 0 && spent.graphql_points == 0) continue;
      costs.push_back({result.now_id, spent.rest_points, spent.graphql_points});
    }
    if (!costs.empty()) log_.record_refresh_costs(costs, now);
    if (!failures.empty()) log_.record_refresh_failures(failures);
  } catch (const std::exception& e) {
    log::warning("a refresh is missing in the log of syncs: {}", e.what());
  }
}

std::vector<storage::BudgetSample> budget_samples(std::span<const AccountBudget> budgets, const PointsTold& told,
                                                  UnixTime now) {
  std::map<std::string, double> left;  // of each account, the smaller share
  for (const AccountBudget& budget : budgets) {
    const auto [found, added] = left.emplace(budget.account, left_share(budget));
    if (!added) found->second = std::min(found->second, left_share(budget));
  }
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [account, share] : left) order.emplace_back(share, account);
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), storage::kAccountsSampledMax));

  std::vector<storage::BudgetSample> samples;
  for (const AccountBudget& budget : budgets) {
    const bool chosen =
        std::any_of(order.begin(), order.end(), [&](const auto& each) { return each.second == budget.account; });
    if (!chosen) continue;
    storage::BudgetSample sample{.account = budget.account,
                                 .resource = budget.resource == Resource::kRest ? "rest" : "graphql"};
    if (budget.known) sample.limit = budget.limit;
    if (budget.known) sample.remaining = budget.remaining;
    if (budget.blocked_for) sample.waits_until = now + *budget.blocked_for;
    const auto before = told.find({sample.account, sample.resource});
    sample.points = static_cast<std::int64_t>(budget.spent) - (before == told.end() ? 0 : before->second);
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace cpsg::sync
