// How a project's status changes when a sync or a refresh of it ends.
//
//   projects.change_status(id, work_version, [&](const model::ProjectStatus& stored) {
//     return status_after_failure(stored, {failure, Asked::kApi}, now);
//   });
//
// Pure functions, safe to call from any thread. `now` is the time of the end; times are whole seconds of UTC.
#pragma once

#include <cstdint>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/project.h"
#include "cpsg/sync/failures.h"

namespace cpsg::sync {

// When a refusal (401, 403, 404) of a project that was synced before becomes its state. At first contact it does at
// once.
enum class Belief : std::uint8_t {
  kWhenRepeated,  // when it is heard again, a minute or more after it was first heard
  kNotYet,        // not now: somebody else is still to be asked
  kAtOnce,        // now: the API and git agree
};

struct JudgedFailure {
  Failure failure;
  Asked asked = Asked::kApi;
  bool heard = false;  // as kind_of() has it
  Belief belief = Belief::kWhenRepeated;

  [[nodiscard]] FailureKind kind() const { return kind_of(failure.code, asked, heard); }
};

// By the kind of the failure:
// kOurs: state and count of failures stay, code and reason say what waits. The next try comes after 30 s, doubling to
//   an hour, and never before retry_after. kBusy and kCancelled leave code and reason, too; after kCancelled the
//   project is due at once.
// kAccess, and what is missing: code and reason are those of the failure, the state as Belief says; blocked, gone for
//   good and single sign-on are GitHub's own word and need no second one. The next try comes after a minute, doubling
//   to a day.
// kMoment: failing, tried again after 30 s, doubling with every failure in a row to an hour, and never before
//   retry_after. kRateLimited with a retry_after is no failure: the next try comes when that time is over, and the
//   count of failures stays.
// Other faults of the repository: failing, tried again after a day.
[[nodiscard]] model::ProjectStatus status_after_failure(const model::ProjectStatus& before, const JudgedFailure& judged,
                                                        UnixTime now);

// State ok, synced at `now`, without failures; `since` stays if the state was ok before.
[[nodiscard]] model::ProjectStatus status_after_success(const model::ProjectStatus& before, UnixTime next_sync_at,
                                                        UnixTime now);

// What the API would tell waits: for the status of a project whose commits are up to date.
[[nodiscard]] Failure as_waiting_for_the_api(Failure failure);

}  // namespace cpsg::sync
