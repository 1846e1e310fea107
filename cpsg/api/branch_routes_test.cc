// Protects: the list of branches in each order and under each filter, its cursors, and one branch by its name however
// that is written in the path.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class BranchRoutes : public RouteTest {
 protected:
  void SetUp() override {
    id_ = sample_.add("octo", "trees").id;
    publish({branch("main", 0, 0, 9, 40), branch("fix/a", 3, 1, 5, 30), branch("fix/b", 0, 7, 5, 10),
             branch("Fix/C", 2, 2, 7, 20), branch("loose", {}, {}, 1, {}), branch("gone", 1, 1, 3, 1)});
    publish({branch("main", 0, 0, 9, 40), branch("fix/a", 3, 1, 5, 30), branch("fix/b", 0, 7, 5, 10),
             branch("Fix/C", 2, 2, 7, 20), branch("loose", {}, {}, 1, {})});
  }

  static model::Branch branch(std::string name, std::optional<std::int64_t> ahead, std::optional<std::int64_t> behind,
                              std::int64_t commits, std::optional<std::int64_t> day) {
    model::Branch made{.name = std::move(name), .ahead = ahead, .behind = behind, .commits = commits};
    made.is_default = made.name == "main";
    if (ahead && !made.is_default) made.merged = *ahead == 0;
    if (day) made.committed_at = model::GitTime{kSampleStart + *day * kDayS, 0};
    return made;
  }

  void publish(std::vector<model::Branch> branches) {
    const auto lease = std::get<storage::Lease>(
        sample_.store().acquire_lease(id_, "test", at(kSampleStart), std::chrono::seconds(60), {}));
    storage::Publication publication;
    publication.branches = std::move(branches);
    sample_.store().publish(lease, publication);
    sample_.store().release_lease(lease);
  }

  std::vector<std::string> names(const std::string& query) {
    return values(get("/v1/projects/octo/trees/branches?" + query), "name");
  }
  http::Response one(const std::string& name) { return get("/v1/projects/octo/trees/branches/" + name); }

  std::string id_;
};

TEST_F(BranchRoutes, SortsByEachMember) {
  EXPECT_THAT(names(""), ElementsAre("Fix/C", "fix/a", "fix/b", "loose", "main"));
  EXPECT_THAT(names("order=desc"), ElementsAre("main", "loose", "fix/b", "fix/a", "Fix/C"));
  EXPECT_THAT(names("sort=ahead"), ElementsAre("fix/b", "main", "Fix/C", "fix/a", "loose"));
  EXPECT_THAT(names("sort=ahead&order=desc"), ElementsAre("fix/a", "Fix/C", "fix/b", "main", "loose"));
  EXPECT_THAT(names("sort=behind&order=desc"), ElementsAre("fix/b", "Fix/C", "fix/a", "main", "loose"));
  EXPECT_THAT(names("sort=commits"), ElementsAre("loose", "fix/a", "fix/b", "Fix/C", "main"));
  EXPECT_THAT(names("sort=committed_at"), ElementsAre("fix/b", "Fix/C", "fix/a", "main", "loose"));
  EXPECT_EQ(get("/v1/projects/octo/trees/branches?sort=oid").status, 400);
}

TEST_F(BranchRoutes, Filters) {
  EXPECT_THAT(names("q=fix"), ElementsAre("Fix/C", "fix/a", "fix/b"));
  EXPECT_THAT(names("q=FIX%2Fa"), ElementsAre("fix/a"));
  EXPECT_THAT(names("merged=true"), ElementsAre("fix/b"));
  EXPECT_THAT(names("merged=false"), ElementsAre("Fix/C", "fix/a"));
  EXPECT_THAT(names("deleted=true&q=gone"), ElementsAre("gone"));
  EXPECT_EQ(get("/v1/projects/octo/trees/branches?merged=1").status, 400);
  EXPECT_EQ(get("/v1/projects/octo/trees/branches?idle_days=-1").status, 400);
}

