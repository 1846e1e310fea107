// Turns the configuration into the program's parts. construction.cc is the only file that names adapters; commands get
// ports from here.
//
//   const OpenedStore store = open_store(config);
//   print_projects(store.ports.projects);
#pragma once

#include <functional>
#include <memory>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/budget_source.h"
#include "cpsg/coordination/events.h"
#include "cpsg/github/client/client.h"
#include "cpsg/github/ledger/git_lane.h"
#include "cpsg/http/client.h"
#include "cpsg/server/config.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/settings.h"

namespace cpsg::server {

// The configured store. It is open, and the ports are valid, until the last copy is gone.
struct OpenedStore {
  std::shared_ptr<void> owner;
  storage::Stores ports;
  std::function<void()> release_memory;  // gives its caches back to the system; for times without work
};
// Creates the store where there is none yet. Throws Error(kStore...).
[[nodiscard]] OpenedStore open_store(const Config& config);
// For commands that only read: nothing is created, and a store that is not there yet is an empty one. Nothing may be
// written by the ports. Throws Error(kStore...).
[[nodiscard]] OpenedStore open_store_for_reading(const Config& config);
// Whether there is a store already.
[[nodiscard]] bool store_exists(const Config& config);
// Whether the whole store was found sound within `time_limit`; false where that was too short. Throws
// Error(kStoreCorrupt) that says what is damaged.
[[nodiscard]] bool store_is_sound(const Config& config, std::chrono::milliseconds time_limit);

// What is told to whoever watches live.
[[nodiscard]] std::unique_ptr<coordination::Events> open_events();

// Time limits, trusted authorities and our name, for every HTTP client of the program.
[[nodiscard]] http::ClientOptions client_options(const Config& config);

// Everything by which GitHub is reached. `settings` points to the others: it must not outlive them.
struct Remote {
  std::shared_ptr<coordination::BudgetSource> budget_source;  // what other processes on the same database use too
  std::unique_ptr<github::client::Client> api;  // null if Config::api_urls() has nothing: git alone is used
  std::unique_ptr<github::ledger::GitLane> git_lane;
  sync::SyncSettings settings;
};
// Asks GitHub nothing yet. Throws Error(kConfigInvalid) for an App's key that is missing or cannot be read.
[[nodiscard]] Remote open_remote(const Config& config, WaitableClock& clock);

// Makes due what waited for other credentials, if others are configured than those that the store was last used with. A
// store that cannot say so now is asked the next time.
void note_credentials(const Config& config, const storage::Stores& stores, UnixTime now);

// The client for what needs GraphQL. Throws Error (kConfigInvalid or kUnauthorized) that says what has to be set.
[[nodiscard]] github::client::Client& require_graphql(const Remote& remote);

}  // namespace cpsg::server
