// Protects: an answer that is sent again from its bytes is the answer that the server would write, with the date and
// the id of the request that it is for. How: the bytes are compared with those of response_head().
#include "cpsg/http/answer_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "cpsg/http/response_head.h"

namespace cpsg::http {
namespace {

using testing::HasSubstr;

constexpr UnixTime kNow{std::chrono::seconds{784'111'777}};

PlainRequest plain(std::optional<std::string_view> id) {
  PlainRequest request;
  request.request_id = id;
  return request;
}

std::string written(AnswerWriter& writer, const Response& response, std::optional<std::string_view> id) {
  const std::vector<Header> none;
  std::string out;
  writer.append(out, answer_bytes(response), none, plain(id), kNow);
  return out;
}

TEST(AnswerBytes, AreThoseOfTheServer) {
  // A body that looks like a head, and headers that look like those between which the bytes are cut.
  const Response response{200, {{"ETag", "\"1\""}, {"X-Date", "x"}, {"Server-Timing", "kept"}}, "a\r\nX-Request-Id: b"};
  AnswerWriter writer;
  EXPECT_EQ(written(writer, response, "r-1"),
            response_head(response, "r-1", format_http_date(kNow), true) + response.body);
}

TEST(AnswerBytes, OfOneWithoutABodyHaveNone) {
  const Response response = not_modified_of(
      {200,
       {{"ETag", "\"1\""}, {"Content-Type", "text/css"}, {"Vary", "Accept"}, {"Cache-Control", "no-cache"}},
       "body"});
  AnswerWriter writer;
  const std::string bytes = written(writer, response, "r-1");
  EXPECT_EQ(bytes, response_head(response, "r-1", format_http_date(kNow), true));
  EXPECT_THAT(bytes, testing::AllOf(HasSubstr("HTTP/1.1 304 "), HasSubstr("ETag: \"1\""), HasSubstr("Vary: Accept"),
                                    HasSubstr("Cache-Control: no-cache"), testing::Not(HasSubstr("\r\nContent-Type"))));
}

TEST(AnswerWriter, GivesEachRequestWithoutAUsableIdItsOwn) {
  AnswerWriter writer;
  const Response response{200, {}, ""};
  const std::string first = written(writer, response, std::nullopt);
  const std::string second = written(writer, response, "with a blank");
  EXPECT_NE(first, second);
  EXPECT_THAT(second, testing::Not(HasSubstr("with a blank")));
}

TEST(AnswerWriter, AddsHeadersBeforeTheId) {
  AnswerWriter writer;
  const std::vector<Header> headers{{"RateLimit", "\"key\";r=1"}};
  std::string out;
  writer.append(out, answer_bytes({200, {}, "x"}), headers, plain("r-1"), kNow);
  EXPECT_THAT(out, HasSubstr("\r\nRateLimit: \"key\";r=1\r\n"));
  EXPECT_LT(out.find("RateLimit"), out.find("X-Request-Id: r-1"));
}

}  // namespace
}  // namespace cpsg::http
