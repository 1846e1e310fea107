// What a failure means: which kind it is of, what it leaves to be done, and the way back from a Failure to an
// exception. All that tells failures apart for a project's status, for the worker and for the steps of a sync is here.
//
//   const FailureKind kind = kind_of(failure.code, Asked::kApi);
//   if (answer.failure && !concerns_one_alone(*answer.failure)) throw error_of(*answer.failure);
//
// Pure functions, safe to call from any thread.
#pragma once

#include <cstdint>

#include "cpsg/base/error.h"
#include "cpsg/model/project.h"

namespace cpsg::sync {

// Who was asked when it failed.
enum class Asked : std::uint8_t { kApi, kGit };

enum class FailureKind : std::uint8_t {
  kOurs,        // token, configuration, network, trust, database: of all projects or none, so no project's state
  kAccess,      // the owner, or git, refuses us what others may see
  kRepository,  // missing, gone, blocked, damaged, beyond a limit
  kMoment,      // the remote's: it failed, stalled, or asked to wait
};

// A 401 of the API is about our tokens; git answers so for one repository, also where it is missing. `heard`: the
// remote had answered in the same step, so that it can be reached, and what broke was one connection.
[[nodiscard]] FailureKind kind_of(ErrorCode code, Asked asked, bool heard = false);

// Whether the failure is one of everything that is asked of the API or of git in this way: nobody needs to try with
// another project at the same moment.
[[nodiscard]] bool is_outage(ErrorCode code, Asked asked, bool heard = false);

// Whether two codes may tell of one trouble that lasts, so that the second confirms the first: both of our own, or both
// a refusal.
[[nodiscard]] bool tell_of_one_trouble(ErrorCode first, ErrorCode second);

// Whether a failure of one of several things that were asked for is that one's own, so that the others are still worth
// asking for.
[[nodiscard]] bool concerns_one_alone(const Failure& failure);

// Whether the API refused our tokens what others may see, so that git, and REST without a token, are worth asking.
[[nodiscard]] bool is_refusal_of_token(const Failure& failure);

// Whether git should still be asked after a refresh of this project failed: because the failure is of the API or our
// tokens and says nothing about the project, or to hear whether git, too, misses a repository that was there.
[[nodiscard]] bool leaves_git_to_do(const Failure& failure, const model::Project& project);

}  // namespace cpsg::sync
