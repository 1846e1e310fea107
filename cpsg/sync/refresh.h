// The API's look at many projects at once: a probe of up to 100 a query, full statistics of those that moved or whose
// day is over, first contact by name; what follows for each is written to the store as work for sync_project().
//
// Identity is GitHub's number. A project that answers under another name is renamed; one whose node id is no longer
// known is looked up by its name: the same number there means a new handle, another number a new repository of the same
// name (the old project is put aside, the new one added), none that it is gone, blocked or out of reach, which REST is
// asked for by number.
#pragma once

#include <atomic>
#include <chrono>
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

namespace cpsg::sync {

struct RefreshSettings {
  schedule::DueRules due;
  bool all_statistics = false;  // read them whether something moved or not
};

struct RefreshResult {
  std::string project_id;          // as given
  std::string now_id;              // under which it is now: another one after a merge or a re-creation
  std::optional<Failure> failure;  // of this project alone; its status says the same
  github::client::Spent spent;     // its share of the queries
};

// One result a project, in order; the projects' statuses, work and next_sync_at are written. A failure of the API as a
// whole (no budget, no network) leaves a project due for a sync by git, which needs none of it. Throws
// Error(kCancelled) and the store's errors alone.
[[nodiscard]] std::vector<RefreshResult> refresh_projects(const storage::Stores& stores, github::client::Client& client,
                                                          const RefreshSettings& settings,
                                                          std::span<const model::Project> projects, const Clock& clock,
                                                          const github::client::Call& call);

// Whether a result's failure says nothing about the project, so that git, which needs no API, should still be asked.
[[nodiscard]] bool leaves_git_to_do(const Failure& failure);

}  // namespace cpsg::sync
