// For tests: the ports of what operators see, counted as counting_stores.h does with all others.
//
//   CountingSyncLog sync_log(stores.sync_log, calls);
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cpsg/storage/stores.h"
#include "cpsg/storage/testing/call_counter.h"

namespace cpsg::storage {

class CountingSyncLog final : public Counting<SyncLog> {
 public:
  using Counting::Counting;
  void record_sync(const Lease& lease, const model::SyncRecord& sync) override {
    counted("record_sync").record_sync(lease, sync);
  }
  void record_refresh_costs(std::span<const RefreshCost> costs, UnixTime now) override {
    counted("record_refresh_costs").record_refresh_costs(costs, now);
  }
  void record_refresh_failures(std::span<const RefreshFailure> failures) override {
    counted("record_refresh_failures").record_refresh_failures(failures);
  }
  SyncPage syncs(const SyncQuery& query, UnixTime now) override { return counted("syncs").syncs(query, now); }
  SyncPage project_syncs(std::string_view project_id, std::optional<std::uint64_t> before, std::size_t limit,
                         UnixTime now) override {
    return counted("project_syncs").project_syncs(project_id, before, limit, now);
  }
  std::int64_t count_syncs(UnixTime since) override { return counted("count_syncs").count_syncs(since); }
};

class CountingStatusHistory final : public Counting<StatusHistory> {
 public:
  using Counting::Counting;
  void record_budgets(std::span<const BudgetSample> samples, UnixTime now) override {
    counted("record_budgets").record_budgets(samples, now);
  }
  std::vector<StatusHour> hours(UnixTime since, UnixTime until) override {
    return counted("hours").hours(since, until);
  }
};

class CountingWorkQueue final : public Counting<WorkQueue> {
 public:
  using Counting::Counting;
  QueueCounts count_queue(UnixTime now, std::chrono::seconds late_after) override {
    return counted("count_queue").count_queue(now, late_after);
  }
  std::optional<QueuePlace> queue_place(std::string_view project_id, UnixTime now) override {
    return counted("queue_place").queue_place(project_id, now);
  }
  std::vector<RunningProject> running_projects(UnixTime now, const RunningQuery& query) override {
    return counted("running_projects").running_projects(now, query);
  }
};

}  // namespace cpsg::storage
