// Protects the rules of configuration: which source wins, what is refused and how it is said, and that no secret is
// printed. Files are real, environments are given.
#include "cpsg/server/load_config.h"

#include <unistd.h>

#include <fstream>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/server/config_keys.h"
#include "cpsg/server/render_config.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::server {
namespace {

class ConfigTest : public testing::Test {
 protected:
  std::string write_file(std::string_view text) {
    // A file of its own: ctest runs the tests of one program side by side.
    const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::string path = testing::TempDir() + "cpsg_config_" + std::to_string(::getpid()) + "_" + test + ".toml";
    std::ofstream(path) << text;
    return path;
  }

  static std::string refusal(const ConfigInput& input) {
    try {
      static_cast<void>(load_config(input));
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kConfigInvalid);
      return e.what();
    }
    return "accepted";
  }
};

TEST_F(ConfigTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  ConfigInput input;
  EXPECT_EQ(load_config(input).config.sync_parallel, 2U);
  input.file = write_file("[sync]\nparallel = 3\nlease_wait_s = 7\n");
  EXPECT_EQ(load_config(input).config.sync_parallel, 3U);
  input.environment = {{"CPSG_SYNC_PARALLEL", "4"}};
  EXPECT_EQ(load_config(input).config.sync_parallel, 4U);
  input.settings = {"sync.parallel=5"};
  const LoadedConfig loaded = load_config(input);
  EXPECT_EQ(loaded.config.sync_parallel, 5U);
  EXPECT_EQ(loaded.config.sync_lease_wait.count(), 7);
  EXPECT_EQ(loaded.sources.at("sync.parallel"), "--set");
}

TEST_F(ConfigTest, HostsOriginsAndProxiesHaveOneForm) {
  const Config config = load_config({.environment = {{"CPSG_SERVER_HOSTS", "Viewer.Example, [2001:DB8::1]"},
                                                     {"CPSG_SERVER_CORS_ORIGINS", "HTTPS://Board.Example:443"},
                                                     {"CPSG_SERVER_EMBED_ORIGINS", "https://Blog.Example,http://x:80"},
                                                     {"CPSG_SERVER_TRUSTED_PROXIES", "10.0.0.0/8,::1"}},
                                     .settings = {"server.public_url=https://Stats.Example/"}})
                            .config;
  EXPECT_THAT(config.server_hosts, testing::ElementsAre("viewer.example", "[2001:db8::1]"));
  EXPECT_THAT(config.server_cors_origins, testing::ElementsAre("https://board.example"));
  EXPECT_THAT(config.server_embed_origins, testing::ElementsAre("https://blog.example", "http://x"));
  EXPECT_THAT(config.server_trusted_proxies, testing::ElementsAre("10.0.0.0/8", "::1"));
  EXPECT_EQ(config.server_public_url, "https://stats.example");
}

TEST_F(ConfigTest, WhatIsNoHostOriginOrProxyIsRefused) {
  for (const std::string setting :
       {"server.hosts=https://viewer.example", "server.hosts=viewer.example:8443", "server.hosts=*.example/",
        "server.hosts=*.example", "server.hosts=vi\xC3\xABwer.example", "server.public_url=stats.example",
        "server.public_url=https://stats.example/cpsg", "server.cors_origins=*", "server.cors_origins=null",
        "server.cors_origins=https://board.example/x", "server.embed_origins=*",
        "server.embed_origins=https://b.example/x", "server.trusted_proxies=proxy.example",
        "server.trusted_proxies=10.0.0.0/33", "log.format=xml", "server.anonymous_read=yes",
        "server.requests_per_minute_per_key=-1", "server.requests_per_minute_per_address=1000001",
        "server.refused_keys_per_minute_per_address="}) {
    EXPECT_THAT(refusal({.settings = {setting}}), testing::HasSubstr(setting.substr(0, setting.find('=')))) << setting;
  }
}

