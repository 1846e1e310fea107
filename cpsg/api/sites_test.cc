// Protects: a web page of somebody else can neither read the API through a name that resolves to this machine, nor
// write to it; our own pages, those of cors_origins, and programs that are no browsers can.
#include "cpsg/api/sites.h"

#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::HasSubstr;

class SiteRules : public RouteTest {
 protected:
  int read(const std::string& host) { return get("/healthz", {{"host", host}}).status; }
  // A write that would succeed but for the rules: 202 or 200, else the status of the refusal.
  int write(const std::string& host, std::vector<http::Header> headers) {
    headers.push_back({"host", host});
    return send("POST", "/v1/projects", std::move(headers), R"({"url":"o/n"})").status;
  }
  int write_from(const std::string& host, const std::string& origin) { return write(host, {{"origin", origin}}); }
};

TEST_F(SiteRules, TakesAddressesLocalhostAndConfiguredNames) {
  for (const std::string host :
       {"127.0.0.1", "127.0.0.1:8080", "[::1]:8080", "203.0.113.9", "localhost", "LOCALHOST:80", "localhost.",
        "viewer.example", "Viewer.Example:8443", "viewer.example.", "stats.example", "stats.example:443"}) {
    EXPECT_EQ(read(host), 200) << host;
  }
  EXPECT_EQ(get("/healthz").status, 200) << "HTTP/1.0 has no Host";
}

TEST_F(SiteRules, RefusesEveryOtherNameBeforeAnythingElse) {
  for (const std::string host :
       {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "x.localhost", "0x7f.1",
        "viewer.example.evil.example", "xviewer.example", "board.example", "2130706433"}) {
    EXPECT_EQ(read(host), 421) << host;
    EXPECT_EQ(write(host, {}), 421) << host;
  }
  const http::Response refused = get("/no/such/path", {{"host", "evil.example"}});
  EXPECT_EQ(refused.status, 421);
  EXPECT_THAT(refused.body, HasSubstr("\"code\":\"host_refused\""));
  EXPECT_EQ(send("POST", "/v1/webhooks/github", {{"host", "evil.example"}}).status, 421);
  EXPECT_EQ(
      send("OPTIONS", "/v1/projects",
           {{"host", "evil.example"}, {"origin", "https://board.example"}, {"access-control-request-method", "POST"}})
          .status,
      421);
}

TEST_F(SiteRules, AReboundNameNeitherReadsNorDeletes) {
  sample_.publish_sample();
  const std::vector<http::Header> rebound = {{"host", "evil.example:8080"}, {"origin", "http://evil.example:8080"}};
  EXPECT_EQ(get("/v1/projects/octo/demo", rebound).status, 421);
  EXPECT_EQ(send("DELETE", "/v1/projects/octo/demo", rebound).status, 421);
  EXPECT_EQ(get("/v1/projects/octo/demo").status, 200);
}

TEST_F(SiteRules, TakesWritesOfOurOwnPages) {
  EXPECT_EQ(write_from("127.0.0.1:8080", "http://127.0.0.1:8080"), 202);
  EXPECT_EQ(write_from("[::1]:8080", "http://[::1]:8080"), 200);
  EXPECT_EQ(write_from("localhost", "http://localhost:80"), 200) << "the port that the scheme has anyway";
  EXPECT_EQ(write_from("viewer.example", "https://viewer.example"), 200);
  EXPECT_EQ(write_from("127.0.0.1:8080", "https://viewer.example:8443"), 200)
      << "behind a proxy that sends its own Host";
  EXPECT_EQ(write_from("127.0.0.1:8080", "https://stats.example"), 200);
  EXPECT_EQ(write_from("127.0.0.1:8080", "https://board.example"), 200);
  EXPECT_EQ(write_from("127.0.0.1:8080", "http://localhost:3000"), 200);
}

TEST_F(SiteRules, RefusesWritesOfOtherPages) {
  for (const std::string origin :
       {"https://evil.example", "null", "", "http://127.0.0.1:9999", "http://203.0.113.9", "http://localhost:8080",
        "http://board.example", "https://board.example:8443", "http://localhost", "https://board.example, https://x",
        "http://viewer.example.evil.example", "http://u@viewer.example", "file://", "viewer.example"}) {
    EXPECT_EQ(write_from("127.0.0.1:8080", origin), 403) << origin;
  }
  EXPECT_TRUE(sample_.store().list_projects("", 10).empty());
  EXPECT_EQ(send("DELETE", "/v1/projects/o/n", {{"origin", "null"}}).status, 403) << "whatever the method and path";
  EXPECT_EQ(send("PUT", "/nothing", {{"origin", "null"}}).status, 403);
}

