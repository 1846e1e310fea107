// Protects: bodies that are sent piece by piece: framing, a bounded number of pieces ahead, and an end that no client
// takes for a whole body where it is none.
// How: a server whose handler answers with a source of known pieces, which counts how often it is asked.
#include <atomic>
#include <memory>
#include <thread>

#include "cpsg/base/error.h"
#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

// What a source does, and what has become of it. Outlives the server.
struct Script {
  int pieces = 3;
  std::size_t piece_bytes = 5;
  int fails_at = -1;
  std::optional<std::uint64_t> size_bytes;

  std::atomic<int> asked = 0;
  std::atomic<int> alive = 0;
};

class ScriptedSource final : public BodySource {
 public:
  explicit ScriptedSource(Script& script) : script_(script) { ++script_.alive; }
  ~ScriptedSource() override { --script_.alive; }
  ScriptedSource(const ScriptedSource&) = delete;
  ScriptedSource& operator=(const ScriptedSource&) = delete;

  std::string next() override {
    ++script_.asked;
    if (given_ == script_.fails_at) throw Error(ErrorCode::kNotFound, "nothing more");
    return given_ < script_.pieces ? std::string(script_.piece_bytes, static_cast<char>('a' + given_++)) : "";
  }
  std::optional<std::uint64_t> size_bytes() const override { return script_.size_bytes; }

 private:
  Script& script_;
  int given_ = 0;
};

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kGetAndClose = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
constexpr std::string_view kGet10 = "GET / HTTP/1.0\r\n\r\n";

class ServerSources : public testing::Test {
 protected:
  void start() {
    options_.listen = "127.0.0.1:0";
    options_.threads = 2;
    server_ = std::make_unique<Server>(options_, [this](const IncomingRequest& request) {
      Response response{200, {}, "not looked at"};
      if (request.target == "/plain") return response;
      response.source = std::make_shared<ScriptedSource>(script_);
      return response;
    });
    server_->start();
  }
  std::string exchange(std::string_view bytes) {
    start();
    client_ = std::make_unique<LoopbackClient>(server_->port());
    client_->send(bytes);
    return client_->receive_to_end();
  }
  static std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }
  bool becomes(const std::atomic<int>& value, int wanted) {
    for (int i = 0; value != wanted && i < 5'000; ++i) std::this_thread::sleep_for(milliseconds(1));
    return value == wanted;
  }

  ServerOptions options_;
  Script script_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<LoopbackClient> client_;
};

