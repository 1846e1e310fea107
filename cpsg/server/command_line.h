// The command line as values: which command with which arguments, and the options that all commands have in common.
//
//   const CommandLine line = parse_command_line({"sync", "pallets/flask", "--json"});
//   std::get<SyncArguments>(line.command).targets;  // {"pallets/flask"}
//
// Parsing only reads the words. Targets, configuration keys and files are checked by the commands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cpsg::server {

struct SyncArguments {
  std::vector<std::string> targets;
  std::optional<std::string> list_file;
  std::optional<std::string> as;  // owner/name for a single file:// target
  bool json = false;
  bool wait = true;  // for budget, and for another process's sync of the same project
  bool enrich = false;
  bool audit = false;
};

struct ShowArguments {
  std::string project;  // owner/name
  bool json = false;
};

struct ListArguments {
  bool json = false;
  std::optional<std::string> state;  // one of model::SyncState's names
  std::optional<std::string> owner;
};

struct ContributorsArguments {
  std::string project;               // owner/name
  std::optional<std::size_t> limit;  // all without one
  bool json = false;
};

// Times are as model::parse_time() takes them.
struct ActivityArguments {
  std::string project;  // owner/name
  std::string interval = "month";
  std::optional<std::string> since;
  std::optional<std::string> until;
  bool json = false;
};

struct HistoryArguments {
  std::string project;  // owner/name
  std::string interval = "day";
  std::optional<std::string> since;
  std::optional<std::string> until;
  bool json = false;
};

struct BadgeArguments {
  std::string project;  // owner/name
  std::string kind;     // a badge's, `card`, or `chart-` and a chart's
  // Names and values, as in a picture's URL; in the order given.
  std::vector<std::pair<std::string, std::string>> options;
  bool json = false;
};

struct ExportArguments {
  std::string what;                    // commits, branches, pulls or projects
  std::optional<std::string> project;  // owner/name
  std::string format = "ndjson";       // or csv
  std::optional<std::string> output;   // path
  bool unreachable = false;
};

struct PlanArguments {
  std::vector<std::string> targets;
  std::optional<std::string> list_file;
  bool json = false;
};

struct BatchCreateArguments {
  std::string name;
  std::vector<std::string> targets;
  std::optional<std::string> list_file;
  bool json = false;
};

struct BatchListArguments {
  bool json = false;
};

struct BatchShowArguments {
  std::string batch_id;
  bool json = false;
};

enum class BatchChange { kPause, kResume, kCancel, kRetry };

struct BatchChangeArguments {
  std::string batch_id;
  BatchChange change = BatchChange::kPause;
  bool json = false;
};

struct KeysCreateArguments {
  std::string name;
  std::string scope;                   // one of model::KeyScope's names
  std::optional<std::string> expires;  // as model::parse_time() takes it
};

struct KeysListArguments {
  bool json = false;
};

struct KeysRevokeArguments {
  std::string key;  // its id, or the name of a live one
  bool json = false;
};

struct TokensArguments {
  bool json = false;
};

struct RemoveArguments {
  std::string project;  // owner/name
  bool json = false;
};

struct CompactArguments {
  bool json = false;
};
struct PrivacyApplyArguments {
  bool json = false;
};
struct ServeArguments {};
struct CheckArguments {
  bool json = false;
};
struct ConfigArguments {
  bool json = false;
};

using Command = std::variant<SyncArguments, ShowArguments, ListArguments, ContributorsArguments, ActivityArguments,
                             HistoryArguments, BadgeArguments, ExportArguments, PlanArguments, BatchCreateArguments,
                             BatchListArguments, BatchShowArguments, BatchChangeArguments, KeysCreateArguments,
                             KeysListArguments, KeysRevokeArguments, TokensArguments, RemoveArguments, CompactArguments,
                             PrivacyApplyArguments, ServeArguments, CheckArguments, ConfigArguments>;

struct GlobalArguments {
  std::optional<std::string> config_file;
  std::vector<std::string> settings;  // KEY=VALUE, in the order given
  std::optional<std::string> log_level;
};

struct CommandLine {
  GlobalArguments globals;
  Command command;
  // The text of --help or --version, if one of them was given: it is to be printed instead of running a command.
  std::optional<std::string> information;
};

// `words`: without the program's name. Throws Error(kUsage) in one line that says what is wrong and where to read on.
[[nodiscard]] CommandLine parse_command_line(const std::vector<std::string>& words);

}  // namespace cpsg::server