TEST_F(ConfigTest, LimitsAreNumbersOrLeftToTheServer) {
  const Config by_default = load_config({}).config;
  EXPECT_EQ(by_default.server_anonymous_read, access::AnonymousRead::kAuto);
  EXPECT_EQ(by_default.server_limits.requests_per_key, std::nullopt);
  const Config config =
      load_config(
          {.settings = {"server.anonymous_read=public", "server.requests_per_minute_per_key=9",
                        "server.requests_per_minute_per_address=0", "server.refused_keys_per_minute_per_address=auto"}})
          .config;
  EXPECT_EQ(config.server_anonymous_read, access::AnonymousRead::kPublic);
  EXPECT_EQ(config.server_limits.requests_per_key, 9U);
  EXPECT_EQ(config.server_limits.requests_per_address, 0U);
  EXPECT_EQ(config.server_limits.refused_keys_per_address, std::nullopt);
  EXPECT_EQ(find_config_key("server.requests_per_minute_per_key")->get(by_default), std::vector<std::string>{"auto"});
}

TEST_F(ConfigTest, UnknownKeysAreRefusedWithTheNearest) {
  EXPECT_THAT(refusal({.settings = {"sync.paralel=5"}}), testing::HasSubstr("did you mean 'sync.parallel'"));
  EXPECT_THAT(refusal({.file = write_file("[github]\ntoken = 'x'\n")}),
              testing::HasSubstr("did you mean 'github.tokens'"));
  EXPECT_THAT(refusal({.file = write_file("parallel = 1\n")}), testing::HasSubstr("unknown key 'parallel'"));
}

TEST_F(ConfigTest, AnUnknownVariableIsOnlyWarnedOf) {
  const LoadedConfig loaded = load_config({.environment = {{"CPSG_SERVICE_PORT", "tcp://1"}, {"HOME", "/home/u"}}});
  EXPECT_THAT(loaded.warnings, testing::ElementsAre(testing::HasSubstr("CPSG_SERVICE_PORT")));
}

TEST_F(ConfigTest, VariablesOfTheScriptsAreNotWarnedOf) {
  const LoadedConfig loaded = load_config(
      {.environment = {{"CPSG_JOBS", "2"}, {"CPSG_TEST_SEED", "7"}, {"CPSG_TEST_X", ""}, {"CPSG_CONFIG", ""}}});
  EXPECT_THAT(loaded.warnings, testing::IsEmpty());
}

class ConfigFileTest : public ConfigTest {
 protected:
  void write(const std::filesystem::path& path, int parallel) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "\xEF\xBB\xBF[sync]\nparallel = " << parallel << "\n";
  }
  storage::sqlite::SqliteHome home;  // for its directory
  const std::filesystem::path directory = home.directory();
};

TEST_F(ConfigFileTest, IsFoundInTheOrderOfTheDocuments) {
  ConfigInput input{.system_file = directory / "etc/config.toml", .environment = {{"HOME", directory.string()}}};
  EXPECT_EQ(load_config(input).file, std::nullopt);
  write(input.system_file, 3);
  EXPECT_EQ(load_config(input).config.sync_parallel, 3U);
  write(directory / ".config/cpsg/config.toml", 4);
  EXPECT_EQ(load_config(input).config.sync_parallel, 4U);
  write(directory / "xdg/cpsg/config.toml", 5);
  input.environment.emplace_back("XDG_CONFIG_HOME", (directory / "xdg").string());
  EXPECT_EQ(load_config(input).config.sync_parallel, 5U);
  write(directory / "named.toml", 6);
  input.environment.emplace_back("CPSG_CONFIG", "~/named.toml");
  const LoadedConfig loaded = load_config(input);
  EXPECT_EQ(loaded.config.sync_parallel, 6U);
  EXPECT_EQ(loaded.file, directory / "named.toml");
  EXPECT_THAT(render_config(loaded), testing::StartsWith("# read from " + loaded.file->string() + "\n"));
  write(directory / "flag.toml", 7);
  input.file = (directory / "flag.toml").string();
  EXPECT_EQ(load_config(input).config.sync_parallel, 7U);
}

