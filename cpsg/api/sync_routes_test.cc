// Protects: clients find what each sync brought and why it failed, page by page, and see what runs now; who sees public
// projects alone sees their syncs alone.
#include <gmock/gmock.h>

#include "cpsg/api/cursor.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SyncRoutes : public RouteTest {
 protected:
  storage::Lease lease_of(const std::string& id) {
    return std::get<storage::Lease>(
        sample_.store().acquire_lease(id, "test", now_, std::chrono::seconds(60), std::nullopt));
  }
  void record(const storage::Lease& lease, std::int64_t ended_s, std::optional<ErrorCode> code = std::nullopt) {
    sample_.store().record_sync(lease, {.started_at = now_ + std::chrono::seconds(ended_s - 1),
                                        .ended_at = now_ + std::chrono::seconds(ended_s),
                                        .duration_ms = 1'000,
                                        .code = code,
                                        .message = code ? "why" : ""});
  }
  // Of all pages from there on.
  std::vector<std::string> all(const std::string& target, std::string_view name) {
    std::vector<std::string> found;
    http::Response response = get(target);
    while (true) {
      for (const std::string& each : values(response, name)) found.push_back(each);
      const std::string link = header(response, "Link");
      if (link.empty()) return found;
      response = get(link.substr(1, link.find('>') - 1));
    }
  }
};

TEST_F(SyncRoutes, ListsThoseOfAProjectInPages) {
  const std::string id = sample_.publish_sample();
  const storage::Lease lease = lease_of(id);
  EXPECT_EQ(get("/v1/projects/octo/demo/syncs").body, R"({"data":[],"next":null,"queue":null})");
  for (int i = 0; i < 5; ++i) record(lease, i, i == 3 ? std::optional(ErrorCode::kNetwork) : std::nullopt);
  EXPECT_THAT(all("/v1/projects/octo/demo/syncs?limit=2", "started_at"),
              ElementsAre("2026-01-05T10:00:03Z", "2026-01-05T10:00:02Z", "2026-01-05T10:00:01Z",
                          "2026-01-05T10:00:00Z", "2026-01-05T09:59:59Z"));
  EXPECT_THAT(values(get("/v1/projects/octo/demo/syncs"), "code"), ElementsAre("network"));
  EXPECT_EQ(get("/v1/projects/octo/none/syncs").status, 404);
  const std::string of_another = encode_cursor(NumberCursorKind::kLease, 1);
  EXPECT_EQ(get("/v1/projects/octo/demo/syncs?cursor=" + of_another).status, 400);
}

TEST_F(SyncRoutes, TellsThePlaceOfAProjectThatWaits) {
  const auto add = [&](std::string_view name, std::chrono::seconds ago) {
    return sample_.store().add_project("o", name, "", now_, now_ - ago, model::Priority::kRefresh).project.id;
  };
  add("first", std::chrono::seconds(20));
  add("second", std::chrono::seconds(10));
  EXPECT_THAT(get("/v1/projects/o/second/syncs").body, HasSubstr(R"("queue":{"place":2,"of":2,"about_at":null})"))
      << "no sync has ended in the last hour";
  const storage::Lease lease = lease_of(sample_.add("o", "busy").id);
  for (int i = 0; i < 4; ++i) record(lease, -i);
  EXPECT_THAT(get("/v1/projects/o/second/syncs").body,
              HasSubstr(R"("queue":{"place":2,"of":2,"about_at":"2026-01-05T10:30:00Z"})"));
  EXPECT_THAT(get("/v1/projects/o/busy/syncs").body, HasSubstr(R"("queue":null)")) << "it is synced now";
}

TEST_F(SyncRoutes, ListsThoseOfAllProjectsByHowTheyEnded) {
  const storage::Lease a = lease_of(sample_.add("o", "a").id);
  const storage::Lease b = lease_of(sample_.add("o", "b").id);
  record(a, 1);
  record(b, 2, ErrorCode::kNetwork);
  record(a, 3);
  EXPECT_THAT(all("/v1/syncs?limit=1", "project"), ElementsAre("o/a", "o/b", "o/a"));
  EXPECT_THAT(all("/v1/syncs?state=ok", "project"), ElementsAre("o/a", "o/a"));
  const http::Response failed = get("/v1/syncs?state=failed");
  EXPECT_THAT(values(failed, "project"), ElementsAre("o/b"));
  EXPECT_THAT(failed.body, HasSubstr(R"("state":"failed",)"));
  EXPECT_THAT(failed.body, HasSubstr(R"("code":"network","message":"why")"));
}

TEST_F(SyncRoutes, ListsThoseThatRunWithWhatTheyDo) {
  EXPECT_EQ(get("/v1/syncs?state=running").body, R"({"data":[],"next":null})");
  const std::string a = sample_.add("o", "a").id;
  const std::string b = sample_.add("o", "b").id;
  (void)lease_of(a);
  (void)lease_of(b);
  phases_[b] = {"commits", 41, 100};
  phases_["nobody"] = {"commits", 1, 2};
  const http::Response running = get("/v1/syncs?state=running&limit=1");
  EXPECT_THAT(running.body, HasSubstr(R"({"project":"o/b","state":"running","started_at":"2026-01-05T10:00:00Z",)"
                                      R"("phase":"commits","percent":41,"seconds":null)"));
  EXPECT_THAT(all("/v1/syncs?state=running&limit=1", "project"), ElementsAre("o/b", "o/a"));
  EXPECT_THAT(get("/v1/syncs?state=running").body, HasSubstr(R"("project":"o/a","state":"running",)"));
  now_ += std::chrono::seconds(61);
  EXPECT_EQ(get("/v1/syncs?state=running").body, R"({"data":[],"next":null})") << "nobody holds them any more";
}

TEST_F(SyncRoutes, APhaseOfThisProcessIsNeverKept) {
  const std::string a = sample_.add("o", "a").id;
  (void)lease_of(a);
  phases_[a] = {"commits", 1, 100};
  EXPECT_THAT(get("/v1/syncs?state=running").body, HasSubstr(R"("percent":1,)"));
  phases_[a] = {"pulls", 1, 0};
  now_ += std::chrono::seconds(1);
  EXPECT_THAT(get("/v1/syncs?state=running").body, HasSubstr(R"("phase":"pulls","percent":null)"));
}

}  // namespace
}  // namespace cpsg::api
