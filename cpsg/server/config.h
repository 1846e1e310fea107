// The configuration: one typed struct, one table of keys, three sources.
//
// Defaults, then one TOML file, then environment variables CPSG_SECTION_KEY, then `--set key=value`; the later wins. An
// unknown key in a file or flag is refused with the nearest known one, an unknown CPSG_* variable is only warned of,
// because orchestrators inject such names.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/log.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::server {

struct Config {
  std::string github_git_url = "https://github.com";
  std::string github_api_url = "https://api.github.com";
  std::string github_graphql_url = "https://api.github.com/graphql";
  std::vector<std::string> github_tokens;
  std::string store_url;  // "sqlite:PATH"
  std::chrono::milliseconds store_busy_timeout{10'000};
  std::string server_listen = "127.0.0.1:8080";
  std::string net_ca_file;
  std::chrono::milliseconds net_connect_timeout{10'000};
  std::chrono::milliseconds net_stall_timeout{60'000};
  std::size_t sync_parallel = 2;
  std::chrono::seconds sync_lease_wait{30};
  std::chrono::seconds sync_refresh_interval{900};
  sync::Privacy privacy;
  log::Level log_level = log::Level::kInfo;

  // The file of a `sqlite:` store.
  [[nodiscard]] std::filesystem::path sqlite_path() const;
};

// Where each value that is not a default comes from, for `cpsg config`.
using ConfigSources = std::map<std::string, std::string>;

struct LoadedConfig {
  Config config;
  ConfigSources sources;
  std::vector<std::string> warnings;  // one line each
};

struct ConfigInput {
  std::optional<std::filesystem::path> file;  // must exist when given; else the user's default one, if it exists
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> settings;  // "key=value"
};

// Throws Error(kConfigInvalid) in one line that names the key, the value unless it is secret, and what is allowed.
[[nodiscard]] LoadedConfig load_config(const ConfigInput& input);

// The result as a TOML file with each key's meaning and source; secrets are masked.
[[nodiscard]] std::string render_config(const LoadedConfig& loaded);

// The process's variables whose names begin with CPSG_, and XDG_*/HOME for the default paths.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_environment();

}  // namespace cpsg::server
