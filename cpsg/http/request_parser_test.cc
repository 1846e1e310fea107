// Protects: requests are read alike however the network cuts them, bounds hold, and what could be read in two ways is
// refused.
// How: feeds byte streams whole and byte by byte.
#include "cpsg/http/request_parser.h"

namespace cpsg::http {
namespace {

using State = RequestParser::State;

constexpr std::string_view kGet = "GET /v1?a=b HTTP/1.1\r\nHost: h\r\n\r\n";

RequestLimits small_limits() {
  RequestLimits small;
  small.target_max_bytes = 64;
  small.head_max_bytes = 256;
  small.headers_max = 5;
  small.body_max_bytes = 16;
  return small;
}

State feed_all(RequestParser& parser, std::string_view bytes) {
  State state = parser.state();
  for (std::size_t i = 0; i < bytes.size() && state != State::kComplete && state != State::kRejected; ++i) {
    state = parser.feed(bytes.substr(i, 1));
  }
  return state;
}

// The status of the rejection, whole and byte by byte; 0 = not rejected.
int rejected(std::string_view bytes) {
  RequestParser whole(small_limits());
  RequestParser split(small_limits());
  const bool a = whole.feed(bytes) == State::kRejected;
  const bool b = feed_all(split, bytes) == State::kRejected;
  EXPECT_EQ(a, b) << bytes;
  if (a && b) {
    EXPECT_EQ(whole.rejection().status, split.rejection().status) << bytes;
    EXPECT_FALSE(whole.rejection().detail.empty());
  }
  return a ? whole.rejection().status : 0;
}

TEST(RequestParser, ReadsARequestHoweverItIsCut) {
  RequestParser whole((RequestLimits()));
  RequestParser split((RequestLimits()));
  const std::string text =
      "POST /v1/projects HTTP/1.1\r\nHost: h\r\nX-Two: a\r\nContent-Length: 5\r\nx-two: b\r\n\r\nhello";
  ASSERT_EQ(whole.feed(text), State::kComplete);
  ASSERT_EQ(feed_all(split, text), State::kComplete);
  for (RequestParser* parser : {&whole, &split}) {
    EXPECT_TRUE(parser->keep_alive());
    const IncomingRequest request = parser->take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/v1/projects");
    EXPECT_EQ(request.header("x-two"), "a, b");
    EXPECT_EQ(request.header("X-Two"), std::nullopt);
    EXPECT_EQ(request.body, "hello");
    EXPECT_EQ(parser->state(), State::kIdle);
  }
}

TEST(RequestParser, KeepsPipelinedRequestsApart) {
  RequestParser parser((RequestLimits()));
  const std::string post = "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nGET";
  ASSERT_EQ(parser.feed(std::string(kGet) + post + "\r\n" + std::string(kGet)), State::kComplete);
  EXPECT_EQ(parser.take().target, "/v1?a=b");
  ASSERT_EQ(parser.feed({}), State::kComplete);
  EXPECT_EQ(parser.take().body, "GET");
  ASSERT_EQ(parser.feed({}), State::kComplete);
  EXPECT_EQ(parser.take().method, "GET");
  EXPECT_EQ(parser.feed({}), State::kIdle);
}

TEST(RequestParser, ReadsChunksAndForgetsTrailers) {
  RequestParser parser((RequestLimits()));
  const std::string text =
      "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;name=value\r\nabc\r\n2\r\nde\r\n0\r\nX-Request-Id: evil\r\n\r\n";
  ASSERT_EQ(feed_all(parser, text), State::kComplete);
  const IncomingRequest request = parser.take();
  EXPECT_EQ(request.body, "abcde");
  EXPECT_EQ(request.header("x-request-id"), std::nullopt);
}

TEST(RequestParser, ReadsAnEmptyChunkedBody) {
  RequestParser parser((RequestLimits()));
  ASSERT_EQ(feed_all(parser, "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            State::kComplete);
  EXPECT_EQ(parser.take().body, "");
}

TEST(RequestParser, AsksForTheBodyOnce) {
  RequestParser parser((RequestLimits()));
  const std::string head = "POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_EQ(parser.feed(head), State::kBody);
  EXPECT_TRUE(parser.take_continue());
  EXPECT_FALSE(parser.take_continue());
  EXPECT_EQ(parser.feed("ok"), State::kComplete);
  (void)parser.take();
  EXPECT_EQ(parser.feed(head + "o"), State::kBody);
  EXPECT_FALSE(parser.take_continue()) << "the body is on its way already";
}

TEST(RequestParser, KnowsWhenTheConnectionStays) {
  const auto stays = [](std::string_view text) {
    RequestParser parser((RequestLimits()));
    EXPECT_EQ(parser.feed(text), State::kComplete);
    return parser.keep_alive();
  };
  EXPECT_TRUE(stays(kGet));
  EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  for (const std::string options : {"close, keep-alive", "Keep-Alive , Close", "keep-alive\r\nConnection: close"}) {
    for (const std::string version : {"1.0", "1.1"}) {
      EXPECT_FALSE(stays("GET / HTTP/" + version + "\r\nHost: h\r\nConnection: " + options + "\r\n\r\n")) << options;
    }
  }
}

TEST(RequestParser, CutsSchemeAndAuthorityOff) {
  const auto target = [](const std::string& line) {
    RequestParser parser((RequestLimits()));
    EXPECT_EQ(parser.feed(line + " HTTP/1.1\r\nHost: h\r\n\r\n"), State::kComplete) << line;
    return parser.take().target;
  };
  EXPECT_EQ(target("GET http://h:80/a?b=c"), "/a?b=c");
  EXPECT_EQ(target("GET HTTP://H"), "/");
  EXPECT_EQ(target("GET https://h:443?b"), "/?b");
  EXPECT_EQ(target("GET /a?u=http://x/y"), "/a?u=http://x/y");
  EXPECT_EQ(target("OPTIONS *"), "*");
  EXPECT_EQ(target("OPTIONS http://h"), "*") << "so the last proxy would have sent it";
  EXPECT_EQ(target("OPTIONS http://h/"), "/");
}

TEST(RequestParser, AnAbsoluteTargetAndItsHostAreOne) {
  const auto host = [](const std::string& target, const std::string& field) {
    RequestParser parser((RequestLimits()));
    EXPECT_EQ(parser.feed("GET " + target + " HTTP/1.1\r\nHost: " + field + "\r\n\r\n"), State::kComplete) << target;
    return std::string(parser.take().header("host").value_or(""));
  };
  EXPECT_EQ(host("http://A.example:80/a", "a.example"), "a.example:80");
  EXPECT_EQ(host("https://a.example", "A.EXAMPLE.:443"), "a.example");
  EXPECT_EQ(host("http://[::1]:81/", "[::1]:81"), "[::1]:81");
  RequestParser old((RequestLimits()));
  ASSERT_EQ(old.feed("GET http://a.example/a HTTP/1.0\r\n\r\n"), State::kComplete);
  EXPECT_EQ(old.take().header("host"), "a.example") << "also where HTTP/1.0 has no Host";
  for (const std::string other : {"http://evil.example/", "http://h:81/", "https://h:80/", "http://h.h/"}) {
    EXPECT_EQ(rejected("GET " + other + " HTTP/1.1\r\nHost: h\r\n\r\n"), 421) << other;
    EXPECT_EQ(rejected("GET " + other + " HTTP/1.0\r\nHost: h\r\n\r\n"), 421) << other;
  }
}

TEST(RequestParser, HoldsItsBounds) {
  const std::string long_text(300, 'a');
  EXPECT_EQ(rejected("GET /" + std::string(64, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
  EXPECT_EQ(rejected("GET /" + long_text), 414);
  EXPECT_EQ(rejected("GET / HTTP/1.1\r\nHost: h\r\nX: " + long_text), 431);
  EXPECT_EQ(rejected("GET / HTTP/1.1\r\nHost: h\r\na:1\r\nb:1\r\nc:1\r\nd:1\r\ne:1\r\n\r\n"), 431);
  EXPECT_EQ(rejected("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 17\r\n\r\n"), 413);
  EXPECT_EQ(rejected("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n"), 400);
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(rejected(chunked + "9\r\n123456789\r\n9\r\n123456789\r\n0\r\n\r\n"), 413);
  EXPECT_EQ(rejected(chunked + "1;x=" + long_text), 400);
  EXPECT_EQ(rejected(chunked + "0\r\nT: " + long_text), 400);
  std::string empty_lines;
  for (int i = 0; i < 128; ++i) empty_lines += "\r\n";
  EXPECT_EQ(rejected(empty_lines + std::string(kGet)), 0);
  EXPECT_EQ(rejected(empty_lines + "\r\n" + std::string(kGet)), 400);
  EXPECT_EQ(rejected("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(256 - 32, 'a') + "\r\n\r\n"), 0) << "256 bytes";
  EXPECT_EQ(rejected("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(256 - 31, 'a') + "\r\n\r\n"), 431) << "257";
}

TEST(RequestParser, TakesLargeBodiesOfSomeTargetsAlone) {
  RequestLimits limits = small_limits();
  limits.large_body_max_bytes = [](std::string_view target) { return target == "/large" ? std::size_t{100} : 0; };
  const auto rejection = [&](std::string_view bytes) {
    RequestParser parser(limits);
    return feed_all(parser, bytes) == State::kRejected ? parser.rejection().status : 0;
  };
  const std::string body(100, 'x');
  EXPECT_EQ(rejection("POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n" + body), 0);
  EXPECT_EQ(rejection("POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n" + body), 413);
  EXPECT_EQ(rejection("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 17\r\n\r\n" + body), 413);
  for (const std::string framing : {"Content-Length: 101\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n65\r\n"}) {
    RequestParser refusing(limits);
    ASSERT_EQ(feed_all(refusing, "POST /large HTTP/1.1\r\nHost: h\r\n" + framing), State::kRejected);
    EXPECT_EQ(refusing.rejection().detail, "The request's body is too large: at most 100 bytes are taken here.");
  }
  RequestParser parser(limits);
  ASSERT_EQ(feed_all(parser, "POST /large HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + body +
                                 "\r\n0\r\n\r\n"),
            State::kComplete);
  EXPECT_EQ(parser.take().body, body);
  EXPECT_EQ(feed_all(parser, "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 17\r\n\r\n" + body), State::kRejected)
      << "the next request has its own bound";
}

TEST(RequestParser, TellsThatABodyIsLarge) {
  RequestLimits limits = small_limits();
  limits.large_body_max_bytes = [](std::string_view) { return std::size_t{100}; };
  RequestParser announced(limits);
  announced.feed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 17\r\n\r\n");
  EXPECT_TRUE(announced.has_large_body()) << "before any of it came";
  RequestParser chunked(limits);
  chunked.feed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n0123456789abcdef");
  EXPECT_FALSE(chunked.has_large_body());
  chunked.feed("ghijk");
  EXPECT_TRUE(chunked.has_large_body());
}

}  // namespace
}  // namespace cpsg::http
