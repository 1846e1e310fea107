// Protects: keys and sessions over the routes: who is told to be what, how a cookie is given and taken, that the gate
// stands before everything else, and that answers say for how long and for whom they are.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cpsg/access/credentials.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using model::KeyScope;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class SessionRoutes : public RouteTest {
 protected:
  http::Header add_key(std::string_view name, KeyScope scope, std::optional<UnixTime> expires_at = {}) {
    const access::NewSecret secret = access::new_key_secret();
    sample_.store().create_key({.id = "k-" + std::string(name),
                                .name = std::string(name),
                                .scope = scope,
                                .created_at = at(kSampleStart),
                                .expires_at = expires_at},
                               secret.digest, at(kSampleStart));
    // Else the first use is a write that comes some time later.
    sample_.store().record_use("k-" + std::string(name), std::chrono::floor<std::chrono::days>(at(kSampleStart)));
    return {"authorization", "Bearer " + secret.text};
  }
  // From another machine, for whom nothing is open but what needs no key.
  void come_from_afar() { peer_ = "198.51.100.7"; }

  const http::Header origin_{"origin", "https://stats.example"};
  const http::Header json_{"content-type", "application/json"};
};

TEST_F(SessionRoutes, MeTellsWhoOneIs) {
  EXPECT_EQ(get("/v1/me").body,
            R"({"access":"admin","key":null,"key_id":null,"session":false,"private":true,"expires_at":null})");
  come_from_afar();
  EXPECT_EQ(get("/v1/me").body,
            R"({"access":"read","key":null,"key_id":null,"session":false,"private":true,"expires_at":null})");
  const http::Header key = add_key("ci", KeyScope::kWrite, at(kSampleStart + kDayS));
  EXPECT_EQ(
      get("/v1/me", {key}).body,
      R"({"access":"write","key":"ci","key_id":"k-ci","session":false,"private":true,"expires_at":"2026-01-06T10:00:00Z"})");
  const http::Response refused = get("/v1/me", {{"authorization", "Bearer nonsense"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(values(refused, "code"), ElementsAre("key_refused"));
}

TEST_F(SessionRoutes, KeyBecomesACookieAndTheCookieEnds) {
  const http::Header key = add_key("ci", KeyScope::kWrite);
  const http::Response opened = send("POST", "/v1/session", {key});
  ASSERT_EQ(opened.status, 200) << opened.body;
  EXPECT_THAT(opened.body, AllOf(HasSubstr(R"("key":"ci")"), HasSubstr(R"("session":true)"),
                                 HasSubstr(R"("expires_at":"2026-01-05T22:00:00Z")")));
  const std::string set_cookie = header(opened, "Set-Cookie");
  EXPECT_THAT(set_cookie, AllOf(StartsWith("cpsg="), HasSubstr("; HttpOnly; SameSite=Strict")));
  EXPECT_EQ(header(opened, "Cache-Control"), "private, no-store");
  const http::Header cookie{"cookie", set_cookie.substr(0, set_cookie.find(';'))};

  EXPECT_THAT(get("/v1/me", {cookie}).body, AllOf(HasSubstr(R"("key":"ci")"), HasSubstr(R"("session":true)")));
  EXPECT_EQ(send("DELETE", "/v1/session", {cookie}).status, 403) << "without an Origin";
  EXPECT_EQ(send("DELETE", "/v1/session", {cookie, origin_}).status, 415);
  EXPECT_EQ(send("DELETE", "/v1/session", {cookie, {"origin", "https://evil.example"}, json_}).status, 403);
  const http::Response closed = send("DELETE", "/v1/session", {cookie, origin_, json_});
  EXPECT_EQ(closed.status, 204);
  EXPECT_THAT(header(closed, "Set-Cookie"), AllOf(StartsWith("cpsg=; "), HasSubstr("Max-Age=0")));
  EXPECT_THAT(get("/v1/me", {cookie}).body, HasSubstr(R"("key":null)"));
}

TEST_F(SessionRoutes, KeyMayComeInTheBody) {
  const std::string key = add_key("ci", KeyScope::kRead).value.substr(std::string_view("Bearer ").size());
  EXPECT_EQ(send("POST", "/v1/session", {json_}, R"({"key":")" + key + R"("})").status, 200);
  const http::Response refused = send("POST", "/v1/session", {json_}, R"({"key":"nonsense"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(values(refused, "field"), ElementsAre("key"));
  EXPECT_EQ(send("POST", "/v1/session").status, 401);
  EXPECT_THAT(values(send("POST", "/v1/session", {json_}, R"({"key":7})"), "field"), ElementsAre("key"));
  EXPECT_THAT(values(send("POST", "/v1/session", {json_}, R"({"token":"x"})"), "field"), ElementsAre("token"));
  EXPECT_EQ(send("POST", "/v1/session", {{"origin", "https://evil.example"}}, R"({"key":")" + key + R"("})").status,
            403);
  come_from_afar();
  EXPECT_EQ(send("POST", "/v1/session", {json_}, R"({"key":")" + key + R"("})").status, 403) << "over open http";
}

TEST_F(SessionRoutes, EachRouteNeedsWhatTheTableSays) {
  Api closed(counting_.stores(), {.access = {.policy = {.anonymous_read = access::AnonymousRead::kOff}}});
  const http::Header keys[] = {add_key("reads", KeyScope::kRead), add_key("writes", KeyScope::kWrite),
                               add_key("rules", KeyScope::kAdmin)};
  const auto status = [&](const Route& route, std::vector<http::Header> headers) {
    http::IncomingRequest request{std::string(route.method), std::string(route.path), std::move(headers), "", "r-1"};
    request.peer = "127.0.0.1";
    return closed.handle(request).status;
  };
  for (const Route& route : routes()) {
    if (route.access == access::Level::kPublic) {
      EXPECT_NE(status(route, {}), 403) << route.path;
      continue;
    }
    (void)counting_.take_calls();
    EXPECT_EQ(status(route, {}), 401) << route.method << " " << route.path;
    CallCounts calls = counting_.take_calls();
    calls.erase("record_use");  // of the request before, in the background
    EXPECT_THAT(calls, IsEmpty()) << "nothing is read for nobody";
    EXPECT_EQ(status(route, {{"authorization", "Bearer x"}}), 403) << route.method << " " << route.path;
    for (const http::Header& key : keys) {
      const auto level = &key - keys + 1;
      const bool may = level >= static_cast<int>(route.access);
      const int answered = status(route, {key});
      EXPECT_EQ(answered == 403, !may) << route.method << " " << route.path << " " << level << ": " << answered;
      EXPECT_NE(answered, 401) << route.method << " " << route.path;
    }
  }
}

// Whatever the route says for others: pages, their 304, problems, streams, and what needs no key.
TEST_F(SessionRoutes, AnswersToAKeyOrACookieAreNobodyElses) {
  (void)sample_.publish_sample();
  const http::Header key = add_key("ci", KeyScope::kRead);
  const std::string etag = header(get("/v1/projects/octo/demo"), "ETag");
  const std::vector<http::Header> credentials = {
      key, {"cookie", "theme=dark"}, {"cookie", ""}, {"authorization", "Bearer x"}, {"authorization", "Basic x"}};
  for (const http::Header& shown : credentials) {
    for (const std::string_view method : {"GET", "HEAD", "POST", "OPTIONS"}) {
      for (const std::string_view target :
           {"/v1/projects", "/v1/projects/octo/demo", "/v1/projects/octo/none", "/v1/projects?limit=0", "/v1/events",
            "/v1/me", "/v1/status", "/openapi.json", "/healthz", "/nothing"}) {
        const http::Response response = send(method, target, {shown, {"if-none-match", etag}});
        const std::string what = fmt::format("{} {} {}: {}", method, target, shown.value, response.status);
        EXPECT_EQ(header(response, "Cache-Control"), "private, no-store") << what;
        EXPECT_THAT(header(response, "Vary"), StartsWith("Authorization, Cookie, Origin")) << what;
      }
    }
  }
  EXPECT_EQ(get("/v1/projects/octo/demo", {key, {"if-none-match", etag}}).status, 304) << "that was among them";
  EXPECT_THAT(header(get("/v1/projects"), "Cache-Control"), StartsWith("public"));
}

TEST_F(SessionRoutes, LimitsAreToldWithEachAnswerAlsoOfAFailure) {
  Api limited(counting_.stores(), {.access = {.limits = {.requests_per_address = 2}}});
  const auto ask = [&](std::string target) {
    http::IncomingRequest request{"GET", std::move(target), {}, "", "r-1"};
    request.peer = "127.0.0.1";
    return limited.handle(request);
  };
  EXPECT_EQ(header(ask("/v1/projects/a/b"), "RateLimit"), "\"address\";r=1;t=30");
  EXPECT_EQ(header(ask("/v1/projects"), "RateLimit-Policy"), "\"address\";q=2;w=60");
  const http::Response refused = ask("/v1/projects");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "30");
  EXPECT_EQ(ask("/v1/me").status, 429);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask("/healthz").status, 200) << "load balancers ask often";
}

}  // namespace
}  // namespace cpsg::api
