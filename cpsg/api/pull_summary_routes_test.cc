// Protects: what clients get of the statistics of pull requests, under every filter, for one project and for several.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PullSummaryRoutes : public RouteTest {
 protected:
  // One merged after an hour, reviewed after a minute, by a bot; one draft that is open for three days; of each a base
  // of its own. The week begins with kSampleStart's day.
  void SetUp() override {
    id_ = sample_.publish_sample();
    model::PullRequest merged{.number = 1, .title = "one", .state = model::PullState::kMerged, .base_ref = "main"};
    merged.author = "renovate[bot]";
    merged.bot = true;
    merged.created_at = merged.updated_at = at(kSampleStart);
    merged.merged_at = merged.closed_at = at(kSampleStart + kHourS);
    merged.first_review_at = at(kSampleStart + 60);
    merged.additions = 5;
    merged.deletions = 2;
    model::PullRequest open{.number = 2, .title = "two", .draft = true, .author = "ada", .base_ref = "old"};
    open.created_at = open.updated_at = at(kSampleStart + 4 * kDayS);
    sample_.put_pulls(id_, {merged, open});
    now_ = at(kSampleStart + 7 * kDayS);
  }
  std::string summary(const std::string& query = "") {
    return get("/v1/projects/octo/demo/pulls/summary" + query).body;
  }

  std::string id_;
};

TEST_F(PullSummaryRoutes, HasBucketsTheRangeAgesAndTheOldest) {
  EXPECT_EQ(summary(),
            R"({"data":[{"start":"2026-01-05T00:00:00Z","opened":2,"closed":0,"merged":1,"n":1,"lead_p50_s":3600,)"
            R"("lead_p75_s":3600,"lead_p95_s":3600,"first_review_p50_s":60,"first_review_p75_s":60,"no_review":1,)"
            R"("size_p50":7,"partial":false}],"next":null,"range":{"opened":2,"closed":0,"merged":1,"n":1,)"
            R"("lead_p50_s":3600,"lead_p75_s":3600,"lead_p95_s":3600,"first_review_p50_s":60,"first_review_p75_s":60,)"
            R"("no_review":1,"size_p50":7},"open_by_age":[{"from_s":0,"before_s":86400,"pulls":0},)"
            R"({"from_s":86400,"before_s":604800,"pulls":1},{"from_s":604800,"before_s":2592000,"pulls":0},)"
            R"({"from_s":2592000,"before_s":7776000,"pulls":0},{"from_s":7776000,"before_s":null,"pulls":0}],)"
            R"("oldest":[{"number":2,"title":"two","author":"ada","created_at":"2026-01-09T10:00:00Z","draft":true,)"
            R"("first_review_at":null}]})");
}

TEST_F(PullSummaryRoutes, WhatWasNotReadAsAWholeIsNotCounted) {
  const std::string nothing = R"({"data":[],"next":null,"range":null,"open_by_age":null,"oldest":null})";
  sample_.add("o", "unread");
  EXPECT_EQ(get("/v1/projects/o/unread/pulls/summary").body, nothing) << "0 would be a lie";
  const std::string etag = header(get("/v1/projects/octo/demo/pulls/summary"), "ETag");
  sample_.put_pulls(id_, {}, {.cursor = "of the second page"});
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls/summary", {{"if-none-match", etag}}).body, nothing) << "half of them are";
  EXPECT_THAT(get("/v1/pulls/summary?project=octo/demo").body, HasSubstr("\"result\":" + nothing));
  EXPECT_THAT(get("/v1/projects/octo/demo/overview?blocks=pulls").body, HasSubstr(nothing));
  EXPECT_THAT(summary("?format=columns"), HasSubstr(R"("range":null)"));
}

TEST_F(PullSummaryRoutes, CountsByTheClocksOfTheZone) {
  EXPECT_THAT(summary("?interval=day&tz=%2B14:00"), HasSubstr(R"({"start":"2026-01-06T00:00:00+14:00","opened":1)"));
  EXPECT_THAT(summary("?interval=hour"),
              HasSubstr(R"({"start":"2026-01-05T11:00:00Z","opened":0,"closed":0,"merged":1)"));
  EXPECT_THAT(summary("?interval=month"), HasSubstr(R"("partial":true})"));
}

TEST_F(PullSummaryRoutes, FiltersByBotsDraftBaseAndTime) {
  EXPECT_THAT(summary("?bots=false"),
              HasSubstr(R"("range":{"opened":1,"closed":0,"merged":0,"n":0,"lead_p50_s":null)"));
  const std::string no_drafts = summary("?draft=false");
  EXPECT_THAT(no_drafts, HasSubstr(R"("range":{"opened":1,"closed":0,"merged":1)"));
  EXPECT_THAT(no_drafts, HasSubstr(R"("oldest":[])"));
  EXPECT_THAT(summary("?base=old"), HasSubstr(R"("range":{"opened":1,"closed":0,"merged":0)"));
  EXPECT_THAT(summary("?base=none"), HasSubstr(R"({"data":[],"next":null,"range":{"opened":0)"));
  const std::string later = summary("?since=2026-01-08");
  EXPECT_THAT(later, HasSubstr(R"("range":{"opened":1,"closed":0,"merged":0)"));
  EXPECT_THAT(later, HasSubstr(R"("oldest":[{"number":2)"));
  EXPECT_THAT(summary("?until=2026-01-05"), HasSubstr(R"("range":{"opened":1,"closed":0,"merged":1)"));
}

