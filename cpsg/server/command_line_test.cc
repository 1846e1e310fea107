// Protects: what can be written on the command line: every command with every option, and what is refused, how.
#include "cpsg/server/command_line.h"

#include <fmt/format.h>

#include <sstream>
#include <tuple>

#include "cpsg/base/testing/failure_of.h"

namespace cpsg::server {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string>;

Words words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

// All members of a command, to be compared with.
auto members(const SyncArguments& a) {
  return std::tuple(a.targets, a.list_file, a.as, a.json, a.wait, a.enrich, a.audit);
}
auto members(const ShowArguments& a) { return std::tuple(a.project, a.json); }
auto members(const ListArguments& a) { return std::tuple(a.json, a.state, a.owner); }
auto members(const ContributorsArguments& a) { return std::tuple(a.project, a.limit, a.json); }
auto members(const ActivityArguments& a) { return std::tuple(a.project, a.interval, a.since, a.until, a.json); }
auto members(const HistoryArguments& a) { return std::tuple(a.project, a.interval, a.since, a.until, a.json); }
auto members(const BadgeArguments& a) { return std::tuple(a.project, a.kind, a.options, a.json); }
auto members(const ExportArguments& a) { return std::tuple(a.what, a.project, a.format, a.output, a.unreachable); }
auto members(const PlanArguments& a) { return std::tuple(a.targets, a.list_file, a.json); }
auto members(const BatchCreateArguments& a) { return std::tuple(a.name, a.targets, a.list_file, a.json); }
auto members(const BatchListArguments& a) { return std::tuple(a.json); }
auto members(const BatchShowArguments& a) { return std::tuple(a.batch_id, a.json); }
auto members(const BatchChangeArguments& a) { return std::tuple(a.batch_id, a.change, a.json); }
auto members(const KeysCreateArguments& a) { return std::tuple(a.name, a.scope, a.expires); }
auto members(const KeysListArguments& a) { return std::tuple(a.json); }
auto members(const KeysRevokeArguments& a) { return std::tuple(a.key, a.json); }
auto members(const TokensArguments& a) { return std::tuple(a.json); }
auto members(const PrivacyApplyArguments& a) { return std::tuple(a.json); }
auto members(const RemoveArguments& a) { return std::tuple(a.project, a.json); }
auto members(const CompactArguments& a) { return std::tuple(a.json); }
auto members(const ServeArguments&) { return std::tuple<>(); }
auto members(const CheckArguments& a) { return std::tuple(a.json); }
auto members(const ConfigArguments& a) { return std::tuple(a.json); }

bool is_same(const Command& parsed, const Command& expected) {
  if (parsed.index() != expected.index()) return false;
  return std::visit(
      [&](const auto& arguments) {
        return members(arguments) == members(std::get<std::decay_t<decltype(arguments)>>(expected));
      },
      parsed);
}

struct Line {
  const char* text;
  Command command;
};

void expect_parsed(const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    const CommandLine parsed = parse_command_line(words_of(line.text));
    EXPECT_TRUE(is_same(parsed.command, line.command)) << line.text;
    EXPECT_FALSE(parsed.information) << line.text;
  }
}

