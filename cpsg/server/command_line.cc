#include "cpsg/server/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <sstream>
#include <utility>

#include "cpsg/api/picture_series.h"
#include "cpsg/base/error.h"
#include "cpsg/model/project.h"
#include "cpsg/server/spelling.h"
#include "cpsg/server/version.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kContributorsMax = 1'000'000;

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

// Makes the values that the options of `command` are to write to. If it is the command that was given, `chosen` becomes
// a copy of them when all options are parsed.
template <typename Arguments>
std::shared_ptr<Arguments> arguments_of(CLI::App& command, Command& chosen, Arguments initial = {}) {
  auto arguments = std::make_shared<Arguments>(std::move(initial));
  command.callback([arguments, &chosen] { chosen = *arguments; });
  return arguments;
}

void add_targets(CLI::App& command, std::vector<std::string>& targets, std::optional<std::string>& list_file,
                 const std::string& list_meaning = "File with one target a line; - is standard input") {
  command.add_option("TARGET", targets, "owner/name, or the URL of a repository");
  command.add_option("--file", list_file, list_meaning)->type_name("LIST");
}

void add_sync(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("sync", "Bring projects up to their remotes; all stored ones without a TARGET");
  const auto arguments = arguments_of<SyncArguments>(*command, chosen);
  add_targets(*command, arguments->targets, arguments->list_file,
              "File with one target a line, # begins a comment; - is standard input");
  command->add_option("--as", arguments->as, "Name to store a single file:// target under")->type_name("OWNER/NAME");
  command->add_flag("--json", arguments->json, "One JSON object a project on stdout, as each ends");
  command->add_flag("--wait,!--no-wait", arguments->wait,
                    "Wait when the remote asks to, or another process syncs the project (default), or give up at once");
  command->add_flag("--enrich", arguments->enrich, "Also read lines and logins of all commits (1 point for 100)");
  command->add_flag("--audit", arguments->audit, "Compare with GitHub's counts whatever the probe says, and repair");
}

std::vector<std::string> state_names() {
  std::vector<std::string> names;
  for (const model::SyncState state : model::kSyncStates) names.emplace_back(model::name(state));
  return names;
}

void add_reading(CLI::App& app, Command& chosen) {
  CLI::App* show = app.add_subcommand("show", "Show one project");
  const auto show_arguments = arguments_of<ShowArguments>(*show, chosen);
  show->add_option("PROJECT", show_arguments->project, "owner/name")->required();
  show->add_flag("--json", show_arguments->json, "The project as the API has it");
  CLI::App* list = app.add_subcommand("list", "List projects");
  const auto list_arguments = arguments_of<ListArguments>(*list, chosen);
  list->add_option("--state", list_arguments->state, "Those in this state alone: ok, failing, gone, ...")
      ->type_name("STATE")
      ->check(CLI::IsMember(state_names()));
  list->add_option("--owner", list_arguments->owner, "Those of this owner alone")->type_name("OWNER");
  list->add_flag("--json", list_arguments->json, "One project a line, as the API has it");
}

void add_period(CLI::App& command, std::optional<std::string>& since, std::optional<std::string>& until) {
  command.add_option("--since", since, "From this day or time on (UTC)")->type_name("DATE");
  command.add_option("--until", until, "Up to and with this day, or before this time (UTC)")->type_name("DATE");
}

void add_histories(CLI::App& app, Command& chosen) {
  CLI::App* contributors = app.add_subcommand("contributors", "Who made how many commits of a project");
  const auto of_people = arguments_of<ContributorsArguments>(*contributors, chosen);
  contributors->add_option("PROJECT", of_people->project, "owner/name")->required();
  contributors->add_option("--limit", of_people->limit, "The N with the most commits alone")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, kContributorsMax));
  contributors->add_flag("--json", of_people->json, "One contributor a line, as the API has it");
  CLI::App* activity = app.add_subcommand("activity", "How many commits were made when");
  const auto of_time = arguments_of<ActivityArguments>(*activity, chosen);
  activity->add_option("PROJECT", of_time->project, "owner/name")->required();
  activity->add_option("--interval", of_time->interval, "hour, day, week or month (default)")
      ->check(CLI::IsMember({"hour", "day", "week", "month"}));
  add_period(*activity, of_time->since, of_time->until);
  activity->add_flag("--json", of_time->json, "One interval a line, as the API has it");
  CLI::App* history = app.add_subcommand("history", "A project's statistics by day, week or month");
  const auto of_days = arguments_of<HistoryArguments>(*history, chosen);
  history->add_option("PROJECT", of_days->project, "owner/name")->required();
  history->add_option("--interval", of_days->interval, "day (default), week or month")
      ->check(CLI::IsMember({"day", "week", "month"}));
  add_period(*history, of_days->since, of_days->until);
  history->add_flag("--json", of_days->json, "One day, week or month a line, as the API has it");
}

