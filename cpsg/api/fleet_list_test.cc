// Protects: the list of projects is filtered, ordered, counted and paged exactly, in every form, and a page goes on
// where the one before ended, whatever happened between.
#include <gmock/gmock.h>
#include <boost/json.hpp>

#include "cpsg/api/answer_shapes.h"
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

// What is quiet by the filter is so by the order, by the index and by the overview.
TEST_F(FleetList, ProjectsAreQuietByTheirLastCommit) {
  (void)sample_.publish_sample();
  now_ += std::chrono::days(200);
  const value index = parse(get("/v1/index?fields=full_name,last_commit_on").body).at("columns");
  const auto& index_names = index.at("full_name").as_array();
  const auto& days = index.at("last_commit_on").as_array();
  std::string last;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (index_names[i] == "Octo/Demo") last = days[i].as_string();
  }
  ASSERT_FALSE(last.empty());
  EXPECT_EQ(names("sort=last_commit_on").front(), "Octo/Demo") << "the others were never synced";
  EXPECT_THAT(get("/v1/projects?q=demo&fields=last_commit_on").body,
              testing::HasSubstr(R"({"last_commit_on":")" + last + R"("})"));
  const auto age = (fleet::day_of(now_) - fleet::day_of(*model::parse_time(last + "T00:00:00Z"))).count();
  EXPECT_THAT(names("quiet_days=" + std::to_string(age)), ElementsAre("Octo/Demo"));
  EXPECT_THAT(names("quiet_days=" + std::to_string(age + 1)), ElementsAre());
  EXPECT_EQ(get("/v1/projects?quiet_days=-1").status, 400);
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
  for (const std::string other : {"sort=stars&order=asc", "sort=forks", "q=a"}) {
    EXPECT_EQ(get("/v1/projects?" + other + "&cursor=" + next).status, 400) << other;
  }
  EXPECT_EQ(get("/v1/projects?sort=stars&window=7d&cursor=" + next).status, 200) << "which is the same order";
  const std::string of_month = values(get("/v1/projects?sort=commits_w&limit=1"), "next").at(0);
  EXPECT_EQ(get("/v1/projects?sort=commits_w&cursor=" + of_month).status, 200);
  EXPECT_EQ(get("/v1/projects?sort=commits_w&window=7d&cursor=" + of_month).status, 400);
  EXPECT_EQ(get("/v1/projects?cursor=" + next).status, 400) << "of the list without an order";
}

TEST_F(FleetList, ACursorIsGoodWhateverElseIsAskedForInTheSameOrder) {
  const std::vector<std::string> same = {
      "", "&total=true", "&facets=owner", "&window=7d", "&sort=full_name&order=asc", "&fields=full_name,commits_w"};
  for (const std::string& one : same) {
    const std::string next = values(get("/v1/projects?limit=2" + one), "next").at(0);
    for (const std::string& other : same) {
      EXPECT_THAT(names("limit=2" + other + "&cursor=" + next), ElementsAre("zeta/new", "zeta/tool")) << one << other;
    }
  }
}

TEST_F(FleetList, ValuesThatAreNoneAreRefusedWithThoseThatThereAre) {
  const http::Response refused = get("/v1/projects?visibility=bad");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, testing::HasSubstr("public, private, internal, none"));
  EXPECT_THAT(refused.body, testing::HasSubstr(R"("field":"visibility")"));
}

TEST_F(FleetList, ThoseWithoutAValueAreFoundAsOftenAsTheirFacetSays) {
  const value facets = parse(get("/v1/projects?facets=language,topic,license,visibility").body).at("facets");
  for (const auto& [name, facet] : facets.as_object()) {
    for (const value& each : facet.at("values").as_array()) {
      const std::string wanted = each.at("value").is_null() ? "none" : std::string(each.at("value").as_string());
      EXPECT_EQ(static_cast<std::int64_t>(names(std::string(name) + "=" + wanted).size()),
                each.at("projects").as_int64())
          << name << "=" << wanted;
    }
  }
  EXPECT_THAT(names("language=none"), ElementsAre("zeta/new"));
}

