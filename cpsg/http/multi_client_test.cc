// Protects the promises of http::MultiClient: requests of many threads run beside each other and none waits for a slow
// one, answers arrive whole, decoded and bounded, secrets go where they were meant to go, and each way of failing has
// its own code, in time. The other side is a server on loopback that misbehaves on request.
#include "cpsg/http/multi_client.h"

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/testing/scripted_server.h"
#include "cpsg/http/testing/silent_port.h"

namespace cpsg::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr AnswerBounds kBounds{.body_max_bytes = 100'000, .timeout = 20s};
// A contract of tenths of seconds, with room for a busy machine.
constexpr auto kSoon = 1s;

ScriptedServer::Handler always(std::string reply) {
  return [reply = std::move(reply)](const auto&, const auto&) { return reply; };
}

// 10,000 times the letter a.
std::string zipped_letters() {
  std::array<std::uint8_t, 46> bytes{};
  const bool ok = hex_decode(
      "1f8b0800000000000203edc1010d000000c2a0acef5fc21c6e40010000000000000000c0bf0197d47e4610270000", std::span(bytes));
  EXPECT_TRUE(ok);
  return {bytes.begin(), bytes.end()};
}

Answer get(MultiClient& client, const std::string& url) { return client.perform({.url = url}, kBounds); }

ErrorCode failure_of(MultiClient& client, const Request& request, const AnswerBounds& bounds = kBounds,
                     const std::atomic<bool>* cancelled = nullptr) {
  try {
    static_cast<void>(client.perform(request, bounds, cancelled));
  } catch (const Error& e) {
    return e.code();
  }
  return ErrorCode::kInternal;
}

// A server that sends the beginning of an answer and then nothing, until it is let go.
class StuckServer {
 public:
  ~StuckServer() {
    done_ = true;
    done_.notify_all();
  }
  [[nodiscard]] std::string url() const { return server_.url(); }
  // Blocks until a client waits for the rest.
  void wait_until_asked() const { asked_.wait(false); }

 private:
  std::atomic<bool> done_ = false;
  std::atomic<bool> asked_ = false;
  ScriptedServer server_{[this](const auto&, const ScriptedServer::Send& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    asked_ = true;
    asked_.notify_all();
    done_.wait(false);
    return std::string();
  }};
};

TEST(MultiClient, GivesStatusHeadersAndBodyOfAnyAnswer) {
  const std::string reply = ScriptedServer::answer("418 Teapot", "X-Pot:  short \r\n", "stout");
  ScriptedServer server([&](const auto&, const auto&) {
    std::this_thread::sleep_for(20ms);
    return reply;
  });
  MultiClient client({.user_agent = "cpsg/test"});
  const Answer answer = client.perform(
      {.method = "POST", .url = server.url("/tea"), .headers = {"Content-Type: a/b"}, .body = "leaves"}, kBounds);
  EXPECT_EQ(answer.head.status, 418);
  EXPECT_EQ(answer.head.header("x-pot"), "short");
  EXPECT_EQ(answer.body, "stout");
  EXPECT_EQ(answer.received_bytes, reply.size());
  EXPECT_EQ(answer.http_version, 11);
  EXPECT_GE(answer.waited, 15ms);
  EXPECT_LT(answer.waited, 10s);
  const ScriptedRequest request = server.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/tea");
  EXPECT_EQ(request.body, "leaves");
  EXPECT_EQ(request.header("Content-Type"), "a/b");
  EXPECT_EQ(request.header("User-Agent"), "cpsg/test");
  EXPECT_EQ(request.header("Authorization"), "");
}

TEST(MultiClient, KeepsTheConnectionAndNothingElseOfARequest) {
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "")));
  MultiClient client({});
  static_cast<void>(client.perform(
      {.method = "POST", .url = server.url("/p"), .headers = {"X-Mine: 1"}, .body = "b", .bearer_token = "secret"},
      kBounds));
  EXPECT_EQ(get(client, server.url("/g")).body, "");
  const auto requests = server.requests();
  EXPECT_EQ(requests.at(0).header("Authorization"), "Bearer secret");
  EXPECT_EQ(requests.at(1).method, "GET");
  EXPECT_EQ(requests.at(1).header("Authorization"), "");
  EXPECT_EQ(requests.at(1).header("X-Mine"), "");
  EXPECT_EQ(server.connections(), 1);
}

