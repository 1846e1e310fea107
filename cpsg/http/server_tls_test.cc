// Protects: over TLS all is as without it, old versions and other protocols are refused, nobody holds a handshake for
// long, and renewed certificates come into use by themselves.
// How: a server with a certificate made here, and OpenSSL's own client.
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"
#include "cpsg/http/testing/tls_client.h"
#include "cpsg/http/tls.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::StartsWith;

class TwoPieces final : public BodySource {
 public:
  std::string next() override { return std::string(++asked_ <= 2 ? 3 * limits::kMiB : 0, 'x'); }

 private:
  int asked_ = 0;
};

constexpr std::size_t kWholeBytes = 16 * limits::kMiB;

class ServerTls : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::path(testing::TempDir()) / ("cpsg_tls_" + std::to_string(::getpid()));
    std::filesystem::create_directories(directory_);
    certificate_ = directory_ / "cert.pem";
    key_ = directory_ / "key.pem";
    write_certificate(certificate_, key_, "first");
    options_.listen = "127.0.0.1:0";
    options_.threads = 1;
    options_.tls_certificate_file = certificate_;
    options_.tls_key_file = key_;
    options_.hot_answer = [](const PlainRequest& request, std::string_view, std::string& out) {
      if (request.target != "/hot") return false;
      out += "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhot";
      return true;
    };
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void start() {
    server_ = std::make_unique<Server>(options_, [](const IncomingRequest& request) {
      Response response{200, {}, request.over_tls ? "over TLS" : "plain"};
      if (request.target == "/whole") response.body.assign(kWholeBytes, 'x');
      if (request.target == "/large") response.source = std::make_shared<TwoPieces>();
      return response;
    });
    server_->start();
  }

  std::filesystem::path directory_;
  std::filesystem::path certificate_;
  std::filesystem::path key_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kGetAndClose = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
