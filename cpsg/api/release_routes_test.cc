// Protects: which releases clients get, in which order and pages.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;

class ReleaseRoutes : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }

  void publish(std::string tag, std::int64_t day) {
    sample_.put_releases(id_, {{.tag = std::move(tag), .published_at = at(kSampleStart + day * kDayS)}});
  }
  std::vector<std::string> tags(const std::string& query) {
    return values(get("/v1/projects/octo/demo/releases" + query), "tag");
  }

  std::string id_;
};

TEST_F(ReleaseRoutes, ListsTheNewestFirst) {
  EXPECT_THAT(tags(""), ElementsAre());
  publish("v1", 0);
  publish("v3", 5);
  publish("v2", 3);
  EXPECT_THAT(tags(""), ElementsAre("v3", "v2", "v1"));
  EXPECT_THAT(tags("?since=2026-01-08"), ElementsAre("v3", "v2"));
  EXPECT_THAT(tags("?until=2026-01-08"), ElementsAre("v2", "v1")) << "the whole day";
  EXPECT_THAT(tags("?until=2026-01-08T00:00:00Z"), ElementsAre("v1"));
}

TEST_F(ReleaseRoutes, PagesStayRightWhileReleasesCome) {
  publish("v1", 0);
  publish("v2", 0);
  publish("v3", 1);
  const http::Response first = get("/v1/projects/octo/demo/releases?limit=2&fields=tag");
  EXPECT_EQ(first.body.substr(0, 36), R"({"data":[{"tag":"v3"},{"tag":"v2"}],)");
  publish("v4", 2);
  const std::string link = header(first, "Link");
  const http::Response second = get(link.substr(1, link.find('>') - 1));
  EXPECT_THAT(values(second, "tag"), ElementsAre("v1"));
  EXPECT_EQ(header(second, "Link"), "");
  EXPECT_EQ(get("/v1/projects/octo/demo/releases", {{"if-none-match", header(second, "ETag")}}).status, 304);
  publish("v5", 2);
  EXPECT_EQ(get("/v1/projects/octo/demo/releases", {{"if-none-match", header(second, "ETag")}}).status, 200);
}

TEST_F(ReleaseRoutes, APageThatIsFullEndsEarly) {
  for (int i = 0; i < 5; ++i) publish(std::to_string(i) + std::string(300, 'x'), i);
  list_max_bytes_ = 1'000;
  const http::Response first = get("/v1/projects/octo/demo/releases");
  EXPECT_EQ(values(first, "tag").size(), 2U);
  const std::string link = header(first, "Link");
  EXPECT_EQ(values(get(link.substr(1, link.find('>') - 1)), "tag").front().front(), '2');
}

TEST_F(ReleaseRoutes, RefusesBadTimesAndCursors) {
  for (const std::string query : {"since=x", "until=x", "cursor=x", "limit=0"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/releases?" + query).status, 400) << query;
  }
}

}  // namespace
}  // namespace cpsg::api
