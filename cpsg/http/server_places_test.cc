// Protects: what a request takes of the server's bounds is free again when the request is over, whatever its client
// does then, no time that a client has can be lost, and no failure ends more than one connection. How: a server with
// one place of each kind, and clients that stay after their answer.
#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;

ServerOptions with_one_place() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.threads = 1;
  options.request.body_max_bytes = 64;
  options.request.large_body_max_bytes = [](std::string_view) { return std::size_t{100'000}; };
  options.large_bodies_max = 1;
  options.partial_requests_max = 1;
  options.head_timeout = milliseconds(300);
  return options;
}

Response hello(const IncomingRequest&) { return {200, {}, "hello"}; }

constexpr std::string_view kPost = "POST / HTTP/1.1\r\nHost: h\r\n";
constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

int post_large(const Server& server) {
  LoopbackClient client(server.port());
  client.send(std::string(kPost) + "Content-Length: 50000\r\n\r\n" + std::string(50'000, 'x'));
  return client.receive().status;
}

TEST(ServerPlaces, OfALargeBodyIsFreeAfterTheLastAnswer) {
  Server server(with_one_place(), hello);
  server.start();
  LoopbackClient stays(server.port());
  stays.send(std::string(kPost) + "Connection: close\r\nContent-Length: 50000\r\n\r\n" + std::string(50'000, 'x'));
  EXPECT_EQ(stays.receive().status, 200);
  EXPECT_EQ(post_large(server), 200);
}

TEST(ServerPlaces, OfALargeBodyIsFreeAfterARefusal) {
  Server server(with_one_place(), hello);
  server.start();
  LoopbackClient stays(server.port());
  stays.send(std::string(kPost) + "Transfer-Encoding: chunked\r\n\r\nc350\r\n" + std::string(50'000, 'x') +
             "no line end");
  EXPECT_EQ(stays.receive().status, 400);
  EXPECT_EQ(post_large(server), 200);
}

TEST(ServerPlaces, OfAPartIsFreeAfterARefusal) {
  Server server(with_one_place(), hello);
  server.start();
  LoopbackClient stays(server.port());
  stays.send("GET / HTTP/1.1\r\n");
  EXPECT_EQ(stays.receive().status, 408);
  LoopbackClient next(server.port());
  next.send("GET / HTTP/1.1\r\n");
  std::this_thread::sleep_for(milliseconds(50));
  next.send("Host: h\r\n\r\n");
  EXPECT_EQ(next.receive().status, 200);
}

// The bytes of a file that many ask for are in memory once, however slow those are, and others have their room.
TEST(ServerPlaces, ASharedBodyTakesNoRoom) {
  constexpr std::size_t kBodyBytes = 16 * limits::kMiB;  // more than sockets take
  const auto file = std::make_shared<const std::string>(kBodyBytes, 'x');
  ServerOptions options = with_one_place();
  options.answers = {.max_bytes = 1 * limits::kMiB, .one_least_bytes = 256 * limits::kKiB};
  options.may_answer_large = [](const IncomingRequest& request) { return request.target == "/list"; };
  options.answer_wait = milliseconds(300);
  Server server(options, [&](const IncomingRequest& request) {
    Response response{200, {}, ""};
    if (request.target == "/file") response.shared_body = file;
    return response;
  });
  server.start();
  std::vector<std::unique_ptr<LoopbackClient>> slow;
  for (int i = 0; i < 4; ++i) {
    slow.push_back(std::make_unique<LoopbackClient>(server.port()));
    slow.back()->send("GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  LoopbackClient other(server.port());
  other.send("HEAD /file HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(other.receive(true).has("Content-Length: 16777216"));
  other.send("GET /list HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(other.receive().status, 200);
  EXPECT_EQ(slow.front()->receive().body, *file);
}

// The time is over at a moment at which the server has bytes of the client at hand, and waits for nothing.
TEST(ServerPlaces, ATimeThatIsOverStaysSo) {
  std::promise<void> entered;
  std::promise<void> leave;
  ServerOptions options = with_one_place();
  options.partial_requests_max = 2;
  options.on_answer = [&](const IncomingRequest& request, Response&) {
    if (request.target != "/hold") return;
    entered.set_value();
    leave.get_future().wait();
  };
  Server server(options, hello);
  server.start();
  LoopbackClient slow(server.port());
  slow.send("GET / HTTP/1.1\r\nHost: h\r\n");
  std::this_thread::sleep_for(milliseconds(50));
  LoopbackClient holding(server.port());
  holding.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  entered.get_future().wait();
  slow.send("A: " + std::string(10'000, 'x'));  // more than one read takes
  std::this_thread::sleep_for(milliseconds(500));
  leave.set_value();
  EXPECT_EQ(holding.receive().status, 200);
  EXPECT_EQ(slow.receive().status, 408);
}

TEST(ServerPlaces, AFailureInTheRefusalOfAConnectionIsThatConnectionsAlone) {
  constexpr int kRefusedAtOnce = 64;  // those beyond are refused by whoever accepts
  ServerOptions options = with_one_place();
  options.connections_max = 1;
  std::atomic<int> refused = 0;
  options.on_answer = [&](const IncomingRequest& request, Response&) {
    if (request.method.empty() && ++refused > kRefusedAtOnce) throw std::runtime_error("no answer");
  };
  Server server(options, hello);
  server.start();
  {
    std::vector<std::unique_ptr<LoopbackClient>> clients;
    for (int i = 0; i < 1 + kRefusedAtOnce + 1; ++i) clients.push_back(std::make_unique<LoopbackClient>(server.port()));
    EXPECT_TRUE(clients.back()->ended());
    EXPECT_GT(refused, kRefusedAtOnce);
  }
  int status = 503;
  for (int i = 0; status != 200 && i < 20; ++i) {
    std::this_thread::sleep_for(milliseconds(50));
    LoopbackClient next(server.port());
    next.send(kGet);
    status = next.receive().status;
    if (status == 0) break;
  }
  EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace cpsg::http