constexpr std::string_view kHot = "GET /hot HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(ServerTls, AnswersAsWithoutIt) {
  start();
  TlsClient client(server_->port());
  client.send(kGet);
  EXPECT_THAT(client.receive_to("over TLS"), StartsWith("HTTP/1.1 200 "));
  client.send(std::string(kHot) + std::string(kHot) + std::string(kGetAndClose));
  EXPECT_THAT(client.receive_to("hot"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(client.receive_to("hot"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(client.receive_to_end(), HasSubstr("over TLS"));
  EXPECT_TRUE(client.ended_well());
}

TEST_F(ServerTls, SendsLargeBodies) {
  start();
  TlsClient client(server_->port());
  client.send("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string answer = client.receive_to_end();
  const ChunkedText body = decode_chunks(std::string_view(answer).substr(answer.find("\r\n\r\n") + 4));
  EXPECT_EQ(body.body, std::string(6 * limits::kMiB, 'x'));
  EXPECT_TRUE(body.whole);
}

TEST_F(ServerTls, ReadsRequestsLargerThanOneRead) {
  options_.request.body_max_bytes = 1 * limits::kMiB;
  start();
  TlsClient client(server_->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 500000\r\n\r\n" +
              std::string(500'000, 'x'));
  EXPECT_THAT(client.receive_to_end(), HasSubstr("over TLS"));
}

TEST_F(ServerTls, TakesVersion12AndNoneBefore) {
  start();
  EXPECT_TRUE(TlsClient(server_->port(), {.version_max = TLS1_2_VERSION}).connected());
  EXPECT_FALSE(TlsClient(server_->port(), {.version_max = TLS1_1_VERSION}).connected());
}

TEST_F(ServerTls, AgreesOnHttp11OrRefuses) {
  start();
  EXPECT_EQ(TlsClient(server_->port(), {.protocols = "\x02h2\x08http/1.1"}).protocol(), "http/1.1");
  EXPECT_EQ(TlsClient(server_->port()).protocol(), "");
  EXPECT_FALSE(TlsClient(server_->port(), {.protocols = "\x02h2"}).connected());
}

TEST_F(ServerTls, EndsWhatIsNoHandshake) {
  options_.head_timeout = milliseconds(300);
  start();
  LoopbackClient silent(server_->port());
  EXPECT_TRUE(silent.ended());
  LoopbackClient plain(server_->port());
  plain.send(kGet);
  EXPECT_THAT(plain.receive_to_end(), testing::Not(HasSubstr("HTTP")));
  TlsClient client(server_->port());
  client.send(kGetAndClose);
  EXPECT_THAT(client.receive_to_end(), HasSubstr("over TLS"));
}

// A handshake takes memory, so there may be few at once; clients that do nothing more must not be the only ones.
TEST_F(ServerTls, LetsNobodyKeepOthersFromTheirHandshake) {
  options_.partial_requests_max = 2;
  start();
  std::vector<std::unique_ptr<LoopbackClient>> stalled;
  for (int i = 0; i < 3; ++i) {
    stalled.push_back(std::make_unique<LoopbackClient>(server_->port()));  // says nothing
    stalled.push_back(std::make_unique<LoopbackClient>(server_->port()));
    stalled.back()->send("\x16\x03\x01");
  }
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(TlsClient(server_->port()).connected());
  EXPECT_TRUE(stalled[1]->ended()) << "the oldest one made room";
}

// Each change of keys costs the server work and an answer, and says nothing.
TEST_F(ServerTls, EndsWhoChangesKeysAndSaysNothing) {
  std::signal(SIGPIPE, SIG_IGN);  // of writing to a connection that has ended
  start();
  TlsClient restless(server_->port());
  int changes = 0;
  constexpr int kMany = 100'000;
  while (changes < kMany && restless.change_keys()) ++changes;
  EXPECT_GT(changes, 100);
  EXPECT_LT(changes, kMany);
  TlsClient other(server_->port());
  EXPECT_TRUE(other.change_keys());
  other.send(kGetAndClose);
  EXPECT_THAT(other.receive_to_end(), HasSubstr("over TLS"));
}

TEST_F(ServerTls, FinishesHandshakesWhileItStops) {
  start();
  std::thread stopper;
  const auto stop = [&] {
    std::this_thread::sleep_for(milliseconds(50));  // it is accepted
    stopper = std::thread([&] { server_->stop(); });
    while (LoopbackClient(server_->port()).connected()) std::this_thread::sleep_for(milliseconds(1));
  };
  auto client = std::make_unique<TlsClient>(server_->port(), TlsClientOptions{.before_handshake = stop});
  EXPECT_TRUE(client->connected());
  if (client->connected()) client->send(kGet);
  EXPECT_THAT(client->receive_to_end(), HasSubstr("over TLS"));
  client.reset();
  stopper.join();
}

// What counts is the time for the whole answer, not that for the part that is encrypted at a time.
TEST_F(ServerTls, GivesUpOnSlowReadersWhileOthersWait) {
  options_.answers = {.max_bytes = 1, .one_least_bytes = 1};
  options_.crowded_write_timeout = milliseconds(500);
  options_.may_answer_large = [](const IncomingRequest& request) { return request.target == "/whole"; };
  start();
  const auto get_whole = [&](std::chrono::microseconds pause) {
    TlsClient client(server_->port());
    client.send("GET /whole HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    return client.receive_to_end(pause).size();
  };
  std::size_t slow_bytes = kWholeBytes;
  std::thread slow([&] { slow_bytes = get_whole(milliseconds(5)); });
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_GT(get_whole({}), kWholeBytes);
  slow.join();
  EXPECT_LT(slow_bytes, kWholeBytes);
}

TEST_F(ServerTls, KeepsIdleConnections) {
  start();
  TlsClient client(server_->port());
  std::this_thread::sleep_for(milliseconds(1'300));  // after that, a connection has given its memory back
  client.send(kGet);
  EXPECT_THAT(client.receive_to("over TLS"), StartsWith("HTTP/1.1 200 "));
  std::this_thread::sleep_for(milliseconds(1'300));
  client.send(kHot);
  EXPECT_THAT(client.receive_to("hot"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTls, StopsAtOnceWhileNobodyAsks) {
  start();
  const TlsClient idle(server_->port());
  const LoopbackClient silent(server_->port());
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(2));
}

TEST_F(ServerTls, PicksRenewedFilesUp) {
  TlsIdentity identity(certificate_, key_);
  SteadyTime now{};
  const TlsContext first = identity.context(now);
  write_certificate(certificate_, directory_ / "other.pem", "second");
  EXPECT_EQ(identity.context(now), first) << "it does not look at files for each connection";
  now += seconds(5);
  EXPECT_EQ(identity.context(now), first) << "the key is not the new certificate's: not all is written yet";
  std::filesystem::rename(directory_ / "other.pem", key_);
  now += seconds(5);
  const TlsContext second = identity.context(now);
  EXPECT_NE(second, first);
  std::filesystem::remove(key_);
  now += seconds(5);
  EXPECT_EQ(identity.context(now), second) << "what is gone is still known";
}

// Copies keep the time of the original, and a file that could not be read may be made readable.
TEST_F(ServerTls, SeesChangesThatKeepTheTimeOfTheFile) {
  TlsIdentity identity(certificate_, key_);
  const TlsContext first = identity.context(SteadyTime{});
  const auto size = std::filesystem::file_size(certificate_);
  const auto times = std::pair(std::filesystem::last_write_time(certificate_), std::filesystem::last_write_time(key_));
  do {
    write_certificate(certificate_, key_, "other");
  } while (std::filesystem::file_size(certificate_) != size);  // a signature is a byte or two longer now and then
  std::filesystem::last_write_time(certificate_, times.first);
  std::filesystem::last_write_time(key_, times.second);
  EXPECT_NE(identity.context(SteadyTime{} + seconds(5)), first);
}

TEST_F(ServerTls, UsesTheRenewedCertificate) {
  start();
  EXPECT_EQ(TlsClient(server_->port()).peer_name(), "first");
  write_certificate(certificate_, key_, "second");
  std::string name = "first";
  for (int i = 0; name == "first" && i < 100; ++i) {
    std::this_thread::sleep_for(milliseconds(100));
    name = TlsClient(server_->port()).peer_name();
  }
  EXPECT_EQ(name, "second");
}

TEST_F(ServerTls, SaysWhichFileCannotBeUsed) {
  write_certificate(directory_ / "other.pem", directory_ / "other_key.pem", "other");
  std::ofstream(directory_ / "empty.pem");
  const auto refusal = [](const std::filesystem::path& certificate, const std::filesystem::path& key) {
    return failure_of([&] { TlsIdentity(certificate, key); });
  };
  EXPECT_EQ(refusal(directory_ / "none.pem", key_).code, ErrorCode::kConfigInvalid);
  EXPECT_THAT(refusal(directory_ / "none.pem", key_).message, HasSubstr("server.tls_certificate_file = "));
  EXPECT_THAT(refusal(directory_ / "empty.pem", key_).message, HasSubstr("server.tls_certificate_file = "));
  EXPECT_THAT(refusal(certificate_, directory_ / "empty.pem").message, HasSubstr("server.tls_key_file = "));
  EXPECT_THAT(refusal(certificate_, directory_ / "other_key.pem").message, HasSubstr("mismatch"));
}

}  // namespace
}  // namespace cpsg::http