void add_badge(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("badge", "Draw a badge, a card or a chart of a project to stdout, as SVG");
  const auto arguments = arguments_of<BadgeArguments>(*command, chosen);
  command->add_option("PROJECT", arguments->project, "owner/name")->required();
  command
      ->add_option("KIND", arguments->kind,
                   fmt::format("a badge: {}; card; or a chart: chart-{}", fmt::join(api::kBadgeKindNames, ", "),
                               fmt::join(api::kChartKindNames, ", chart-")))
      ->required();
  struct Option {
    const char* name;
    const char* type;
    const char* meaning;
  };
  constexpr std::array<Option, 13> kOptions = {{
      {"label", "TEXT", "In the place of the usual label or title"},
      {"style", "STYLE", "flat (default) or plain"},
      {"theme", "THEME", "auto (default), light or dark"},
      {"color", "COLOR", "accent, ok, warn, error, idle, or series-1 to series-5"},
      {"width", "PIXELS", "Of a card or a chart: 240 to 1200"},
      {"tz", "ZONE", "Whose days are meant: UTC (default), +05:30, Europe/Berlin"},
      {"bots", "true|false", "Whether those of bots count (default true)"},
      {"metrics", "KINDS", "Of a card: at most 4 kinds of badges, with commas between"},
      {"spark", "WHAT", "Of a card: commits (default), people, stars or none"},
      {"range", "RANGE", "Of a chart: 7d, 30d, 90d, 1y (default), 5y, all, or 2026-01-01..2026-03-31"},
      {"vs", "PROJECTS", "Of a chart: up to 4 others, with commas between"},
      {"scale", "SCALE", "Of a chart: linear (default) or log"},
      {"by", "AXIS", "Of a chart: date (default) or age"},
  }};
  for (const Option& each : kOptions) {
    const auto add = [arguments, name = std::string(each.name)](const std::string& value) {
      arguments->options.emplace_back(name, value);
    };
    command->add_option_function<std::string>(fmt::format("--{}", each.name), add, each.meaning)->type_name(each.type);
  }
  command->add_flag("--json", arguments->json, "A badge in the form that shields.io reads, in the place of SVG");
}

void add_export(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("export", "Write published data to stdout or a file");
  const auto arguments = arguments_of<ExportArguments>(*command, chosen);
  command->add_option("WHAT", arguments->what, "commits, branches, pulls or projects")
      ->required()
      ->check(CLI::IsMember({"commits", "branches", "pulls", "projects"}));
  command->add_option("PROJECT", arguments->project, "owner/name; needed for commits, branches and pulls");
  command->add_option("--format", arguments->format, "ndjson (default) or csv")
      ->check(CLI::IsMember({"ndjson", "csv"}));
  command->add_option("--output", arguments->output, "File to write instead of stdout; - is stdout")->type_name("FILE");
  command->add_flag("--unreachable", arguments->unreachable, "Also the commits that no live branch reaches any more");
}

void add_planning(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("plan", "Say what bringing projects in will cost and take, before adding them");
  const auto arguments = arguments_of<PlanArguments>(*command, chosen);
  add_targets(*command, arguments->targets, arguments->list_file);
  command->add_flag("--json", arguments->json, "As one JSON object");
}

