// Makes the configuration out of its sources: defaults, then one TOML file, then environment variables
// CPSG_SECTION_KEY, then `--set key=value`; the later wins. The file is the one that --config or CPSG_CONFIG names,
// else the first that exists of cpsg/config.toml in the user's configuration directory and /etc/cpsg/config.toml.
//
//   const LoadedConfig loaded = load_config({.environment = read_environment(), .settings = {"sync.parallel=4"}});
//   loaded.config.sync_parallel;               // 4
//   loaded.sources.at("sync.parallel");        // "--set"
//
// An unknown key in a file or in --set is refused with the nearest known one. An unknown CPSG_* variable only gives a
// warning, because orchestrators inject variables of such names.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/server/config.h"

namespace cpsg::server {

// The name of each key that is not at its default, and where its value comes from: a file's path, "environment NAME" or
// "--set".
using ConfigSources = std::map<std::string, std::string>;

struct LoadedConfig {
  Config config;
  ConfigSources sources;
  std::optional<std::filesystem::path> file;  // that was read
  std::string home;                           // the user's home directory; empty where it is not known
  std::vector<std::string> warnings;          // one line each, for the user
};

struct ConfigInput {
  std::optional<std::string> file;  // must exist if it is given
  std::filesystem::path system_file = "/etc/cpsg/config.toml";
  std::vector<std::pair<std::string, std::string>> environment;  // name and value
  std::vector<std::string> settings;                             // "key=value"
};

// Throws Error(kConfigInvalid) in one line that names the source, the key, the value unless it is secret, and what is
// allowed.
[[nodiscard]] LoadedConfig load_config(const ConfigInput& input);

// The variables of this process that load_config() uses: CPSG_*, and XDG_* and HOME for the default paths.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_environment();

}  // namespace cpsg::server
