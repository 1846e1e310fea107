// Protects: slow, idle, greedy and too many clients cost a bounded time and share, and are told why.
// How: a server with small limits, and clients that break each one.
#include <atomic>
#include <future>
#include <memory>

#include "cpsg/base/testing/captured_log.h"
#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

ServerOptions with_small_limits() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.threads = 1;
  options.request.body_max_bytes = 64;
  options.connections_max = 3;
  options.handlers_max = 1;
  options.idle_timeout = milliseconds(300);
  options.head_timeout = milliseconds(300);
  options.body_timeout = milliseconds(300);
  options.write_timeout = milliseconds(300);
  return options;
}

Response hello(const IncomingRequest&) { return {200, {}, "hello"}; }

TEST(ServerLimits, ClosesIdleConnectionsSilently) {
  Server server(with_small_limits(), hello);
  server.start();
  LoopbackClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.ended());
}

TEST(ServerLimits, AnswersSlowRequestsWith408) {
  Server server(with_small_limits(), hello);
  server.start();
  for (const std::string part : {"GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"}) {
    LoopbackClient client(server.port());
    client.send(part);
    const LoopbackResponse response = client.receive();
    EXPECT_EQ(response.status, 408) << part;
    EXPECT_THAT(response.body, HasSubstr("\"code\":\"request_invalid\""));
    EXPECT_TRUE(client.ended());
  }
}

TEST(ServerLimits, DripsDoNotExtendTheTimeForAHead) {
  Server server(with_small_limits(), hello);
  server.start();
  LoopbackClient client(server.port());
  const auto begin = std::chrono::steady_clock::now();
  std::thread drip([&] {
    for (const char c : std::string_view("GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")) {
      client.send({&c, 1});
      std::this_thread::sleep_for(milliseconds(50));
    }
  });
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(1'500));
  drip.join();
}

TEST(ServerLimits, RefusesLargeBodiesAndKeepsTheAnswerReadable) {
  Server server(with_small_limits(), hello);
  server.start();
  LoopbackClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(client.closed());
  LoopbackClient waiting(server.port());
  waiting.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
  EXPECT_EQ(waiting.receive().status, 413) << "without inviting the body first";
}

// Most clients send all of a body before they read; a reset in the middle would hide the reason from them.
TEST(ServerLimits, ReadsOnUntilAClientThatStillSendsHasItsAnswer) {
  Server server(with_small_limits(), hello);
  server.start();
  LoopbackClient client(server.port());
  const std::string piece(1 * limits::kMiB, 'x');
  constexpr int kPieces = 16;
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(kPieces * piece.size()) + "\r\n\r\n");
  for (int i = 0; i < kPieces; ++i) client.send(piece);
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(client.closed());
}

TEST(ServerLimits, HoldsFewLargeBodiesAtOnce) {
  ServerOptions options = with_small_limits();
  options.body_timeout = milliseconds(5'000);
  options.large_bodies_max = 1;
  options.request.large_body_max_bytes = [](std::string_view) { return std::size_t{1'000}; };
  Server server(options,
                [](const IncomingRequest& request) { return Response{200, {}, std::to_string(request.body.size())}; });
  server.start();
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\n\r\n";
  LoopbackClient first(server.port());
  first.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(first.receive().status, 100) << "so it has its place now";
  first.send(std::string(100, 'x'));
  LoopbackClient second(server.port());
  second.send(head);
  const LoopbackResponse refused = second.receive();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After: 1"));
  LoopbackClient small(server.port());
  small.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(small.receive().body, "5") << "small ones are taken all the same";
  first.send(std::string(400, 'x'));
  EXPECT_EQ(first.receive().body, "500");
  first.send(head + std::string(500, 'x'));
  EXPECT_EQ(first.receive().body, "500") << "the place is free again";
}

// No request of theirs was read, so there is no moment at which it began.
TEST(ServerLimits, LogsTheTimeOfRefusedConnectionsFromTheirBeginning) {
  ServerOptions options = with_small_limits();
  options.connections_max = 1;
  Server server(options, hello);
  const CapturedLog log;
  server.start();
  LoopbackClient served(server.port());
  served.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(served.receive().status, 200);
  LoopbackClient refused(server.port());
  EXPECT_EQ(refused.receive().status, 503);
  (void)log.until(" status=200");
  (void)log.until(" status=503");
  (void)log.until(" duration_ms=");
  const std::string duration_ms = log.until(" ");
  EXPECT_THAT(duration_ms, testing::MatchesRegex("[0-9]{1,4}\\.[0-9]{3} "));
}

TEST(ServerLimits, AnswersConnectionsBeyondTheBoundWith503) {
  Server server(with_small_limits(), hello);
  server.start();
  std::vector<std::unique_ptr<LoopbackClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<LoopbackClient>(server.port()));
    clients.back()->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(clients.back()->receive().status, 200);
  }
  LoopbackClient refused(server.port());
  refused.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const LoopbackResponse response = refused.receive();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("Retry-After: 1"));
  EXPECT_TRUE(refused.ended());
}

