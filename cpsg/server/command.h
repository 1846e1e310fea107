// What every command of the command line gets, and the commands themselves. Each returns the process's exit code or
// throws Error, which main turns into one line and an exit code.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/client/client.h"
#include "cpsg/github/ledger/git_lane.h"
#include "cpsg/server/config.h"
#include "cpsg/server/signals.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/sync_project.h"

namespace cpsg::server {

struct CommandContext {
  const LoadedConfig& loaded;
  SignalWatch& signals;
  Clock clock;

  [[nodiscard]] const Config& config() const { return loaded.config; }
};

struct SyncArguments {
  std::vector<std::string> targets;
  std::optional<std::string> list_file;
  std::optional<std::string> as;  // name for a file:// target
  bool json = false;
  bool wait = true;
  bool enrich = false;
  bool audit = false;
};

struct ExportArguments {
  std::string what;                    // commits, branches, pulls or projects
  std::optional<std::string> project;  // owner/name
  std::string format = "ndjson";
  std::optional<std::string> output;
  bool unreachable = false;
};

struct PlanArguments {
  std::vector<std::string> targets;
  std::optional<std::string> list_file;
  bool json = false;
};

struct BatchArguments {
  std::string name;
  std::vector<std::string> targets;
  std::optional<std::string> list_file;
};

int run_sync(const CommandContext& context, const SyncArguments& arguments);
int run_show(const CommandContext& context, const std::string& project, bool json);
int run_list(const CommandContext& context, bool json);
int run_export(const CommandContext& context, const ExportArguments& arguments);
int run_serve(const CommandContext& context);
int run_check(const CommandContext& context);
int run_config(const CommandContext& context);
int run_plan(const CommandContext& context, const PlanArguments& arguments);
int run_batch_create(const CommandContext& context, const BatchArguments& arguments);
int run_batch_list(const CommandContext& context, bool json);
int run_batch_show(const CommandContext& context, const std::string& batch_id, bool json);
// `verb`: pause, resume, cancel or retry.
int run_batch_change(const CommandContext& context, const std::string& batch_id, const std::string& verb);
int run_tokens(const CommandContext& context, bool json);
int run_remove(const CommandContext& context, const std::string& project);

// ---- construction, shared by the commands ----

// The configured store, open as long as this lives.
struct OpenedStore {
  std::shared_ptr<void> owner;
  storage::Stores ports;
  std::function<void()> release_memory;  // gives its caches back to the system
};
[[nodiscard]] OpenedStore open_store(const Config& config);
[[nodiscard]] http::ClientOptions client_options(const Config& config);
// Everything by which GitHub is reached. `settings` points to the others.
struct Remote {
  std::unique_ptr<github::client::Client> api;  // none where the configuration has none
  std::unique_ptr<github::ledger::GitLane> git_lane;
  sync::SyncSettings settings;
};
[[nodiscard]] Remote open_remote(const Config& config, const Clock& clock);
// Throws Error saying what has to be configured where GraphQL can't be used.
[[nodiscard]] github::client::Client& require_graphql(const Remote& remote);

}  // namespace cpsg::server
