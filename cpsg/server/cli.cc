#include "cpsg/server/cli.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <variant>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/server/command.h"
#include "cpsg/server/command_line.h"
#include "cpsg/server/load_config.h"
#include "cpsg/server/output.h"
#include "cpsg/server/signals.h"

namespace cpsg::server {
namespace {

constexpr int kSignalExitBase = 128;

LoadedConfig load(const GlobalArguments& globals) {
  ConfigInput input;
  input.file = globals.config_file;
  input.environment = read_environment();
  input.settings = globals.settings;
  if (globals.log_level) input.settings.push_back("log.level=" + *globals.log_level);
  return load_config(input);
}

log::Format log_format(LogFormat choice) {
  if (choice == LogFormat::kJson) return log::Format::kJson;
  if (choice == LogFormat::kText) return log::Format::kText;
  const bool orchestrated =
      std::getenv("ECS_CONTAINER_METADATA_URI_V4") != nullptr || std::getenv("KUBERNETES_SERVICE_HOST") != nullptr;
  return orchestrated ? log::Format::kJson : log::Format::kText;
}

int run_command(const CommandLine& line) {
  const LoadedConfig loaded = load(line.globals);
  log::set_level(loaded.config.log_level);
  log::set_format(log_format(loaded.config.log_format));
  for (const std::string& warning : loaded.warnings) print_message("cpsg: warning: {}\n", warning);
  SignalWatch signals;
  const CommandContext context{loaded, signals, machine_clock()};
  int exit_code = 0;
  try {
    exit_code = std::visit([&](const auto& arguments) { return run(context, arguments); }, line.command);
    flush_results();
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kCancelled) throw;
    print_message("cpsg: {}\n", e.what());
    exit_code = traits(e.code()).exit_code;
  }
  const bool ended_by_signal = signals.signal() != 0 && exit_code == traits(ErrorCode::kCancelled).exit_code;
  return ended_by_signal ? kSignalExitBase + signals.signal() : exit_code;
}

// If a standard stream is closed, the next file opened would get its number, and messages would be written into that
// file. Opens /dev/null in its place: for reading only, so that writing results to it still fails.
void fill_standard_streams() {
  int file = open("/dev/null", O_RDONLY);
  while (file >= 0 && file <= STDERR_FILENO) file = dup(file);
  if (file > STDERR_FILENO) close(file);
}

}  // namespace

int run_cli(int argc, char** argv) noexcept {
  fill_standard_streams();
  try {
    const CommandLine line = parse_command_line(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    if (!line.information) return run_command(line);
    write_result(*line.information);
    flush_results();
    return 0;
  } catch (const BrokenPipe&) {
    return kSignalExitBase + SIGPIPE;  // as if the signal had ended us, which is what shells expect
  } catch (...) {
    const Failure failure = current_failure();
    print_message("cpsg: {}\n", failure.message);
    return traits(failure.code).exit_code;
  }
}

}  // namespace cpsg::server