TEST(CommandLine, HasTheseCommandsWithTheseOptions) {
  const std::vector<Line> lines = {
      {"sync", SyncArguments{}},
      {"sync o/a https://github.com/o/b", SyncArguments{.targets = {"o/a", "https://github.com/o/b"}}},
      {"sync --file list --json", SyncArguments{.list_file = "list", .json = true}},
      {"sync --as x/y file:///r", SyncArguments{.targets = {"file:///r"}, .as = "x/y"}},
      {"sync --wait", SyncArguments{.wait = true}},
      {"sync --no-wait", SyncArguments{.wait = false}},
      {"sync --enrich --audit o/a", SyncArguments{.targets = {"o/a"}, .enrich = true, .audit = true}},
      {"sync -- -x/y", SyncArguments{.targets = {"-x/y"}}},
      {"show o/a", ShowArguments{.project = "o/a"}},
      {"show --json o/a", ShowArguments{.project = "o/a", .json = true}},
      {"list", ListArguments{}},
      {"list --json", ListArguments{.json = true}},
      {"list --state failing --owner o", ListArguments{.state = "failing", .owner = "o"}},
      {"contributors o/a", ContributorsArguments{.project = "o/a"}},
      {"contributors o/a --limit 5 --json", ContributorsArguments{.project = "o/a", .limit = 5, .json = true}},
      {"activity o/a", ActivityArguments{.project = "o/a", .interval = "month"}},
      {"activity o/a --interval week --since 2026-01-01 --until 2026-02-01 --json",
       ActivityArguments{
           .project = "o/a", .interval = "week", .since = "2026-01-01", .until = "2026-02-01", .json = true}},
      {"history o/a", HistoryArguments{.project = "o/a"}},
      {"history o/a --interval week --since 2026-01-01 --json",
       HistoryArguments{.project = "o/a", .interval = "week", .since = "2026-01-01", .json = true}},
      {"export projects", ExportArguments{.what = "projects"}},
      {"export branches o/a", ExportArguments{.what = "branches", .project = "o/a"}},
      {"export pulls o/a --format csv", ExportArguments{.what = "pulls", .project = "o/a", .format = "csv"}},
      {"export commits o/a --output f --format ndjson --unreachable",
       ExportArguments{.what = "commits", .project = "o/a", .output = "f", .unreachable = true}},
      {"plan o/a o/b --json", PlanArguments{.targets = {"o/a", "o/b"}, .json = true}},
      {"plan --file list", PlanArguments{.list_file = "list"}},
      {"batch create name o/a o/b", BatchCreateArguments{.name = "name", .targets = {"o/a", "o/b"}}},
      {"batch create name --file list", BatchCreateArguments{.name = "name", .list_file = "list"}},
      {"batch list", BatchListArguments{}},
      {"batch list --json", BatchListArguments{.json = true}},
      {"batch show b1", BatchShowArguments{.batch_id = "b1"}},
      {"batch show b1 --json", BatchShowArguments{.batch_id = "b1", .json = true}},
      {"batch pause b1", BatchChangeArguments{.batch_id = "b1", .change = BatchChange::kPause}},
      {"batch resume b1", BatchChangeArguments{.batch_id = "b1", .change = BatchChange::kResume}},
      {"batch cancel b1", BatchChangeArguments{.batch_id = "b1", .change = BatchChange::kCancel}},
      {"batch retry b1", BatchChangeArguments{.batch_id = "b1", .change = BatchChange::kRetry}},
      {"keys create --name ci --scope read", KeysCreateArguments{.name = "ci", .scope = "read"}},
      {"keys create --name ci --scope admin --expires 2027-01-31",
       KeysCreateArguments{.name = "ci", .scope = "admin", .expires = "2027-01-31"}},
      {"keys list", KeysListArguments{}},
      {"keys list --json", KeysListArguments{.json = true}},
      {"keys revoke ci", KeysRevokeArguments{.key = "ci"}},
      {"keys revoke ci --json", KeysRevokeArguments{.key = "ci", .json = true}},
      {"tokens", TokensArguments{}},
      {"tokens --json", TokensArguments{.json = true}},
      {"compact", CompactArguments{}},
      {"remove o/a", RemoveArguments{.project = "o/a"}},
      {"privacy apply", PrivacyApplyArguments{}},
      {"privacy apply --json", PrivacyApplyArguments{.json = true}},
      {"remove o/a --json", RemoveArguments{.project = "o/a", .json = true}},
      {"compact --json", CompactArguments{.json = true}},
      {"batch create name o/a --json", BatchCreateArguments{.name = "name", .targets = {"o/a"}, .json = true}},
      {"batch pause b1 --json", BatchChangeArguments{.batch_id = "b1", .change = BatchChange::kPause, .json = true}},
      {"serve", ServeArguments{}},
      {"check", CheckArguments{}},
      {"check --json", CheckArguments{.json = true}},
      {"config", ConfigArguments{}},
      {"config --json", ConfigArguments{.json = true}},
  };
  expect_parsed(lines);
}

TEST(CommandLine, PicturesHaveTheOptionsOfTheirUrls) {
  expect_parsed({
      {"badge o/a stars", BadgeArguments{.project = "o/a", .kind = "stars"}},
      {"badge o/a stars --json --label l --theme dark",
       BadgeArguments{.project = "o/a", .kind = "stars", .options = {{"label", "l"}, {"theme", "dark"}}, .json = true}},
      {"badge o/a chart-commits --range 5y --vs o/b,o/c --width 300",
       BadgeArguments{.project = "o/a",
                      .kind = "chart-commits",
                      .options = {{"width", "300"}, {"range", "5y"}, {"vs", "o/b,o/c"}}}},
      {"badge --label= o/a stars", BadgeArguments{.project = "o/a", .kind = "stars", .options = {{"label", ""}}}},
  });
}