TEST(MultiClient, DecodesAnEncodedBody) {
  const std::string zipped = zipped_letters();
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "Content-Encoding: gzip\r\n", zipped)));
  MultiClient client({});
  const Answer answer = get(client, server.url());
  EXPECT_EQ(answer.body, std::string(10'000, 'a'));
  EXPECT_LT(answer.received_bytes, 300u) << "as they crossed the wire";
  EXPECT_EQ(server.requests().at(0).header("Accept-Encoding"), "gzip");
}

TEST(MultiClient, BoundsTheBodyAsDecodedAndTheHead) {
  ScriptedServer zipped(always(ScriptedServer::answer("200 OK", "Content-Encoding: gzip\r\n", zipped_letters())));
  ScriptedServer plain(always(ScriptedServer::answer("200 OK", "", "12345")));
  std::string lines;
  while (lines.size() < limits::kResponseHeadMaxBytes) lines += "X-Long: " + std::string(8'000, 'x') + "\r\n";
  ScriptedServer long_head(always(ScriptedServer::answer("200 OK", lines, "")));
  MultiClient client({});
  const auto bounded = [](std::size_t bytes) { return AnswerBounds{.body_max_bytes = bytes, .timeout = 20s}; };
  EXPECT_EQ(failure_of(client, {.url = zipped.url()}, bounded(9'999)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(client.perform({.url = zipped.url()}, bounded(10'000)).body.size(), 10'000u);
  EXPECT_EQ(failure_of(client, {.url = plain.url()}, bounded(4)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(client.perform({.url = plain.url()}, bounded(5)).body, "12345");
  EXPECT_EQ(failure_of(client, {.url = long_head.url()}), ErrorCode::kLimitExceeded);
}

TEST(MultiClient, ShowsRedirectsInsteadOfFollowingThem) {
  ScriptedServer other(always(ScriptedServer::answer("200 OK", "", "other")));
  ScriptedServer server(always(ScriptedServer::answer("302 Found", "Location: " + other.url() + "\r\n", "")));
  MultiClient client({});
  const Answer answer = client.perform({.url = server.url(), .bearer_token = "secret"}, kBounds);
  EXPECT_EQ(answer.head.status, 302);
  EXPECT_EQ(answer.head.header("location"), other.url());
  EXPECT_EQ(other.connections(), 0);
}

TEST(MultiClient, SendsNoTokenToAProxy) {
  ScriptedServer proxy(always(ScriptedServer::answer("200 OK", "", "proxy")));
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "server")));
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("no_proxy", "", 1);
  MultiClient client({});
  EXPECT_EQ(get(client, server.url()).body, "proxy") << "proxy variables are honoured";
  EXPECT_EQ(client.perform({.url = server.url(), .bearer_token = "secret"}, kBounds).body, "server");
  unsetenv("http_proxy");
  setenv("no_proxy", "127.0.0.1,localhost", 1);
}

TEST(MultiClient, LetsNoTokenAddHeaders) {
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "")));
  MultiClient client({});
  EXPECT_EQ(failure_of(client, {.url = server.url(), .bearer_token = "a\r\nX-Evil: 1"}), ErrorCode::kConfigInvalid);
  EXPECT_TRUE(server.requests().empty());
}

TEST(MultiClient, RunsTheRequestsOfThirtyThreadsAtOnce) {
  constexpr int kThreads = 30;
  std::atomic<int> waiting = 0;
  ScriptedServer server([&](const ScriptedRequest& request, const auto&) {
    ++waiting;
    for (int round = 0; waiting < kThreads && round < 4'000; ++round) std::this_thread::sleep_for(5ms);
    return ScriptedServer::answer("200 OK", "", request.target + (waiting >= kThreads ? " with all" : " alone"));
  });
  MultiClient client({});
  std::array<std::string, kThreads> bodies;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        const std::string path = "/" + std::to_string(i);
        bodies.at(static_cast<std::size_t>(i)) =
            client.perform({.url = server.url(path)}, {.body_max_bytes = 1'000, .timeout = 60s}).body;
      });
    }
  }
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    EXPECT_EQ(bodies.at(i), "/" + std::to_string(i) + " with all");
  }
}

TEST(MultiClient, WaitsForNoStuckTransfer) {
  StuckServer stuck;
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "quick")));
  MultiClient client({});
  std::atomic<bool> cancelled = false;
  ErrorCode end = ErrorCode::kInternal;
  std::jthread waiting([&] { end = failure_of(client, {.url = stuck.url()}, kBounds, &cancelled); });
  stuck.wait_until_asked();
  const auto begin = steady_clock::now();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(get(client, server.url()).body, "quick");
  EXPECT_LT(steady_clock::now() - begin, kSoon);
  cancelled = true;
  waiting.join();
  EXPECT_EQ(end, ErrorCode::kCancelled);
}

