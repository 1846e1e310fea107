// Where configuration becomes parts: the only place that names adapters.
#include <fmt/format.h>

#include "cpsg/git/pack_reader.h"
#include "cpsg/server/command.h"
#include "cpsg/server/version.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/sync/holder.h"

namespace cpsg::server {

std::unique_ptr<storage::Store> open_store(const Config& config) {
  storage::sqlite::SqliteOptions options;
  options.busy_timeout = config.store_busy_timeout;
  return storage::sqlite::open_sqlite_store(config.sqlite_path(), options);
}

http::ClientOptions client_options(const Config& config) {
  http::ClientOptions options;
  options.user_agent = fmt::format("cpsg/{}", kVersion);
  options.ca_file = config.net_ca_file;
  options.connect_timeout = config.net_connect_timeout;
  options.stall_timeout = config.net_stall_timeout;
  return options;
}

sync::SyncSettings sync_settings(const Config& config) {
  sync::SyncSettings settings;
  settings.git_url = config.github_git_url;
  // GitHub takes any user name with a token as the password.
  if (!config.github_tokens.empty()) settings.credentials = {"x-access-token", config.github_tokens.front()};
  settings.http = client_options(config);
  settings.privacy = config.privacy;
  settings.spool_directory = std::filesystem::absolute(config.sqlite_path()).parent_path();
  settings.holder = sync::current_holder();
  settings.lease_wait = config.sync_lease_wait;
  settings.refresh_interval = config.sync_refresh_interval;
  git::remove_stale_spools(settings.spool_directory);
  return settings;
}

}  // namespace cpsg::server
