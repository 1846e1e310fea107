// Protects the promises of http::Session that its callers build on: any status is an answer, redirects are shown and
// not followed, the body streams, exceptions pass through libcurl, and every way of failing has its own code. The other
// side is a server on loopback that misbehaves on request.
#include "cpsg/http/client.h"

#include <zlib.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/testing/scripted_server.h"
#include "cpsg/http/testing/silent_port.h"

namespace cpsg::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

ScriptedServer::Handler always(std::string reply) {
  return [reply = std::move(reply)](const auto&, const auto&) { return reply; };
}

struct Answer {
  ResponseHead head;
  std::string body;
};

Answer get(Session& session, const std::string& url) {
  Answer answer;
  answer.head = session.perform({.url = url}, [&](std::span<const std::uint8_t> bytes) {
    answer.body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  return answer;
}

ErrorCode failure_of(Session& session, const std::string& url) {
  try {
    get(session, url);
  } catch (const Error& e) {
    return e.code();
  }
  return ErrorCode::kInternal;
}

TEST(Session, GivesStatusHeadersAndBodyOfAnyAnswer) {
  ScriptedServer server(always(ScriptedServer::answer("418 Teapot", "X-Pot:  short \r\nX-Empty:\r\n", "stout")));
  Session session({});
  const Answer answer = get(session, server.url("/tea"));
  EXPECT_EQ(answer.head.status, 418);
  EXPECT_EQ(answer.head.header("x-pot"), "short");
  EXPECT_EQ(answer.head.header("x-empty"), "");
  EXPECT_EQ(answer.head.header("x-none"), std::nullopt);
  EXPECT_EQ(answer.body, "stout");
  EXPECT_EQ(session.received_bytes(), 5u);
}

std::string compressed(std::string_view text, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
constexpr int kGzip = MAX_WBITS + 16;

TEST(Session, AsksForNoCompressionAndUnderstandsIt) {
  const std::string text(100'000, 't');
  for (const auto& [encoding, window_bits] : {std::pair("gzip", kGzip), std::pair("x-gzip", kGzip),
                                              std::pair("deflate", MAX_WBITS), std::pair("GZIP", kGzip)}) {
    const std::string body = compressed(text, window_bits);
    ScriptedServer server(
        always(ScriptedServer::answer("200 OK", std::string("Content-Encoding: ") + encoding + "\r\n", body)));
    Session session({});
    EXPECT_EQ(get(session, server.url()).body, text) << encoding;
    EXPECT_EQ(session.received_bytes(), body.size()) << "what crossed the wire";
    EXPECT_EQ(server.requests().at(0).header("Accept-Encoding"), "identity");
  }
}

TEST(Session, TellsAnEncodingThatIsNoneOrDamaged) {
  const auto failure = [](const std::string& encoding, const std::string& body) {
    ScriptedServer server(always(ScriptedServer::answer("200 OK", "Content-Encoding: " + encoding + "\r\n", body)));
    Session session({});
    return failure_of(session, server.url());
  };
  EXPECT_EQ(failure("no-such", "text"), ErrorCode::kBadData);
  EXPECT_EQ(failure("gzip", "this is no gzip at all"), ErrorCode::kBadData);
}

TEST(Session, RefusesWhatIsCompressedBeyondEveryMeasure) {
  const std::string bomb = compressed(std::string(200 * limits::kMiB, '\0'), kGzip);
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "Content-Encoding: gzip\r\n", bomb)));
  Session session({});
  std::size_t taken = 0;
  ErrorCode code = ErrorCode::kInternal;
  try {
    session.perform({.url = server.url()}, [&](std::span<const std::uint8_t> bytes) { taken += bytes.size(); });
  } catch (const Error& e) {
    code = e.code();
  }
  EXPECT_EQ(code, ErrorCode::kLimitExceeded);
  EXPECT_LT(taken, 100 * limits::kMiB);
}

TEST(Session, ShowsTheHeadOnceBeforeTheFirstPieceAndWithoutABody) {
  ScriptedServer server([](const ScriptedRequest& request, const auto&) {
    return "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" +
           ScriptedServer::answer("200 OK", "X-Late: 1\r\n", request.target == "/body" ? "b" : "");
  });
  Session session({});
  for (const std::string path : {"/body", "/nobody"}) {
    std::vector<std::string> events;
    session.perform(
        {.url = server.url(path)}, [&](auto) { events.emplace_back("body"); },
        [&](const ResponseHead& head) {
          EXPECT_EQ(head.status, 200);
          EXPECT_EQ(head.header("x-early"), std::nullopt);
          EXPECT_EQ(head.header("x-late"), "1");
          events.emplace_back("head");
        });
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.front(), "head");
    EXPECT_EQ(events.size(), path == "/body" ? 2u : 1u);
  }
}