TEST_F(ConfigFileTest, TheNameOfOldIsReadWithAWarning) {
  ConfigInput input{.system_file = directory / "etc/config.toml", .environment = {{"HOME", directory.string()}}};
  write(directory / ".config/cpsg/cpsg.toml", 4);
  EXPECT_EQ(load_config(input).config.sync_parallel, 4U);
  EXPECT_THAT(load_config(input).warnings, testing::ElementsAre(testing::HasSubstr("rename")));
  write(directory / ".config/cpsg/config.toml", 5);
  EXPECT_EQ(load_config(input).config.sync_parallel, 5U);
  EXPECT_THAT(load_config(input).warnings, testing::IsEmpty());
}

TEST_F(ConfigFileTest, AFileThatIsNamedMustExist) {
  EXPECT_THAT(refusal({.environment = {{"CPSG_CONFIG", (directory / "none.toml").string()}}}),
              testing::HasSubstr("none.toml"));
}

TEST_F(ConfigTest, EveryKeyHasItsVariable) {
  const LoadedConfig loaded = load_config({.environment = {{"CPSG_GITHUB_GIT_URL", "http://127.0.0.1:1/"},
                                                           {"CPSG_PRIVACY_EMAIL_KEY", "k"},
                                                           {"CPSG_GITHUB_TOKENS", "a, b,,c"}}});
  EXPECT_EQ(loaded.config.github_git_url, "http://127.0.0.1:1");
  EXPECT_EQ(loaded.config.privacy.email_key, "k");
  EXPECT_THAT(loaded.config.github_tokens, testing::ElementsAre("a", "b", "c"));
  EXPECT_TRUE(loaded.warnings.empty());
}

TEST_F(ConfigTest, BadValuesAreRefusedSayingWhatIsAllowed) {
  EXPECT_THAT(refusal({.settings = {"sync.parallel=0"}}), testing::HasSubstr("whole number from 1"));
  EXPECT_THAT(refusal({.settings = {"sync.parallel=2x"}}), testing::HasSubstr("it is '2x'"));
  EXPECT_THAT(refusal({.settings = {"privacy.emails=none"}}), testing::HasSubstr("hash, keep, drop"));
  EXPECT_THAT(refusal({.settings = {"store.url=/tmp/x"}}), testing::HasSubstr("sqlite:PATH"));
  EXPECT_THAT(refusal({.settings = {"github.git_url=ftp://x"}}), testing::HasSubstr("http"));
  EXPECT_THAT(refusal({.settings = {"github.git_url=https://user:pw@x"}}), testing::HasSubstr("github.tokens"));
  EXPECT_THAT(refusal({.file = write_file("[sync\n")}), testing::HasSubstr(":1:"));
  EXPECT_THAT(refusal({.file = "/nonexistent/cpsg.toml"}), testing::HasSubstr("/nonexistent/cpsg.toml"));
}

TEST_F(ConfigTest, SecretsAreMaskedAndNotRepeatedInErrors) {
  const ConfigInput input{
      .environment = {{"CPSG_GITHUB_TOKENS", "ghp_secret1,ghp_secret2"}, {"CPSG_PRIVACY_EMAIL_KEY", "hushhush"}}};
  const std::string text = render_config(load_config(input));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("secret1")));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("hushhush")));
  EXPECT_THAT(text, testing::HasSubstr("tokens = [\"********\", \"********\"]"));
  const LoadedConfig flagged = load_config({.settings = {"github.tokens=ghp_secret1"}});
  EXPECT_THAT(flagged.warnings, testing::ElementsAre(testing::HasSubstr("github.tokens")));
  EXPECT_THAT(flagged.warnings, testing::Each(testing::Not(testing::HasSubstr("ghp_secret1"))));
  EXPECT_THAT(refusal({.settings = {"github.git_url=https://user:hush@x"}}), testing::Not(testing::HasSubstr("hush")));
}

TEST_F(ConfigTest, AQuotedKeyIsNotPassedOver) {
  EXPECT_EQ(load_config({.file = write_file("\"sync.parallel\" = 7\n")}).config.sync_parallel, 7U);
}

