// Protects: browsers and shared caches keep what they may, as long as they may, and learn at once what changed.
#include "cpsg/api/etag.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CachingRules : public RouteTest {
 protected:
  void SetUp() override {
    sample_.publish_sample();
    batch_ = header(send("POST", "/v1/batches", {}, R"({"name":"night","projects":["o/a"]})"), "Location");
    now_ += std::chrono::hours(24 * 365);
  }

  std::string batch_;
};

TEST_F(CachingRules, SharedCachesMayKeepWhatChangesWithASync) {
  for (const std::string path : {"/v1/projects/octo/demo", "/v1/projects", "/v1/projects/octo/demo/commits"}) {
    const std::string value = header(get(path), "Cache-Control");
    EXPECT_THAT(value, HasSubstr("max-age=0")) << path << ": browsers ask again";
    EXPECT_THAT(value, HasSubstr("s-maxage=")) << path;
    EXPECT_THAT(value, HasSubstr("stale-while-revalidate=")) << path;
    EXPECT_THAT(value, HasSubstr("stale-if-error=")) << path;
    EXPECT_EQ(header(get(path, {{"if-none-match", "*"}}), "Cache-Control"), value) << path << ": 304 says it again";
  }
  EXPECT_THAT(header(get(batch_), "Cache-Control"), Not(HasSubstr("stale-while-revalidate"))) << "changed by hand";
}

TEST_F(CachingRules, NothingElseIsKept) {
  EXPECT_EQ(header(get("/v1/status"), "Cache-Control"), "no-store");
  EXPECT_EQ(header(get("/healthz"), "Cache-Control"), "no-store");
  EXPECT_EQ(header(get("/v1/projects/no/body"), "Cache-Control"), "no-store");
  EXPECT_EQ(header(send("POST", batch_ + "/pause"), "Cache-Control"), "no-store");
  EXPECT_EQ(header(send("DELETE", "/v1/projects/octo/demo"), "Cache-Control"), "no-store");
}

TEST_F(CachingRules, WhatDependsOnAKeyIsPrivate) {
  for (const Route& route : routes()) {
    if (route.method != "GET" || route.path.find('{') != std::string_view::npos) continue;
    for (const std::string name : {"authorization", "cookie"}) {
      const http::Response response = get(route.path, {{name, "x"}});
      EXPECT_EQ(header(response, "Cache-Control"), "private, no-store") << route.path;
      EXPECT_THAT(header(response, "Vary"), testing::StartsWith("Authorization, Cookie, Origin")) << route.path;
    }
  }
}

TEST_F(CachingRules, ABatchTellsWhenItChanged) {
  const http::Response first = get(batch_);
  const std::string date = header(first, "Last-Modified");
  EXPECT_EQ(date, "Mon, 05 Jan 2026 10:00:00 GMT");
  EXPECT_EQ(get(batch_, {{"if-modified-since", date}}).status, 304);
  EXPECT_EQ(get(batch_, {{"if-modified-since", "Mon, 05 Jan 2026 09:59:59 GMT"}}).status, 200);
  EXPECT_EQ(get(batch_, {{"if-modified-since", "yesterday"}}).status, 200);
  EXPECT_EQ(get(batch_, {{"if-modified-since", date}, {"if-none-match", "\"x\""}}).status, 200) << "the tag decides";
}

TEST_F(CachingRules, ADateIsToldOnceItsSecondIsOver) {
  const auto pause = [&] { return send("POST", batch_ + "/pause").status; };
  ASSERT_EQ(pause(), 200);
  const std::string before = header(get(batch_), "Last-Modified");
  EXPECT_EQ(before, "Tue, 05 Jan 2027 09:59:59 GMT") << "in this second it may change again";
  EXPECT_EQ(get(batch_, {{"if-modified-since", before}}).status, 200);
  now_ += std::chrono::seconds(1);
  const std::string date = header(get(batch_), "Last-Modified");
  EXPECT_EQ(date, "Tue, 05 Jan 2027 10:00:00 GMT");
  ASSERT_EQ(send("POST", batch_ + "/resume").status, 200);
  EXPECT_EQ(get(batch_, {{"if-modified-since", date}}).status, 200);
  EXPECT_EQ(send("POST", batch_ + "/pause", {{"if-unmodified-since", date}}).status, 412) << "writes know the date";
}

TEST_F(CachingRules, AProjectHasADateWhileEachChangeMovesIt) {
  const std::string path = "/v1/projects/octo/demo";
  const std::string id = sample_.store().revision("octo/demo")->id;
  const std::string date = header(get(path), "Last-Modified");
  ASSERT_NE(date, "");
  EXPECT_EQ(get(path, {{"if-modified-since", date}}).status, 304);
  EXPECT_EQ(get(path + "/commits", {{"if-modified-since", date}}).status, 200) << "lists have none";

  const auto lease =
      std::get<storage::Lease>(sample_.store().acquire_lease(id, "test", now_, std::chrono::seconds(60), std::nullopt));
  EXPECT_EQ(get(path, {{"if-modified-since", date}}).status, 200);
  EXPECT_EQ(header(get(path), "Last-Modified"), "") << "a sync publishes piece by piece";
  EXPECT_EQ(send("DELETE", path, {{"if-unmodified-since", date}}).status, 412);
  now_ += std::chrono::seconds(60);

  const model::Project read = sample_.store().project(id);
  sample_.store().change_status(read, read.work_version, [](model::ProjectStatus status) {
    status.state = model::SyncState::kFailing;
    status.reason = "another one";
    return status;
  });
  EXPECT_EQ(header(get(path), "Last-Modified"), "") << "what is wrong has no date";
  EXPECT_EQ(get(path, {{"if-modified-since", date}}).status, 200);
}

TEST_F(CachingRules, AWriteMayDependOnADate) {
  const std::string date = header(get(batch_), "Last-Modified");
  const std::string earlier = "Mon, 05 Jan 2026 09:59:59 GMT";
  const http::Response refused = send("POST", batch_ + "/pause", {{"if-unmodified-since", earlier}});
  EXPECT_EQ(refused.status, 412);
  EXPECT_THAT(values(refused, "field"), ElementsAre("If-Unmodified-Since"));
  EXPECT_THAT(get(batch_).body, HasSubstr("\"state\":\"running\""));
  EXPECT_EQ(send("POST", batch_ + "/pause", {{"if-unmodified-since", date}}).status, 200);
  EXPECT_EQ(send("POST", batch_ + "/resume", {{"if-unmodified-since", "2026-01-01"}}).status, 200) << "no date";
  const std::string etag = header(get(batch_), "ETag");
  EXPECT_EQ(send("POST", batch_ + "/pause", {{"if-unmodified-since", earlier}, {"if-match", etag}}).status, 200)
      << "the tag decides";
}

TEST_F(CachingRules, ARemovalMayDependOnADate) {
  const std::string path = "/v1/projects/octo/demo";
  const std::string date = header(get(path), "Last-Modified");
  ASSERT_NE(date, "");
  EXPECT_EQ(send("DELETE", path, {{"if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT"}}).status, 412);
  EXPECT_EQ(get(path).status, 200);
  EXPECT_EQ(send("DELETE", path, {{"if-unmodified-since", date}}).status, 204);
}

TEST(HttpDate, HasThreeForms) {
  const UnixTime time = at(784'111'777);
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), time);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), time);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), time);
  for (const std::string bad : {"", "0", "2026-01-01", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT x",
                                "Sun, 36 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace cpsg::api