// Half a request takes memory, and a thousand clients can each send one. They must not keep others out either.
TEST(ServerLimits, BoundsTheRequestsOfWhichOnlyAPartIsHere) {
  ServerOptions options = with_small_limits();
  options.connections_max = 10;
  options.partial_requests_max = 2;
  options.head_timeout = milliseconds(10'000);
  Server server(options, hello);
  server.start();
  const auto begin = [&] {
    auto client = std::make_unique<LoopbackClient>(server.port());
    client->send("GET / HTTP/1.1\r\n");
    std::this_thread::sleep_for(milliseconds(50));
    return client;
  };
  const auto oldest = begin();
  const auto older = begin();
  LoopbackClient whole(server.port());
  whole.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(whole.receive().status, 200) << "a whole request needs no such place";
  const auto next = begin();
  EXPECT_EQ(oldest->receive().status, 408) << "it made room";
  for (const auto* each : {&older, &next}) {
    (*each)->send("Host: h\r\n\r\n");
    EXPECT_EQ((*each)->receive().status, 200);
  }
}

TEST(ServerLimits, ShedsRequestsWhenAllHandlersAreBusy) {
  std::promise<void> entered;
  std::promise<void> leave;
  std::atomic<bool> first = true;
  Server server(with_small_limits(), [&](const IncomingRequest&) {
    if (first.exchange(false)) {
      entered.set_value();
      leave.get_future().wait();
    }
    return Response{200, {}, "done"};
  });
  server.start();
  LoopbackClient busy(server.port());
  busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  entered.get_future().wait();
  LoopbackClient shed(server.port());
  shed.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const LoopbackResponse response = shed.receive();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("\"code\":\"overloaded\""));
  leave.set_value();
  EXPECT_EQ(busy.receive().body, "done");
  shed.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(shed.receive().body, "done") << "the connection itself is fine";
}

