// Protects: a fixed document comes in the form that the client likes, each form with a tag of its own; conditions and
// ranges are kept to; it is made once.
#include "cpsg/http/static_file.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "cpsg/http/testing/decode.h"

namespace cpsg::http {
namespace {

const std::string kDocument = std::string(3'000, 'a') + "0123456789";

class StaticFiles : public testing::Test {
 protected:
  Response get(std::vector<Header> headers, std::string method = "GET") {
    return file_.answer(
        {.method = std::move(method), .target = "/", .headers = std::move(headers), .body = "", .request_id = "r"});
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const Header& each : response.headers) {
      if (each.name == name) return each.value;
    }
    return "";
  }

  int made_ = 0;
  bool fails_ = false;
  StaticFile file_{"application/json", [this] {
                     ++made_;
                     if (fails_) throw std::runtime_error("not now");
                     return kDocument;
                   }};
};

TEST_F(StaticFiles, EachClientGetsItsForm) {
  const Response plain = get({});
  EXPECT_EQ(plain.status, 200);
  EXPECT_EQ(plain.body, kDocument);
  EXPECT_EQ(header(plain, "Content-Encoding"), "");
  EXPECT_EQ(header(plain, "Content-Type"), "application/json");
  EXPECT_EQ(header(plain, "Accept-Ranges"), "bytes");
  const Response brotli = get({{"accept-encoding", "gzip, br"}});
  EXPECT_EQ(header(brotli, "Content-Encoding"), "br");
  EXPECT_EQ(decoded(ContentCoding::kBrotli, brotli.body), kDocument);
  const Response gzip = get({{"accept-encoding", "gzip, zstd"}});
  EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip");
  EXPECT_EQ(decoded(ContentCoding::kGzip, gzip.body), kDocument);
  EXPECT_EQ(get({{"accept-encoding", "identity;q=0"}}).body, kDocument);
  for (const Response& each : {plain, brotli, gzip}) EXPECT_EQ(header(each, "Vary"), "Accept-Encoding");
  EXPECT_NE(header(plain, "ETag"), header(gzip, "ETag"));
  EXPECT_NE(header(brotli, "ETag"), header(gzip, "ETag"));
  EXPECT_EQ(made_, 1);
}

TEST_F(StaticFiles, WhoHasItIsToldSo) {
  const std::string etag = header(get({}), "ETag");
  for (const std::string& known : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    const Response response = get({{"if-none-match", known}, {"range", "bytes=0-1"}});
    EXPECT_EQ(response.status, 304) << known;
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(header(response, "ETag"), etag);
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  }
  EXPECT_EQ(get({{"if-none-match", etag}, {"accept-encoding", "gzip"}}).status, 200) << "another form";
  EXPECT_EQ(get({{"if-none-match", "\"x\""}}).status, 200);
}

TEST_F(StaticFiles, APartIsSaidToBeOne) {
  const Response part = get({{"range", "bytes=-10"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "0123456789");
  EXPECT_EQ(header(part, "Content-Range"), "bytes 3000-3009/3010");
  EXPECT_EQ(header(part, "ETag"), header(get({}), "ETag"));
  const Response coded = get({{"accept-encoding", "gzip"}});
  const Response coded_part = get({{"accept-encoding", "gzip"}, {"range", "bytes=2-5"}});
  EXPECT_EQ(coded_part.body, coded.body.substr(2, 4)) << "of the form that is sent";
  EXPECT_EQ(header(coded_part, "Content-Encoding"), "gzip");
  EXPECT_EQ(get({{"range", "bytes=0-1,4-5"}}).body, kDocument);
  EXPECT_EQ(get({{"range", "bytes=0-1"}}, "HEAD").status, 200);
}

TEST_F(StaticFiles, BehindTheEndThereIsNothing) {
  const Response response = get({{"range", "bytes=3010-"}});
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(header(response, "Content-Range"), "bytes */3010");
}

TEST_F(StaticFiles, APartOfAnotherStateIsNotGiven) {
  const std::string etag = header(get({}), "ETag");
  EXPECT_EQ(get({{"range", "bytes=0-1"}, {"if-range", etag}}).status, 206);
  for (const std::string& other :
       {"W/" + etag, std::string("\"x\""), std::string("Fri, 27 Nov 2026 07:00:00 GMT"), std::string()}) {
    EXPECT_EQ(get({{"range", "bytes=0-1"}, {"if-range", other}}).body, kDocument) << other;
  }
}

TEST_F(StaticFiles, WhatCouldNotBeMadeIsTriedAgain) {
  fails_ = true;
  EXPECT_THROW((void)get({}), std::runtime_error);
  fails_ = false;
  EXPECT_EQ(get({}).status, 200);
}

}  // namespace
}  // namespace cpsg::http
