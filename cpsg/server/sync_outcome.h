// What a project's sync came to, in the two forms in which `cpsg sync` tells it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/sync/sync_project.h"

namespace cpsg::server {

struct SyncOutcome {
  std::string project;
  sync::SyncReport report;
  std::optional<Failure> failure;
};

// One compact object, as `sync --json` prints it; without a line break.
[[nodiscard]] std::string to_json(const SyncOutcome& outcome);
// One line for people.
[[nodiscard]] std::string to_text(const SyncOutcome& outcome);

}  // namespace cpsg::server