void add_batch_changes(CLI::App& batch, Command& chosen) {
  struct Verb {
    const char* word;
    BatchChange change;
    const char* meaning;
  };
  constexpr std::array<Verb, 4> kVerbs = {{
      {"pause", BatchChange::kPause, "Hand out no more of its projects"},
      {"resume", BatchChange::kResume, "Go on with a paused batch"},
      {"cancel", BatchChange::kCancel, "End a batch for good; its projects stay as they are"},
      {"retry", BatchChange::kRetry, "Try the failed projects again"},
  }};
  for (const Verb& verb : kVerbs) {
    CLI::App* command = batch.add_subcommand(verb.word, verb.meaning);
    const auto arguments =
        arguments_of<BatchChangeArguments>(*command, chosen, {.batch_id = {}, .change = verb.change});
    command->add_option("BATCH", arguments->batch_id, "The batch's id")->required();
    command->add_flag("--json", arguments->json, "The batch as the API has it");
  }
}

void add_batch(CLI::App& app, Command& chosen) {
  CLI::App* batch = app.add_subcommand("batch", "Lists of projects that a running server brings in one by one");
  batch->require_subcommand(1);
  CLI::App* create = batch->add_subcommand("create", "Make a batch; prints its id");
  const auto create_arguments = arguments_of<BatchCreateArguments>(*create, chosen);
  create->add_option("NAME", create_arguments->name, "What to call it")->required();
  add_targets(*create, create_arguments->targets, create_arguments->list_file);
  create->add_flag("--json", create_arguments->json, "The batch as the API has it, instead of its id");
  CLI::App* list = batch->add_subcommand("list", "All batches, the newest first");
  list->add_flag("--json", arguments_of<BatchListArguments>(*list, chosen)->json,
                 "One batch a line, as the API has it");
  CLI::App* show = batch->add_subcommand("show", "One batch with its progress and failures");
  const auto show_arguments = arguments_of<BatchShowArguments>(*show, chosen);
  show->add_option("BATCH", show_arguments->batch_id, "The batch's id")->required();
  show->add_flag("--json", show_arguments->json, "The batch as the API has it");
  add_batch_changes(*batch, chosen);
}

void add_keys(CLI::App& app, Command& chosen) {
  CLI::App* keys = app.add_subcommand("keys", "Keys by which others may use the API of a server");
  keys->require_subcommand(1);
  CLI::App* create = keys->add_subcommand("create", "Make a key; prints it, this once");
  const auto create_arguments = arguments_of<KeysCreateArguments>(*create, chosen);
  create->add_option("--name", create_arguments->name, "Whose it is, or what for")->required()->type_name("NAME");
  create->add_option("--scope", create_arguments->scope, "read, write (follow projects, batches) or admin")
      ->required()
      ->type_name("SCOPE")
      ->check(CLI::IsMember({"read", "write", "admin"}));
  create
      ->add_option("--expires", create_arguments->expires, "Day (its beginning, UTC) or time when it ends; else never")
      ->type_name("DATE");
  CLI::App* list = keys->add_subcommand("list", "All keys, the oldest first; ended ones for 90 days");
  list->add_flag("--json", arguments_of<KeysListArguments>(*list, chosen)->json, "One key a line");
  CLI::App* revoke = keys->add_subcommand("revoke", "End a key and its sessions, at once also on running servers");
  const auto revoke_arguments = arguments_of<KeysRevokeArguments>(*revoke, chosen);
  revoke->add_option("KEY", revoke_arguments->key, "Its id or name")->required();
  revoke->add_flag("--json", revoke_arguments->json, "The key as keys list has it");
}

