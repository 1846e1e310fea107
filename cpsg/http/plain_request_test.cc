// Protects: the way past the parser takes only what the parser would have taken, in the same meaning, and does take
// what ordinary clients send. How: examples, a table of what must be handed on, and thousands of changed heads that
// both read; a seed is fixed, so every run is the same. The long form of the last is plain_request_fuzz.cc.
#include "cpsg/http/plain_request.h"

#include <random>

#include "cpsg/http/testing/plain_request_oracle.h"

namespace cpsg::http {
namespace {

using namespace std::string_literals;

const std::string kWrk = "GET /v1/projects/acme/one HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
const std::string kCurl =
    "GET /v1/projects?limit=2 HTTP/1.1\r\nHost: stats.example\r\nUser-Agent: curl/8.0\r\nAccept: */*\r\n"
    "Authorization: Bearer abc\r\n\r\n";
const std::string kBrowser =
    "GET /v1/projects/acme/one HTTP/1.1\r\nHost: localhost:8080\r\nConnection: keep-alive\r\nsec-ch-ua: "
    "\"A\";v=\"1\"\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: text/html, */*;q=0.8\r\nSec-Fetch-Site: same-origin\r\n"
    "Referer: http://localhost:8080/\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en,de;q=0.9\r\n"
    "Cookie: cpsg=abc; other=d\r\nIf-None-Match: W/\"1-2\", \"3\"\r\n\r\n";
const std::string kProxied =
    "GET /healthz HTTP/1.1\r\nhost:[::1]:80\r\nX-Forwarded-For:198.51.100.7, 10.0.0.1 \r\nX-Forwarded-Proto: https\r\n"
    "X-Request-Id: a-1\r\nOrigin: https://board.example\r\nX-Amzn-Trace-Id: Root=1-2-3\r\n\r\n";

bool is_plain(const std::string& bytes, const RequestLimits& limits = {}) {
  EXPECT_EQ(disagreement(bytes, limits), "") << bytes;
  return scan_plain_request(bytes, limits).has_value();
}

bool is_plain_with(const std::string& fields) {
  return is_plain("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n");
}

TEST(PlainRequest, IsFoundInWhatClientsSend) {
  for (const std::string& head : {kWrk, kCurl, kBrowser, kProxied}) EXPECT_TRUE(is_plain(head)) << head;
  const auto curl = scan_plain_request(kCurl, {});
  EXPECT_EQ(curl->method, "GET");
  EXPECT_EQ(curl->target, "/v1/projects?limit=2");
  EXPECT_EQ(curl->host, "stats.example");
  EXPECT_EQ(curl->accept, "*/*");
  EXPECT_EQ(curl->authorization, "Bearer abc");
  EXPECT_EQ(curl->cookie, std::nullopt);
  EXPECT_EQ(curl->head_bytes, kCurl.size());
  const auto browser = scan_plain_request(kBrowser, {});
  EXPECT_EQ(browser->accept_encoding, "gzip, deflate, br, zstd");
  EXPECT_EQ(browser->cookie, "cpsg=abc; other=d");
  EXPECT_EQ(browser->if_none_match, "W/\"1-2\", \"3\"");
  const auto proxied = scan_plain_request(kProxied, {});
  EXPECT_EQ(proxied->host, "[::1]:80");
  EXPECT_EQ(proxied->forwarded_for, "198.51.100.7, 10.0.0.1");
  EXPECT_EQ(proxied->forwarded_proto, "https");
  EXPECT_EQ(proxied->origin, "https://board.example");
  EXPECT_EQ(proxied->request_id, "a-1");
}

TEST(PlainRequest, IsFoundAgainBehindAnother) {
  const std::string stream = kWrk + kBrowser + kCurl + "GET / HTTP/1.1\r\nHost: h\r\n";
  std::string_view bytes = stream;
  std::size_t found = 0;
  while (const auto plain = scan_plain_request(bytes, {})) {
    bytes.remove_prefix(plain->head_bytes);
    ++found;
  }
  EXPECT_EQ(found, 3U);
  EXPECT_EQ(bytes, "GET / HTTP/1.1\r\nHost: h\r\n") << "the last one is not here whole";
}

TEST(PlainRequest, IsNoneOfAnotherKind) {
  for (const std::string line :
       {"HEAD / HTTP/1.1", "POST / HTTP/1.1", "OPTIONS * HTTP/1.1", "GET / HTTP/1.0", "GET http://h/ HTTP/1.1",
        "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ", "get / HTTP/1.1", "GET /a#b HTTP/1.1",
        "GET /\\ HTTP/1.1", "GET /\xC3\xA4 HTTP/1.1", "GET / HTTP/1.2", "\r\nGET / HTTP/1.1", "GET /a\tb HTTP/1.1"}) {
    EXPECT_FALSE(is_plain(line + "\r\nHost: h\r\n\r\n"s)) << line;
  }
  for (const std::string head :
       {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nX: a\r\n\r\n", "GET / HTTP/1.1\nHost: h\n\n",
        "GET / HTTP/1.1\r\nHost: h\r\n\n", "GET / HTTP/1.1\r\nHost: h\r\n", ""}) {
    EXPECT_FALSE(is_plain(head)) << head;
  }
  for (const std::string host : {"", "a b", "a,b", "u@a", "a:b", "a:0", "[::1", "a%zz", "a/b", "a\\b"}) {
    EXPECT_FALSE(is_plain("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")) << host;
  }
}

TEST(PlainRequest, HasNoFieldThatAsksForMore) {
  for (const std::string& field : {"Connection: close"s,
                                   "Connection: keep-alive, close"s,
                                   "Connection: upgrade"s,
                                   "Connection:"s,
                                   "Expect: 100-continue"s,
                                   "Upgrade: websocket"s,
                                   "Content-Length: 0"s,
                                   "Content-Length: 5"s,
                                   "Transfer-Encoding: chunked"s,
                                   "TE: trailers"s,
                                   "Trailer: X"s,
                                   "Range: bytes=0-1"s,
                                   "If-Range: \"a\""s,
                                   "If-Match: \"a\""s,
                                   "If-Modified-Since: x"s,
                                   "If-Unmodified-Since: x"s,
                                   "Last-Event-ID: 1"s,
                                   "Content-Type: a/b"s,
                                   "Content-Encoding: gzip"s,
                                   "Access-Control-Request-Method: DELETE"s,
                                   "Date: x"s,
                                   "From: x"s,
                                   "Max-Forwards: 1"s}) {
    EXPECT_FALSE(is_plain_with(field)) << field;
    EXPECT_FALSE(is_plain_with("X: a\r\n" + field + "\r\nY: b")) << field;
  }
  EXPECT_TRUE(is_plain_with("Connection: Keep-Alive"));
}

TEST(PlainRequest, HasNoOddField) {
  for (const std::string& field :
       {"X : a"s, " X: a"s, "\tX: a"s, ": a"s, "X"s, "X(: a"s, "X: a\r\n b"s, "X: a\nY: b"s, "X: a\rY: b"s, "X: a\0"s,
        "X: a\x01"s, "X: a\x7f"s, "X: \x80"s, "X: a\tb"s, "X\0: a"s, "\rX: a"s, "\nX: a"s}) {
    EXPECT_FALSE(is_plain_with(field)) << field;
  }
  for (const std::string field :
       {"X:", "X:   ", "X: a b ", "X!#$%&'*+-.^_`|~: a", "X: a\r\nX: b", "Content_Length: 5"}) {
    EXPECT_TRUE(is_plain_with(field)) << field;
  }
  for (const std::string name :
       {"Host", "Accept", "Cookie", "Origin", "Referer", "Connection", "X-Request-Id", "Authorization", "If-None-Match",
        "Accept-Encoding", "X-Forwarded-For", "X-Forwarded-Proto", "Sec-Fetch-Site"}) {
    EXPECT_FALSE(is_plain_with(name + ": keep-alive\r\n" + name + ": keep-alive")) << name;
  }
}

TEST(PlainRequest, HoldsTheBoundsOfTheParser) {
  RequestLimits limits;
  limits.head_max_bytes = kWrk.size();
  EXPECT_TRUE(is_plain(kWrk, limits));
  --limits.head_max_bytes;
  EXPECT_FALSE(is_plain(kWrk, limits));
  limits = {};
  limits.target_max_bytes = std::string_view("/v1/projects/acme/one").size();
  EXPECT_TRUE(is_plain(kWrk, limits));
  --limits.target_max_bytes;
  EXPECT_FALSE(is_plain(kWrk, limits));
  limits = {};
  limits.headers_max = 4;
  EXPECT_FALSE(is_plain("GET / HTTP/1.1\r\nHost: h\r\nA:\r\nB:\r\nC:\r\nD:\r\n\r\n", limits));
  EXPECT_TRUE(is_plain("GET / HTTP/1.1\r\nHost: h\r\nA:\r\nB:\r\nC:\r\n\r\n", limits));
}

// A head with one to three changes of the kinds that made parsers disagree.
class Mutator {
 public:
  std::string change(std::string head) {
    for (std::size_t left = 1 + pick(3); left > 0; --left) change_once(head);
    return head;
  }
  std::size_t pick(std::size_t count) { return static_cast<std::size_t>(random_() % count); }

