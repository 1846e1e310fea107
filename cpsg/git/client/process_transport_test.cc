// Protects reading a repository of this machine: which paths are taken, that git's failures are told apart, and that a
// child process is never left behind nor waited for without end. `git` is the real one or a script in its place.
#include "cpsg/git/client/process_transport.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/client/child_process.h"
#include "cpsg/git/protocol/capabilities.h"
#include "cpsg/git/protocol/testing/messages.h"
#include "cpsg/git/testing/repository.h"

namespace cpsg::git::client {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string run_program(const std::string& script, std::string_view input,
                        std::chrono::milliseconds stall_timeout = 5s) {
  std::string output;
  ChildProcess child({"sh", "-c", script}, {"PATH=/usr/bin:/bin"});
  const auto ended =
      child.communicate(input, [&](Bytes bytes) { output.append(bytes.begin(), bytes.end()); }, {stall_timeout});
  return output + "|" + (ended.success ? "ok" : "failed") + "|" + ended.last_error_line;
}
bool has_children() { return waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD; }

RemoteOptions options_for(const std::string& url) {
  RemoteOptions options;
  options.url = url;
  return options;
}
Failure discovery_failure(const std::string& url) {
  return failure_of([&] {
    ProcessTransport transport(options_for(url));
    transport.discover([](Bytes) {});
  });
}

TEST(ChildProcess, GivesOutputStatusAndTheLastErrorLine) {
  EXPECT_EQ(run_program("cat; echo one >&2; echo two >&2; exit 3", "in"), "in|failed|two");
  EXPECT_EQ(run_program("echo out", "ignored"), "out\n|ok|");
  EXPECT_EQ(run_program("kill -9 $$", ""), "|failed|");
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, PassesMuchBothWaysWithoutADeadlock) {
  const std::string input(8'000'000, 'x');
  EXPECT_EQ(run_program("cat", input), input + "|ok|");
  EXPECT_EQ(run_program("head -c 3", input), "xxx|ok|") << "a program may leave its input unread";
}

// Else a client of the server would not see the end of its connection before the end of a program that was started
// meanwhile, nor could the server's address be used again.
TEST(ChildProcess, HasNoOpenFileOrSocketOfOurs) {
  constexpr int kOther = 200;
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(::dup2(socket, kOther), kOther);
  EXPECT_EQ(run_program("[ -e /proc/self/fd/200 ] && echo open; [ -e /proc/self/fd/2 ] && echo errors", ""),
            "errors\n|ok|");
  ::close(socket);
  ::close(kOther);
}

TEST(ChildProcess, SeesOnlyTheEnvironmentGivenToIt) {
  setenv("CPSG_TEST_SECRET", "hidden", 1);
  EXPECT_THAT(run_program("env", ""), Not(HasSubstr("hidden")));
  unsetenv("CPSG_TEST_SECRET");
}

TEST(ChildProcess, EndsWhenItStalls) {
  const auto begin = std::chrono::steady_clock::now();
  // The grandchild would keep the pipes open.
  const Failure failure = failure_of([] { run_program("echo x; sleep 30; echo y", "", 200ms); });
  EXPECT_EQ(failure.code, ErrorCode::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, EndsWhenCancelled) {
  std::atomic<bool> cancelled = false;
  const auto cancel_once_it_runs = [&] {
    ChildProcess child({"sh", "-c", "echo started; sleep 30"}, {"PATH=/usr/bin:/bin"});
    child.communicate("", [&](Bytes) { cancelled = true; }, {20s, &cancelled});
  };
  EXPECT_EQ(failure_of(cancel_once_it_runs).code, ErrorCode::kCancelled);
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, IsReapedWhenTheSinkThrows) {
  const auto throwing = [] {
    ChildProcess child({"sh", "-c", "yes"}, {"PATH=/usr/bin:/bin"});
    child.communicate("", [](Bytes) { throw std::domain_error("enough"); }, {5s});
  };
  EXPECT_THROW(throwing(), std::domain_error);
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, ThatDoesNotExistIsASystemError) {
  EXPECT_THROW(ChildProcess({"no-such-program-here"}, {}), std::system_error);
}

TEST(FileUrl, NamesAnAbsolutePath) {
  EXPECT_EQ(path_of_file_url("file:///a/b.git"), "/a/b.git");
  EXPECT_EQ(path_of_file_url("file://localhost/a"), "/a");
  EXPECT_EQ(path_of_file_url("file:///a%20b%2e%zz%4"), "/a b.%zz%4");
  for (const char* url : {"file://host/a", "file://", "file://-x", "file://a", "/a", "http://h/a", "file:///a%00b"}) {
    EXPECT_EQ(failure_of([&] { static_cast<void>(path_of_file_url(url)); }).code, ErrorCode::kUrlInvalid) << url;
  }
}

TEST(ProcessTransport, OffersWhatIsNeededWhateverTheRepositorysConfiguration) {
  const GeneratedRepository repository;
  repository.git("config uploadpack.allowFilter false");
  setenv("GIT_DIR", "/nonexistent", 1);
  setenv("GIT_CONFIG_COUNT", "nonsense", 1);
  ProcessTransport transport(options_for("file://" + repository.path().string()));
  protocol::AdvertisementParser parser;
  transport.discover([&](Bytes bytes) { parser.feed(bytes); });
  unsetenv("GIT_DIR");
  unsetenv("GIT_CONFIG_COUNT");
  EXPECT_NO_THROW(protocol::parse_capabilities(parser.finish()).require_usable());
  EXPECT_EQ(transport.traffic().requests, 1u);
  EXPECT_GT(transport.traffic().received_bytes, 50u);
}

TEST(ProcessTransport, SaysWhatIsWrongWithAPath) {
  const TemporaryDirectory directory;
  const Failure none = discovery_failure("file:///nonexistent/r.git");
  EXPECT_EQ(none.code, ErrorCode::kNotFound);
  EXPECT_THAT(none.message, HasSubstr("/nonexistent/r.git does not exist"));
  const Failure empty = discovery_failure("file://" + directory.path().string());
  EXPECT_EQ(empty.code, ErrorCode::kNotFound);
  EXPECT_THAT(empty.message, HasSubstr("is not a git repository"));
}

TEST(ProcessTransport, TellsWhenGitIsMissingOrFails) {
  const TemporaryDirectory directory;
  const std::string path = std::getenv("PATH");
  const std::string url = "file://" + directory.path().string();
  setenv("PATH", directory.path().c_str(), 1);
  EXPECT_EQ(discovery_failure(url).code, ErrorCode::kUnsupportedRemote);
  const std::filesystem::path fake = directory.path() / "git";
  std::ofstream(fake)
      << "#!/bin/sh\necho 'warning: x' >&2\necho 'fatal: disk of jane@corp.example broke' >&2\nexit 128\n";
  std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
  const Failure failure = discovery_failure(url);
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(failure.code, ErrorCode::kRemoteError);
  EXPECT_THAT(failure.message, HasSubstr("fatal: disk of [removed] broke"));
}

}  // namespace
}  // namespace cpsg::git::client
