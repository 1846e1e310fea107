// Protects: the bytes of a response's head, and that no value can smuggle a header in.
// How: compares whole heads.
#include "cpsg/http/response_head.h"

#include "cpsg/base/error.h"
#include "cpsg/http/listen_address.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";

TEST(ResponseHead, FormatsTheDate) { EXPECT_EQ(format_http_date(UnixTime(std::chrono::seconds(784111777))), kDate); }

TEST(ResponseHead, IsWhole) {
  const Response response{404, {{"Content-Type", "text/plain"}}, "gone"};
  EXPECT_EQ(response_head(response, "r-1", kDate, true),
            "HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 4\r\n"
            "Content-Type: text/plain\r\nX-Request-Id: r-1\r\nX-Content-Type-Options: nosniff\r\n\r\n");
}

TEST(ResponseHead, NamesNoLengthWhereThereCanBeNoBody) {
  EXPECT_THAT(response_head({304, {}, ""}, "r", kDate, false), testing::Not(testing::HasSubstr("Content-Length")));
  EXPECT_THAT(response_head({200, {}, ""}, "r", kDate, false), testing::HasSubstr("Content-Length: 0\r\n"));
  EXPECT_THAT(response_head({200, {}, ""}, "r", kDate, false), testing::HasSubstr("Connection: close\r\n"));
}

TEST(ResponseHead, DropsLineBreaksFromValues) {
  const Response response{200, {{"Location", "/x\r\nSet-Cookie: a=b"}}, ""};
  EXPECT_THAT(response_head(response, "r", kDate, true), testing::HasSubstr("Location: /xSet-Cookie: a=b\r\n"));
}

TEST(ResponseHead, SaysWhereABodyOfUnknownLengthEnds) {
  const Response response{200, {}, "not looked at"};
  const std::string chunked = response_head(response, "r", kDate, true, Framing::kChunked);
  EXPECT_THAT(chunked, testing::HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(chunked, testing::Not(testing::HasSubstr("Content-Length")));
  const std::string to_the_end = response_head(response, "r", kDate, false, Framing::kConnection);
  EXPECT_THAT(to_the_end, testing::Not(testing::HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(to_the_end, testing::Not(testing::HasSubstr("Content-Length")));
  EXPECT_THAT(response_head({304, {}, ""}, "r", kDate, true, Framing::kChunked),
              testing::Not(testing::HasSubstr("Transfer-Encoding")));
}

TEST(ListenAddress, ReadsHostAndPort) {
  EXPECT_EQ(format_listen_address(parse_listen_address("127.0.0.1:8080")), "127.0.0.1:8080");
  EXPECT_EQ(format_listen_address(parse_listen_address("[::1]:0")), "[::1]:0");
  EXPECT_EQ(format_listen_address(parse_listen_address("localhost:65535")), "127.0.0.1:65535");
}

TEST(ListenAddress, RefusesEverythingElse) {
  for (const std::string text : {"", "8080", ":8080", "::1:80", "[::1]", "[]:1", "127.0.0.1:", "127.0.0.1:65536",
                                 "127.0.0.1:+1", "127.0.0.1:80x", "[127.0.0.1]:80"}) {
    EXPECT_THROW((void)parse_listen_address(text), Error) << text;
  }
}

}  // namespace
}  // namespace cpsg::http