TEST_F(FleetList, ValuesOverTheWindowAreReadInEachForm) {
  now_ += std::chrono::hours(48);
  add("acme/graph", {.language = "Go", .stars = 57});
  const std::string week = "q=graph&window=7d";
  const value whole_item = parse(get("/v1/projects?" + week).body).at("data").at(0);
  EXPECT_TRUE(whole_item.at("stars_d").is_null()) << "nothing was seen before the week";
  EXPECT_EQ(whole_item.as_object().size(), find_shape("listed_project")->members.size());
  now_ += std::chrono::hours(6 * 24);
  add("acme/graph", {.language = "Go", .stars = 60});
  const value item = parse(get("/v1/projects?" + week).body).at("data").at(0);
  const value index = parse(get("/v1/index?window=7d").body).at("columns");
  for (const std::string name : {"stars_d", "commits_w", "people_w", "merged_w", "lead_p50_s", "last_commit_on"}) {
    EXPECT_EQ(item.at(name), index.at(name).at(0)) << name;
  }
  EXPECT_EQ(item.at("stars_d").as_int64(), 10);
  const std::string fields = "/v1/projects?" + week + "&fields=full_name,stars_d,commits_w";
  EXPECT_THAT(get(fields).body,
              testing::StartsWith(R"({"data":[{"full_name":"acme/graph","stars_d":10,"commits_w":null}])"));
  EXPECT_THAT(get(fields + "&format=columns").body,
              testing::StartsWith(R"({"data":{"full_name":["acme/graph"],"stars_d":[10],"commits_w":[null]})"));
  EXPECT_EQ(whole(get(fields + "&format=csv")), "full_name,stars_d,commits_w\r\nacme/graph,10,\r\n");
  EXPECT_EQ(whole(get(fields + "&format=ndjson")),
            "{\"full_name\":\"acme/graph\",\"stars_d\":10,\"commits_w\":null}\n");
  EXPECT_THAT(whole(get("/v1/projects?" + week + "&format=csv")), testing::HasSubstr(",stars_d,commits_w,"));
  EXPECT_THAT(get("/v1/projects?fields=full_name,stars_d&limit=1").body,
              testing::HasSubstr(R"({"full_name":"acme/graph","stars_d":null})"))
      << "of 30 days where no window is given";
  EXPECT_THAT(get("/v1/projects?sort=stars_d").body, testing::Not(testing::HasSubstr("stars_d")));
}

TEST_F(FleetList, AStreamIsAskedForNothingThatItCannotTell) {
  for (const std::string more : {"total=true", "facets=owner"}) {
    for (const std::string format : {"csv", "ndjson"}) {
      const http::Response refused = get("/v1/projects?" + more + "&format=" + format);
      EXPECT_EQ(refused.status, 400) << more;
      EXPECT_THAT(values(refused, "field"), ElementsAre(more.substr(0, more.find('='))));
    }
    EXPECT_EQ(get("/v1/projects?format=columns&" + more).status, 200);
  }
  EXPECT_EQ(get("/v1/projects?format=csv&total=false").status, 200);
}

class ProjectsOfAList : public FleetList {
 protected:
  void save(const std::string& name, const std::string& body, int status = 201) {
    EXPECT_EQ(send("PUT", "/v1/lists/" + name, {}, body).status, status) << body;
  }
};

TEST_F(ProjectsOfAList, AreThoseThatItNamesWhateverTheyAreCalledNow) {
  save("mine", R"({"projects":["ZETA/tool","acme/Graph","acme/unknown"]})");
  save("empty", R"({"projects":[]})");
  EXPECT_THAT(names("list=mine"), ElementsAre("acme/graph", "zeta/tool"));
  EXPECT_THAT(names("list=mine&sort=stars&order=asc&limit=1"), ElementsAre("zeta/tool"));
  EXPECT_THAT(names("list=mine&topic=cli"), ElementsAre("zeta/tool"));
  EXPECT_THAT(names("list=empty"), ElementsAre());
  EXPECT_EQ(whole(get("/v1/projects?list=mine&format=csv&fields=full_name")),
            "full_name\r\nacme/graph\r\nzeta/tool\r\n");
  EXPECT_EQ(parse(get("/v1/projects?list=mine&total=true").body).at("total").as_int64(), 2);
  const model::Project tool = *sample_.store().find_project("zeta/tool");
  (void)sample_.store().bind_identity(tool, {42, "R_42", "Zeta", "Hammer"}, now_);
  EXPECT_THAT(names("list=mine"), ElementsAre("acme/graph", "Zeta/Hammer"));
}

TEST_F(ProjectsOfAList, AreThoseThatItsQueryFindsInItsOrder) {
  save("go", R"({"query":"language=go&sort=stars&limit=1&fields=full_name"})");
  EXPECT_THAT(names("list=go"), ElementsAre("acme/graph", "zeta/tool"));
  EXPECT_THAT(names("list=go&order=desc"), ElementsAre("zeta/tool", "acme/graph")) << "by name, as is asked for";
  EXPECT_THAT(names("list=go&visibility=private"), ElementsAre("zeta/tool"));
  EXPECT_THAT(names("list=go&language=rust"), ElementsAre());
  save("other", R"({"query":"list=go"})", 400);
}

TEST_F(ProjectsOfAList, ThatIsNotThereAreNotFound) {
  const http::Response missing = get("/v1/projects?list=nope");
  EXPECT_EQ(missing.status, 404);
  EXPECT_THAT(values(missing, "field"), ElementsAre("list"));
}

TEST_F(FleetList, IsStreamedWholeUnderTheSameFilters) {
  const std::string csv = whole(get("/v1/projects?sort=stars&language=go&format=csv&fields=full_name,stars"));
  EXPECT_EQ(csv, "full_name,stars\r\nacme/graph,50\r\nzeta/tool,7\r\n");
  const std::string lines = whole(get("/v1/projects?q=cli&format=ndjson&fields=full_name"));
  EXPECT_EQ(lines, "{\"full_name\":\"acme/Parser\"}\n{\"full_name\":\"zeta/tool\"}\n");
}

}  // namespace
}  // namespace cpsg::api
