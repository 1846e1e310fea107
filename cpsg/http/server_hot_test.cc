// Protects: plain requests whose answers are at hand are answered at once and in order, beside all others, and nobody
// who sends many of them can take more than a turn at a time.
// How: a server with a function that has some answers at hand, and counters of who was asked.
#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

#include "cpsg/base/testing/captured_log.h"
#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class ServerHot : public testing::Test {
 protected:
  void start() {
    options_.listen = "127.0.0.1:0";
    options_.threads = 1;
    options_.hot_answer = [this](const PlainRequest& request, std::string_view peer, std::string& out) {
      if (!request.target.starts_with("/hot")) return false;
      ++at_hand_;
      peer_is_known_ = peer == "127.0.0.1";
      const std::string body = request.target.starts_with("/hot/large") ? std::string(limits::kMiB, 'x')
                                                                        : "hot" + std::string(request.target.substr(4));
      out += "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nX-Request-Id: made-1\r\n\r\n" +
             body;
      if (request.target == "/hot/broken") throw std::runtime_error("in the middle");
      return true;
    };
    server_ = std::make_unique<Server>(options_, [this](const IncomingRequest& request) {
      ++handled_;
      return Response{200, {}, "slow" + request.target};
    });
    server_->start();
  }
  static std::string get(std::string_view target, std::string_view field = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n" + std::string(field) + "\r\n";
  }

  ServerOptions options_;
  std::unique_ptr<Server> server_;
  std::atomic<int> at_hand_ = 0;
  std::atomic<int> handled_ = 0;
  std::atomic<bool> peer_is_known_ = false;
};

TEST_F(ServerHot, AnswersWhatIsAtHandWithoutAHandler) {
  start();
  LoopbackClient client(server_->port());
  for (int i = 0; i < 3; ++i) {
    client.send(get("/hot"));
    EXPECT_EQ(client.receive().body, "hot");
  }
  EXPECT_EQ(handled_, 0);
  EXPECT_TRUE(peer_is_known_);
}

TEST_F(ServerHot, AnswersPipelinedRequestsInOneWrite) {
  start();
  LoopbackClient client(server_->port());
  std::string requests;
  for (int i = 0; i < 16; ++i) requests += get("/hot/" + std::to_string(i));
  client.send(requests);
  EXPECT_EQ(client.receive().body, "hot/0");
  for (int i = 1; i < 16; ++i) EXPECT_EQ(client.receive_buffered().body, "hot/" + std::to_string(i));
}

TEST_F(ServerHot, KeepsTheOrderAmongOtherRequests) {
  start();
  LoopbackClient client(server_->port());
  std::string requests;
  for (int i = 0; i < 300; ++i) {
    requests += get("/hot/" + std::to_string(i)) + get("/other") + get("/hot", "Range: bytes=0-1\r\n") +
                "POST /hot HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nGET";
  }
  std::thread sender([&] { client.send(requests); });
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(client.receive().body, "hot/" + std::to_string(i));
    ASSERT_EQ(client.receive().body, "slow/other");
    ASSERT_EQ(client.receive().body, "slow/hot");
    ASSERT_EQ(client.receive().body, "slow/hot");
  }
  sender.join();
  EXPECT_EQ(handled_, 900 + (300 - at_hand_));
  EXPECT_GT(at_hand_, 250) << "also after a request that took another way; those that came in two parts took it too";
}

TEST_F(ServerHot, LeavesRequestsThatComeInPartsToTheParser) {
  start();
  LoopbackClient client(server_->port());
  const std::string request = get("/hot");
  for (std::size_t cut : {std::size_t{1}, std::size_t{5}, request.size() - 1}) {
    client.send(request.substr(0, cut));
    std::this_thread::sleep_for(milliseconds(20));
    client.send(request.substr(cut));
    EXPECT_EQ(client.receive().body, "slow/hot");
  }
  client.send("\r");
  std::this_thread::sleep_for(milliseconds(20));
  client.send(request);
  EXPECT_EQ(client.receive().status, 400) << "a lone CR begins no request, whoever reads it";
  EXPECT_EQ(at_hand_, 0);
}

TEST_F(ServerHot, HoldsOneTurnForAClientThatDoesNotRead) {
  options_.write_timeout = milliseconds(500);
  start();
  LoopbackClient greedy(server_->port());
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += get("/hot/large");
  greedy.send(requests);
  std::this_thread::sleep_for(milliseconds(200));
  EXPECT_LT(at_hand_, 20) << "an answer more than what the sockets take";
  LoopbackClient other(server_->port());
  other.send(get("/hot"));
  EXPECT_EQ(other.receive().body, "hot");
  std::this_thread::sleep_for(milliseconds(700));
  const int before = at_hand_;
  int whole = 0;
  while (greedy.receive().body.size() == limits::kMiB) ++whole;
  EXPECT_LT(whole, 20) << "it was given up";
  EXPECT_EQ(at_hand_, before);
}

TEST_F(ServerHot, LetsOthersHaveTheirTurn) {
  start();
  LoopbackClient greedy(server_->port());
  std::atomic<bool> stops = false;
  std::thread sender([&] {
    std::string requests;
    for (int i = 0; i < 100; ++i) requests += get("/hot");
    while (!stops) greedy.send(requests);
    greedy.shut_down();
  });
  std::thread reader([&] {
    while (greedy.receive().status == 200) {
    }
  });
  for (int i = 0; i < 20; ++i) {
    LoopbackClient other(server_->port());
    other.send(get("/other"));
    EXPECT_EQ(other.receive().body, "slow/other");
  }
  stops = true;
  sender.join();
  reader.join();
}

TEST_F(ServerHot, LogsItsAnswersToo) {
  const CapturedLog log;
  start();
  LoopbackClient client(server_->port());
  client.send(get("/hot/5?author=jane@example.com"));
  EXPECT_EQ(client.receive().status, 200);
  const std::string line = log.until("request_id=made-1\n");
  EXPECT_THAT(line, HasSubstr(" request method=GET path=/hot/5 status=200 bytes=29 duration_ms="));
  EXPECT_THAT(line, HasSubstr(" client=127.0.0.1 scheme=http "));
}

TEST_F(ServerHot, LeavesWhatFailsToHandlersAndLosesNoAnswerBeforeIt) {
  start();
  LoopbackClient client(server_->port());
  client.send(get("/hot/1") + get("/hot/broken") + get("/hot/2"));
  EXPECT_EQ(client.receive().body, "hot/1");
  EXPECT_EQ(client.receive().body, "slow/hot/broken");
  EXPECT_EQ(client.receive().body, "hot/2");
}

TEST_F(ServerHot, LeavesTheAnswersToHandlersOnceTheStopIsPrepared) {
  start();
  server_->prepare_stop();
  LoopbackClient client(server_->port());
  client.send(get("/hot"));
  const LoopbackResponse response = client.receive();
  EXPECT_EQ(response.body, "slow/hot");
  EXPECT_TRUE(response.has("Connection: close"));
}

}  // namespace
}  // namespace cpsg::http
