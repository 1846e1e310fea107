#include "cpsg/server/construction.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/coordination/local/local_budget_source.h"
#include "cpsg/coordination/local/local_events.h"
#include "cpsg/git/pack/spool.h"
#include "cpsg/github/accounts/token_text.h"
#include "cpsg/server/version.h"
#include "cpsg/storage/sqlite/integrity.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/sync/credentials_change.h"
#include "cpsg/sync/lease_holder.h"

namespace cpsg::server {

namespace {

constexpr std::size_t kKeyFileMaxBytes = 64 * limits::kKiB;

std::string read_key_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kKeyFileMaxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.empty() || text.size() > kKeyFileMaxBytes) {
    throw Error(ErrorCode::kConfigInvalid, fmt::format("github.app_private_key_file: cannot read a key from {}", path));
  }
  return text;
}

std::optional<github::accounts::AppSettings> app_settings(const Config& config) {
  if (config.github_app_id.empty() && config.github_app_private_key_file.empty()) return std::nullopt;
  if (config.github_app_id.empty() || config.github_app_private_key_file.empty()) {
    throw Error(ErrorCode::kConfigInvalid, "github.app_id and github.app_private_key_file go together: set both");
  }
  return github::accounts::AppSettings{config.github_app_id, read_key_file(config.github_app_private_key_file),
                                       config.github_app_installations};
}

bool has_credentials(const Config& config) { return !config.github_tokens.empty() || !config.github_app_id.empty(); }

// Limits are those of a server, so other servers' are kept apart.
std::shared_ptr<coordination::BudgetSource> open_budget_source(const Config& config) {
  return std::make_shared<coordination::local::LocalBudgetSource>(
      config.sqlite_path(), fmt::format("{} {}", config.github_git_url, config.github_api_url));
}

std::unique_ptr<github::client::Client> open_api(const Config& config,
                                                 std::shared_ptr<coordination::BudgetSource> budget_source,
                                                 WaitableClock& clock) {
  const std::optional<Config::ApiUrls> urls = config.api_urls();
  if (!urls) return nullptr;
  github::client::ClientSettings settings;
  settings.api_url = urls->rest;
  settings.graphql_url = urls->graphql;
  settings.accounts = {.tokens = config.github_tokens, .app = app_settings(config)};
  settings.rules.floor_fraction = config.github_floor_percent / 100.0;
  settings.budget_source = std::move(budget_source);
  settings.http = client_options(config);
  return std::make_unique<github::client::Client>(std::move(settings), clock);
}

github::ledger::GitLaneRules git_rules(const Config& config) {
  github::ledger::GitLaneRules rules;
  rules.concurrent_max = config.github_git_concurrent;
  rules.requests_per_second = config.github_git_requests_per_s;
  return has_credentials(config) ? rules : github::ledger::halved(rules);
}

// Credentials for git: GitHub takes any user name, with a token as the password. Without an API to tell which token
// suits an owner, the first one is used.
std::function<std::optional<http::Credentials>(std::string_view)> git_credentials(const Config& config,
                                                                                  github::client::Client* api,
                                                                                  const Clock& clock) {
  if (api != nullptr) {
    return [api, clock](std::string_view owner) -> std::optional<http::Credentials> {
      try {
        return api->accounts().git_credentials(owner, clock());
      } catch (const Error& e) {
        // Every token was refused. Public repositories can still be read; the API client reports the refusal.
        if (e.code() != ErrorCode::kUnauthorized) throw;
        return std::nullopt;
      }
    };
  }
  if (config.github_tokens.empty()) return {};
  return
      [token = config.github_tokens.front()](std::string_view) { return http::Credentials{"x-access-token", token}; };
}

}  // namespace

void note_credentials(const Config& config, const storage::Stores& stores, UnixTime now) {
  std::vector<std::string> names;
  for (const std::string& token : config.github_tokens) names.push_back(github::accounts::fingerprint_of(token));
  if (!config.github_app_id.empty()) names.push_back("app " + config.github_app_id);
  try {
    sync::make_due_after_change_of_credentials(stores.projects, stores.settings, std::move(names), now);
  } catch (const Error& e) {
    log::debug("whether the credentials are others than before is not known: {}", e.what());
  }
}

github::client::Client& require_graphql(const Remote& remote) {
  if (remote.api == nullptr) {
    throw Error(ErrorCode::kConfigInvalid,
                "github.api_url is not set, and github.git_url is not github.com: there is no API to ask");
  }
  if (!remote.api->has_graphql()) {
    throw Error(ErrorCode::kUnauthorized,
                "GitHub's GraphQL API needs a token: set github.tokens, or github.app_id with its key");
  }
  return *remote.api;
}

namespace {

OpenedStore open_sqlite(const Config& config, storage::sqlite::Access access) {
  storage::sqlite::SqliteOptions options{.access = access, .busy_timeout = config.store_busy_timeout};
  options.readers_max += config.sync_parallel;  // a sync that reads a whole graph keeps no answer waiting
  std::shared_ptr<storage::sqlite::SqliteStore> store =
      storage::sqlite::open_sqlite_store(config.sqlite_path(), options);
  return {.owner = store, .ports = store->stores(), .release_memory = [&store = *store] { store.release_memory(); }};
}

}  // namespace

OpenedStore open_store(const Config& config) { return open_sqlite(config, storage::sqlite::Access::kWrite); }

OpenedStore open_store_for_reading(const Config& config) { return open_sqlite(config, storage::sqlite::Access::kRead); }

bool store_exists(const Config& config) {
  std::error_code error;
  return std::filesystem::exists(config.sqlite_path(), error);
}

std::unique_ptr<coordination::Events> open_events() { return std::make_unique<coordination::local::LocalEvents>(); }

bool store_is_sound(const Config& config, std::chrono::milliseconds time_limit) {
  using storage::sqlite::Integrity;
  return storage::sqlite::check_integrity(config.sqlite_path(), time_limit) == Integrity::kSound;
}

http::ClientOptions client_options(const Config& config) {
  http::ClientOptions options;
  options.user_agent = fmt::format("cpsg/{}", kVersion);
  options.ca_file = config.net_ca_file;
  options.connect_timeout = config.net_connect_timeout;
  options.stall_timeout = config.net_stall_timeout;
  return options;
}

Remote open_remote(const Config& config, WaitableClock& clock) {
  Remote remote;
  remote.budget_source = open_budget_source(config);
  remote.api = open_api(config, remote.budget_source, clock);
  remote.git_lane =
      std::make_unique<github::ledger::GitLane>(git_rules(config), clock, *remote.budget_source, config.github_egress);
  sync::SyncSettings& settings = remote.settings;
  settings.git_url = config.github_git_url;
  settings.credentials = git_credentials(config, remote.api.get(), time_of_day(clock));
  settings.api = remote.api.get();
  settings.git_lane = remote.git_lane.get();
  settings.http = client_options(config);
  settings.privacy = config.privacy;
  settings.spool_directory = config.spool_directory();
  settings.holder = sync::current_holder();
  settings.lease_wait = config.sync_lease_wait;
  settings.due = config.due;
  git::pack::remove_stale_spools(settings.spool_directory);
  return remote;
}

}  // namespace cpsg::server
