// Protects: a server that stops loses no request that HTTP lets it keep: it announces its end, answers what is here
// already, and only then closes.
// How: a server on a free loopback port that is told to stop at the moment in question.
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

ServerOptions on_free_port() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.threads = 2;
  return options;
}

Response hello(const IncomingRequest&) { return {200, {}, "hello"}; }

TEST(ServerDrain, AnswersEndTheirConnectionsOnceTheStopIsPrepared) {
  Server server(on_free_port(), hello);
  server.start();
  LoopbackClient client(server.port());
  client.send(kGet);
  EXPECT_FALSE(client.receive().has("Connection: close"));
  server.prepare_stop();
  client.send(kGet);
  const LoopbackResponse last = client.receive();
  EXPECT_EQ(last.body, "hello");
  EXPECT_TRUE(last.has("Connection: close"));
  EXPECT_TRUE(client.closed());
  LoopbackClient next(server.port());
  next.send(kGet);
  EXPECT_EQ(next.receive().body, "hello") << "connections are accepted until the stop itself";
}

// The client could not know.
TEST(ServerDrain, AnswersARequestThatWasOnItsWayWhenItStopped) {
  Server server(on_free_port(), hello);
  server.start();
  LoopbackClient client(server.port());
  client.send(kGet);
  EXPECT_EQ(client.receive().status, 200);
  std::thread stopper([&] { server.stop(); });
  while (LoopbackClient(server.port()).connected()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  client.send(kGet);
  const LoopbackResponse response = client.receive();
  EXPECT_EQ(response.body, "hello");
  EXPECT_TRUE(response.has("Connection: close"));
  stopper.join();
}

TEST(ServerDrain, DoesNotWaitForClientsThatAskNothing) {
  Server server(on_free_port(), hello);
  server.start();
  LoopbackClient idle(server.port());
  idle.send(kGet);
  EXPECT_EQ(idle.receive().status, 200);
  const LoopbackClient silent(server.port());
  const auto begin = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
  EXPECT_TRUE(idle.closed());
}

// Nobody is there to read what they would make.
TEST(ServerDrain, RunsNoMoreHandlersOnceItHasCutItsClientsOff) {
  for (const std::string target : {"/one", "/list"}) {
    ServerOptions options = on_free_port();
    options.threads = 1;
    options.drain_timeout = std::chrono::milliseconds(200);
    options.may_answer_large = [](const IncomingRequest& request) { return request.target == "/list"; };
    std::atomic<int> run = 0;
    Server server(options, [&](const IncomingRequest&) {
      ++run;
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
      return Response{200, {}, "late"};
    });
    server.start();
    std::vector<std::unique_ptr<LoopbackClient>> clients;
    for (int i = 0; i < 8; ++i) {
      clients.push_back(std::make_unique<LoopbackClient>(server.port()));
      clients.back()->send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    while (run < 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    server.stop();
    EXPECT_EQ(run, 1) << target;
  }
}

TEST(ServerDrain, AnswersARequestThatIsHereWhenItStops) {
  std::promise<void> entered;
  std::promise<void> leave;
  std::atomic<bool> first = true;
  ServerOptions options = on_free_port();
  // Holds the thread that reads, so that the stop and a request of an idle connection are both there when it goes on.
  options.on_answer = [&](const IncomingRequest& request, Response&) {
    if (request.target != "/hold" || !first.exchange(false)) return;
    entered.set_value();
    leave.get_future().wait();
  };
  Server server(options, hello);
  server.start();
  LoopbackClient idle(server.port());
  idle.send(kGet);
  EXPECT_EQ(idle.receive().status, 200);
  LoopbackClient holding(server.port());
  holding.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  entered.get_future().wait();
  std::thread stopper([&] { server.stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  idle.send(kGet);
  LoopbackClient waiting(server.port());  // nobody has accepted it yet
  LoopbackClient still_connecting(server.port());
  waiting.send(kGet);
  leave.set_value();
  const LoopbackResponse response = idle.receive();
  EXPECT_EQ(response.body, "hello");
  EXPECT_TRUE(response.has("Connection: close"));
  EXPECT_EQ(holding.receive().status, 200);
  EXPECT_EQ(waiting.receive().body, "hello");
  still_connecting.send(kGet);
  EXPECT_EQ(still_connecting.receive().body, "hello");
  stopper.join();
}

}  // namespace
}  // namespace cpsg::http
