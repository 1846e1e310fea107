// The table of configuration keys: the single place where a key's name, meaning, reading and printing stand.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/server/config.h"

namespace cpsg::server {

struct ConfigKey {
  std::string_view name;     // "github.git_url"
  std::string_view meaning;  // one line
  bool secret = false;
  bool list = false;  // comma-separated in the environment and in --set
  // Throws Error(kConfigInvalid) whose message says what is allowed, without the key's name.
  void (*set)(Config& config, const std::vector<std::string>& values);
  std::vector<std::string> (*get)(const Config& config);
};

[[nodiscard]] std::span<const ConfigKey> config_keys();
[[nodiscard]] const ConfigKey* find_config_key(std::string_view name);
// The known key that is the fewest edits away.
[[nodiscard]] std::string_view nearest_config_key(std::string_view name);

}  // namespace cpsg::server
