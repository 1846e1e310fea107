// Protects: slow, idle, greedy and too many clients cost a bounded time and share, and are told why.
// How: a server with small limits, and clients that break each one.
#include <atomic>
#include <future>
#include <memory>

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
