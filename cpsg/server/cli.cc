#include "cpsg/server/cli.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <functional>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/base/spelling.h"
#include "cpsg/server/command.h"
#include "cpsg/server/output.h"
#include "cpsg/server/version.h"

namespace cpsg::server {
namespace {

constexpr int kSignalExitBase = 128;

struct GlobalArguments {
  std::optional<std::string> config_file;
  std::vector<std::string> settings;
  std::optional<std::string> log_level;
};

// The command that was chosen, with its arguments parsed.
using Command = std::function<int(const CommandContext&)>;

void add_globals(CLI::App& app, GlobalArguments& globals) {
  app.add_option("--config", globals.config_file, "Configuration file (TOML)")->type_name("FILE");
  app.add_option("--set", globals.settings, "Set a configuration key; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_option("--log-level", globals.log_level, "debug, info, warning or error")->type_name("LEVEL");
  app.set_version_flag("--version", fmt::format("cpsg {}", kVersion));
  app.footer(
      "Keys of the configuration are also read from the environment: CPSG_GITHUB_TOKENS (several, with commas "
      "between)\n"
      "is github.tokens; cpsg config lists them all.\n"
      "Exit: 0 well, 2 usage or configuration, 3 not found or no access, 4 remote or network, 5 out of budget, 6 bad "
      "data,\n"
      "7 database, 10 failures of several kinds, 130 and 143 by signal.");
  app.fallthrough();
  app.require_subcommand(1);
}

void add_sync(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<SyncArguments>();
  CLI::App* command =
      app.add_subcommand("sync", "Bring projects up to their remotes; all stored ones without a TARGET");
  command->add_option("TARGET", arguments->targets, "owner/name, or the URL of a repository");
  command->add_option("--file", arguments->list_file, "File with one target a line; # begins a comment")
      ->type_name("LIST");
  command->add_option("--as", arguments->as, "Name to store a single file:// target under")->type_name("OWNER/NAME");
  command->add_flag("--json", arguments->json, "One JSON object a project on stdout, as each ends");
  command->add_flag("--wait,!--no-wait", arguments->wait,
                    "Wait when the remote asks to, or another process syncs the project (default), or give up at once");
  command->add_flag("--enrich", arguments->enrich, "Also read lines and logins of all commits (1 point for 100)");
  command->add_flag("--audit", arguments->audit, "Compare with GitHub's counts whatever the probe says, and repair");
  command->callback([arguments, &chosen] {
    chosen = [arguments](const CommandContext& context) { return run_sync(context, *arguments); };
  });
}

void add_planning(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* plan = app.add_subcommand("plan", "Say what bringing projects in will cost and take, before adding them");
  plan->add_option("TARGET", arguments->targets, "owner/name, or the URL of a repository");
  plan->add_option("--file", arguments->list_file, "File with one target a line")->type_name("LIST");
  plan->add_flag("--json", arguments->json, "As one JSON object");
  plan->callback([arguments, &chosen] {
    chosen = [arguments](const CommandContext& context) { return run_plan(context, *arguments); };
  });
}

void add_batch_changes(CLI::App& batch, Command& chosen) {
  constexpr std::array<std::pair<const char*, const char*>, 4> kVerbs = {{
      {"pause", "Hand out no more of its projects"},
      {"resume", "Go on with a paused batch"},
      {"cancel", "End a batch for good; its projects stay as they are"},
      {"retry", "Try the failed projects again"},
  }};
  for (const auto& [verb, meaning] : kVerbs) {
    auto id = std::make_shared<std::string>();
    CLI::App* command = batch.add_subcommand(verb, meaning);
    command->add_option("BATCH", *id, "The batch's id")->required();
    command->callback([id, name = std::string(verb), &chosen] {
      chosen = [id, name](const CommandContext& context) { return run_batch_change(context, *id, name); };
    });
  }
}

void add_batch(CLI::App& app, Command& chosen) {
  CLI::App* batch = app.add_subcommand("batch", "Lists of projects that a running server brings in one by one");
  batch->require_subcommand(1);
  auto arguments = std::make_shared<BatchArguments>();
  CLI::App* create = batch->add_subcommand("create", "Make a batch; prints its id");
  create->add_option("NAME", arguments->name, "What to call it")->required();
  create->add_option("TARGET", arguments->targets, "owner/name, or the URL of a repository");
  create->add_option("--file", arguments->list_file, "File with one target a line")->type_name("LIST");
  create->callback([arguments, &chosen] {
    chosen = [arguments](const CommandContext& context) { return run_batch_create(context, *arguments); };
  });
  auto json = std::make_shared<bool>(false);
  CLI::App* list = batch->add_subcommand("list", "All batches, the newest first");
  list->add_flag("--json", *json, "One batch a line, as the API has it");
  list->callback(
      [json, &chosen] { chosen = [json](const CommandContext& context) { return run_batch_list(context, *json); }; });
  auto id = std::make_shared<std::string>();
  CLI::App* show = batch->add_subcommand("show", "One batch with its progress and failures");
  show->add_option("BATCH", *id, "The batch's id")->required();
  show->add_flag("--json", *json, "The batch as the API has it");
  show->callback([id, json, &chosen] {
    chosen = [id, json](const CommandContext& context) { return run_batch_show(context, *id, *json); };
  });
  add_batch_changes(*batch, chosen);
}

void add_reading(CLI::App& app, Command& chosen) {
  auto project = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* show = app.add_subcommand("show", "Show one project");
  show->add_option("PROJECT", *project, "owner/name")->required();
  show->add_flag("--json", *json, "The project as the API has it");
  show->callback([project, json, &chosen] {
    chosen = [project, json](const CommandContext& context) { return run_show(context, *project, *json); };
  });
  CLI::App* list = app.add_subcommand("list", "List all projects");
  list->add_flag("--json", *json, "One project a line, as the API has it");
  list->callback(
      [json, &chosen] { chosen = [json](const CommandContext& context) { return run_list(context, *json); }; });
}

void add_export(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Write published data to stdout or a file");
  command->add_option("WHAT", arguments->what, "commits, branches, pulls or projects")
      ->required()
      ->check(CLI::IsMember({"commits", "branches", "pulls", "projects"}));
  command->add_option("PROJECT", arguments->project, "owner/name; needed for commits, branches and pulls");
  command->add_option("--format", arguments->format, "ndjson (default) or csv")
      ->check(CLI::IsMember({"ndjson", "csv"}));
  command->add_option("--output", arguments->output, "File to write instead of stdout")->type_name("FILE");
  command->add_flag("--unreachable", arguments->unreachable, "Also the commits that no live branch reaches any more");
  command->callback([arguments, &chosen] {
    chosen = [arguments](const CommandContext& context) { return run_export(context, *arguments); };
  });
}

void add_operating(CLI::App& app, Command& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* tokens =
      app.add_subcommand("tokens", "Ask GitHub about each token: whose it is, what is left, when it ends");
  tokens->add_flag("--json", *json, "One token a line");
  tokens->callback(
      [json, &chosen] { chosen = [json](const CommandContext& context) { return run_tokens(context, *json); }; });
  auto project = std::make_shared<std::string>();
  CLI::App* remove = app.add_subcommand("remove", "Stop following a project and delete what is stored of it");
  remove->add_option("PROJECT", *project, "owner/name")->required();
  remove->callback([project, &chosen] {
    chosen = [project](const CommandContext& context) { return run_remove(context, *project); };
  });
  app.add_subcommand("serve", "Serve the API, and sync what is due")->callback([&chosen] { chosen = run_serve; });
  app.add_subcommand("check", "Say what is configured, reachable and wrong")->callback([&chosen] {
    chosen = run_check;
  });
  app.add_subcommand("config", "Print the resulting configuration, secrets masked")->callback([&chosen] {
    chosen = run_config;
  });
}

LoadedConfig load(const GlobalArguments& globals) {
  ConfigInput input;
  if (globals.config_file) input.file = *globals.config_file;
  input.environment = read_environment();
  input.settings = globals.settings;
  if (globals.log_level) input.settings.push_back("log.level=" + *globals.log_level);
  return load_config(input);
}

int run_command(const GlobalArguments& globals, const Command& command) {
  const LoadedConfig loaded = load(globals);
  log::set_level(loaded.config.log_level);
  for (const std::string& warning : loaded.warnings) print_message("cpsg: warning: {}\n", warning);
  SignalWatch signals;
  int exit_code = 0;
  try {
    exit_code = command({loaded, signals, system_clock()});
    flush_results();
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kCancelled) throw;
    print_message("cpsg: {}\n", e.what());
    exit_code = traits(e.code()).exit_code;
  }
  return signals.signal() != 0 && exit_code == traits(ErrorCode::kCancelled).exit_code
             ? kSignalExitBase + signals.signal()
             : exit_code;
}

// The number of a standard stream that is closed would go to the next file opened, and messages into that. What takes
// its place is not writable, so that results that go nowhere are still a failure.
void fill_standard_streams() {
  int file = open("/dev/null", O_RDONLY);
  while (file >= 0 && file <= STDERR_FILENO) file = dup(file);
  if (file > STDERR_FILENO) close(file);
}

// What is wrong with the command line, and where to read on.
std::string usage_problem(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  if (!chosen.empty()) return fmt::format("{} (see cpsg {} --help)", error.what(), chosen.front()->get_name());
  const char* const* word = std::find_if(argv + 1, argv + argc, [](const char* text) { return text[0] != '-'; });
  // The value of an option may stand before the command; then this is a guess that says nothing wrong.
  const bool looks_like_a_command = word == argv + 1 && argc > 1;
  if (!looks_like_a_command) return fmt::format("{} (see cpsg --help)", error.what());
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("there is no command '{}'; did you mean '{}'? (see cpsg --help)", *word,
                     nearest_spelling(*word, known));
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("Statistics of GitHub repositories: fetched, stored, served.", "cpsg");
  GlobalArguments globals;
  Command chosen;
  add_globals(app, globals);
  add_sync(app, chosen);
  add_reading(app, chosen);
  add_export(app, chosen);
  add_planning(app, chosen);
  add_batch(app, chosen);
  add_operating(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {  // --help, --version
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    print_message("cpsg: {}\n", usage_problem(app, e, argc, argv));
    return traits(ErrorCode::kUsage).exit_code;
  }
  return run_command(globals, chosen);
}

}  // namespace

int run_cli(int argc, char** argv) noexcept {
  fill_standard_streams();
  try {
    return parse_and_run(argc, argv);
  } catch (...) {
    const Failure failure = current_failure();
    print_message("cpsg: {}\n", failure.message);
    return traits(failure.code).exit_code;
  }
}

}  // namespace cpsg::server
