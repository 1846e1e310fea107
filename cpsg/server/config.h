// The values of the configuration, each with its default. The keys by which they are set stand in config_keys.h, and
// load_config.h reads them from files, the environment and the command line.
//
//   Config config;
//   config.github_api_url = "https://ghe.example/api/v3";  // config.api_urls()->graphql is ".../api/graphql"
//
// A member is named as its key (github.git_url is github_git_url), and its unit is in its type. Values that went
// through config_keys.h are valid; the struct itself checks nothing. A plain value: copies are independent.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/access/client_limits.h"
#include "cpsg/access/policy.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/schedule/due.h"
#include "cpsg/schedule/off_peak.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::server {

// kAuto is JSON where an orchestrator collects what is written (ECS, Kubernetes), and text elsewhere.
enum class LogFormat : std::uint8_t { kAuto, kJson, kText };

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
  std::string github_egress = "default";
  std::uint32_t github_git_concurrent = 8;
  std::uint32_t github_git_requests_per_s = 10;
  std::string store_url;  // "sqlite:PATH"; empty where there is no place for a default
  std::chrono::milliseconds store_busy_timeout{10'000};
  std::string server_listen = "127.0.0.1:8080";
  std::string server_tls_certificate_file;  // empty: without TLS
  std::string server_tls_key_file;
  std::size_t server_threads = 4;
  std::optional<std::chrono::seconds> server_drain_delay;  // nothing: see drain_delay()
  std::string server_public_url;                           // empty: none
  std::vector<std::string> server_hosts;                   // names without scheme and port
  std::vector<std::string> server_cors_origins;            // scheme://host[:port]
  std::vector<std::string> server_embed_origins;           // likewise
  std::vector<std::string> server_trusted_proxies;         // networks, as 10.0.0.0/8
  // Of answers that are kept; 0: none is.
  std::size_t server_answer_cache_bytes = 8 * limits::kMiB;
  access::AnonymousRead server_anonymous_read = access::AnonymousRead::kAuto;
  bool badges_private = false;
  access::ClientLimitOptions server_limits;  // the server.*_per_minute_per_* keys
  std::string net_ca_file;
  std::chrono::milliseconds net_connect_timeout{10'000};
  std::chrono::milliseconds net_stall_timeout{60'000};
  std::size_t sync_parallel = 2;
  std::chrono::seconds sync_lease_wait{30};
  std::string sync_spool_directory;  // empty: see spool_directory()
  schedule::DueRules due;            // the sync.*_interval_s keys
  schedule::OffPeak off_peak;        // schedule.off_peak
  std::size_t batch_at_once = 8;
  sync::Privacy privacy;
  log::Level log_level = log::Level::kInfo;
  LogFormat log_format = LogFormat::kAuto;

  struct ApiUrls {
    std::string rest;
    std::string graphql;
  };
  // The API's two addresses. If only one of the keys is set, the other address follows from it: URL and URL/graphql, or
  // on GitHub Enterprise Server HOST/api/v3 and HOST/api/graphql. If neither is set, they are GitHub's own for
  // github.com's repositories, and nothing for another host, where git alone is used.
  [[nodiscard]] std::optional<ApiUrls> api_urls() const;

  // Whether the server speaks TLS. Throws Error(kConfigInvalid) where one of its two files is set without the other.
  [[nodiscard]] bool has_tls() const;

  // How long the server goes on after it was told to stop. If the key is not set: 0 s where only programs of this
  // machine reach it, and 5 s elsewhere, where something may have to notice that it is about to stop. Throws
  // Error(kConfigInvalid) where server_listen is no address.
  [[nodiscard]] std::chrono::seconds drain_delay() const;

  // The file that store_url, "sqlite:PATH" or "sqlite://PATH", names. Throws Error(kConfigInvalid) where store_url is
  // empty, as it is without a home directory to have a default in.
  [[nodiscard]] std::filesystem::path sqlite_path() const;
  // Absolute. Throws as sqlite_path().
  [[nodiscard]] std::filesystem::path spool_directory() const;
};

}  // namespace cpsg::server
