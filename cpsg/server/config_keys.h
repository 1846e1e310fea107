// The table of configuration keys: the single place that says how a key is called, what it means, and how its value is
// read and written as text.
//
//   const ConfigKey* key = find_config_key("sync.parallel");
//   key->set(config, {"4"});  // config.sync_parallel is 4; key->get(config) is {"4"}
//
// To add a key, add a member to Config and a row to the table; files, variables, --set and `cpsg config` follow. The
// table is constant and lives as long as the program.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/server/config.h"

namespace cpsg::server {

struct ConfigKey {
  std::string_view name;     // SECTION.KEY, as "github.git_url"
  std::string_view meaning;  // one line
  bool secret = false;       // never printed
  bool list = false;         // any number of values; comma-separated in the environment and in --set
  // `values` has exactly one element unless the key is a list. Throws Error(kConfigInvalid) whose message says what is
  // allowed, without the key's name.
  void (*set)(Config& config, const std::vector<std::string>& values);
  // What set() would take to give the same; empty where nothing is set.
  std::vector<std::string> (*get)(const Config& config);
};

[[nodiscard]] std::span<const ConfigKey> config_keys();
// Null if there is none of that name.
[[nodiscard]] const ConfigKey* find_config_key(std::string_view name);
// Whether its value is a path, in which `~/` may stand for the home directory.
[[nodiscard]] bool is_path_key(std::string_view name);
// The known key that is the fewest edits away.
[[nodiscard]] std::string_view nearest_config_key(std::string_view name);

}  // namespace cpsg::server
