// What has happened so far in one sync of one project, and what follows from it: which steps may still run, what the
// project's status becomes, whether the API has to be asked about the project, and when the next sync is due.
//
//   SyncState state;
//   if (state.may_run(Work::kPulls)) { ... state.succeed(Work::kPulls) or state.fail(Work::kPulls, failure) ... }
//   if (state.result() == SyncResult::kSynced) finish(status_after_success(...));
//
// A value: no store, no network, no clock. A step is named by the one bit of model::Work that it does. Where steps
// fail, the first failure counts for the status; later ones only say which steps are pointless.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/project.h"
#include "cpsg/model/work.h"
#include "cpsg/sync/failures.h"

namespace cpsg::sync {

// Where this project's data can be asked for.
enum class ApiAccess : std::uint8_t {
  kNone,       // there is no API client
  kRest,       // REST without a token
  kGraphql,    // GraphQL and REST
  kNotGithub,  // the project has a source_url of its own: there is git, but no API, whatever client there is
};

// How a sync ended, as far as the project's status is concerned.
enum class SyncResult : std::uint8_t {
  kReplaced,  // the project's data belongs to another project now, which has a status of its own
  kNothing,   // no step ran that brings the project up to date: the status stays
  kSynced,    // all steps that were due ended well
  kPartial,   // a step failed; the others ran
  kAborted,   // a failure that no step can get round: of the store, the lease or the program, or a stop
};

// Whether the API has to be asked what the project is, and whether it moved (Work::kProbe), after a sync that failed.
enum class ProbeNeed : std::uint8_t {
  kNo,
  kIfStatisticsAreDue,  // otherwise work that fails every time would keep the statistics from ever being read
  kYes,                 // it may be gone, or goes on as usual though a part of it fails every time
};

class SyncState {
 public:
  struct FailedStep {
    model::Work step = model::Work::kNothing;
    Failure failure;
    bool heard = false;  // the remote had answered in this step
  };

  // `enrich_only`: enriching is all that the sync does, so that a budget that is used up is its failure.
  explicit SyncState(bool enrich_only = false) : enrich_only_(enrich_only) {}

  // ---- what happened ----

  // The step ran to its end, whether all of its work is done or not.
  void succeed(model::Work step);
  // kProbe stands for a failure of the API that happened before this sync. `heard`: as kind_of() has it.
  void fail(model::Work step, const Failure& failure, bool heard = false);
  // The project's data belongs to another project now. No further step may run.
  void replace();

  // ---- what follows ----

  [[nodiscard]] bool may_run(model::Work step) const;
  [[nodiscard]] bool refs_listed() const { return model::any(done_ & model::Work::kRefs); }
  [[nodiscard]] bool audited() const { return model::any(done_ & model::Work::kAudit); }
  // Git or the API said that there is no such repository.
  [[nodiscard]] bool repository_missing() const { return repository_missing_; }
  // Git was asked and failed, but for branches that a damaged remote cannot give: of the others all is stored.
  [[nodiscard]] bool git_failed() const { return git_failed_; }

  [[nodiscard]] SyncResult result() const;
  // The failure for the status: nothing if none happened, or if the first one was only that the spare budget for
  // enrichment is used up.
  [[nodiscard]] const std::optional<FailedStep>& failure_for_status() const { return failure_; }
  // The status after kPartial or kAborted. `before` is the status before the sync, `stored` the one that is stored now;
  // they differ where a step has published something.
  // Trouble that leaves git alone is not told by the state of a project whose branches were listed.
  [[nodiscard]] model::ProjectStatus status_after_failures(const model::ProjectStatus& before,
                                                           const model::ProjectStatus& stored, UnixTime now) const;
  // After kPartial or kAborted.
  [[nodiscard]] ProbeNeed probe_need(bool api_can_be_asked) const;

  // For a sync that only enriches, in the place of a status: how long the project waits until it is enriched again.
  // Nothing: its waiting time stays as it is. `work_left`: there are more commits to enrich.
  [[nodiscard]] std::optional<std::chrono::seconds> enrichment_pause(bool work_left) const;

 private:
  bool enrich_only_;
  model::Work done_ = model::Work::kNothing;
  bool failed_ = false;
  std::optional<FailedStep> failure_;
  bool api_is_pointless_ = false;
  bool everything_is_pointless_ = false;
  bool repository_missing_ = false;
  bool git_failed_ = false;
  bool gives_the_rest_ = false;  // a damaged remote, of all that is sound
  bool git_refused_ = false;     // with a word that may mean that the repository is missing
  bool api_misses_ = false;      // the refresh before this sync found no such repository
  bool replaced_ = false;
};

// The work that is done once the branches were listed: where there is no probe, listing them answers its question too.
[[nodiscard]] model::Work work_done_by_refs(ApiAccess access);

// Whom the step that does this work asks.
[[nodiscard]] inline Asked asked_by(model::Work step) { return step == model::Work::kRefs ? Asked::kGit : Asked::kApi; }

// Whether this work leaves the project due at once. Lines and logins of commits can wait.
[[nodiscard]] bool leaves_due(model::Work work);

}  // namespace cpsg::sync