ServerOptions with_little_room() {
  ServerOptions options = with_small_limits();
  options.connections_max = 20;
  options.handlers_max = 20;
  options.write_timeout = milliseconds(60'000);
  options.answers = {.max_bytes = 1, .one_least_bytes = 1};
  options.may_answer_large = [](const IncomingRequest& request) { return request.target == "/large"; };
  return options;
}

Response large_or_small(const IncomingRequest& request) {
  return {200, {}, std::string(request.target == "/large" ? 16 * limits::kMiB : 5, 'x')};
}

constexpr std::string_view kLarge = "GET /large HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kSmall = "GET /small HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(ServerLimits, LargeAnswersWaitForTheirTurnAndSlowReadersMakeRoom) {
  std::atomic<int> made = 0;
  ServerOptions options = with_little_room();
  options.crowded_write_timeout = milliseconds(500);
  Server server(options, [&](const IncomingRequest& request) {
    if (request.target == "/large") ++made;
    return large_or_small(request);
  });
  server.start();
  LoopbackClient slow(server.port());
  slow.send(kLarge);
  while (made < 1) std::this_thread::sleep_for(milliseconds(1));
  LoopbackClient patient(server.port());
  patient.send(kLarge);
  LoopbackClient small(server.port());
  small.send(kSmall);
  EXPECT_EQ(small.receive().body, "xxxxx") << "small answers do not wait";
  EXPECT_EQ(made, 1) << "no second large answer is made while the first one is in memory";
  EXPECT_EQ(patient.receive().body.size(), 16 * limits::kMiB) << "the slow reader was given up";
  EXPECT_LT(slow.receive().body.size(), 16 * limits::kMiB);
}

// What one list takes is no reason for others to wait: they become shorter.
TEST(ServerLimits, ListsGetLessAndDoNotWaitWhileFewClientsDoNotRead) {
  ServerOptions options = with_little_room();
  options.answers = {.max_bytes = 128 * limits::kMiB, .one_max_bytes = 32 * limits::kMiB};
  std::atomic<int> made = 0;
  Server server(options, [&](const IncomingRequest& request) {
    ++made;
    return Response{
        200,
        {{"Allowed", std::to_string(request.list_max_bytes)}},
        std::string(request.target == "/large" && !request.header("few") ? request.list_max_bytes : 5, 'x')};
  });
  server.start();
  LoopbackClient first(server.port());
  first.send(kLarge);
  while (made < 1) std::this_thread::sleep_for(milliseconds(1));
  LoopbackClient second(server.port());
  second.send(kLarge);
  while (made < 2) std::this_thread::sleep_for(milliseconds(1));
  for (int i = 0; i < 20; ++i) {
    LoopbackClient list(server.port());
    list.send("GET /large HTTP/1.1\r\nHost: h\r\nFew: 1\r\n\r\n");
    const LoopbackResponse response = list.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "xxxxx");
    EXPECT_TRUE(response.has("Allowed: " + std::to_string((128 - 32 - 24) * limits::kMiB / 4)));
  }
  EXPECT_EQ(first.receive().body.size(), 32 * limits::kMiB);
  EXPECT_EQ(second.receive().body.size(), 24 * limits::kMiB) << "each is whole";
}

TEST(ServerLimits, AWaitForRoomEndsWith503) {
  ServerOptions options = with_little_room();
  options.answer_wait = milliseconds(300);
  Server server(options, large_or_small);
  server.start();
  LoopbackClient slow(server.port());
  slow.send(kLarge);
  std::this_thread::sleep_for(milliseconds(100));
  LoopbackClient waiting(server.port());
  waiting.send(kLarge);
  const LoopbackResponse response = waiting.receive();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("\"code\":\"overloaded\""));
  EXPECT_EQ(slow.receive().body.size(), 16 * limits::kMiB) << "it had its full time: nobody else waits any more";
}

TEST(ServerLimits, LargeAnswersThatWaitLeaveAPlaceForOthers) {
  ServerOptions options = with_little_room();
  options.handlers_max = 4;
  Server server(options, large_or_small);
  server.start();
  std::vector<std::unique_ptr<LoopbackClient>> waiting;
  for (int i = 0; i < 6; ++i) {
    waiting.push_back(std::make_unique<LoopbackClient>(server.port()));
    waiting.back()->send(kLarge);
  }
  EXPECT_EQ(waiting.back()->receive().status, 503) << "one is made, and three wait";
  LoopbackClient small(server.port());
  small.send(kSmall);
  EXPECT_EQ(small.receive().status, 200);
}

TEST(ServerLimits, ManyLargeAnswersAllCome) {
  ServerOptions options = with_little_room();
  Server server(options, large_or_small);
  server.start();
  std::vector<std::thread> clients;
  std::atomic<int> whole = 0;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      LoopbackClient client(server.port());
      client.send(kLarge);
      if (client.receive().body.size() == 16 * limits::kMiB) ++whole;
    });
  }
  for (std::thread& each : clients) each.join();
  EXPECT_EQ(whole, 8);
}

TEST(ServerLimits, GivesUpOnClientsThatDoNotRead) {
  std::atomic<int> answered = 0;
  Server server(with_small_limits(), [&](const IncomingRequest&) {
    ++answered;
    return Response{200, {}, std::string(32 * limits::kMiB, 'x')};
  });
  server.start();
  LoopbackClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(1'000));
  EXPECT_LT(client.receive().body.size(), 32 * limits::kMiB);
  EXPECT_EQ(answered, 1);
}

}  // namespace
}  // namespace cpsg::http