TEST_F(BranchRoutes, IdleGoesByTheClock) {
  now_ = at(kSampleStart + 30 * kDayS);
  EXPECT_THAT(names("idle_days=10&sort=committed_at"), ElementsAre("fix/b"));
  now_ = at(kSampleStart + 30 * kDayS + 60);
  EXPECT_THAT(names("idle_days=10&sort=committed_at"), ElementsAre("fix/b", "Fix/C"));
  const std::string target = "/v1/projects/octo/trees/branches?idle_days=10";
  const std::string etag = header(get(target), "ETag");
  EXPECT_EQ(get(target, {{"if-none-match", etag}}).status, 304);
  now_ = at(kSampleStart + 60 * kDayS);
  EXPECT_EQ(get(target, {{"if-none-match", etag}}).status, 200) << "the project is as it was, but time has passed";
}

TEST_F(BranchRoutes, PagesOfEachOrderAreWholeAndCursorsAreOfTheirOrder) {
  for (const std::string order :
       {"sort=name&order=desc", "sort=ahead", "sort=behind&order=desc", "sort=committed_at"}) {
    std::vector<std::string> all;
    std::string target = "/v1/projects/octo/trees/branches?limit=2&" + order;
    while (true) {
      const http::Response page = get(target);
      for (const std::string& name : values(page, "name")) all.push_back(name);
      const std::string link = header(page, "Link");
      if (link.empty()) break;
      target = link.substr(1, link.find('>') - 1);
    }
    EXPECT_EQ(all, names(order)) << order;
  }
  const std::string cursor = values(get("/v1/projects/octo/trees/branches?limit=1&sort=ahead"), "next").at(0);
  EXPECT_EQ(get("/v1/projects/octo/trees/branches?sort=ahead&cursor=" + cursor).status, 200);
  for (const std::string other : {"", "sort=behind&", "sort=ahead&order=desc&", "sort=name&order=desc&"}) {
    const http::Response refused = get("/v1/projects/octo/trees/branches?" + other + "cursor=" + cursor);
    EXPECT_EQ(refused.status, 400) << other;
    EXPECT_THAT(values(refused, "field"), ElementsAre("cursor"));
  }
}

TEST_F(BranchRoutes, TotalIsOfAllPagesUnderTheFilter) {
  const std::string list = "/v1/projects/octo/trees/branches?limit=1&total=true";
  EXPECT_THAT(get(list).body, HasSubstr("\"total\":5}"));
  EXPECT_THAT(get(list + "&q=fix").body, HasSubstr("\"total\":3}"));
  EXPECT_THAT(get(list + "&deleted=true&sort=ahead").body, HasSubstr("\"total\":6}"));
  EXPECT_EQ(get("/v1/projects/octo/trees/branches").body.find("\"total\""), std::string::npos);
}

TEST_F(BranchRoutes, OneBranchIsFoundHoweverItsSlashesAreWritten) {
  for (const std::string name : {"fix/a", "fix%2Fa", "fix%2fa/"}) {
    EXPECT_THAT(values(one(name), "name"), ElementsAre("fix/a")) << name;
  }
  EXPECT_THAT(values(one("Fix/C"), "name"), ElementsAre("Fix/C"));
  EXPECT_THAT(one("gone").body, HasSubstr("\"deleted_at\":\"")) << "what is known of one that was deleted";
  EXPECT_EQ(one("main?fields=name,ahead").body, "{\"name\":\"main\",\"ahead\":0}");
  const std::string etag = header(one("main"), "ETag");
  EXPECT_EQ(get("/v1/projects/octo/trees/branches/main", {{"if-none-match", etag}}).status, 304);
}

TEST_F(BranchRoutes, AnUnknownBranchIsNamedAsTheField) {
  for (const std::string name : {"fix", "Main", "fix/a/b", "fix//a", "%FF"}) {
    const http::Response response = one(name);
    EXPECT_EQ(response.status, 404) << name;
    EXPECT_THAT(values(response, "field"), ElementsAre("branch")) << name;
  }
  EXPECT_EQ(one("a%00b").status, 400);
  EXPECT_EQ(send("POST", "/v1/projects/octo/trees/branches/fix/a").status, 405);
}

TEST_F(BranchRoutes, AnEarlierNameLeadsToTheSameBranch) {
  (void)sample_.store().bind_identity(sample_.store().project(id_), {42, "R_42", "octo", "new"}, at(kSampleStart));
  EXPECT_EQ(header(one("fix/a?fields=name"), "Location"), "/v1/projects/octo/new/branches/fix/a?fields=name");
}

}  // namespace
}  // namespace cpsg::api
