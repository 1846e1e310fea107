// Protects: where the configuration comes from when a command runs, and that every failure becomes one line on stderr
// and an exit code.
#include "cpsg/server/cli.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::server {
namespace {

using testing::HasSubstr;

struct Ended {
  int exit_code;
  std::string results;
  std::string messages;
};

class CliTest : public testing::Test {
 protected:
  // No configuration of the user, nor what a run of all tests sets, and a database of our own.
  CliTest() {
    std::vector<std::string> ours;
    for (char** each = environ; *each != nullptr; ++each) {
      const std::string_view variable(*each);
      if (variable.starts_with("CPSG_")) ours.emplace_back(variable.substr(0, variable.find('=')));
    }
    for (const std::string& variable : ours) unsetenv(variable.c_str());
    for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"}) {
      setenv(variable, home.directory().c_str(), 1);
    }
  }

  static Ended run(std::vector<std::string> words) {
    words.insert(words.begin(), "cpsg");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit_code = run_cli(static_cast<int>(arguments.size()), arguments.data());
    return {exit_code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
  }
  // The line with which a command fails.
  static std::string failure(const std::vector<std::string>& words, int exit_code) {
    const Ended ended = run(words);
    EXPECT_EQ(ended.exit_code, exit_code);
    EXPECT_EQ(ended.results, "");
    EXPECT_THAT(ended.messages, testing::StartsWith("cpsg: "));
    EXPECT_EQ(ended.messages.find('\n'), ended.messages.size() - 1) << ended.messages;
    return ended.messages;
  }

  storage::sqlite::SqliteHome home;
};

TEST_F(CliTest, AFailureIsOneLineAndAnExitCode) {
  EXPECT_THAT(failure({"snyc"}, 2), HasSubstr("did you mean 'sync'"));
  EXPECT_THAT(failure({"show", "o/a"}, 3), HasSubstr("o/a is not stored"));
  EXPECT_THAT(failure({"show", "nonsense"}, 2), HasSubstr("owner/name"));
  EXPECT_THAT(failure({"sync"}, 2), HasSubstr("nothing to sync yet"));
  std::ofstream(home.directory() / "bad.db") << std::string(5'000, 'x');
  EXPECT_THAT(failure({"--set", "store.url=sqlite:" + (home.directory() / "bad.db").string(), "list"}, 7),
              HasSubstr("bad.db"));
}

TEST_F(CliTest, SettingsAreMadeByFileAndFlag) {
  const std::string file = (home.directory() / "own.toml").string();
  std::ofstream(file) << "[sync]\nparallel = 7\nlease_wait_s = 8\n";
  const Ended ended = run({"--config", file, "--set", "sync.parallel=9", "config"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.messages, "");
  EXPECT_THAT(ended.results, HasSubstr("(from --set)\nparallel = 9\n"));
  EXPECT_THAT(ended.results, HasSubstr("(from " + file + ")\nlease_wait_s = 8\n"));
}

TEST_F(CliTest, WrongSettingsAreRefused) {
  EXPECT_THAT(failure({"--set", "sync.paralel=9", "config"}, 2), HasSubstr("did you mean 'sync.parallel'"));
  EXPECT_THAT(failure({"--set", "novalue", "config"}, 2), HasSubstr("--set takes key=value"));
  EXPECT_THAT(failure({"--config", "/no/such/file", "config"}, 2), HasSubstr("/no/such/file"));
  EXPECT_THAT(failure({"--log-level", "shout", "config"}, 2), HasSubstr("debug, info, warning, error"));
}

TEST_F(CliTest, TheLogLevelIsASetting) {
  EXPECT_THAT(run({"config", "--log-level", "error"}).results, HasSubstr("level = \"error\"\n"));
}

TEST_F(CliTest, WarningsDoNotFail) {
  const Ended ended = run({"--set", "github.tokens=ghp_secret", "config"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.messages, testing::StartsWith("cpsg: warning: --set github.tokens shows a secret"));
  EXPECT_THAT(ended.results + ended.messages, testing::Not(HasSubstr("ghp_secret")));
}

TEST_F(CliTest, HelpIsAResult) {
  const Ended ended = run({"--help"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.results, HasSubstr("sync"));
  EXPECT_EQ(ended.messages, "");
}

}  // namespace
}  // namespace cpsg::server
