// Protects: what a page of another site gets of a project as a picture: the right number or an honest word, for as long
// as it may be kept, and nothing of a project that is not public.
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/http/problem.h"
#include "cpsg/picture/badge.h"
#include "cpsg/picture/card.h"
#include "cpsg/picture/chart.h"

namespace cpsg::api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kValueCaching =
    "public, max-age=300, s-maxage=900, stale-while-revalidate=86400, stale-if-error=604800";

class Pictures : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }

  void observe(std::optional<std::int64_t> stars, std::optional<std::string> visibility = "public") {
    storage::Refreshed seen{.project_id = id_};
    seen.statistics = model::Statistics{.observed_at = now_, .visibility = std::move(visibility), .stars = stars};
    sample_.store().record_refreshed(std::vector{seen}, now_);
  }
  std::string caching(const std::string& target) { return header(get(target), "Cache-Control"); }

  std::string id_;
};

TEST_F(Pictures, ABadgeShowsTheNumber) {
  observe(12'431);
  const http::Response svg = get("/badge/OCTO/demo/stars.svg");
  EXPECT_EQ(svg.status, 200);
  EXPECT_THAT(svg.body, HasSubstr("aria-label=\"stars: 12.4k\""));
  EXPECT_EQ(header(svg, "Content-Type"), "image/svg+xml");
  EXPECT_EQ(header(svg, "Cache-Control"), kValueCaching);
  EXPECT_EQ(header(svg, "Content-Security-Policy"), "default-src 'none'; style-src 'unsafe-inline'");
  EXPECT_EQ(header(svg, "Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(
      get("/badge/octo/demo/stars.json?label=liked").body,
      R"({"schemaVersion":1,"label":"liked","message":"12.4k","color":"0b57c4","isError":false,"cacheSeconds":300})");
}

TEST_F(Pictures, WhatIsNotKnownIsNeverZero) {
  observe(std::nullopt);
  const http::Response svg = get("/badge/octo/demo/stars.svg?maxage=86400");
  EXPECT_EQ(svg.status, 200);
  EXPECT_THAT(svg.body, HasSubstr("no data yet"));
  EXPECT_EQ(header(svg, "Cache-Control"), "public, max-age=120");
  EXPECT_THAT(get("/badge/octo/demo/stars.json").body, HasSubstr(R"("cacheSeconds":120)"));
  const http::Response card = get("/card/octo/demo.svg?metrics=stars,forks&spark=none");
  EXPECT_THAT(card.body, HasSubstr("stars: no data"));
  EXPECT_EQ(header(card, "Cache-Control"), "public, max-age=120");
  EXPECT_THAT(get("/chart/octo/demo/stars.svg").body, HasSubstr("no data yet"));
}

TEST_F(Pictures, NotFollowedIsDrawn) {
  for (const std::string path :
       {"/badge/octo/nobody/stars.svg", "/card/octo/nobody.svg", "/chart/octo/nobody/people.svg"}) {
    const http::Response response = get(path + "?maxage=86400");
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(response.body, HasSubstr("not followed")) << path;
    EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=60") << path;
    EXPECT_EQ(header(response, "ETag"), "") << path;
  }
  EXPECT_EQ(
      get("/badge/octo/nobody/stars.json").body,
      R"({"schemaVersion":1,"label":"stars","message":"not followed","color":"55606e","isError":true,"cacheSeconds":60})");
}

// The server refuses before any route is asked where too many requests wait, and answers so where a route fails.
TEST_F(Pictures, TroubleIsDrawnWhereverItCameFrom) {
  const auto answer_to = [&](std::string target, int status, std::string method = "GET") {
    http::Response response = http::problem_response(http::http_problem(status, "There are too many requests."), "r-1");
    const http::IncomingRequest request{std::move(method), std::move(target), {}, "", "r-1"};
    api_.complete(request, response);
    return response;
  };
  for (const std::string path :
       {"/badge/octo/demo/stars.svg", "/CARD/octo/demo.svg?width=300", "/chart/octo/demo/people.svg?theme=dark"}) {
    for (const int status : {500, 503, 507}) {
      const http::Response response = answer_to(path, status);
      EXPECT_EQ(response.status, 503) << path;
      EXPECT_EQ(header(response, "Content-Type"), "image/svg+xml") << path;
      EXPECT_EQ(header(response, "Cache-Control"), "no-store") << path;
      EXPECT_EQ(header(response, "Content-Security-Policy"), "default-src 'none'; style-src 'unsafe-inline'") << path;
      EXPECT_THAT(response.body, HasSubstr("unavailable")) << path;
    }
  }
  EXPECT_EQ(header(answer_to("/card/octo/demo.svg", 503), "Retry-After"), "1");
  EXPECT_THAT(answer_to("/badge/octo/demo/stars.json", 503).body, HasSubstr(R"("message":"unavailable")"));
  for (const std::string path :
       {"/badge/octo/demo/cheese.svg", "/badge/octo/demo/stars.svg?width=1", "/v1/projects", "%zz"}) {
    EXPECT_EQ(header(answer_to(path, 503), "Content-Type"), "application/problem+json") << path;
  }
  EXPECT_EQ(answer_to("/badge/octo/demo/stars.svg", 501).status, 501) << "a fault of the client's";
  EXPECT_EQ(header(answer_to("", 503, ""), "Content-Type"), "application/problem+json") << "nothing was read of it";
}

// Neither a private project nor one of which that is not known; as if it were not there.
TEST_F(Pictures, WhatIsNotPublicIsNotThere) {
  const http::Response nobody = get("/badge/octo/nobody/commits.svg");
  for (const std::optional<std::string>& visibility :
       {std::optional<std::string>("private"), std::optional<std::string>()}) {
    observe(42, visibility);
    const http::Response response = get("/badge/octo/demo/commits.svg");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, nobody.body);
  }
  (void)sample_.store().bind_identity(sample_.store().project(id_), {42, "R_42", "Octo", "New"}, now_);
  EXPECT_EQ(get("/badge/octo/demo/commits.svg").status, 404) << "its new name is not told either";
  id_ = sample_.publish_sample("Octo", "Open");
  observe(1);
  const std::string chart = get("/chart/octo/open/commits.svg?vs=octo/new").body;
  EXPECT_THAT(chart, HasSubstr("octo/new is not followed"));
}

TEST_F(Pictures, AnEarlierNameLeadsToThePresentOne) {
  observe(42);
  (void)sample_.store().bind_identity(sample_.store().project(id_), {42, "R_42", "Octo", "New"}, now_);
  const auto location = [&](const std::string& target) {
    const http::Response response = get(target);
    EXPECT_EQ(response.status, 301) << target;
    EXPECT_EQ(header(response, "Cache-Control"), "no-cache");
    return header(response, "Location");
  };
  EXPECT_EQ(location("/badge/octo/demo/stars.svg?theme=dark"), "/badge/Octo/New/stars.svg?theme=dark");
  EXPECT_EQ(location("/badge/octo/demo/stars.json"), "/badge/Octo/New/stars.json");
  EXPECT_EQ(location("/card/octo/demo.svg"), "/card/Octo/New.svg");
  EXPECT_EQ(location("/chart/octo/demo/stars.svg?range=1y"), "/chart/Octo/New/stars.svg?range=1y");
}

TEST_F(Pictures, TheTagChangesWithWhatIsShown) {
  observe(42);
  const auto tag = [&](const std::string& kind) { return header(get("/badge/octo/demo/" + kind + ".svg"), "ETag"); };
  const std::string stars = tag("stars");
  const std::string commits = tag("commits-30d");
  const http::Response same = get("/badge/octo/demo/stars.svg?maxage=3600", {{"if-none-match", stars}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(header(same, "Cache-Control"),
            "public, max-age=3600, s-maxage=3600, stale-while-revalidate=86400, stale-if-error=604800");
  now_ += std::chrono::days(1);
  EXPECT_EQ(tag("stars"), stars);
  EXPECT_NE(tag("commits-30d"), commits) << "its days are others";
  observe(43);
  EXPECT_NE(tag("stars"), stars);
}

TEST_F(Pictures, CommitsAreCountedWithoutBotsWhereThatIsAsked) {
  observe(42);
  EXPECT_THAT(get("/badge/octo/demo/commits.json").body, HasSubstr(R"("message":"5")"));
  EXPECT_THAT(get("/badge/octo/demo/commits.json?bots=false").body, HasSubstr(R"("message":"4")"));
}

TEST_F(Pictures, OfDaysToComeNothingIsKnown) {
  observe(42);
  const http::Response chart = get("/chart/octo/demo/commits.svg?range=2100-01-01..2100-02-01");
  EXPECT_THAT(chart.body, HasSubstr("no data yet"));
  EXPECT_EQ(header(chart, "Cache-Control"), "public, max-age=120");
}

TEST_F(Pictures, ARequestWithAKeyIsAnsweredWithTheSameAndKeptByNobody) {
  observe(42);
  const http::Response plain = get("/badge/octo/demo/stars.svg");
  const http::Response with_cookie = get("/badge/octo/demo/stars.svg", {{"cookie", "cpsg=x"}});
  EXPECT_EQ(with_cookie.body, plain.body);
  EXPECT_EQ(header(with_cookie, "Cache-Control"), "private, no-store");
}

TEST_F(Pictures, OptionsAreRefusedThatNobodyKnows) {
  observe(42);
  const std::string wide(41, 'x');
  for (const std::string target : {"/badge/octo/demo/cheese.svg",
                                   "/badge/octo/demo/stars.svg?logo=x",
                                   "/badge/octo/demo/stars.svg?color=red",
                                   "/badge/octo/demo/stars.svg?theme=blue",
                                   "/badge/octo/demo/stars.svg?width=300",
                                   "/badge/octo/demo/stars.svg?maxage=10",
                                   "/badge/octo/demo/stars.svg?maxage=86401",
                                   "/badge/octo/demo/stars.svg?tz=Nowhere/Land",
                                   "/card/octo/demo.svg?width=239",
                                   "/card/octo/demo.svg?width=1201",
                                   "/card/octo/demo.svg?metrics=stars,stars",
                                   "/card/octo/demo.svg?metrics=stars,forks,pulls,issues,commits",
                                   "/card/octo/demo.svg?metrics=cheese",
                                   "/chart/octo/demo/stars.svg?range=2y",
                                   "/chart/octo/demo/stars.svg?range=2026-02-01..2026-01-01",
                                   "/chart/octo/demo/stars.svg?range=2026-01-01..x",
                                   "/chart/octo/demo/stars.svg?by=age&range=2026-01-01..2026-02-01",
                                   "/chart/octo/demo/stars.svg?vs=a/b,a/c,a/d,a/e,a/f",
                                   "/chart/octo/demo/stars.svg?vs=cheese",
                                   "/chart/octo/demo/forks.svg"}) {
    const http::Response response = get(target);
    EXPECT_EQ(response.status, 400) << target;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store") << target;
  }
  EXPECT_EQ(get("/badge/octo/demo/stars.svg?label=" + wide).status, 400);
  EXPECT_EQ(get("/badge/octo/demo/stars.svg?label=" + wide.substr(1)).status, 200);
  EXPECT_EQ(get("/badge/octo/demo/stars.png").status, 404);
}

TEST_F(Pictures, AreSmallWhateverIsAskedFor) {
  observe(123'456);
  std::string label;
  for (int i = 0; i < 40; ++i) label += "%22";
  EXPECT_LT(get("/badge/octo/demo/stars.svg?label=" + label).body.size(), picture::kBadgeMaxBytes);
  const std::string all = "metrics=stars,commits-30d,people-90d,release-age&label=" + label;
  EXPECT_LT(get("/card/octo/demo.svg?" + all).body.size(), picture::kCardMaxBytes);
  EXPECT_LT(get("/card/octo/demo.svg?width=1200&" + all).body.size(), picture::kCardMaxBytes);
  for (const std::string kind : {"stars", "commits", "people", "lead-time"}) {
    for (const std::string query : {"range=7d", "range=5y&width=1200", "range=all&by=age&scale=log&width=240",
                                    "range=1970-01-01..9999-12-31&width=1200"}) {
      const http::Response response = get("/chart/octo/demo/" + kind + ".svg?" + query);
      EXPECT_EQ(response.status, 200) << kind << " " << query;
      EXPECT_LE(response.body.size(), picture::kChartMaxBytes) << kind << " " << query;
    }
  }
}

// Stars of thirty days are told against the last observation before them.
TEST_F(Pictures, AChangeNeedsAnObservationOfBefore) {
  observe(40);
  EXPECT_THAT(get("/badge/octo/demo/stars-30d.svg").body, HasSubstr("no data yet"));
  now_ += std::chrono::days(30);
  observe(52);
  EXPECT_THAT(get("/badge/octo/demo/stars-30d.svg").body, HasSubstr("+12"));
}

TEST_F(Pictures, ReleasesHaveTheirAgeInDays) {
  observe(40);
  EXPECT_THAT(get("/badge/octo/demo/release-age.svg").body, HasSubstr("no data yet"));
  sample_.put_releases(id_, {{.tag = "v1", .published_at = now_}});
  EXPECT_THAT(get("/badge/octo/demo/release-age.svg").body, HasSubstr("last release: today"));
  now_ += std::chrono::days(41);
  EXPECT_THAT(get("/badge/octo/demo/release-age.svg").body, HasSubstr("41 d ago"));
}

}  // namespace
}  // namespace cpsg::api
