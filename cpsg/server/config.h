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
#include "cpsg/schedule/due.h"
#include "cpsg/schedule/off_peak.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::server {

struct Config {
  std::string github_git_url = "https://github.com";
  std::string github_api_url;      // empty: see api_urls()
  std::string github_graphql_url;  // empty: see api_urls()
  std::vector<std::string> github_tokens;
  std::string github_app_id;
  std::string github_app_private_key_file;
  std::vector<std::int64_t> github_app_installations;
  std::string github_webhook_secret;
  int github_floor_percent = 10;
  std::uint32_t github_git_concurrent = 8;
  std::uint32_t github_git_requests_per_s = 10;
  std::string store_url;  // "sqlite:PATH"
  std::chrono::milliseconds store_busy_timeout{10'000};
  std::string server_listen = "127.0.0.1:8080";
  std::string net_ca_file;
  std::chrono::milliseconds net_connect_timeout{10'000};
  std::chrono::milliseconds net_stall_timeout{60'000};
  std::size_t sync_parallel = 2;
  std::chrono::seconds sync_lease_wait{30};
  schedule::DueRules due;
  schedule::OffPeak off_peak;
  std::size_t batch_at_once = 8;
  sync::Privacy privacy;
  log::Level log_level = log::Level::kInfo;

  struct ApiUrls {
    std::string rest;
    std::string graphql;
  };
  // Those that are set; of one of them the other follows (URL/graphql; on GitHub Enterprise Server HOST/api/v3 and
  // HOST/api/graphql). Of github.com's repositories its own by default. Nothing for another host: git alone is used.
  [[nodiscard]] std::optional<ApiUrls> api_urls() const;

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
