// Protects: under more requests than can be served the wait stays short, those that are served are no fewer, and others
// than those that cause it are not refused.
// How: clients that ask again as soon as they have an answer, and handlers that take a known time.
#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;

ServerOptions on_free_port() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  return options;
}

TEST(ServerOverload, ShedsRequestsThatWouldWaitTooLongForAThread) {
  ServerOptions options = on_free_port();
  options.threads = 1;
  options.shedding = {.target = milliseconds(20), .lasting = milliseconds(50)};
  options.never_shed = [](const IncomingRequest& request) { return request.target == "/healthz"; };
  Server server(options, [](const IncomingRequest&) {
    std::this_thread::sleep_for(milliseconds(20));
    return Response{200, {}, "done"};
  });
  server.start();
  std::vector<std::thread> clients;
  std::atomic<int> served = 0;
  std::atomic<int> shed = 0;
  std::atomic<int> healthy = 0;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back([&, i] {
      LoopbackClient client(server.port());
      for (int n = 0; n < 20; ++n) {
        client.send(i == 1 ? "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n" : "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        const int status = client.receive().status;
        if (i == 1) healthy += status == 200;
        status == 200 ? ++served : ++shed;
        std::this_thread::sleep_for(milliseconds(10));
      }
    });
  }
  for (std::thread& each : clients) each.join();
  EXPECT_GT(served, 20);
  EXPECT_GT(shed, 20);
  EXPECT_EQ(healthy, 20);
}

// Where all places and threads are taken by others: a busy server, not a dead one.
TEST(ServerOverload, AnswersHealthChecksWhileAllPlacesAreTaken) {
  ServerOptions options = on_free_port();
  options.threads = 1;
  options.handlers_max = 1;
  options.never_shed = [](const IncomingRequest& request) { return request.target == "/healthz"; };
  std::promise<void> entered;
  std::promise<void> leave;
  Server server(options, [&](const IncomingRequest& request) {
    if (request.target == "/busy") {
      entered.set_value();
      leave.get_future().wait();
    }
    return Response{200, {}, "done"};
  });
  server.start();
  LoopbackClient busy(server.port());
  busy.send("GET /busy HTTP/1.1\r\nHost: h\r\n\r\n");
  entered.get_future().wait();
  LoopbackClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive().status, 503);
  client.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  leave.set_value();
  EXPECT_EQ(busy.receive().status, 200);
}

// Lists wait for their turn, so that a thread is left for others. Those others must not pay for it.
TEST(ServerOverload, ShedsListsThatWaitForTheirTurnAndNothingElse) {
  ServerOptions options = on_free_port();
  options.threads = 2;
  options.shedding = {.target = milliseconds(20), .lasting = milliseconds(50)};
  options.may_answer_large = [](const IncomingRequest& request) { return request.target == "/list"; };
  Server server(options, [](const IncomingRequest& request) {
    std::this_thread::sleep_for(milliseconds(request.target == "/list" ? 20 : 0));
    return Response{200, {}, "done"};
  });
  server.start();
  std::vector<std::thread> clients;
  std::atomic<int> shed = 0;
  std::atomic<int> others_served = 0;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back([&, i] {
      LoopbackClient client(server.port());
      for (int n = 0; n < 20; ++n) {
        client.send(i == 0 ? "GET /one HTTP/1.1\r\nHost: h\r\n\r\n" : "GET /list HTTP/1.1\r\nHost: h\r\n\r\n");
        const int status = client.receive().status;
        if (i == 0) others_served += status == 200;
        if (i != 0) shed += status == 503;
        if (i == 0) std::this_thread::sleep_for(milliseconds(20));
      }
    });
  }
  for (std::thread& each : clients) each.join();
  EXPECT_GT(shed, 20);
  EXPECT_EQ(others_served, 20);
}

// Else the thread that reads does nothing but refuse, again and again, those who ask again at once.
TEST(ServerOverload, RefusesNobodyFasterThanItServes) {
  ServerOptions options = on_free_port();
  options.threads = 1;
  options.handlers_max = 1;
  Server server(options, [](const IncomingRequest&) {
    std::this_thread::sleep_for(milliseconds(1'000));
    return Response{200, {}, "done"};
  });
  server.start();
  LoopbackClient busy(server.port());
  busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(50));
  LoopbackClient eager(server.port());
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) {
    eager.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(eager.receive().status, 503);
  }
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(300));
  EXPECT_EQ(busy.receive().status, 200);
}

}  // namespace
}  // namespace cpsg::http
