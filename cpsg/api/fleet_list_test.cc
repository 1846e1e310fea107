// Protects: the list of projects is filtered, ordered, counted and paged exactly, in every form, and a page goes on
// where the one before ended, whatever happened between.
#include <gmock/gmock.h>

#include "cpsg/api/fleet_parameters.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using boost::json::parse;
using boost::json::value;
using testing::ElementsAre;

class FleetList : public RouteTest {
 protected:
  void SetUp() override {
    add("acme/graph", {.description = "Distributed store", .topics = {"raft"}, .language = "Go", .stars = 50});
    add("acme/Parser", {.topics = {"cli"}, .archived = true, .language = "Rust", .stars = 900});
    add("zeta/tool", {.topics = {"cli", "raft"}, .visibility = "private", .language = "Go", .stars = 7});
    (void)sample_.add("zeta", "new");
  }
  void add(const std::string& name, model::Statistics statistics) {
    const std::size_t slash = name.find('/');
    statistics.observed_at = now_;
    const std::string id = sample_.add(name.substr(0, slash), name.substr(slash + 1)).id;
    sample_.store().record_refreshed(std::vector{storage::Refreshed{.project_id = id, .statistics = statistics}}, now_);
  }
  std::vector<std::string> names(const std::string& query) { return values(get("/v1/projects?" + query), "full_name"); }
};

TEST_F(FleetList, FiltersMeanWhatTheySay) {
  EXPECT_THAT(names("q=STORE%20graph"), ElementsAre("acme/graph"));
  EXPECT_THAT(names("owner=ZETA"), ElementsAre("zeta/new", "zeta/tool"));
  EXPECT_THAT(names("language=go,rust"), ElementsAre("acme/graph", "acme/Parser", "zeta/tool"));
  EXPECT_THAT(names("topic=cli&archived=true"), ElementsAre("acme/Parser"));
  EXPECT_THAT(names("visibility=private"), ElementsAre("zeta/tool"));
  EXPECT_THAT(names("state=pending&q=new"), ElementsAre("zeta/new"));
  EXPECT_THAT(names("state=failing,gone"), ElementsAre());
  EXPECT_EQ(get("/v1/projects?state=nonsense").status, 400);
  EXPECT_EQ(get("/v1/projects?owner=a,,b").status, 400);
  EXPECT_EQ(get("/v1/projects?idle_s=1&idle_days=1").status, 400);
}

TEST_F(FleetList, StatesAreThoseThatProjectsHave) {
  std::vector<std::string_view> names;
  for (const model::SyncState state : model::kSyncStates) names.push_back(model::name(state));
  EXPECT_THAT(names, testing::ElementsAreArray(kStateNames));
}

TEST_F(FleetList, OrdersHaveThoseWithoutAValueLast) {
  EXPECT_THAT(names("sort=stars"), ElementsAre("acme/Parser", "acme/graph", "zeta/tool", "zeta/new"));
  EXPECT_THAT(names("sort=stars&order=asc"), ElementsAre("zeta/tool", "acme/graph", "acme/Parser", "zeta/new"));
  EXPECT_THAT(names("sort=full_name&order=desc"), ElementsAre("zeta/tool", "zeta/new", "acme/Parser", "acme/graph"));
}

TEST_F(FleetList, TotalsAndFacetsAreOfAllPages) {
  const value page = parse(get("/v1/projects?limit=1&total=true&facets=language,topic").body);
  EXPECT_EQ(page.at("data").as_array().size(), 1U);
  EXPECT_EQ(page.at("total").as_int64(), 4);
  EXPECT_EQ(
      boost::json::serialize(page.at("facets").at("language")),
      R"({"values":[{"value":"Go","projects":2},{"value":"Rust","projects":1},{"value":null,"projects":1}],"more":0})");
  EXPECT_EQ(page.at("facets").as_object().size(), 2U);
  EXPECT_EQ(parse(get("/v1/projects?q=raft&total=true").body).at("total").as_int64(), 2);
}

TEST_F(FleetList, PagesGoOnBehindTheLastOneThoughItIsGone) {
  const http::Response first = get("/v1/projects?sort=stars&limit=2");
  EXPECT_THAT(values(first, "full_name"), ElementsAre("acme/Parser", "acme/graph"));
  const std::string next = values(first, "next").at(0);
  sample_.store().remove_project(sample_.store().find_project("acme/graph")->id);
  EXPECT_THAT(names("sort=stars&limit=2&cursor=" + next), ElementsAre("zeta/tool", "zeta/new"));
  EXPECT_TRUE(values(get("/v1/projects?sort=stars&limit=2&cursor=" + next), "next").empty());
  for (const std::string other : {"sort=stars&order=asc", "sort=forks", "sort=stars&window=7d", "q=a"}) {
    EXPECT_EQ(get("/v1/projects?" + other + "&cursor=" + next).status, 400) << other;
  }
  EXPECT_EQ(get("/v1/projects?cursor=" + next).status, 400) << "of the list without an order";
}

TEST_F(FleetList, IsStreamedWholeUnderTheSameFilters) {
  const std::string csv = whole(get("/v1/projects?sort=stars&language=go&format=csv&fields=full_name,stars"));
  EXPECT_EQ(csv, "full_name,stars\r\nacme/graph,50\r\nzeta/tool,7\r\n");
  const std::string lines = whole(get("/v1/projects?q=cli&format=ndjson&fields=full_name"));
  EXPECT_EQ(lines, "{\"full_name\":\"acme/Parser\"}\n{\"full_name\":\"zeta/tool\"}\n");
}

}  // namespace
}  // namespace cpsg::api
