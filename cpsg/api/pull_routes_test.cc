// Protects: which pull requests clients get, in which order and pages, under every filter.
// How: a project with numbered pull requests, listed in pages of all sizes.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PullRoutes : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }

  static model::PullRequest pull(std::int64_t number, model::PullState state) {
    model::PullRequest made;
    made.number = number;
    made.title = "t" + std::to_string(number);
    made.state = state;
    made.created_at = made.updated_at = at(kSampleStart + number);
    return made;
  }
  // Titles on all pages from there on; a bar between pages.
  std::string titles(std::string target) {
    std::string out;
    while (true) {
      const http::Response response = get(target);
      EXPECT_EQ(response.status, 200) << response.body;
      for (const std::string& each : values(response, "title")) out += each;
      const std::string link = header(response, "Link");
      if (link.empty()) return out;
      target = link.substr(1, link.find('>') - 1);
      out += '|';
    }
  }
  std::string id_;
};

TEST_F(PullRoutes, ListsPullRequestsByNumber) {
  using enum model::PullState;
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls").body, "{\"data\":[],\"next\":null}");
  sample_.put_pulls(id_, {pull(30, kOpen), pull(2, kMerged), pull(4, kClosed), pull(5, kMerged)});
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls"), "t2t4t5t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?limit=3"), "t2t4t5|t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?limit=4"), "t2t4t5t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=merged"), "t2t5");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=merged&limit=1"), "t2|t5");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=open&limit=1"), "t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=all&limit=2"), "t2t4|t5t30");
  const http::Response bad = get("/v1/projects/octo/demo/pulls?state=draft");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(values(bad, "field"), ElementsAre("state"));
}

TEST_F(PullRoutes, FiltersByEachParameter) {
  using enum model::PullState;
  model::PullRequest first = pull(1, kOpen);
  first.title = "Fix-A";
  first.author = "Ada";
  first.labels = {"Bug", "kind/fix"};
  first.base_ref = "main";
  first.review_decision = "approved";
  first.first_review_at = at(kSampleStart + 5);
  model::PullRequest second = pull(2, kMerged);
  second.title = "Bump-B";
  second.author = "renovate[bot]";
  second.bot = true;
  second.draft = true;
  second.base_ref = "release/1.0";
  second.created_at = at(kSampleStart + 2 * kDayS);
  second.merged_at = second.closed_at = at(kSampleStart + 4 * kDayS);
  second.updated_at = at(kSampleStart + 5 * kDayS);
  sample_.put_pulls(id_, {first, second});
  const auto listed = [&](const std::string& query) { return titles("/v1/projects/octo/demo/pulls?" + query); };
  for (const std::string query : {"q=fix", "q=ADA", "q=fix+ada", "q=%231", "q=1", "author=ada", "label=bug",
                                  "base=main", "draft=false", "bot=false", "review=some", "decision=approved",
                                  "until=2026-01-05", "by=updated&until=2026-01-06", "state=open"}) {
    EXPECT_EQ(listed(query), "Fix-A") << query;
  }
  for (const std::string query :
       {"q=bump", "q=renovate", "author=RENOVATE%5Bbot%5D", "base=release/1.0", "draft=true", "bot=true", "review=none",
        "decision=none", "since=2026-01-06", "by=merged&since=2026-01-09", "by=updated&since=2026-01-10",
        "state=merged&draft=true"}) {
    EXPECT_EQ(listed(query), "Bump-B") << query;
  }
  for (const std::string query :
       {"q=fix+bump", "label=fix", "base=Main", "by=merged&since=2026-01-10", "author=nobody"}) {
    EXPECT_EQ(listed(query), "") << query;
  }
}

TEST_F(PullRoutes, SortsByEachValueInPagesOfAnySize) {
  using enum model::PullState;
  std::vector<model::PullRequest> pulls;
  for (std::int64_t number = 1; number <= 4; ++number) {
    model::PullRequest made = pull(number, number == 3 ? kOpen : kMerged);
    made.created_at = at(kSampleStart - number * kDayS);
    made.updated_at = at(kSampleStart + number % 2);
    if (made.state == kMerged) made.merged_at = made.created_at + std::chrono::seconds(number * 100);
    if (number != 2) made.additions = made.deletions = 10 - number / 2;
    pulls.push_back(made);
  }
  sample_.put_pulls(id_, pulls);
  const std::map<std::string, std::string> orders = {
      {"number&order=desc", "4321"},  {"created", "4321"}, {"updated", "2413"},
      {"updated&order=desc", "3142"}, {"merged", "4213"},  {"lead", "1243"},
      {"lead&order=desc", "4213"},    {"size", "4312"},    {"size&order=desc", "1342"}};
  for (const auto& [order, expected] : orders) {
    for (int limit = 1; limit <= 5; ++limit) {
      std::string listed = titles("/v1/projects/octo/demo/pulls?sort=" + order + "&limit=" + std::to_string(limit));
      EXPECT_EQ(std::ranges::count(listed, '|'), 3 / limit) << order;
      std::erase_if(listed, [](char c) { return c == 't' || c == '|'; });
      EXPECT_EQ(listed, expected) << order << " " << limit;
    }
  }
}