TEST(MultiClient, EndsSoonWhenEitherFlagTurnsTrue) {
  std::atomic<bool> of_all = false;
  std::atomic<bool> of_one = false;
  MultiClient client({.cancelled = &of_all});
  for (std::atomic<bool>* flag : {&of_one, &of_all}) {
    StuckServer stuck;
    steady_clock::time_point told;
    std::jthread canceller([&] {
      stuck.wait_until_asked();
      told = steady_clock::now();
      *flag = true;
    });
    EXPECT_EQ(failure_of(client, {.url = stuck.url()}, kBounds, &of_one), ErrorCode::kCancelled);
    canceller.join();
    EXPECT_LT(steady_clock::now() - told, kSoon);
    of_one = false;
  }
  EXPECT_EQ(failure_of(client, {.url = "http://127.0.0.1:1/"}), ErrorCode::kCancelled) << "not even begun";
}

TEST(MultiClient, EndsALateAnswerThoughBytesKeepComing) {
  std::atomic<bool> done = false;
  ScriptedServer server([&](const auto&, const ScriptedServer::Send& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!done) {
      send("x");
      std::this_thread::sleep_for(5ms);
    }
    return std::string();
  });
  MultiClient client({.stall_timeout = 10s});
  const auto begin = steady_clock::now();
  EXPECT_EQ(failure_of(client, {.url = server.url()}, {.body_max_bytes = 100'000, .timeout = 200ms}),
            ErrorCode::kTimeout);
  EXPECT_GE(steady_clock::now() - begin, 200ms);
  EXPECT_LT(steady_clock::now() - begin, 200ms + kSoon);
  done = true;
}

TEST(MultiClient, EndsWhenTheRemoteStalls) {
  StuckServer stuck;
  MultiClient client({.stall_timeout = 200ms});
  const auto begin = steady_clock::now();
  EXPECT_EQ(failure_of(client, {.url = stuck.url()}), ErrorCode::kTimeout);
  EXPECT_LT(steady_clock::now() - begin, 200ms + kSoon);
}

TEST(MultiClient, WithoutAConnectionInTimeTheNetworkFails) {
  const SilentPort silent;
  for (const auto patience : {20ms, 10'000ms}) {
    MultiClient client({.connect_timeout = 100ms, .stall_timeout = patience});
    EXPECT_EQ(failure_of(client, {.url = silent.url()}), ErrorCode::kNetwork) << patience.count();
  }
}

TEST(MultiClient, SendsNothingASecondTimeWhenAKeptConnectionEnds) {
  std::atomic<int> asked = 0;
  ScriptedServer server([&](const auto&, const auto&) {
    return ++asked == 2 ? std::string() : ScriptedServer::answer("200 OK", "", "here");
  });
  MultiClient client({});
  EXPECT_EQ(get(client, server.url()).body, "here");
  EXPECT_THROW(static_cast<void>(get(client, server.url())), ConnectionLost);
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(get(client, server.url()).body, "here");
}

TEST(MultiClient, TellsFailuresApart) {
  ScriptedServer cut(always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhalf"));
  ScriptedServer noise(always("no HTTP at all, Connection: close\r\n\r\n"));
  ScriptedServer silent(always(""));
  ScriptedServer not_zipped(always(ScriptedServer::answer("200 OK", "Content-Encoding: gzip\r\n", "no gzip at all")));
  MultiClient client({});
  const auto failure = [&](const std::string& url) { return failure_of(client, {.url = url}); };
  EXPECT_EQ(failure(cut.url()), ErrorCode::kNetwork);
  EXPECT_EQ(failure(noise.url()), ErrorCode::kBadData);
  EXPECT_EQ(failure(silent.url()), ErrorCode::kNetwork);
  EXPECT_EQ(failure(not_zipped.url()), ErrorCode::kBadData);
  EXPECT_EQ(failure("http://127.0.0.1:1/"), ErrorCode::kNetwork);
  EXPECT_EQ(failure("https" + silent.url().substr(4)), ErrorCode::kTls);
  EXPECT_EQ(failure("file:///etc/passwd"), ErrorCode::kUrlInvalid);
  EXPECT_EQ(failure("http://user:pass@127.0.0.1:1/"), ErrorCode::kUrlInvalid);
}

}  // namespace
}  // namespace cpsg::http
