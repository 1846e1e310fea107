// Settles what GitHub counts otherwise than is stored of a project's pull requests, at the least cost that does.
//
//   const PullRepairReport found = repair_pull_requests({pulls, client, project, lease, call, titles, now}, counted);
//
// What is tried, until the counts agree by state: the numbers that GitHub failed to give before are asked for again;
// then, where the number of open ones differs, those that either side has open (100 of GitHub's a point); then all are
// listed (100 a point): those that GitHub no longer has are removed, those that are missing or differ are fetched. What
// GitHub lists but fails to give becomes a gap.
//
// A difference that is left after a list is remembered. The same one is not listed for again before a week has passed,
// then two, then four; another one is at once.
#pragma once

#include <cstdint>

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

struct PullRepairContext {
  storage::PullRequests& pulls;
  github::client::Client& client;
  const model::Project& project;  // has a handle (node id)
  const storage::Lease& lease;    // held by the caller
  const github::client::Call& call;
  MessagePrivacy titles = MessagePrivacy::kKeep;  // by which titles and labels are stored
  UnixTime now{};
  bool list_again = false;  // whatever is remembered
};

struct PullRepairReport {
  std::int64_t counted = 0;  // by GitHub
  std::int64_t missing = 0;  // of those, not stored, or stored as they were before GitHub failed to give them
  std::uint64_t removed = 0;
  std::uint64_t repaired = 0;  // not stored before
};

// While a walk through the pull requests is under way, nothing is repaired: what is missing is still to come. Blocks.
// Throws Error, of the API or the store; what was repaired until then stays.
[[nodiscard]] PullRepairReport repair_pull_requests(const PullRepairContext& context, const model::PullCounts& counted);

// GitHub's counts less those stored. Nothing if they agree, or where GitHub tells none.
[[nodiscard]] std::optional<storage::PullDifference> difference_of(const model::PullCounts& counted,
                                                                   const model::PullCounts& stored);

}  // namespace cpsg::sync
