// Protects: batches are made of the projects that were named, once each, and do what people ask of them.
// How: whole requests against a real store; items are moved on as the runner would.
#include "cpsg/api/cursor.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/error.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class BatchRoutes : public RouteTest {
 protected:
  // The path of a new batch.
  std::string create(const std::string& projects) {
    const http::Response response = send("POST", "/v1/batches", {}, R"({"name":"night","projects":)" + projects + "}");
    EXPECT_EQ(response.status, 202) << response.body;
    return header(response, "Location");
  }
  void fail(const std::string& path, std::size_t place) {
    const std::string id = path.substr(path.rfind('/') + 1);
    const model::BatchItem before = sample_.store().batch_items(id, std::nullopt, 100).at(place);
    model::BatchItem failed = before;
    failed.state = model::BatchItemState::kFailed;
    failed.code = ErrorCode::kNotFound;
    sample_.store().change_batch_items(id, std::vector<storage::BatchItemChange>{{before, failed}}, at(kSampleStart));
  }
  std::string state(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    const auto states = values(response, "state");
    return states.empty() ? "" : states.front();
  }
};

TEST_F(BatchRoutes, MakesABatchOfKnownAndNewProjects) {
  sample_.add("o", "known");
  const std::string path = create(R"(["O/known","https://github.com/o/new","o/NEW.git","o/known"])");
  EXPECT_THAT(path, testing::StartsWith("/v1/batches/"));
  EXPECT_THAT(due_, ElementsAre(path.substr(path.rfind('/') + 1)));
  const http::Response batch = get(path);
  EXPECT_THAT(batch.body, HasSubstr(R"("name":"night","state":"running",)"));
  EXPECT_THAT(batch.body, HasSubstr(R"("progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0})"));
  EXPECT_THAT(values(get(path + "/projects"), "full_name"), ElementsAre("o/known", "o/new"));
  const auto added = sample_.store().find_project("o/new");
  ASSERT_TRUE(added);
  EXPECT_EQ(added->status.next_sync_at, std::nullopt) << "it waits until the batch comes to it";
  EXPECT_EQ(added->priority, model::Priority::kBackfill);
}

TEST_F(BatchRoutes, TakesProjectsByTheirEarlierNames) {
  const model::Project project = sample_.add("o", "old");
  (void)sample_.store().bind_identity(sample_.store().project(project.id), {1, "R_1", "o", "new"}, at(kSampleStart));
  EXPECT_THAT(values(get(create(R"(["o/old","o/new"])") + "/projects"), "full_name"), ElementsAre("o/new"));
}

TEST_F(BatchRoutes, ProjectThatACancelledBatchHeldBackCanBeFollowed) {
  const std::string path = create(R"(["o/held"])");
  EXPECT_EQ(state(send("POST", path + "/cancel")), "cancelled");
  EXPECT_THAT(values(send("POST", path + "/resume"), "field"), ElementsAre("state")) << "it is for good";
  EXPECT_EQ(send("POST", "/v1/projects", {}, R"({"url":"o/held"})").status, 200);
  EXPECT_EQ(sample_.store().find_project("o/held")->status.next_sync_at, at(kSampleStart));
}

TEST_F(BatchRoutes, ItemOfARemovedProjectHasNoName) {
  const std::string path = create(R"(["o/a","o/b"])");
  EXPECT_EQ(send("DELETE", "/v1/projects/o/a").status, 204);
  const http::Response items = get(path + "/projects");
  EXPECT_THAT(items.body,
              HasSubstr(R"({"full_name":null,"state":"failed","released_at":null,"ended_at":null,"code":"not_found",)"
                        R"("message":null,"attempts":0,"seconds":0})"));
  EXPECT_THAT(values(items, "full_name"), ElementsAre("o/b"));
}

TEST_F(BatchRoutes, RefusesBadBatches) {
  const auto check = [&](const std::string& body, int status, const std::string& field) {
    const http::Response response = send("POST", "/v1/batches", {}, body);
    EXPECT_EQ(response.status, status) << body;
    EXPECT_THAT(values(response, "field"), ElementsAre(field)) << body;
  };
  check("[]", 400, "body");
  check(R"({"projects":["o/n"]})", 400, "name");
  check(R"({"name":"","projects":["o/n"]})", 400, "name");
  check(R"({"name":")" + std::string(201, 'x') + R"(","projects":["o/n"]})", 400, "name");
  check(R"({"name":"x"})", 400, "projects");
  check(R"({"name":"x","projects":[]})", 400, "projects");
  check(R"({"name":"x","projects":[1]})", 400, "projects");
  check(R"({"name":"x","projects":["o/n","nonsense"]})", 422, "projects");
  check(R"({"name":"x","projects":["file:///srv/a/b"]})", 422, "projects");
  check(R"({"name":"x","projects":["o/n"],"when":"now"})", 400, "when");
  EXPECT_TRUE(sample_.store().list_projects("", 10).empty());
  EXPECT_TRUE(sample_.store().batches(10).empty());
}

TEST_F(BatchRoutes, NamesTheProjectThatItRefusesButNoPassword) {
  const auto refusal = [&](const std::string& project) {
    return send("POST", "/v1/batches", {}, R"({"name":"x","projects":["o/n",")" + project + "\"]}").body;
  };
  EXPECT_THAT(refusal("nonsense"), HasSubstr("project 2 (nonsense): a repository is named owner/name"));
  EXPECT_THAT(refusal(""), HasSubstr("project 2: the target is empty"));
  EXPECT_EQ(refusal("https://me:secret@github.com/a/b").find("secret"), std::string::npos);
}

TEST_F(BatchRoutes, ListsBatchesTheNewestFirst) {
  EXPECT_EQ(get("/v1/batches").body, "{\"data\":[],\"next\":null}");
  (void)sample_.store().create_batch("first", std::vector{sample_.add("o", "a").id}, at(kSampleStart));
  (void)sample_.store().create_batch("second", std::vector{sample_.add("o", "b").id}, at(kSampleStart + 1));
  EXPECT_THAT(values(get("/v1/batches"), "name"), ElementsAre("second", "first"));
  EXPECT_THAT(values(get("/v1/batches?limit=1"), "name"), ElementsAre("second"));
}

TEST_F(BatchRoutes, ListsProjectsByStateInPages) {
  const std::string path = create(R"(["o/a","o/b","o/c","o/d"])");
  fail(path, 1);
  fail(path, 3);
  EXPECT_THAT(values(get(path + "/projects?state=failed"), "full_name"), ElementsAre("o/b", "o/d"));
  EXPECT_THAT(values(get(path + "/projects?state=failed"), "code"), ElementsAre("not_found", "not_found"));
  EXPECT_THAT(values(get(path + "/projects?state=pending"), "full_name"), ElementsAre("o/a", "o/c"));
  EXPECT_THAT(values(get(path + "/projects?state=running"), "full_name"), ElementsAre());
  for (const std::string state : {"all", "failed"}) {
    const http::Response first = get(path + "/projects?limit=1&state=" + state);
    const std::string link = header(first, "Link");
    const http::Response second = get(link.substr(1, link.find('>') - 1));
    EXPECT_THAT(values(first, "full_name"), ElementsAre(state == "all" ? "o/a" : "o/b"));
    EXPECT_THAT(values(second, "full_name"), ElementsAre(state == "all" ? "o/b" : "o/d"));
  }
  EXPECT_EQ(get(path + "/projects?state=lost").status, 400);
  EXPECT_EQ(get(path + "/projects?cursor=x").status, 400);
}

TEST_F(BatchRoutes, TellsWhenItsProjectsEndedInPages) {
  const std::string path = create(R"(["o/a","o/b","o/c"])");
  EXPECT_EQ(get(path + "/history").body, R"({"data":[],"next":null})");
  fail(path, 0);
  fail(path, 2);
  EXPECT_EQ(get(path + "/history?interval=day").body,
            R"({"data":[{"start":"2026-01-05T00:00:00Z","done":0,"failed":2}],"next":null})");
  const std::string id = path.substr(path.rfind('/') + 1);
  const model::BatchItem before = sample_.store().batch_items(id, std::nullopt, 100).at(1);
  model::BatchItem done = before;
  done.state = model::BatchItemState::kDone;
  sample_.store().change_batch_items(id, std::vector<storage::BatchItemChange>{{before, done}},
                                     at(kSampleStart) + std::chrono::minutes(3));
  const http::Response first = get(path + "/history?interval=minute&limit=1");
  EXPECT_THAT(first.body, HasSubstr(R"("data":[{"start":"2026-01-05T10:00:00Z","done":0,"failed":2}])"));
  const std::string link = header(first, "Link");
  EXPECT_EQ(get(link.substr(1, link.find('>') - 1)).body,
            R"({"data":[{"start":"2026-01-05T10:03:00Z","done":1,"failed":0}],"next":null})");
  EXPECT_THAT(values(get(path + "/projects"), "ended_at"),
              ElementsAre("2026-01-05T10:00:00Z", "2026-01-05T10:03:00Z", "2026-01-05T10:00:00Z"));
  EXPECT_EQ(get("/v1/batches/nobody/history").status, 404);
  const std::string cursor =
      link.substr(link.find("cursor="), link.find_first_of("&>", link.find("cursor=")) - link.find("cursor="));
  EXPECT_EQ(get(path + "/history?interval=minute&" + cursor).status, 200);
  EXPECT_EQ(get(path + "/history?interval=hour&" + cursor).status, 400) << "a place among minutes is none among hours";
  EXPECT_EQ(get(create(R"(["o/a"])") + "/history?interval=minute&" + cursor).status, 400) << "nor in another batch";
  EXPECT_EQ(get(path + "/history?cursor=" + encode_cursor(NumberCursorKind::kPlace, 1)).status, 400);
}

TEST_F(BatchRoutes, TakesCursorsByTheNextPlace) {
  const std::string path = create(R"(["o/a","o/b","o/c","o/d"])");
  fail(path, 3);
  const auto names = [&](std::int64_t place, const std::string& more = "") {
    const std::string cursor = encode_cursor(NumberCursorKind::kPlace, place);
    return values(get(path + "/projects?cursor=" + cursor + more), "full_name");
  };
  EXPECT_THAT(names(0), ElementsAre("o/a", "o/b", "o/c", "o/d"));
  EXPECT_THAT(names(1), ElementsAre("o/b", "o/c", "o/d"));
  EXPECT_THAT(names(2, "&limit=1"), ElementsAre("o/c"));
  EXPECT_THAT(names(1, "&state=failed"), ElementsAre("o/d"));
  for (const std::int64_t beyond : {std::int64_t{4}, INT64_MAX}) EXPECT_THAT(names(beyond), ElementsAre());
  EXPECT_EQ(get(path + "/projects?cursor=" + encode_cursor(NumberCursorKind::kPlace, -1)).status, 400);
  EXPECT_THAT(values(get(path + "/projects?limit=3"), "next"), ElementsAre(encode_cursor(NumberCursorKind::kPlace, 3)));
}

TEST_F(BatchRoutes, PausesResumesRetriesAndCancels) {
  const std::string path = create(R"(["o/a","o/b"])");
  EXPECT_EQ(state(send("POST", path + "/pause")), "paused");
  EXPECT_EQ(state(send("POST", path + "/pause")), "paused") << "it may be repeated";
  EXPECT_EQ(state(send("POST", path + "/resume")), "running");
  fail(path, 0);
  const http::Response retried = send("POST", path + "/retry");
  EXPECT_THAT(retried.body, HasSubstr("\"pending\":2,\"running\":0,\"done\":0,\"failed\":0"));
  EXPECT_EQ(state(send("POST", path + "/cancel")), "cancelled");
  EXPECT_EQ(send("POST", path + "/resume").status, 400);
}

TEST_F(BatchRoutes, KnowsNoOtherBatches) {
  EXPECT_EQ(get("/v1/batches/nope").status, 404);
  EXPECT_EQ(get("/v1/batches/nope/projects").status, 404);
  for (const std::string change : {"pause", "resume", "cancel", "retry"}) {
    EXPECT_EQ(send("POST", "/v1/batches/nope/" + change).status, 404) << change;
  }
  EXPECT_EQ(send("POST", "/v1/batches/nope/delete").status, 404);
}

TEST_F(BatchRoutes, RefusesWhatOtherSitesSend) {
  const std::vector<http::Header> other = {{"host", "127.0.0.1:8080"}, {"origin", "https://example.org"}};
  const std::string path = create(R"(["o/a"])");
  EXPECT_EQ(send("POST", "/v1/batches", other, R"({"name":"x","projects":["o/b"]})").status, 403);
  EXPECT_EQ(send("POST", path + "/cancel", other).status, 403);
  EXPECT_EQ(state(get(path)), "running");
}

}  // namespace
}  // namespace cpsg::api