void add_operating(CLI::App& app, Command& chosen) {
  CLI::App* tokens =
      app.add_subcommand("tokens", "Ask GitHub about each token: whose it is, what is left, when it ends");
  tokens->add_flag("--json", arguments_of<TokensArguments>(*tokens, chosen)->json, "One token a line");
  CLI::App* remove = app.add_subcommand("remove", "Stop following a project and delete what is stored of it");
  CLI::App* privacy = app.add_subcommand("privacy", "What is stored of people");
  privacy->require_subcommand(1);
  CLI::App* apply = privacy->add_subcommand("apply", "Bring what is stored to the configured privacy.* keys");
  apply->add_flag("--json", arguments_of<PrivacyApplyArguments>(*apply, chosen)->json, "As one JSON object");
  const auto remove_arguments = arguments_of<RemoveArguments>(*remove, chosen);
  remove->add_option("PROJECT", remove_arguments->project, "owner/name")->required();
  remove->add_flag("--json", remove_arguments->json, "Say as one JSON object what was removed");
  CLI::App* compact =
      app.add_subcommand("compact", "Give the database's free space back to the system; a server may be running");
  compact->add_flag("--json", arguments_of<CompactArguments>(*compact, chosen)->json, "As one JSON object");
  arguments_of<ServeArguments>(*app.add_subcommand("serve", "Serve the API, and sync what is due"), chosen);
  CLI::App* check = app.add_subcommand("check", "Say what is configured, reachable and wrong");
  check->add_flag("--json", arguments_of<CheckArguments>(*check, chosen)->json, "One finding a line");
  CLI::App* config = app.add_subcommand("config", "Print the resulting configuration, secrets masked");
  config->add_flag("--json", arguments_of<ConfigArguments>(*config, chosen)->json, "One key a line");
}

// `cpsg help batch create` is `cpsg batch create --help`, also behind global options.
std::vector<std::string> without_help_word(std::vector<std::string> words) {
  constexpr std::array<std::string_view, 3> kWithValue = {"--config", "--set", "--log-level"};
  auto command = words.begin();
  while (command != words.end() && command->starts_with('-')) {
    const bool value_follows = std::find(kWithValue.begin(), kWithValue.end(), *command) != kWithValue.end();
    command += std::min<std::ptrdiff_t>(value_follows ? 2 : 1, words.end() - command);
  }
  if (command == words.end() || *command != "help") return words;
  words.erase(command);
  words.emplace_back("--help");
  return words;
}

// An empty label is a choice, and CLI11 takes `--label=` for an option without its value. Other options have no use for
// an empty one, so that they go on being refused.
std::vector<std::string> with_empty_label(const std::vector<std::string>& words) {
  std::vector<std::string> apart;
  for (const std::string& word : words) {
    const bool is_empty = word == "--label=";
    apart.push_back(is_empty ? "--label" : word);
    if (is_empty) apart.emplace_back();
  }
  return apart;
}

// What is wrong with the command line, and where to read on.
std::string usage_problem(const CLI::App& app, std::string_view problem, const std::vector<std::string>& words) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  if (!chosen.empty()) return fmt::format("{} (see cpsg {} --help)", problem, chosen.front()->get_name());
  // Only the first word is taken for a misspelt command: a later one may be the value of an option.
  const bool looks_like_a_command = !words.empty() && !words.front().starts_with('-');
  if (!looks_like_a_command) return fmt::format("{} (see cpsg --help)", problem);
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("there is no command '{}'; did you mean '{}'? (see cpsg --help)", words.front(),
                     nearest_spelling(words.front(), known));
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& words) {
  CommandLine line;
  CLI::App app("Statistics of GitHub repositories: fetched, stored, served.", "cpsg");
  add_globals(app, line.globals);
  add_sync(app, line.command);
  add_reading(app, line.command);
  add_histories(app, line.command);
  add_badge(app, line.command);
  add_export(app, line.command);
  add_planning(app, line.command);
  add_batch(app, line.command);
  add_keys(app, line.command);
  add_operating(app, line.command);
  // What is listed by --help; the word itself never gets here.
  app.add_subcommand("help", "Explain a command, as in cpsg help sync");
  const std::vector<std::string> parsed = with_empty_label(without_help_word(words));
  try {
    app.parse(std::vector<std::string>(parsed.rbegin(), parsed.rend()));  // CLI11 takes the last word first
  } catch (const CLI::Success& e) {                                       // --help, --version
    if (app.remaining_size() > 0 && app.get_subcommands().empty()) {
      throw Error(ErrorCode::kUsage, usage_problem(app, "there is no such command", parsed));
    }
    std::ostringstream text;
    app.exit(e, text, text);
    line.information = text.str();
  } catch (const CLI::ParseError& e) {
    throw Error(ErrorCode::kUsage, usage_problem(app, e.what(), parsed));
  }
  return line;
}

}  // namespace cpsg::server