TEST_F(SiteRules, HearsWhatABrowserTellsWithoutAnOrigin) {
  for (const std::string site : {"cross-site", "same-site", "Cross-Site", "nonsense"}) {
    EXPECT_EQ(write("127.0.0.1", {{"sec-fetch-site", site}}), 403) << site;
  }
  EXPECT_EQ(write("127.0.0.1", {{"sec-fetch-site", "same-origin"}}), 202);
  EXPECT_EQ(write("127.0.0.1", {{"sec-fetch-site", "none"}}), 200);
  EXPECT_EQ(write("127.0.0.1", {{"sec-fetch-site", "cross-site"}, {"origin", "https://board.example"}}), 200);
  EXPECT_EQ(get("/v1/projects", {{"sec-fetch-site", "cross-site"}}).status, 200) << "a link may lead here";
}

TEST_F(SiteRules, DeliveriesAreSignedAndComeFromNoBrowser) {
  EXPECT_EQ(send("POST", "/v1/webhooks/github", {{"origin", "https://evil.example"}}, "{}").status, 401)
      << "refused for the signature, not for the origin";
}

TEST_F(SiteRules, AnswersPreflightsOfCorsOriginsAlone) {
  const auto ask = [&](const std::string& origin) {
    return send("OPTIONS", "/v1/projects/o/n", {{"origin", origin}, {"access-control-request-method", "DELETE"}});
  };
  const http::Response granted = ask("https://BOARD.example:443");
  EXPECT_EQ(granted.status, 204);
  EXPECT_EQ(header(granted, "Access-Control-Allow-Origin"), "https://board.example");
  EXPECT_THAT(header(granted, "Access-Control-Allow-Methods"), HasSubstr("DELETE"));
  EXPECT_THAT(header(granted, "Access-Control-Allow-Headers"), HasSubstr("Authorization"));
  for (const std::string origin : {"https://evil.example", "null", "https://viewer.example"}) {
    const http::Response refused = ask(origin);
    EXPECT_EQ(refused.status, 403) << origin;
    EXPECT_EQ(header(refused, "Access-Control-Allow-Origin"), "") << origin;
  }
  EXPECT_EQ(header(send("OPTIONS", "/v1/projects"), "Allow"), "GET, HEAD, POST, OPTIONS") << "no preflight";
}

TEST_F(SiteRules, AllowsReadsToCorsOriginsAloneAndAlsoShowsThemFailures) {
  EXPECT_EQ(header(get("/v1/projects", {{"origin", "https://board.example"}}), "Access-Control-Allow-Origin"),
            "https://board.example");
  const http::Response missing = get("/v1/projects/no/body", {{"origin", "https://board.example"}});
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(header(missing, "Access-Control-Allow-Origin"), "https://board.example");
  EXPECT_THAT(header(missing, "Access-Control-Expose-Headers"), HasSubstr("ETag"));
  for (const std::string origin : {"https://evil.example", "null", "http://127.0.0.1:8080"}) {
    EXPECT_EQ(header(get("/v1/projects", {{"origin", origin}}), "Access-Control-Allow-Origin"), "") << origin;
  }
}

TEST_F(SiteRules, TellsCachesWhatAnswersDependOn) {
  sample_.publish_sample();
  const std::string etag = header(get("/v1/projects/octo/demo"), "ETag");
  for (const std::string path :
       {"/v1/projects", "/v1/projects/octo/demo", "/v1/projects/no/body", "/v1/status", "/nothing"}) {
    EXPECT_EQ(header(get(path), "Vary"), "Authorization, Cookie, Origin") << path;
  }
  const http::Response unchanged = get("/v1/projects/octo/demo", {{"if-none-match", etag}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(header(unchanged, "Vary"), "Authorization, Cookie, Origin");
  EXPECT_THAT(header(get("/v1/projects/octo/demo"), "Cache-Control"), HasSubstr("public, "));
  EXPECT_EQ(header(get("/v1/projects/octo/demo", {{"authorization", "Bearer x"}}), "Cache-Control"),
            "private, no-store");
  EXPECT_EQ(header(get("/v1/projects/octo/demo", {{"cookie", "cpsg=x"}}), "Cache-Control"), "private, no-store");
}

TEST(Sites, WithoutCorsOriginsNothingDependsOnTheOrigin) {
  const Sites sites({});
  http::Response response;
  sites.complete({.headers = {{"origin", "https://board.example"}}}, response);
  EXPECT_EQ(response.headers, (std::vector<http::Header>{{"Vary", "Authorization, Cookie"}}));
}

}  // namespace
}  // namespace cpsg::api
