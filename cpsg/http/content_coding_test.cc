// Protects: text is compressed for who wants it and nothing else is; caches are told; a client's tag goes on to name
// the same state; a stream is coded as it comes, with bounded memory.
#include "cpsg/http/content_coding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cpsg/http/testing/decode.h"

namespace cpsg::http {
namespace {

const std::string kText(5'000, 'x');

std::string header(const Response& response, std::string_view name) {
  std::string found;
  for (const Header& each : response.headers) {
    if (each.name == name) found += (found.empty() ? "" : " | ") + each.value;
  }
  return found;
}

Response json(std::string body = kText) {
  return {200, {{"Content-Type", "application/json"}, {"ETag", "W/\"3.abc\""}}, std::move(body)};
}

Response coded(Response response, std::vector<Header> headers, std::string method = "GET") {
  code_content(
      {.method = std::move(method), .target = "/", .headers = std::move(headers), .body = "", .request_id = "r"},
      response);
  return response;
}
Response coded(Response response) { return coded(std::move(response), {{"accept-encoding", "gzip, zstd"}}); }
bool is_coded(const Response& response) { return !header(response, "Content-Encoding").empty(); }

TEST(ContentCoding, AClientGetsTheCodingThatItLikes) {
  const Response zstd = coded(json());
  EXPECT_EQ(header(zstd, "Content-Encoding"), "zstd");
  EXPECT_EQ(decoded(ContentCoding::kZstd, zstd.body), kText);
  const Response gzip = coded(json(), {{"accept-encoding", "gzip"}});
  EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip");
  EXPECT_EQ(decoded(ContentCoding::kGzip, gzip.body), kText);
  const Response plain = coded(json(), {});
  EXPECT_EQ(plain.body, kText);
  EXPECT_FALSE(is_coded(plain));
}

TEST(ContentCoding, HeadIsAnsweredAsGetIs) {
  const Response get = coded(json());
  const Response head = coded(json(), {{"accept-encoding", "gzip, zstd"}}, "HEAD");
  EXPECT_EQ(head.headers, get.headers);
  EXPECT_EQ(head.body.size(), get.body.size());
}

TEST(ContentCoding, WhateverIsCodedOrNotCachesAreTold) {
  EXPECT_EQ(header(coded(json()), "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(coded(json(), {}), "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(coded(json("{}")), "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(coded({304, {{"ETag", "W/\"1\""}}, ""}), "Vary"), "Accept-Encoding");
  Response varies = json();
  varies.headers.push_back({"Vary", "Authorization, Cookie"});
  EXPECT_EQ(header(coded(varies), "Vary"), "Authorization, Cookie, Accept-Encoding");
  EXPECT_EQ(header(coded(coded(varies)), "Vary"), "Authorization, Cookie, Accept-Encoding");
}

TEST(ContentCoding, ATagOfOneCodingNamesTheSameState) {
  EXPECT_EQ(header(coded(json()), "ETag"), "W/\"3.abc\"");
  Response strong{200, {{"Content-Type", "text/html"}, {"ETag", "\"abc\""}}, kText};
  EXPECT_EQ(header(coded(strong), "ETag"), "W/\"abc\"") << "other bytes must not have the same strong tag";
  EXPECT_EQ(header(coded(strong, {}), "ETag"), "\"abc\"");
}

TEST(ContentCoding, OnlyTextOfSomeSizeIsCoded) {
  EXPECT_FALSE(is_coded(coded(json(std::string(kCodedMinBytes - 1, 'x')))));
  EXPECT_TRUE(is_coded(coded(json(std::string(kCodedMinBytes, 'x')))));
  for (const std::string type : {"text/html; charset=utf-8", "text/csv", "application/x-ndjson", "image/svg+xml",
                                 "application/vnd.api+json", "Application/JSON;charset=utf-8"}) {
    EXPECT_TRUE(is_coded(coded({200, {{"Content-Type", type}}, kText}))) << type;
  }
  for (const std::string type : {"image/png", "application/octet-stream", "text/event-stream",
                                 "text/event-stream; charset=utf-8", "application/zip", ""}) {
    EXPECT_FALSE(is_coded(coded({200, {{"Content-Type", type}}, kText}))) << type;
  }
  EXPECT_FALSE(is_coded(coded({200, {}, kText})));
}

