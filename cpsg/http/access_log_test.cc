// Protects: each request is one line that an operator can find by its id, without the secrets and people that requests
// name; and a log that nobody reads stops nothing.
// How: stderr is a pipe of the test.
#include "cpsg/http/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "cpsg/base/log.h"

namespace cpsg::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

class AccessLog : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::pipe(pipe_), 0);
    saved_ = ::dup(STDERR_FILENO);
    ::dup2(pipe_[1], STDERR_FILENO);
    ::fcntl(pipe_[0], F_SETFL, O_NONBLOCK);
  }
  void TearDown() override {
    ::dup2(saved_, STDERR_FILENO);
    for (const int file : {saved_, pipe_[0], pipe_[1]}) ::close(file);
    log::set_format(log::Format::kText);
    log::set_level(log::Level::kInfo);
  }

  std::string written() {
    std::string all;
    char piece[4096];
    for (ssize_t size = 0; (size = ::read(pipe_[0], piece, sizeof piece)) > 0;)
      all.append(piece, static_cast<std::size_t>(size));
    return all;
  }
  std::string line(std::string_view method, std::string_view target) {
    log_access({.method = method,
                .target = target,
                .status = 200,
                .body_bytes = 12,
                .duration = std::chrono::microseconds(1'500),
                .client = client_,
                .request_id = "r-1"});
    return written();
  }

  const Client client_{.address = "2001:db8::1", .scheme = "https"};
  int pipe_[2] = {-1, -1};
  int saved_ = -1;
};

TEST_F(AccessLog, IsOneLineOfText) {
  EXPECT_THAT(line("GET", "/v1/projects?limit=2"),
              MatchesRegex(".*Z info request method=GET path=/v1/projects status=200 bytes=12 duration_ms=1.500"
                           " client=2001:db8::1 scheme=https request_id=r-1\n"));
}

TEST_F(AccessLog, IsOneObjectAsJson) {
  log::set_format(log::Format::kJson);
  EXPECT_THAT(
      line("GET", "/v1/projects"),
      EndsWith("\"level\":\"info\",\"message\":\"request\",\"method\":\"GET\",\"path\":\"/v1/projects\",\"status\":200,"
               "\"bytes\":12,\"duration_ms\":1.500,\"client\":\"2001:db8::1\",\"scheme\":\"https\","
               "\"request_id\":\"r-1\"}\n"));
}

TEST_F(AccessLog, NamesNobodyAndNothingThatCouldForgeALine) {
  const std::string text = line("GET", "/v1/projects/jane@example.com/x y\"\xFF?author=jane@example.com&token=secret");
  EXPECT_THAT(text, testing::Not(HasSubstr("jane")));
  EXPECT_THAT(text, testing::Not(HasSubstr("secret")));
  EXPECT_THAT(text, HasSubstr("path=\"/v1/projects/[address]/x y\\\"\xEF\xBF\xBD\" status="));
  EXPECT_THAT(line("", ""), HasSubstr("method=- path=- "));
  EXPECT_LT(line(std::string(10'000, 'M'), "/" + std::string(10'000, 'p')).size(), 1'000);
}

TEST_F(AccessLog, SaysNothingBelowItsLevel) {
  log::set_level(log::Level::kWarning);
  EXPECT_EQ(line("GET", "/"), "");
}

TEST_F(AccessLog, LeavesLinesOutWhileNobodyReadsThem) {
  constexpr int kRequests = 5'000;
  for (int i = 0; i < kRequests; ++i) {
    log_access({.method = "GET", .target = "/v1/projects", .status = 200, .client = client_, .request_id = "r"});
  }
  const std::string first = written();
  const auto lines = std::count(first.begin(), first.end(), '\n');
  EXPECT_GT(lines, 100);
  EXPECT_LT(lines, kRequests);
  EXPECT_THAT(line("GET", "/v1/projects"), EndsWith(" lines_left_out=" + std::to_string(kRequests - lines) + "\n"));
  EXPECT_THAT(line("GET", "/v1/projects"), EndsWith(" request_id=r-1\n"));
}

}  // namespace
}  // namespace cpsg::http