 private:
  void change_once(std::string& head) {
    const std::size_t at = pick(head.size());
    const std::size_t line = head.find("\r\n", at) == std::string::npos ? 0 : head.find("\r\n", at) + 2;
    switch (pick(7)) {
      case 0:
        head[at] = kBytes[pick(kBytes.size())];
        break;
      case 1:
        head.insert(at, 1, kBytes[pick(kBytes.size())]);
        break;
      case 2:
        head.erase(at, 1 + pick(2));
        break;
      case 3:
        head[at] = static_cast<char>(head[at] ^ 0x20);
        break;
      case 4:
        head.insert(line, head.substr(line, head.find("\r\n", line) + 2 - line));  // the line twice
        break;
      default:
        head.insert(line, kNames[pick(kNames.size())] + kValues[pick(kValues.size())] + kEnds[pick(kEnds.size())]);
    }
    if (head.empty()) head = " ";
  }

  const std::string kBytes = "\r\n\t :;,/\\#?%@[]\"*aG1\x00\x01\x0b\x7f\x80\xff"s;
  const std::vector<std::string> kNames = {"Host",
                                           "host",
                                           "Connection",
                                           "Content-Length",
                                           "Transfer-Encoding",
                                           "Expect",
                                           "Upgrade",
                                           "Cookie",
                                           "Authorization",
                                           "If-None-Match",
                                           "Accept",
                                           "Accept-Encoding",
                                           "X-Request-Id",
                                           "Range",
                                           "X",
                                           "Referer",
                                           "Date",
                                           "From",
                                           "TE",
                                           "Max-Forwards",
                                           "Sec-Fetch-Site",
                                           "Last-Event-ID",
                                           "X-Forwarded-For",
                                           "X-Forwarded-Proto",
                                           "Origin",
                                           "If-Range",
                                           "Content-Type",
                                           "",
                                           " X"};
  const std::vector<std::string> kValues = {
      ":",    ": ",   ":a",         ": a b ",  ": close",    ": keep-alive",
      ": 0",  ": 5",  ": h:80",     ": [::1]", ": chunked",  ": 100-continue",
      " : a", ": \t", ": \xC3\xA4", ": a\0"s,  ": 10.0.0.5", ": 203.0.113.9:80, 127.0.0.1, fd00::1"};
  const std::vector<std::string> kEnds = {"\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ", "\r\n\r\n"};
  std::mt19937 random_{20'260'101};
};

TEST(PlainRequest, IsWhatTheParserReads) {
  Mutator mutator;
  const std::vector<std::string> heads = {kWrk, kCurl, kBrowser, kProxied, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"};
  std::size_t plain = 0;
  constexpr std::size_t kRounds = 20'000;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::string bytes = mutator.change(heads[mutator.pick(heads.size())]);
    ASSERT_EQ(disagreement(bytes, {}), "") << "round " << round << ":\n" << bytes;
    if (scan_plain_request(bytes, {})) ++plain;
  }
  EXPECT_GT(plain, kRounds / 20) << "or nearly nothing is compared";
  EXPECT_LT(plain, kRounds / 2) << "or the changes change nothing";
}

}  // namespace
}  // namespace cpsg::http
