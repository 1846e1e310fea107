// What the sync of one project came to, and the two texts that `cpsg sync` makes of it.
//
//   const SyncOutcome outcome{.project = "pallets/flask", .report = report};
//   to_text(outcome);  // "pallets/flask: 12 new commits, 5300 in all on 4 branches, 0.41 s, 2 git requests, 0.1 MB"
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/sync/sync_project.h"

namespace cpsg::server {

struct SyncOutcome {
  std::string project;             // its full name, or the target as given if it never became a project
  sync::SyncReport report;         // what was spent counts in a failure too
  std::optional<Failure> failure;  // nothing: it went well
};

// One compact JSON object, as `sync --json` prints it; without a line break. Reads the memory use of this process.
[[nodiscard]] std::string to_json(const SyncOutcome& outcome);
// One line for people, without a line break.
[[nodiscard]] std::string to_text(const SyncOutcome& outcome);

}  // namespace cpsg::server
