// One project on its way through a `cpsg sync`.
//
//   SyncTask task(job);                // task.outcome.project is job.given
//   task.project_id;                   // empty until the project is found or added
//
// A plain value without a lock: one thread at a time has it. It refers to nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/model/target.h"
#include "cpsg/server/sync_jobs.h"
#include "cpsg/server/sync_outcome.h"

namespace cpsg::server {

struct SyncTask {
  explicit SyncTask(const SyncJob& job) {
    outcome.project = job.given;
    if (const auto* named = std::get_if<model::Target>(&job.meaning)) target = *named;
    if (const auto* stored = std::get_if<StoredProject>(&job.meaning)) project_id = stored->id;
    if (const auto* failure = std::get_if<Failure>(&job.meaning)) outcome.failure = *failure;
  }

  model::Target target;  // where project_id is empty
  std::string project_id;
  // Found without history, or added, by this run: a failure takes that back.
  bool first_contact = false;
  // The API failed for this project in this round, in a way that leaves git to be asked.
  std::optional<Failure> api_failure;
  SyncOutcome outcome;
};

using TaskSpan = std::span<SyncTask* const>;

[[nodiscard]] inline std::vector<std::string> ids_of(TaskSpan tasks) {
  std::vector<std::string> ids;
  ids.reserve(tasks.size());
  for (const SyncTask* task : tasks) ids.push_back(task->project_id);
  return ids;
}

}  // namespace cpsg::server
