// Protects: what HTTP/1.1 clients rely on: order, lengths, HEAD, continuation, request ids, problems, a graceful end.
// How: a server on a free loopback port and raw bytes over real sockets.
#include "cpsg/http/server.h"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "cpsg/base/error.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

using testing::HasSubstr;

ServerOptions on_free_port() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.threads = 2;
  return options;
}

Response echo(const IncomingRequest& request) {
  if (request.target == "/fail") throw Error(ErrorCode::kNotFound, "nothing here");
  if (request.target == "/bug") throw std::logic_error("private");
  return {200, {{"Content-Type", "text/plain"}}, request.method + " " + request.target + " " + request.body};
}

class ServerTest : public testing::Test {
 protected:
  void SetUp() override { server_.start(); }
  LoopbackResponse exchange(std::string_view bytes) {
    LoopbackClient client(server_.port());
    client.send(bytes);
    return client.receive();
  }

  Server server_{on_free_port(), echo};
};

TEST_F(ServerTest, Answers) {
  const LoopbackResponse response = exchange("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "GET /a ");
  EXPECT_TRUE(response.has("Content-Length: 7"));
  EXPECT_TRUE(response.has("X-Content-Type-Options: nosniff"));
  EXPECT_THAT(response.head, HasSubstr("\r\nDate: "));
  EXPECT_EQ(server_.address(), "127.0.0.1:" + std::to_string(server_.port()));
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  LoopbackClient client(server_.port());
  std::string bytes;
  for (int i = 0; i < 50; ++i) bytes += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  client.send(bytes);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.receive().body, "GET /" + std::to_string(i) + " ");
}

TEST_F(ServerTest, AnswersHeadWithoutBody) {
  LoopbackClient client(server_.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(client.receive(true).has("Content-Length: 8"));
  EXPECT_EQ(client.receive().body, "GET /b ");
}

TEST_F(ServerTest, InvitesTheBodyThatWaits) {
  LoopbackClient client(server_.port());
  client.send("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("ok");
  EXPECT_EQ(client.receive().body, "POST /x ok");
}

TEST_F(ServerTest, ReadsChunkedBodies) {
  EXPECT_EQ(exchange("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n").body,
            "POST /x ok");
}

TEST_F(ServerTest, ClosesWhenAsked) {
  LoopbackClient client(server_.port());
  client.send("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(client.receive().has("Connection: close"));
  EXPECT_TRUE(client.ended());
}

TEST_F(ServerTest, SaysSoWhereItStaysOpenForHttp10) {
  LoopbackClient client(server_.port());
  for (int i = 0; i < 2; ++i) {
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(client.receive().has("Connection: keep-alive"));
  }
  client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(client.receive().head, testing::Not(HasSubstr("\r\nConnection: "))) << "it goes without saying";
}

TEST_F(ServerTest, EchoesSaneRequestIdsAndMakesOthers) {
  EXPECT_TRUE(exchange("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: abc-1\r\n\r\n").has("X-Request-Id: abc-1"));
  const LoopbackResponse made = exchange("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: a b\r\n\r\n");
  EXPECT_FALSE(made.has("X-Request-Id: a b"));
  EXPECT_THAT(made.head, testing::ContainsRegex("X-Request-Id: [0-9a-f]+-[0-9a-f]+\r"));
}

TEST_F(ServerTest, TurnsExceptionsIntoProblems) {
  const LoopbackResponse missing = exchange("GET /fail HTTP/1.1\r\nHost: h\r\nX-Request-Id: abc\r\n\r\n");
  EXPECT_EQ(missing.status, 404);
  EXPECT_TRUE(missing.has("Content-Type: application/problem+json"));
  EXPECT_THAT(missing.body, HasSubstr("\"detail\":\"nothing here\",\"code\":\"not_found\",\"request_id\":\"abc\""));
  const LoopbackResponse bug = exchange("GET /bug HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(bug.status, 500);
  EXPECT_THAT(bug.body, testing::Not(HasSubstr("private")));
}

TEST_F(ServerTest, AnswersBadRequestsWithProblems) {
  LoopbackClient client(server_.port());
  client.send("GARBAGE\r\n\r\n");
  const LoopbackResponse response = client.receive();
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("\"code\":\"request_invalid\""));
  EXPECT_TRUE(response.has("Connection: close"));
  EXPECT_TRUE(client.ended());
}

TEST_F(ServerTest, ServesManyClientsAtOnce) {
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      LoopbackClient client(server_.port());
      for (int n = 0; n < 50; ++n) {
        client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        if (client.receive().body == "GET /a ") ++good;
      }
    });
  }
  for (std::thread& each : clients) each.join();
  EXPECT_EQ(good, 400);
}

