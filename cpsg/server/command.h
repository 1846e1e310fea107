// The commands of the command line, each a function of the arguments that command_line.h describes.
//
//   const CommandContext context{loaded, signals, machine_clock()};
//   const int exit_code = run(context, ShowArguments{.project = "pallets/flask"});
//
// Each prints its results to stdout and all else to stderr (output.h), and returns the process's exit code or throws
// Error, which the caller turns into one line and an exit code. SIGINT and SIGTERM end each of them in good order: it
// returns the exit code of kCancelled, or throws that error.
#pragma once

#include "cpsg/base/clock.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/server/command_line.h"
#include "cpsg/server/load_config.h"
#include "cpsg/server/signals.h"

namespace cpsg::server {

// What every command gets. It refers to what its owner keeps until the command has ended.
struct CommandContext {
  const LoadedConfig& loaded;
  SignalWatch& signals;
  WaitableClock& clock;

  [[nodiscard]] const Config& config() const { return loaded.config; }
};

int run(const CommandContext& context, const SyncArguments& arguments);
int run(const CommandContext& context, const ShowArguments& arguments);
int run(const CommandContext& context, const ListArguments& arguments);
int run(const CommandContext& context, const ContributorsArguments& arguments);
int run(const CommandContext& context, const ActivityArguments& arguments);
int run(const CommandContext& context, const HistoryArguments& arguments);
int run(const CommandContext& context, const BadgeArguments& arguments);
int run(const CommandContext& context, const ExportArguments& arguments);
int run(const CommandContext& context, const PlanArguments& arguments);
int run(const CommandContext& context, const BatchCreateArguments& arguments);
int run(const CommandContext& context, const BatchListArguments& arguments);
int run(const CommandContext& context, const BatchShowArguments& arguments);
int run(const CommandContext& context, const BatchChangeArguments& arguments);
int run(const CommandContext& context, const KeysCreateArguments& arguments);
int run(const CommandContext& context, const KeysListArguments& arguments);
int run(const CommandContext& context, const KeysRevokeArguments& arguments);
int run(const CommandContext& context, const TokensArguments& arguments);
int run(const CommandContext& context, const RemoveArguments& arguments);
int run(const CommandContext& context, const CompactArguments& arguments);
int run(const CommandContext& context, const PrivacyApplyArguments& arguments);
int run(const CommandContext& context, const ServeArguments& arguments);
int run(const CommandContext& context, const CheckArguments& arguments);
int run(const CommandContext& context, const ConfigArguments& arguments);

}  // namespace cpsg::server