TEST_F(PullRoutes, ACursorIsGoodForItsOwnOrderAlone) {
  sample_.put_pulls(id_, {pull(1, model::PullState::kOpen), pull(2, model::PullState::kOpen)});
  const std::string list = "/v1/projects/octo/demo/pulls?limit=1";
  const std::string cursor = values(get(list + "&sort=updated"), "next").front();
  EXPECT_EQ(get(list + "&sort=updated&cursor=" + cursor).status, 200);
  EXPECT_EQ(get(list + "&sort=updated&state=open&cursor=" + cursor).status, 200);
  for (const std::string other : {"", "&sort=created", "&sort=updated&order=desc"}) {
    const http::Response refused = get(list + other + "&cursor=" + cursor);
    EXPECT_EQ(refused.status, 400) << other;
    EXPECT_THAT(values(refused, "field"), ElementsAre("cursor"));
  }
}

TEST_F(PullRoutes, TellsTheTotalOfAllPagesWhereItIsAskedFor) {
  using enum model::PullState;
  sample_.put_pulls(id_, {pull(1, kOpen), pull(2, kMerged), pull(3, kOpen)});
  const std::string list = "/v1/projects/octo/demo/pulls?limit=1&fields=number&total=true";
  EXPECT_THAT(get(list).body, HasSubstr("\"total\":3}"));
  EXPECT_THAT(get(list + "&state=open&draft=false").body, HasSubstr("\"total\":2}"));
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls").body.find("total"), std::string::npos);
  const std::string etag = header(get(list), "ETag");
  sample_.put_pulls(id_, {}, {.cursor = "of the second page"});
  EXPECT_THAT(get(list, {{"if-none-match", etag}}).body, HasSubstr("\"total\":null}")) << "not all of them are read";
}

TEST_F(PullRoutes, NamesTheParameterThatItRefuses) {
  const std::string long_text(1'025, 'x');
  for (const auto& [query, field] : std::map<std::string, std::string>{{"q=" + long_text, "q"},
                                                                       {"q=%20", "q"},
                                                                       {"q=1+2+3+4+5+6+7+8+9", "q"},
                                                                       {"q=%ff", "q"},
                                                                       {"q=", "q"},
                                                                       {"author=", "author"},
                                                                       {"author=" + long_text, "author"},
                                                                       {"label=%00", "label"},
                                                                       {"base=", "base"},
                                                                       {"draft=1", "draft"},
                                                                       {"bot=yes", "bot"},
                                                                       {"review=1", "review"},
                                                                       {"decision=APPROVED", "decision"},
                                                                       {"since=now", "since"},
                                                                       {"until=2026-13-01", "until"},
                                                                       {"by=closed", "by"},
                                                                       {"sort=title", "sort"},
                                                                       {"order=up", "order"},
                                                                       {"total=1", "total"},
                                                                       {"sort=lead&cursor=YgEEbWFpbg", "cursor"}}) {
    const http::Response refused = get("/v1/projects/octo/demo/pulls?" + query);
    EXPECT_EQ(refused.status, 400) << query;
    EXPECT_THAT(values(refused, "field"), ElementsAre(field)) << query;
  }
}

TEST_F(PullRoutes, FindsAFilteredOneBehindManyOthers) {
  std::vector<model::PullRequest> pulls;
  for (std::int64_t number = 1; number <= 2'500; ++number) pulls.push_back(pull(number, model::PullState::kClosed));
  pulls.push_back(pull(2'501, model::PullState::kOpen));
  sample_.put_pulls(id_, pulls);
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=open"), "t2501");
}

TEST_F(PullRoutes, TagsByRevision) {
  const std::string before = header(get("/v1/projects/octo/demo/pulls"), "ETag");
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls", {{"if-none-match", before}}).status, 304);
  sample_.put_pulls(id_, {pull(1, model::PullState::kOpen)});
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls", {{"if-none-match", before}}).status, 200);
}

TEST_F(PullRoutes, GivesOneByItsNumber) {
  sample_.put_pulls(id_, {pull(2, model::PullState::kOpen)});
  EXPECT_THAT(get("/v1/projects/octo/demo/pulls/2").body, HasSubstr("{\"number\":2,\"title\":\"t2\""));
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls/3").status, 404);
  for (const std::string number : {"x", "0", "-1", "2x", "99999999999999999999"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/pulls/" + number).status, 400) << number;
  }
}

TEST_F(PullRoutes, RefusesBadCursorsAndParameters) {
  for (const std::string path : {"pulls?cursor=x", "pulls?limit=0", "pulls?assignee=x", "pulls/2?x=1"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/" + path).status, 400) << path;
  }
}

}  // namespace
}  // namespace cpsg::api