TEST(Session, KeepsTrailersOutOfTheHead) {
  ScriptedServer server(
      always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nX-Late: 1\r\n\r\n"));
  Session session({});
  const Answer answer = get(session, server.url());
  EXPECT_EQ(answer.body, "b");
  EXPECT_EQ(answer.head.header("x-late"), std::nullopt);
}

TEST(Session, PostsABodyWithItsHeadersAndWithoutExpect) {
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "")));
  Session session({.user_agent = "cpsg/test"});
  const std::string body(100'000, 'x');
  session.perform({.method = "POST", .url = server.url("/p"), .headers = {"Content-Type: a/b"}, .body = body}, {});
  session.perform({.method = "POST", .url = server.url("/p")}, {});
  session.perform({.url = server.url("/g")}, {});
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].body, body);
  EXPECT_EQ(requests[0].header("Content-Type"), "a/b");
  EXPECT_EQ(requests[0].header("User-Agent"), "cpsg/test");
  EXPECT_EQ(requests[0].header("Expect"), "");
  EXPECT_EQ(requests[1].header("Content-Length"), "0");
  EXPECT_EQ(requests[2].method, "GET");
  EXPECT_EQ(requests[2].header("Content-Type"), "") << "options of one request must not reach the next";
  EXPECT_EQ(session.requests(), 3u);
  EXPECT_EQ(server.connections(), 1) << "the connection is kept";
}

TEST(Session, SendsCredentialsOfThisRequestAlone) {
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "")));
  Session session({});
  session.perform({.url = server.url(), .credentials = Credentials{"u", "p"}}, {});
  session.perform({.url = server.url()}, {});
  session.perform({.url = server.url(), .bearer_token = "token"}, {});
  session.perform({.url = server.url()}, {});
  const auto requests = server.requests();
  EXPECT_EQ(requests.at(0).header("Authorization"), "Basic dTpw");
  EXPECT_EQ(requests.at(1).header("Authorization"), "");
  EXPECT_EQ(requests.at(2).header("Authorization"), "Bearer token");
  EXPECT_EQ(requests.at(3).header("Authorization"), "");
}

TEST(Session, SendsNoCredentialsToAProxy) {
  ScriptedServer proxy(always(ScriptedServer::answer("200 OK", "", "proxy")));
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "server")));
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("no_proxy", "", 1);
  Session session({});
  EXPECT_EQ(get(session, server.url()).body, "proxy") << "proxy variables are honoured";
  session.perform({.url = server.url(), .credentials = Credentials{"u", "p"}}, {});
  session.perform({.url = server.url(), .bearer_token = "token"}, {});
  unsetenv("http_proxy");
  EXPECT_EQ(proxy.requests().size(), 1u);
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST(Session, ShowsRedirectsInsteadOfFollowingThem) {
  ScriptedServer server(always(ScriptedServer::answer("302 Found", "Location: /elsewhere\r\n", "")));
  Session session({});
  const Answer answer = get(session, server.url("/a"));
  EXPECT_EQ(answer.head.status, 302);
  EXPECT_EQ(answer.head.header("location"), "/elsewhere");
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Session, RethrowsWhatItsCallbacksThrow) {
  ScriptedServer server(always(ScriptedServer::answer("200 OK", "", "body")));
  Session session({});
  const Request request{.url = server.url()};
  EXPECT_THROW(session.perform(request, [](auto) { throw std::domain_error("sink"); }), std::domain_error);
  EXPECT_THROW(session.perform(request, {}, [](const auto&) { throw std::range_error("head"); }), std::range_error);
  EXPECT_EQ(get(session, server.url()).body, "body") << "the session is usable afterwards";
}

