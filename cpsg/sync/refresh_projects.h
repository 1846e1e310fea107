// The use case of many projects at once: asks the API what they are and whether they moved. A probe takes up to 100
// projects a query; full statistics are read of those that moved or whose day is over; new ones are looked up by name.
// What follows for each is stored as work for sync_project().
//
//   const auto results = refresh_projects(stores, client, {.due = rules}, due_projects, clock, call);
//   for (const RefreshResult& result : results) if (result.failure) report(result.now_id, *result.failure);
//
// Identity is GitHub's number. A project that answers under another name is renamed. One whose handle (node id) GitHub
// no longer knows is looked up by its name. The same number there means that only the handle changed. Another number
// means that it is a new repository of the same name: the old project is put aside and a new one added. No answer means
// that it is gone, blocked or out of reach, and REST, asked by number, says which; by name where no number is known.
// What GraphQL fails to give of one project alone is read by REST, of at most ten projects a call.
// What the tokens may not read of a project, or of all that its owner has, is its failure; what can be read is stored.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/schedule/due.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/refresh_result.h"

namespace cpsg::sync {

struct RefreshSettings {
  schedule::DueRules due;
  bool all_statistics = false;  // read the full statistics of every project, whether it moved or not
};

// One result for each project, in order; the projects' statuses, work and times of the next sync are written. The
// caller has git asked about those whose failure leaves it to do.
// Reads from the store are of all projects at once, except for those that were merged or put aside. Blocks; safe to
// call from several threads. Throws Error(kCancelled) and the store's errors alone.
[[nodiscard]] std::vector<RefreshResult> refresh_projects(const storage::Stores& stores, github::client::Client& client,
                                                          const RefreshSettings& settings,
                                                          std::span<const model::Project> projects, const Clock& clock,
                                                          const github::client::Call& call);

}  // namespace cpsg::sync
