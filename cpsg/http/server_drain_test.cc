// Protects: a server that stops loses no request that HTTP lets it keep: it announces its end, answers what is here
// already, and only then closes.
// How: a server on a free loopback port that is told to stop at the moment in question.
#include <future>
#include <memory>
#include <thread>

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
