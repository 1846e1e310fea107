// What a sync of one project leaves behind: its status, what is counted, and the work that is left.
#include <algorithm>

#include "cpsg/base/log.h"
#include "cpsg/sync/project_sync.h"
#include "cpsg/sync/status_transitions.h"

namespace cpsg::sync {

using model::Work;

void ProjectSync::record(const storage::Refreshed& refreshed) {
  stores_.observations.record_refreshed(lease_, refreshed, clock_());
}

// The project is read again, so that this work is not taken for work of others that nobody has looked at.
void ProjectSync::add_work(Work work) {
  record({.project_id = project_.id, .add = work});
  project_ = stores_.projects.project(project_.id);
}

// What the sync has looked at is `project_` as it was read last. Work that came later keeps the project due.
void ProjectSync::finish(const model::ProjectStatus& status, Work add) {
  stores_.projects.finish_sync(lease_, {.status = status, .add = add, .ended_at = clock_()}, project_.work_version);
}

void ProjectSync::store_result() {
  switch (state_.result()) {
    case SyncResult::kReplaced:
      return;
    case SyncResult::kPartial:
    case SyncResult::kAborted:
      return store_failure();
    case SyncResult::kSynced:
      store_counts();
      return finish(status_after_success(status_before_, next_sync_at(), clock_()), Work::kNothing);
    case SyncResult::kNothing:
      return store_counts();
  }
}

void ProjectSync::store_counts() {
  const auto progress = stores_.pulls.pull_progress({&project_.id, 1});
  storage::Refreshed seen{.project_id = project_.id};
  if (const auto found = progress.find(project_.id); found != progress.end()) take_pulls(found->second, seen);
  if (report_.new_commits + report_.new_branches + report_.new_pulls > 0) seen.changed_at = clock_();
  if (seen.changed_at || seen.statistics || seen.pull_coverage) record(seen);
}

// What is stored of them counts for what REST does not tell only once all were read.
void ProjectSync::take_pulls(const storage::PullProgress& stored, storage::Refreshed& seen) {
  const bool all_read = stored.walk.watermark.has_value();
  if (all_read || stored.counts.total().value_or(0) > 0) report_.total_pulls = stored.counts.total();
  if (access_ == ApiAccess::kRest && all_read) seen.statistics = pulls_.counted_in_statistics(project_, stored.counts);
  if (access_ == ApiAccess::kGraphql && !state_.audited()) {
    seen.pull_coverage = pulls_.stored_share_before_audit(project_, stored);
  }
}

UnixTime ProjectSync::next_sync_at() const {
  if (leaves_due(model::without(project_.work, Work::kPulls))) return clock_();
  if (leaves_due(project_.work)) return pulls_.report().look_again_at.value_or(clock_());
  return due_.next_probe_at(project_.id);
}

// If the store fails here as well, that is only logged: the first failure is what the caller has to hear of.
void ProjectSync::store_failure() noexcept {
  try {
    if (state_.result() == SyncResult::kPartial) store_counts();
    const model::Project stored = stores_.projects.project(project_.id);
    model::ProjectStatus status = state_.status_after_failures(status_before_, stored.status, clock_());
    due_.keep_git_at_its_interval(project_, state_, status);
    finish(status, needs_probe() ? Work::kProbe : Work::kNothing);
  } catch (const std::exception& e) {
    log::warning("the failure could not be recorded: {}", e.what());
  }
}

bool ProjectSync::needs_probe() const {
  const bool can_ask_api = access_ == ApiAccess::kGraphql || access_ == ApiAccess::kRest;
  const ProbeNeed need = state_.probe_need(can_ask_api && !options_.api_failure);
  return need == ProbeNeed::kYes || (need == ProbeNeed::kIfStatisticsAreDue && due_.statistics_are_due(project_.id));
}

// A sync that only enriches leaves the status alone. It only says when the project may be enriched again, so that
// other projects come first.
void ProjectSync::store_enrichment_pause() noexcept {
  try {
    if (state_.repository_missing()) ask_for_probe_now();
    auto pause = state_.enrichment_pause(has(Work::kEnrich));
    if (pause && enriched_.finished && extras_again_at_) pause = std::max(*pause, *extras_again_at_ - clock_());
    if (pause) stores_.projects.put_off_work(lease_, clock_() + *pause);
  } catch (const std::exception& e) {
    log::warning("enrichment could not be put off: {}", e.what());
  }
}

}  // namespace cpsg::sync