TEST_F(PullSummaryRoutes, DatesAreDaysOfTheZoneAndBucketsThatAreCutArePartial) {
  EXPECT_THAT(summary("?until=2026-01-05&tz=Pacific/Kiritimati"), HasSubstr(R"({"data":[],)"))
      << "there the first was opened on the sixth";
  EXPECT_THAT(summary("?since=2026-01-06&until=2026-01-06&tz=Pacific/Kiritimati"), HasSubstr(R"("range":{"opened":1)"));
  EXPECT_THAT(summary("?since=2026-01-05&until=2026-01-11"), HasSubstr(R"("partial":false})"));
  EXPECT_THAT(summary("?until=2026-01-10"), HasSubstr(R"("partial":true})"));
  EXPECT_THAT(summary("?since=2026-01-05T00:00:01Z"), HasSubstr(R"("partial":true})"));
}

TEST_F(PullSummaryRoutes, ComesInEveryForm) {
  EXPECT_THAT(summary("?format=columns"), HasSubstr(R"("opened":[2])"));
  const http::Response csv = get("/v1/projects/octo/demo/pulls/summary?format=csv&fields=start,lead_p50_s,size_p50");
  EXPECT_EQ(whole(csv), "start,lead_p50_s,size_p50\r\n2026-01-05T00:00:00Z,3600,7\r\n");
}

TEST_F(PullSummaryRoutes, AnswersForSeveralProjectsWithTheSameBodies) {
  const std::string body = get("/v1/pulls/summary?project=octo/demo&project=o/none&bots=false").body;
  EXPECT_THAT(body, HasSubstr(R"({"project":"octo/demo","error":null,"result":)" + summary("?bots=false") + "}"));
  EXPECT_THAT(body, HasSubstr(R"({"project":"o/none","error":{"code":"not_found")"));
}

TEST_F(PullSummaryRoutes, ANewTagComesWithTheTimeThatChangesIt) {
  const std::string path = "/v1/projects/octo/demo/pulls/summary";
  const std::string etag = header(get(path), "ETag");
  now_ = at(kSampleStart + 8 * kDayS);
  EXPECT_EQ(get(path, {{"if-none-match", etag}}).status, 304) << "nobody got older than a bound";
  now_ = at(kSampleStart + 11 * kDayS);
  EXPECT_EQ(get(path, {{"if-none-match", etag}}).status, 200);
}

TEST_F(PullSummaryRoutes, NamesTheParameterThatItRefuses) {
  for (const auto& [query, field] : std::map<std::string, std::string>{{"interval=year", "interval"},
                                                                       {"since=x", "since"},
                                                                       {"tz=Nowhere%2FTown", "tz"},
                                                                       {"bots=no", "bots"},
                                                                       {"draft=2", "draft"},
                                                                       {"base=", "base"},
                                                                       {"limit=1", "limit"}}) {
    const http::Response refused = get("/v1/projects/octo/demo/pulls/summary?" + query);
    EXPECT_EQ(refused.status, 400) << query;
    EXPECT_THAT(values(refused, "field"), ElementsAre(field)) << query;
  }
}

TEST_F(PullSummaryRoutes, MoreBucketsThanItsBoundAreRefused) {
  std::vector<model::PullRequest> pulls;
  for (std::int64_t number = 1; number <= 10'001; ++number) {
    pulls.push_back({.number = number, .created_at = at(number * kHourS), .updated_at = at(kSampleStart + kDayS)});
  }
  sample_.put_pulls(id_, pulls);
  const http::Response refused = get("/v1/projects/octo/demo/pulls/summary?interval=hour");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(values(refused, "field"), ElementsAre("interval"));
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls/summary?interval=day").status, 200);
}

TEST_F(PullSummaryRoutes, TheTenOldestAreInTheOrderOfTheirCreation) {
  std::vector<model::PullRequest> pulls;
  for (std::int64_t number = 3; number <= 20; ++number) {
    pulls.push_back(
        {.number = number, .title = "w", .created_at = at(kSampleStart - number), .updated_at = at(kSampleStart)});
  }
  sample_.put_pulls(id_, pulls);
  const std::string body = summary("?fields=start");
  const std::string oldest = body.substr(body.find("oldest"));
  EXPECT_THAT(oldest, HasSubstr(R"(oldest":[{"number":20,)"));
  EXPECT_THAT(oldest, HasSubstr(R"({"number":11,)"));
  EXPECT_EQ(oldest.find("\"number\":10,"), std::string::npos);
}

}  // namespace
}  // namespace cpsg::api
