// Protects: a project's overview has what the routes of its blocks answer, and a block that fails costs no other.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "cpsg/api/overview_blocks.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

constexpr std::string_view kDemo = "/v1/projects/octo/demo";

class Overview : public RouteTest {
 protected:
  void SetUp() override {
    id_ = sample_.publish_sample();
    sample_.put_pulls(id_, {{.number = 1, .created_at = at(kSampleStart), .updated_at = at(kSampleStart)}});
    const UnixTime time = at(kSampleStart);
    sample_.store().record_refreshed(
        std::vector{storage::Refreshed{.project_id = id_, .statistics = model::Statistics{.observed_at = time}}}, time);
  }

  boost::json::object blocks(const std::string& query) {
    const http::Response response = get(std::string(kDemo) + "/overview" + query);
    EXPECT_EQ(response.status, 200) << response.body;
    return boost::json::parse(response.body).as_object();
  }
  boost::json::value own(const std::string& target) {
    return boost::json::parse(get(std::string(kDemo) + target).body);
  }

  std::string id_;
};

TEST_F(Overview, HasWhatTheRoutesOfItsBlocksAnswer) {
  const boost::json::object all = blocks("?interval=week&since=2026-01-01&tz=Europe/Berlin&bots=false");
  const std::string time = "interval=week&since=2026-01-01&tz=Europe/Berlin&bots=false";
  EXPECT_EQ(all.at("busy").at("result"), own("/activity?format=columns&" + time));
  EXPECT_EQ(all.at("when").at("result"),
            own("/activity?by=hour_of_week&format=columns&since=2026-01-01&tz=Europe/Berlin&bots=false"));
  EXPECT_EQ(all.at("people").at("result"), own("/contributors/summary?" + time));
  EXPECT_EQ(all.at("top").at("result"), own("/contributors/activity?" + time));
  EXPECT_EQ(all.at("pulls").at("result"), own("/pulls/summary?" + time));
  EXPECT_EQ(all.at("branches").at("result"), own("/branches?sort=committed_at&order=desc&limit=8"));
  EXPECT_EQ(all.at("growth").at("result"),
            own("/history?limit=1000&format=columns&change=true&interval=week&since=2026-01-01"));
  EXPECT_EQ(all.at("syncs").at("result"), own("/syncs?limit=5"));
  for (const OverviewBlock& block : overview_blocks()) EXPECT_TRUE(all.at(block.name).at("error").is_null());
  EXPECT_EQ(all.at("revision").as_string(), std::to_string(sample_.store().project(id_).revision));
}

TEST_F(Overview, HasTheBlocksAskedForAlone) {
  const boost::json::object some = blocks("?blocks=syncs,busy");
  EXPECT_EQ(some.size(), 3U);
  EXPECT_TRUE(some.contains("busy") && some.contains("syncs"));
  EXPECT_EQ(get(std::string(kDemo) + "/overview?blocks=busy,nothing").status, 400);
  EXPECT_EQ(get("/v1/projects/octo/nobody/overview").status, 404);
}

TEST_F(Overview, ABlockThatFailsCostsNoOther) {
  const boost::json::object all = blocks("?branch=nowhere");
  EXPECT_EQ(all.at("busy").at("error").at("code").as_string(), "not_found");
  EXPECT_TRUE(all.at("busy").at("result").is_null());
  EXPECT_TRUE(all.at("branches").at("error").is_null());
  EXPECT_TRUE(all.at("growth").at("result").is_object());
}

TEST_F(Overview, APartOfTheOverviewThatABlockDoesNotKnowIsNotAskedOfIt) {
  const boost::json::object all = blocks("?interval=hour");
  EXPECT_TRUE(all.at("growth").at("error").is_null()) << "days have no hours";
  EXPECT_EQ(all.at("busy").at("result"), own("/activity?format=columns&interval=hour"));
}

TEST_F(Overview, TheAuthorsOwnClocksAreThoseOfTheBlocksThatKnowThem) {
  const boost::json::object all = blocks("?tz=author");
  EXPECT_EQ(all.at("when").at("result"), own("/activity?by=hour_of_week&format=columns&tz=author"));
  EXPECT_TRUE(all.at("pulls").at("error").is_null());
}

TEST_F(Overview, IsAskedForAgainByItsTag) {
  const std::string target = std::string(kDemo) + "/overview";
  const std::string etag = header(get(target), "ETag");
  EXPECT_EQ(get(target, {{"if-none-match", etag}}).status, 304);
  sample_.publish_again(id_);
  EXPECT_EQ(get(target, {{"if-none-match", etag}}).status, 200);
}

}  // namespace
}  // namespace cpsg::api