TEST_F(ServerSources, AreChunkedAndTheConnectionGoesOn) {
  start();
  LoopbackClient client(server_->port());
  client.send(std::string(kGet) + "GET /plain HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string head = client.receive_to("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(head, testing::Not(HasSubstr("Content-Length")));
  const ChunkedText body = decode_chunks(client.receive_to("0\r\n\r\n"));
  EXPECT_EQ(body.body, "aaaaabbbbbccccc");
  EXPECT_TRUE(body.whole);
  EXPECT_EQ(client.receive().body, "not looked at") << "the next request of the connection";
  EXPECT_TRUE(becomes(script_.alive, 0));
}

TEST_F(ServerSources, EndWithTheConnectionForHttp10) {
  const std::string answer = exchange(kGet10);
  EXPECT_THAT(answer, testing::Not(HasSubstr("chunked")));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(body_of(answer), "aaaaabbbbbccccc");
  EXPECT_FALSE(client_->was_reset());
}

TEST_F(ServerSources, SayTheirLengthWhereTheyKnowIt) {
  script_.size_bytes = 15;
  const std::string answer = exchange(kGetAndClose);
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 15\r\n"));
  EXPECT_EQ(body_of(answer), "aaaaabbbbbccccc");
}

TEST_F(ServerSources, OfNothingAreWhole) {
  script_.pieces = 0;
  const ChunkedText body = decode_chunks(body_of(exchange(kGetAndClose)));
  EXPECT_EQ(body.body, "");
  EXPECT_TRUE(body.whole);
}

TEST_F(ServerSources, AreNotAskedByHead) {
  const std::string answer = exchange("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_EQ(body_of(answer), "");
  EXPECT_EQ(script_.asked, 0);
  EXPECT_TRUE(becomes(script_.alive, 0));
}

TEST_F(ServerSources, ThatFailAtOnceAreAnsweredAsAnyFailure) {
  script_.fails_at = 0;
  const std::string answer = exchange(kGetAndClose);
  EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(answer, HasSubstr("\"detail\":\"nothing more\""));
}

TEST_F(ServerSources, ThatFailLaterHaveNoLastChunk) {
  script_.fails_at = 2;
  const ChunkedText body = decode_chunks(body_of(exchange(kGet)));
  EXPECT_EQ(body.body, "aaaaabbbbb");
  EXPECT_FALSE(body.whole);
  EXPECT_EQ(script_.asked, 3) << "not again after the failure";
}

TEST_F(ServerSources, ThatFailLaterResetTheConnectionOfHttp10) {
  script_.fails_at = 2;
  exchange(kGet10);
  EXPECT_TRUE(client_->was_reset()) << "an end of the connection would be the end of the body";
}

TEST_F(ServerSources, ThatHaveFewerBytesThanTheySaidEndEarly) {
  script_.size_bytes = 16;
  EXPECT_EQ(body_of(exchange(kGet)), "aaaaabbbbbccccc") << "and the connection ends, which is too early";
}

TEST_F(ServerSources, ThatHaveMoreBytesThanTheySaidSendNoneBeyond) {
  script_.size_bytes = 12;
  EXPECT_EQ(body_of(exchange(kGet)), "aaaaabbbbb");
}

TEST_F(ServerSources, AreAskedForOnePieceAhead) {
  script_.pieces = 20;
  script_.piece_bytes = 16 * limits::kMiB;  // more than the sockets take
  options_.write_timeout = milliseconds(500);
  start();
  LoopbackClient client(server_->port());
  client.send(kGet);
  EXPECT_TRUE(becomes(script_.asked, 2));
  EXPECT_TRUE(becomes(script_.alive, 0)) << "the client took too long for a piece";
  EXPECT_EQ(script_.asked, 2) << "the first piece, and the one after it";
}

TEST_F(ServerSources, EndWhenTheClientLeaves) {
  script_.pieces = 1'000'000;
  script_.piece_bytes = 64 * limits::kKiB;
  start();
  {
    LoopbackClient client(server_->port());
    client.send(kGet);
    client.receive_to("aaaa");
  }
  EXPECT_TRUE(becomes(script_.alive, 0));
  const int asked = script_.asked;
  EXPECT_LT(asked, 1'000);
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(script_.asked, asked);
}

TEST_F(ServerSources, BeyondTheBoundAreRefused) {
  script_.piece_bytes = 16 * limits::kMiB;
  options_.sources_max = 1;
  start();
  LoopbackClient slow(server_->port());
  slow.send(kGet);
  EXPECT_TRUE(becomes(script_.asked, 2));
  LoopbackClient refused(server_->port());
  refused.send(kGet);
  const LoopbackResponse response = refused.receive();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("Retry-After: 1"));
  EXPECT_TRUE(becomes(script_.alive, 1));
}

TEST_F(ServerSources, GiveSlowClientsLessTimeWhileOthersAreRefused) {
  script_.piece_bytes = 16 * limits::kMiB;
  options_.sources_max = 1;
  options_.crowded_write_timeout = milliseconds(300);
  start();
  LoopbackClient slow(server_->port());
  slow.send(kGet);
  EXPECT_TRUE(becomes(script_.asked, 2));
  EXPECT_TRUE(becomes(script_.alive, 0));
  script_.piece_bytes = 5;
  LoopbackClient next(server_->port());
  next.send(kGetAndClose);
  EXPECT_TRUE(decode_chunks(body_of(next.receive_to_end())).whole);
}

TEST_F(ServerSources, AreFinishedWhileTheServerStops) {
  script_.piece_bytes = 16 * limits::kMiB;
  start();
  LoopbackClient client(server_->port());
  client.send(kGet);
  EXPECT_TRUE(becomes(script_.asked, 2));
  std::thread stopper([&] { server_->stop(); });
  const ChunkedText body = decode_chunks(body_of(client.receive_to_end()));
  EXPECT_EQ(body.body.size(), 3 * script_.piece_bytes);
  EXPECT_TRUE(body.whole);
  stopper.join();
}

}  // namespace
}  // namespace cpsg::http