TEST(Server, LetsHeadersBeAddedToEveryAnswer) {
  ServerOptions options = on_free_port();
  options.request.body_max_bytes = 4;
  options.on_answer = [](const IncomingRequest& request, Response& response) {
    response.headers.push_back({"X-Seen", request.method + request.target});
  };
  Server server(options, echo);
  server.start();
  const auto head = [&](std::string_view bytes) {
    LoopbackClient client(server.port());
    client.send(bytes);
    return client.receive().head;
  };
  EXPECT_THAT(head("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), HasSubstr("\r\nX-Seen: GET/a\r\n"));
  EXPECT_THAT(head("GET /fail HTTP/1.1\r\nHost: h\r\n\r\n"), HasSubstr("\r\nX-Seen: GET/fail\r\n"));
  EXPECT_THAT(head("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n"), HasSubstr("\r\nX-Seen: POST/b\r\n"))
      << "refused for its size";
}

TEST(Server, ListensOnIpv6) {
  ServerOptions options = on_free_port();
  options.listen = "[::1]:0";
  Server server(options, echo);
  server.start();
  EXPECT_EQ(server.address(), "[::1]:" + std::to_string(server.port()));
}

TEST(Server, SaysWhyItCannotListen) {
  Server first(on_free_port(), echo);
  first.start();
  for (const std::string& listen : {first.address(), std::string("example:80"), std::string("203.0.113.1:80")}) {
    ServerOptions options = on_free_port();
    options.listen = listen;
    Server second(options, echo);
    try {
      second.start();
      ADD_FAILURE() << listen;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kConfigInvalid);
      EXPECT_THAT(e.what(), HasSubstr(listen));
    }
  }
}

TEST(Server, TellsOnceWhenItIsQuiet) {
  ServerOptions options = on_free_port();
  options.quiet_after = std::chrono::milliseconds(200);
  std::atomic<int> told = 0;
  options.on_quiet = [&] {
    ++told;
    throw std::runtime_error("must not end the server");
  };
  Server server(options, echo);
  server.start();
  for (int round = 1; round <= 2; ++round) {
    LoopbackClient client(server.port());
    client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(told, round - 1);
    for (int i = 0; told < round && i < 2'000; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(told, round);
  }
  std::this_thread::sleep_for(2 * options.quiet_after);
  EXPECT_EQ(told, 2) << "once after each time";
}

TEST(Server, FinishesRequestsBeforeItStops) {
  std::promise<void> entered;
  std::promise<void> leave;
  Server server(on_free_port(), [&](const IncomingRequest&) {
    entered.set_value();
    leave.get_future().wait();
    return Response{200, {}, "late but whole"};
  });
  server.start();
  LoopbackClient busy(server.port());
  LoopbackClient idle(server.port());
  busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  entered.get_future().wait();
  std::thread stopper([&] { server.stop(); });
  EXPECT_TRUE(idle.ended());
  EXPECT_FALSE(LoopbackClient(server.port()).connected());
  leave.set_value();
  const LoopbackResponse response = busy.receive();
  EXPECT_EQ(response.body, "late but whole");
  EXPECT_TRUE(response.has("Connection: close"));
  EXPECT_TRUE(busy.ended());
  stopper.join();
  server.stop();
}

TEST(Server, CutsOffWhoDoesNotFinish) {
  ServerOptions options = on_free_port();
  options.drain_timeout = std::chrono::milliseconds(100);
  Server server(options, echo);
  server.start();
  LoopbackClient slow(server.port());
  slow.send("GET / HTTP/1.1\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto begin = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_TRUE(slow.ended());
}

}  // namespace
}  // namespace cpsg::http