TEST(CommandLine, GlobalOptionsMayStandBeforeOrAfterTheCommand) {
  const std::string globals = " --config f --set a.b=1 --set c.d=2 --log-level debug ";
  for (const std::string& text : {globals + "list", "list" + globals}) {
    const GlobalArguments parsed = parse_command_line(words_of(text)).globals;
    EXPECT_EQ(parsed.config_file, "f") << text;
    EXPECT_THAT(parsed.settings, testing::ElementsAre("a.b=1", "c.d=2")) << text;
    EXPECT_EQ(parsed.log_level, "debug") << text;
  }
  EXPECT_EQ(parse_command_line({"list"}).globals.config_file, std::nullopt);
}

// The one line that says what is wrong.
std::string refusal(const std::string& text) {
  const Failure failure = failure_of([&] { static_cast<void>(parse_command_line(words_of(text))); });
  EXPECT_EQ(failure.code, ErrorCode::kUsage) << text;
  EXPECT_THAT(failure.message, testing::Not(HasSubstr("\n"))) << text;
  return failure.message;
}

TEST(CommandLine, AnUnknownCommandNamesTheNearest) {
  EXPECT_EQ(refusal("snyc o/a"), "there is no command 'snyc'; did you mean 'sync'? (see cpsg --help)");
  EXPECT_THAT(refusal("exprot"), HasSubstr("did you mean 'export'"));
  EXPECT_THAT(refusal("--log-level debug snyc"), testing::EndsWith("(see cpsg --help)"));
}

TEST(CommandLine, WhatIsWrongSaysWhereToReadOn) {
  EXPECT_THAT(refusal(""), testing::EndsWith("(see cpsg --help)"));
  EXPECT_THAT(refusal("--config"), testing::EndsWith("(see cpsg --help)"));
  for (const char* text : {"sync --no-such-flag", "sync --file", "sync --as"}) {
    EXPECT_THAT(refusal(text), testing::EndsWith("(see cpsg sync --help)"));
  }
  for (const char* text : {"show",
                           "show o/a o/b",
                           "badge",
                           "badge o/a",
                           "badge o/a stars --no-such",
                           "badge o/a stars --label",
                           "badge o/a stars --theme=",
                           "list o/a",
                           "export",
                           "export cheese o/a",
                           "export commits o/a --format xml",
                           "batch",
                           "batch create",
                           "batch show",
                           "batch pause",
                           "remove",
                           "serve now",
                           "config now",
                           "list --state good",
                           "contributors",
                           "contributors o/a --limit 0",
                           "activity o/a --interval year"}) {
    refusal(text);
  }
}

TEST(CommandLine, HelpIsAWordToo) {
  EXPECT_EQ(parse_command_line({"help"}).information, parse_command_line({"--help"}).information);
  EXPECT_EQ(parse_command_line({"help", "sync"}).information, parse_command_line({"sync", "--help"}).information);
  EXPECT_EQ(parse_command_line({"--set", "a.b=c", "--log-level=debug", "help", "sync"}).information,
            parse_command_line({"sync", "--help"}).information);
  EXPECT_EQ(parse_command_line({"--config", "help", "list"}).information, std::nullopt) << "it is a file's name";
  EXPECT_EQ(parse_command_line({"help", "batch", "create"}).information,
            parse_command_line({"batch", "create", "--help"}).information);
}

TEST(CommandLine, HelpOfNoCommandIsRefused) {
  EXPECT_EQ(refusal("help snyc"), "there is no command 'snyc'; did you mean 'sync'? (see cpsg --help)");
  EXPECT_EQ(refusal("snyc --help"), refusal("help snyc"));
}

TEST(CommandLine, RangeOfANumberIsReadable) {
  for (const char* number : {"x", "0", "1000001"}) {
    EXPECT_EQ(refusal(fmt::format("contributors o/a --limit {}", number)),
              fmt::format("--limit: Value {} not in range 1 to 1000000 (see cpsg contributors --help)", number));
  }
}

TEST(CommandLine, HelpAndVersionAreTextToPrint) {
  EXPECT_THAT(*parse_command_line({"--version"}).information, testing::MatchesRegex("cpsg [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  const std::string help = *parse_command_line({"--help"}).information;
  for (const char* command : {"sync", "show", "list", "badge", "export", "plan", "batch", "tokens", "remove", "privacy",
                              "compact", "serve", "check", "config", "CPSG_GITHUB_TOKENS", "130"}) {
    EXPECT_THAT(help, HasSubstr(command));
  }
  EXPECT_THAT(*parse_command_line({"sync", "--help"}).information, HasSubstr("--no-wait"));
}

}  // namespace
}  // namespace cpsg::server
