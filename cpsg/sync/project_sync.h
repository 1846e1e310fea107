// One sync of one project, while its lease is held: runs the steps that are due, and stores what SyncState makes of
// their results.
//
//   ProjectSync sync(stores, settings, options, lease, clock, on_progress, cancelled, report);
//   const std::optional<std::string> in_its_place = sync.run();
//
// What is due and the steps are in project_sync.cc, the result in project_sync_result.cc. For one run, by one thread;
// what it is given outlives it.
#pragma once

#include <atomic>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "cpsg/base/clock.h"
#include "cpsg/model/work.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/due_times.h"
#include "cpsg/sync/enrich_commits.h"
#include "cpsg/sync/pull_request_steps.h"
#include "cpsg/sync/settings.h"
#include "cpsg/sync/sync_state.h"

namespace cpsg::sync {

class ProjectSync {
 public:
  // Throws the store's errors.
  ProjectSync(const storage::Stores& stores, const SyncSettings& settings, const SyncOptions& options,
              const storage::Lease& lease, const Clock& clock, const ProgressSink& on_progress,
              const std::atomic<bool>& cancelled, SyncReport& report);

  // Returns the project that is to be synced in the place of this one, if there is one. Throws the first failure, after
  // it is stored.
  std::optional<std::string> run();

 private:
  // ---- what is due ----

  [[nodiscard]] bool has(model::Work work) const { return any(project_.work & work); }
  // A sync in the lane of spare budget does nothing but enrich, whatever else is due.
  [[nodiscard]] bool enriches_only() const { return options_.lane == github::ledger::Lane::kEnrich; }
  [[nodiscard]] bool refs_are_due() const;
  [[nodiscard]] bool is_refused() const;

  // ---- the steps ----

  // Runs `step`, if it may still succeed. If it returns true, all of this work is done and is taken off the project,
  // unless more of it was added while the step ran.
  template <typename Step>
  void attempt(model::Work work, Step&& step);
  void fail(model::Work work, const Failure& failure, std::exception_ptr error, bool heard = false);
  void fail(model::Work work, const Failure& failure) {
    fail(work, failure, std::make_exception_ptr(error_of(failure)));
  }
  void run_api_steps();
  void sync_refs();
  void follow_name();
  bool has_own_name();
  bool read_statistics();
  void list_refs(bool whole);
  void sync_by_graphql();
  void audit_if_due();
  void sync_by_rest();
  bool has_handle();
  bool audit();
  void count_once_more();
  bool enrich();

  // ---- the result ----

  void record(const storage::Refreshed& refreshed);
  void add_work(model::Work work);
  void ask_for_probe_now() {
    record({.project_id = project_.id, .add = model::Work::kProbe, .next_sync_at = clock_()});
  }
  void finish(const model::ProjectStatus& status, model::Work add);
  void store_result();
  void store_counts();
  void take_pulls(const storage::PullProgress& stored, storage::Refreshed& seen);
  [[nodiscard]] UnixTime next_sync_at() const;
  void store_failure() noexcept;
  [[nodiscard]] bool needs_probe() const;
  void store_enrichment_pause() noexcept;

  const storage::Stores stores_;
  const SyncSettings& settings_;
  const SyncOptions& options_;
  const storage::Lease& lease_;
  const Clock& clock_;
  const ProgressSink& on_progress_;
  const std::atomic<bool>& cancelled_;
  SyncReport& report_;
  const github::client::Call call_;
  model::Project project_;  // as read before or after the latest step
  const model::ProjectStatus status_before_;
  const ApiAccess access_;
  const DueTimes due_;
  SyncState state_;
  std::exception_ptr first_error_;
  PullRequestSteps pulls_;
  EnrichReport enriched_;
  std::optional<UnixTime> extras_again_at_;  // they are not all read yet
  bool name_is_of_another_ = false;          // as the API said before a fetch
  std::optional<std::string> replaced_by_;
};

}  // namespace cpsg::sync
