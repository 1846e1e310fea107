// What `cpsg config` prints.
//
//   write_result(render_config(load_config(input)));
//   // [sync]
//   // # Projects synced at once. (from --set)
//   // parallel = 4
#pragma once

#include <string>

#include "cpsg/server/load_config.h"

namespace cpsg::server {

// A TOML file with all keys, each below a comment with its meaning and its source. Secrets are masked, and commented
// out, so that reading the file back sets none of them; all other values are read back as they were.
[[nodiscard]] std::string render_config(const LoadedConfig& loaded);
// A line of JSON for each key: {"key", "value" (a list for those that take one), "source", "meaning"}. Secrets are
// masked.
[[nodiscard]] std::string render_config_json(const LoadedConfig& loaded);

}  // namespace cpsg::server