TEST(Session, EndsWhenTheRemoteStalls) {
  std::atomic<bool> done = false;
  ScriptedServer server([&](const auto&, const ScriptedServer::Send& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    done.wait(false);
    return std::string();
  });
  Session session({.stall_timeout = 300ms});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(failure_of(session, server.url()), ErrorCode::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  done = true;
  done.notify_all();
}

TEST(Session, WithoutAConnectionInTimeTheNetworkFails) {
  const SilentPort silent;
  for (const auto patience : {20ms, 10'000ms}) {
    Session session({.connect_timeout = 100ms, .stall_timeout = patience});
    EXPECT_EQ(failure_of(session, silent.url()), ErrorCode::kNetwork) << patience.count();
  }
}

TEST(Session, DoesNotCountItsOwnSinkAsAStall) {
  ScriptedServer server([](const auto&, const ScriptedServer::Send& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\na");
    std::this_thread::sleep_for(100ms);
    return std::string("b");
  });
  Session session({.stall_timeout = 300ms});
  EXPECT_NO_THROW(session.perform({.url = server.url()}, [](auto) { std::this_thread::sleep_for(500ms); }));
}

TEST(Session, EndsWhenCancelled) {
  std::atomic<bool> cancelled = false;
  std::atomic<bool> done = false;
  ScriptedServer server([&](const auto&, const ScriptedServer::Send& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    cancelled = true;
    done.wait(false);
    return std::string();
  });
  Session session({.cancelled = &cancelled});
  EXPECT_EQ(failure_of(session, server.url()), ErrorCode::kCancelled);
  EXPECT_EQ(failure_of(session, server.url()), ErrorCode::kCancelled) << "and does not even begin afterwards";
  EXPECT_EQ(server.requests().size(), 1u);
  done = true;
  done.notify_all();
}

TEST(Session, TellsFailuresApart) {
  ScriptedServer cut(always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhalf"));
  ScriptedServer noise(always("no HTTP at all, Connection: close\r\n\r\n"));
  ScriptedServer silent(always(""));
  ScriptedServer vanishing(always(""), ScriptedServer::Tls::kHangUp);
  Session session({});
  EXPECT_EQ(failure_of(session, cut.url()), ErrorCode::kNetwork);
  EXPECT_EQ(failure_of(session, noise.url()), ErrorCode::kBadData);
  EXPECT_EQ(failure_of(session, silent.url()), ErrorCode::kNetwork);
  EXPECT_EQ(failure_of(session, "http://127.0.0.1:1/"), ErrorCode::kNetwork);
  EXPECT_EQ(failure_of(session, "https" + silent.url().substr(4)), ErrorCode::kTls);
  EXPECT_EQ(failure_of(session, "https" + vanishing.url().substr(4)), ErrorCode::kNetwork);
  EXPECT_EQ(failure_of(session, "file:///etc/passwd"), ErrorCode::kUrlInvalid);
  EXPECT_EQ(failure_of(session, "nonsense"), ErrorCode::kUrlInvalid);
  EXPECT_EQ(failure_of(session, "http://user:pass@127.0.0.1:1/"), ErrorCode::kUrlInvalid);
}

TEST(Session, NamesNoFileOfTheMachine) {
  ScriptedServer server(always(""));
  Session session({.ca_file = "/nonexistent/roots.pem"});
  try {
    get(session, "https" + server.url().substr(4) + "/");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kTls);
    EXPECT_THAT(e.what(), testing::Not(testing::HasSubstr("/nonexistent")));
    EXPECT_THAT(e.what(), testing::HasSubstr("net.ca_file"));
  }
}

TEST(Session, BoundsTheHead) {
  const std::string line = "X-Long: " + std::string(8'000, 'x') + "\r\n";
  std::string head;
  while (head.size() < limits::kResponseHeadMaxBytes) head += line;
  ScriptedServer server(always(ScriptedServer::answer("200 OK", head, "")));
  ScriptedServer one_line(
      always(ScriptedServer::answer("200 OK", "X-Long: " + std::string(300'000, 'x') + "\r\n", "")));
  Session session({});
  EXPECT_EQ(failure_of(session, server.url()), ErrorCode::kLimitExceeded);
  EXPECT_EQ(failure_of(session, one_line.url()), ErrorCode::kLimitExceeded);
}

TEST(ResponseHead, ReadsRetryAfterInBothForms) {
  using std::chrono::seconds;
  const UnixTime now{seconds(784'111'777)};  // Sun, 06 Nov 1994 08:49:37 GMT
  const auto wait = [&](const std::string& value) {
    return ResponseHead{429, {{"retry-after", value}}}.retry_after(now);
  };
  EXPECT_EQ(wait("120"), seconds(120));
  EXPECT_EQ(wait("0"), seconds(0));
  EXPECT_EQ(wait("00000000060"), seconds(60));
  EXPECT_EQ(wait("99999999999999999999999"), seconds(86'400));
  EXPECT_EQ(wait("Sun, 06 Nov 1994 08:50:37 GMT"), seconds(60));
  EXPECT_EQ(wait("Sun, 06 Nov 1994 07:00:00 GMT"), seconds(0));
  EXPECT_EQ(wait("Tue, 06 Nov 2029 08:49:37 GMT"), seconds(86'400));
  EXPECT_EQ(wait("soon"), std::nullopt);
  EXPECT_EQ(wait("-5"), std::nullopt);
  EXPECT_EQ(ResponseHead{}.retry_after(now), std::nullopt);
}

}  // namespace
}  // namespace cpsg::http