TEST_F(ConfigTest, WhatIsRenderedCanBeReadAgain) {
  const LoadedConfig loaded = load_config({.settings = {"store.url=sqlite:/x \"y\"\\z", "sync.parallel=9"}});
  const LoadedConfig again = load_config({.file = write_file(render_config(loaded))});
  EXPECT_EQ(again.config.store_url, loaded.config.store_url);
  EXPECT_EQ(again.config.sync_parallel, 9U);
  EXPECT_THAT(render_config(loaded), testing::HasSubstr("parallel = 9\n"));
}

TEST_F(ConfigTest, TheDatabaseIsInTheUsersDataDirectory) {
  const auto path = [](ConfigInput input) { return load_config(input).config.sqlite_path().string(); };
  EXPECT_EQ(path({.environment = {{"HOME", "/home/u"}}}), "/home/u/.local/share/cpsg/cpsg.db");
  EXPECT_EQ(path({.environment = {{"HOME", "/home/u"}, {"XDG_DATA_HOME", "/data"}}}), "/data/cpsg/cpsg.db");
  EXPECT_EQ(path({.settings = {"store.url=sqlite:x.db"}}), "x.db");
  EXPECT_EQ(path({.settings = {"store.url=sqlite:///x.db"}}), "/x.db");
  EXPECT_EQ(path({.environment = {{"HOME", "/home/u"}}, .settings = {"store.url=sqlite:~/x.db"}}), "/home/u/x.db");
}

TEST_F(ConfigTest, WithoutAHomeThereIsNoDefaultAndTheErrorSaysWhatToSet) {
  for (const std::vector<std::pair<std::string, std::string>>& environment :
       {std::vector<std::pair<std::string, std::string>>{}, {{"HOME", "relative"}, {"XDG_DATA_HOME", "data"}}}) {
    const Config config = load_config({.environment = environment}).config;
    const Failure failure = failure_of([&] { static_cast<void>(config.sqlite_path()); });
    EXPECT_EQ(failure.code, ErrorCode::kConfigInvalid);
    EXPECT_THAT(failure.message, testing::HasSubstr("store.url"));
    EXPECT_EQ(config.sync_parallel, 2U);
  }
}

TEST_F(ConfigTest, PacksAreSpooledBesideTheDatabaseOrWhereItIsSaid) {
  EXPECT_EQ(load_config({.settings = {"store.url=sqlite:/data/x.db"}}).config.spool_directory(), "/data");
  EXPECT_EQ(load_config({.environment = {{"HOME", "/home/u"}}, .settings = {"sync.spool_directory=~/s"}})
                .config.spool_directory(),
            "/home/u/s");
}

TEST_F(ConfigTest, TheDrainIsDelayedWhereOthersHaveToNotice) {
  const auto delay_s = [](std::vector<std::string> settings) {
    return load_config({.settings = std::move(settings)}).config.drain_delay().count();
  };
  EXPECT_EQ(delay_s({}), 0);
  EXPECT_EQ(delay_s({"server.listen=[::1]:80"}), 0);
  EXPECT_EQ(delay_s({"server.listen=0.0.0.0:80"}), 5);
  EXPECT_EQ(delay_s({"server.listen=0.0.0.0:80", "server.drain_delay_s=0"}), 0);
  EXPECT_EQ(delay_s({"server.drain_delay_s=7"}), 7);
  EXPECT_EQ(delay_s({"server.drain_delay_s="}), 0);
}

TEST_F(ConfigTest, ACertificateNeedsItsKey) {
  const auto config = [](std::vector<std::string> settings) { return load_config({.settings = settings}).config; };
  EXPECT_FALSE(config({}).has_tls());
  EXPECT_TRUE(config({"server.tls_certificate_file=/c.pem", "server.tls_key_file=/k.pem"}).has_tls());
  for (const char* const one : {"server.tls_certificate_file=/c.pem", "server.tls_key_file=/k.pem"}) {
    const Config half = config({one});
    EXPECT_EQ(failure_of([&] { static_cast<void>(half.has_tls()); }).code, ErrorCode::kConfigInvalid);
  }
}

}  // namespace
}  // namespace cpsg::server