// Of a length that shows nothing that an attacker could not see anyway.
TEST(ContentCoding, WhatMayStandBesideASecretIsLeftAlone) {
  for (const int status : {201, 206, 400, 404, 500}) {
    EXPECT_FALSE(is_coded(coded({status, {{"Content-Type", "application/json"}}, kText}))) << status;
  }
  Response cookie = json();
  cookie.headers.push_back({"Set-Cookie", "cpsg=1"});
  EXPECT_FALSE(is_coded(coded(cookie)));
  Response fixed = json();
  fixed.headers.push_back({"Cache-Control", "public, No-Transform"});
  EXPECT_FALSE(is_coded(coded(fixed)));
  Response already = json();
  already.headers.push_back({"Content-Encoding", "br"});
  EXPECT_EQ(coded(already).body, kText);
  const auto with_cookie_from = [](const std::string& site) {
    return is_coded(coded(json(), {{"accept-encoding", "gzip"}, {"cookie", "cpsg=1"}, {"sec-fetch-site", site}}));
  };
  EXPECT_TRUE(with_cookie_from("same-origin"));
  EXPECT_TRUE(with_cookie_from("none"));
  EXPECT_FALSE(with_cookie_from("same-site"));
  EXPECT_FALSE(with_cookie_from("cross-site"));
}

TEST(ContentCoding, WhoExcludesPlainContentGetsAnother) {
  const Response small = coded(json("{}"), {{"accept-encoding", "identity;q=0, gzip"}});
  EXPECT_EQ(header(small, "Content-Encoding"), "gzip");
  EXPECT_EQ(decoded(ContentCoding::kGzip, small.body), "{}");
  const Response none = coded(json(), {{"accept-encoding", "br, identity;q=0"}});
  EXPECT_EQ(none.status, 406);
  EXPECT_EQ(header(none, "Vary"), "Accept-Encoding");
  EXPECT_EQ(coded(json(), {{"accept-encoding", "identity;q=0"}}, "POST").status, 200) << "it is done already";
}

class Lines final : public BodySource {
 public:
  explicit Lines(int count) : left_(count) {}
  std::string next() override {
    if (left_ < 0) throw std::runtime_error("asked after the end");
    return left_-- == 0 ? std::string() : "line " + std::to_string(left_) + "\n";
  }

 private:
  int left_;
};

TEST(ContentCoding, AStreamIsCodedAsItComes) {
  for (const ContentCoding coding : {ContentCoding::kGzip, ContentCoding::kZstd}) {
    Response stream{200, {{"Content-Type", "application/x-ndjson"}}, "", std::make_shared<Lines>(3)};
    stream = coded(std::move(stream), {{"accept-encoding", std::string(name(coding))}});
    EXPECT_EQ(header(stream, "Content-Encoding"), name(coding));
    EXPECT_FALSE(stream.source->size_bytes());
    std::string all;
    for (const std::string so_far : {"line 2\n", "line 2\nline 1\n", "line 2\nline 1\nline 0\n"}) {
      all += stream.source->next();
      EXPECT_EQ(decoded(coding, all, false), so_far);
    }
    all += stream.source->next();
    EXPECT_EQ(decoded(coding, all), "line 2\nline 1\nline 0\n");
    EXPECT_EQ(stream.source->next(), "");
  }
}

class Silence final : public EventFeed {
 public:
  std::string take(std::size_t /*max_bytes*/) override { return {}; }
  bool has_ended() override { return false; }
  void on_ready(std::function<void()> /*ready*/) override {}
  void close() override {}
};

TEST(ContentCoding, EventsAreNot) {
  Response events{200, {{"Content-Type", "text/plain"}}, ""};
  events.feed = std::make_shared<Silence>();
  events = coded(std::move(events), {{"accept-encoding", "gzip, identity;q=0"}});
  EXPECT_EQ(events.status, 200);
  EXPECT_FALSE(is_coded(events));
}

}  // namespace
}  // namespace cpsg::http
