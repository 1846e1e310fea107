// Protects: what two readers of HTTP could read differently is refused, whatever its place in the request, and what all
// of them read alike is taken.
// How: tables of whole requests, each fed at once and byte by byte. What is taken must also be taken by Beast, which is
// another reader, with the same method, target and fields.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "cpsg/base/ascii.h"
#include "cpsg/http/request_parser.h"

namespace cpsg::http {
namespace {

using namespace std::string_literals;
using State = RequestParser::State;

// 0: it was taken, 1: it is not complete, else the status of its rejection.
struct Outcome {
  int status = 1;
  IncomingRequest request;
};

Outcome read(std::string_view bytes, std::size_t piece) {
  RequestParser parser((RequestLimits()));
  State state = State::kIdle;
  for (std::size_t at = 0; at < bytes.size() && state != State::kRejected && state != State::kComplete; at += piece) {
    state = parser.feed(bytes.substr(at, piece));
  }
  Outcome outcome;
  if (state == State::kRejected) outcome.status = parser.rejection().status;
  if (state != State::kComplete) return outcome;
  outcome.status = 0;
  outcome.request = parser.take();
  return outcome;
}

bool beast_reads_the_same(std::string_view bytes, const IncomingRequest& ours) {
  namespace beast_http = boost::beast::http;
  beast_http::request_parser<beast_http::string_body> parser;
  parser.eager(true);
  boost::system::error_code ec;
  const std::size_t start = bytes.find_first_not_of("\r\n");
  parser.put(boost::asio::buffer(bytes.substr(start)), ec);
  if (ec || !parser.is_done()) return false;
  const auto& theirs = parser.get();
  bool same = theirs.method_string() == ours.method &&
              theirs.target().ends_with(ours.target == "*" ? "" : ours.target) && theirs.body() == ours.body;
  for (const auto& field : theirs) {
    const auto value = ours.header(ascii_lower(std::string_view(field.name_string())));
    const bool may_be_trailer = parser.chunked();  // Beast has them among the fields
    same = same && (value ? value->find(std::string_view(field.value())) != std::string_view::npos : may_be_trailer);
  }
  for (const Header& header : ours.headers) same = same && theirs.count(header.name) > 0;
  return same;
}

int status_of(const std::string& bytes) {
  const Outcome whole = read(bytes, bytes.size());
  for (const std::size_t piece : {1, 2, 7}) EXPECT_EQ(read(bytes, piece).status, whole.status) << bytes;
  EXPECT_TRUE(whole.status != 0 || beast_reads_the_same(bytes, whole.request)) << bytes;
  return whole.status;
}

int with_line(const std::string& line) { return status_of(line + "\r\nHost: h\r\n\r\n"); }
int with_fields(const std::string& fields) { return status_of("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n"); }
int with_host(const std::string& host) { return status_of("GET / HTTP/1.1\r\nHost:" + host + "\r\n\r\n"); }
int post(const std::string& fields, const std::string& body) {
  return status_of("POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n" + body);
}

TEST(StrictParser, ReadsTheRequestLine) {
  for (const std::string line : {"GET / HTTP/1.1", "HEAD /a//b HTTP/1.0", "M-SEARCH / HTTP/1.1", "OPTIONS * HTTP/1.1",
                                 "GET /a%20b?c={d|e}\"<>^`~ HTTP/1.1", "GET /?a\\b HTTP/1.1"}) {
    EXPECT_EQ(with_line(line), 0) << line;
  }
  for (const std::string& line : {"GET  / HTTP/1.1"s,
                                  "GET /  HTTP/1.1"s,
                                  "GET / HTTP/1.1 "s,
                                  " GET / HTTP/1.1"s,
                                  "GET\t/ HTTP/1.1"s,
                                  "GET /\tHTTP/1.1"s,
                                  "GET / HTTP/1.1\t"s,
                                  "GET /"s,
                                  "GET"s,
                                  "GET / "s,
                                  "GET HTTP/1.1"s,
                                  "get / HTTP/1.1"s,
                                  "G(T / HTTP/1.1"s,
                                  "GET: / HTTP/1.1"s,
                                  "GET / http/1.1"s,
                                  "GET / HTTP/1,1"s,
                                  "GET / HTTP/1.10"s,
                                  "GET / HTTP/01.1"s,
                                  "GET / HTTP/1"s,
                                  "GET / HTTP /1.1"s,
                                  "GET / HTTPS/1.1"s,
                                  "GET /a b HTTP/1.1"s,
                                  "GET / HTTP/1.1\r"s,
                                  "GET /\0 HTTP/1.1"s,
                                  "GET /\x7f HTTP/1.1"s,
                                  "GET /\x0b HTTP/1.1"s,
                                  "GET\0 / HTTP/1.1"s,
                                  "\0GET / HTTP/1.1"s,
                                  "\nGET / HTTP/1.1"s,
                                  "\rGET / HTTP/1.1"s,
                                  "\r\n\nGET / HTTP/1.1"s,
                                  "\xEF\xBB\xBFGET / HTTP/1.1"s,
                                  "GARBAGE"s,
                                  "\x16\x03\x01\x02"s}) {
    EXPECT_EQ(with_line(line), 400) << line;
  }
  for (const std::string version : {"0.9", "1.2", "2.0", "3.0", "9.9"}) {
    EXPECT_EQ(with_line("GET / HTTP/" + version), 505) << version;
  }
  EXPECT_EQ(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
  EXPECT_EQ(with_line(std::string(33, 'G') + " / HTTP/1.1"), 501);
  EXPECT_EQ(with_line("\r\n\r\nGET / HTTP/1.1"), 0) << "empty lines before it";
}

TEST(StrictParser, ReadsTheTarget) {
  for (const std::string& target : {"*"s,
                                    "v1/projects"s,
                                    "host:80"s,
                                    "host"s,
                                    "?a=b"s,
                                    "/a#b"s,
                                    "/?a#b"s,
                                    "/a\\b"s,
                                    "\\a"s,
                                    "/\x80"s,
                                    "/\xC3\xA4"s,
                                    "ftp://h/"s,
                                    "file:///etc/passwd"s,
                                    "ws://h/"s,
                                    "javascript:a"s,
                                    "http:"s,
                                    "http:/a"s,
                                    "http://"s,
                                    "http:///a"s,
                                    "http://?a"s,
                                    "http://:80/"s,
                                    "http://u@h/"s,
                                    "http://u:p@h/"s,
                                    "http://h:x/"s,
                                    "http://h:0/"s,
                                    "http://h:65536/"s,
                                    "http://h:80:80/"s,
                                    "http://[::1/"s,
                                    "http://::1/"s,
                                    "http://a,b/"s,
                                    "http://h#f"s,
                                    "http://h\\@evil/"s,
                                    "http//h/"s,
                                    "://h/"s,
                                    "https:h/"s}) {
    EXPECT_EQ(with_line("GET " + target + " HTTP/1.1"), 400) << target;
  }
  for (const std::string line : {"CONNECT h:443", "CONNECT *", "HEAD *", "POST *", "OPTIONS **", "OPTIONS h:80"}) {
    EXPECT_EQ(with_line(line + " HTTP/1.1"), 400) << line;
  }
  EXPECT_EQ(with_line("GET //h/ HTTP/1.1"), 0) << "a path with an empty segment";
}

TEST(StrictParser, ReadsLinesAndFields) {
  for (const std::string& fields :
       {"X:a"s, "X:"s, "X: \t a b\tc \t"s, "X!#$%&'*+-.^_`|~9: a"s, "X: \x80\xFF"s, "X: a:b"s, "X: a\r\nX: b"s,
        "Accept: a\r\nACCEPT: b"s, "If-Match: \"a\"\r\nIf-Match: \"b\""s}) {
    EXPECT_EQ(with_fields(fields), 0) << fields;
  }
  for (const std::string& fields :
       {"X : a"s,       "X\t: a"s,        ": a"s,        " : a"s,     "X"s,          "X a"s,        "X(: a"s,
        "X\x80: a"s,    "X\"Y: a"s,       "X,Y: a"s,     "X[0]: a"s,  "X\0: a"s,     "X: a\0b"s,    "X: a\x01"s,
        "X: a\x0b"s,    "X: a\x0c"s,      "X: a\x1b[m"s, "X: a\x7f"s, "X: a\nY: b"s, "X: a\rY: b"s, "X: a\r\r\nY: b"s,
        "X: a\n"s,      "X: a\r"s,        "\nX: a"s,     "\rX: a"s,   " X: a"s,      "\tX: a"s,     "X: a\r\n b"s,
        "X: a\r\n\tb"s, "X: a\r\n Y: b"s, "X: a\r\n "s,  "X:\r\n a"s}) {
    EXPECT_EQ(with_fields(fields), 400) << fields;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n Host: h\r\n\r\n"), 400) << "a blank before the first field";
  EXPECT_EQ(status_of("GET / HTTP/1.1\nHost: h\n\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\n\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\n\r\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\rHost: h\r\r"), 400);
}

TEST(StrictParser, RefusesASecondFieldWhereOneCounts) {
  for (const std::string field :
       {"Host: h", "Authorization: Bearer a", "Content-Length: 0", "Content-Type: a/b", "Cookie: a=b",
        "Origin: http://h", "Transfer-Encoding: chunked", "Expect: 100-continue", "If-Modified-Since: x",
        "If-Unmodified-Since: x", "If-Range: x", "Range: bytes=0-1", "Last-Event-ID: 1", "Sec-Fetch-Site: none",
        "Max-Forwards: 1"}) {
    const std::string upper = ascii_lower(field.substr(0, field.find(':'))) + field.substr(field.find(':'));
    EXPECT_EQ(post(field + "\r\nX: a\r\n" + upper, "0\r\n\r\n"), 400) << field;
  }
}

TEST(StrictParser, ReadsTheHost) {
  for (const std::string host : {" h", "h", " a.example:8080 ", " 127.0.0.1", " [::1]:80", " a_b.example", " h:"}) {
    EXPECT_EQ(with_host(host), 0) << host;
  }
  for (const std::string& host :
       {" a b"s,  " a,b"s,   " a/b"s,  " u@a"s,        " u:p@a"s,    " http://a"s, " [::1"s,    " [::1]x"s,
        " ::1"s,  " [::g]"s, " []"s,   " [::1%25lo]"s, " a:b"s,      " a:80:80"s,  " a:65536"s, " a:0"s,
        " a:-1"s, " a:080"s, ""s,      " "s,           " :80"s,      " ."s,        " a#b"s,     " a?b"s,
        " a\\b"s, " <a>"s,   " a%zz"s, " a%"s,         " \xC3\xA4"s, " a\tb"s}) {
    EXPECT_EQ(with_host(host), 400) << host;
    EXPECT_EQ(status_of("GET / HTTP/1.0\r\nHost:" + host + "\r\n\r\n"), 400) << host;
    EXPECT_EQ(status_of("GET http://a/ HTTP/1.1\r\nHost:" + host + "\r\n\r\n"), 400) << host;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400) << "none";
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nhost: a\r\n\r\n"), 400) << "two, though equal";
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 0) << "HTTP/1.0 needs none";
}

TEST(StrictParser, ReadsTheFraming) {
  EXPECT_EQ(post("Content-Length: 2", "ab"), 0);
  EXPECT_EQ(post("Content-Length: 0", ""), 0);
  EXPECT_EQ(post("Transfer-Encoding: chunked", "0\r\n\r\n"), 0);
  EXPECT_EQ(post("Transfer-Encoding:\tCHUNKED ", "1;a=b\r\nx\r\n0\r\nX: y\r\n\r\n"), 0);
  for (const std::string length : {"", "+2", "-2", "-0", "2 2", "2, 2", "2,3", "2,", "0x2", "2;", "2.0", "\"2\"", "a",
                                   "1e1", "2_0", "99999999999999999999", "18446744073709551616"}) {
    EXPECT_EQ(post("Content-Length: " + length, "ab"), 400) << length;
  }
  EXPECT_EQ(post("Content-Length: 18446744073709551615", ""), 413);
  EXPECT_EQ(post("Content-Length: 2\r\nContent-Length: 2", "ab"), 400);
  EXPECT_EQ(post("Content-Length: 2\r\nContent-Length: 3", "abc"), 400);
  for (const std::string coding :
       {"", "gzip", "identity", "gzip, chunked", "chunked, gzip", "chunked, chunked", "chunked,", ",chunked",
        "xchunked", "chunkedx", "chun ked", "\"chunked\"", "chunked;q=1", "x"}) {
    EXPECT_EQ(post("Transfer-Encoding: " + coding, "0\r\n\r\n"), 501) << coding;
    EXPECT_EQ(post("Transfer-Encoding: " + coding + "\r\nContent-Length: 5", "0\r\n\r\n"), 400) << coding;
  }
  EXPECT_EQ(post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400);
  EXPECT_EQ(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400);
  EXPECT_EQ(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"), 400);
  EXPECT_EQ(post("Transfer-Encoding: \x0b"
                 "chunked",
                 "0\r\n\r\n"),
            400);
  EXPECT_EQ(post("Transfer-Encoding : chunked", "0\r\n\r\n"), 400);
  EXPECT_EQ(post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n"), 400);
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(post("Content-Length: 4", "\r\n x"), 0) << "no fold: the body's own";
}

TEST(StrictParser, ReadsChunksAndTrailers) {
  const auto chunks = [](const std::string& body) { return post("Transfer-Encoding: chunked", body); };
  EXPECT_EQ(chunks("2;a=\"b\nc\"\r\n{}\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(chunks("2\n{}\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(chunks("xyz\r\n"), 400);
  EXPECT_EQ(chunks("0\r\nContent-Length: 5\r\n\r\n"), 400);
  EXPECT_EQ(chunks("0\r\nHost: evil.example\r\n\r\n"), 400);
  EXPECT_EQ(chunks("0\r\nX: y\r\n z\r\n\r\n"), 400);
  EXPECT_EQ(chunks("0\r\nX: y\n\r\n"), 400);
  EXPECT_EQ(chunks("2\r\n{}\r\n0\r\nX: y\r\n\r\n"), 0);
}

TEST(StrictParser, ReadsConnectionAndExpect) {
  for (const std::string options :
       {"keep-alive", "close", "Upgrade, HTTP2-Settings", "", ", close ,", "close, keep-alive"}) {
    EXPECT_EQ(with_fields("Connection: " + options), 0) << options;
  }
  for (const std::string options : {"close keep-alive", "close;a=b", "\"close\"", "a/b"}) {
    EXPECT_EQ(with_fields("Connection: " + options), 400) << options;
  }
  EXPECT_EQ(with_fields("Expect: 100-continue"), 0) << "there is no body to wait for";
  for (const std::string expectation : {"a miracle", "100-continue, a", "", "200-ok"}) {
    EXPECT_EQ(with_fields("Expect: " + expectation), 417) << expectation;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\nExpect: a miracle\r\n\r\n"), 0) << "HTTP/1.0 has no expectations";
}

}  // namespace
}  // namespace cpsg::http
