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
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=merged&limit=1"), "t2|t5|");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=open&limit=1"), "t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=all&limit=2"), "t2t4|t5t30");
  const http::Response bad = get("/v1/projects/octo/demo/pulls?state=draft");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(values(bad, "field"), ElementsAre("state"));
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
  for (const std::string path : {"pulls?cursor=x", "pulls?limit=0", "pulls?author=x", "pulls/2?x=1"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/" + path).status, 400) << path;
  }
}

}  // namespace
}  // namespace cpsg::api
