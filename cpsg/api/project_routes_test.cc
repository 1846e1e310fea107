// Protects: what clients get for projects, for the health checks and for requests that make no sense.
// How: whole requests against a real store with one small project.
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/waitable_clock.h"

namespace cpsg::api {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ProjectRoutes : public RouteTest {};

TEST_F(ProjectRoutes, GivesAProjectWhateverTheCase) {
  sample_.publish_sample();
  for (const std::string path : {"/v1/projects/Octo/Demo", "/V1/Projects/oCTO/demo", "/v1/projects/octo/demo/"}) {
    const http::Response response = get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_THAT(response.body, HasSubstr("\"full_name\":\"Octo/Demo\"")) << path;
    EXPECT_EQ(header(response, "Content-Type"), "application/json");
  }
}

TEST_F(ProjectRoutes, AnswersNotModified) {
  sample_.publish_sample();
  const http::Response first = get("/v1/projects/octo/demo");
  const std::string etag = header(first, "ETag");
  EXPECT_THAT(etag, testing::StartsWith("W/\""));
  for (const std::string& value : {etag, "\"x\", " + etag, etag.substr(2), std::string("*")}) {
    const http::Response again = get("/v1/projects/octo/demo", {{"if-none-match", value}});
    EXPECT_EQ(again.status, 304) << value;
    EXPECT_EQ(header(again, "ETag"), etag);
    EXPECT_EQ(again.body, "");
  }
  EXPECT_EQ(get("/v1/projects/octo/demo", {{"if-none-match", "W/\"x\""}}).status, 200);
}

TEST_F(ProjectRoutes, ListsProjectsInPages) {
  for (const std::string name : {"c", "A", "b", "d"}) (void)sample_.add("o", name);
  const http::Response all = get("/v1/projects");
  EXPECT_THAT(values(all, "full_name"), ElementsAre("o/A", "o/b", "o/c", "o/d"));
  EXPECT_THAT(all.body, testing::EndsWith("],\"next\":null}"));
  const http::Response first = get("/v1/projects?limit=3");
  EXPECT_THAT(values(first, "full_name"), ElementsAre("o/A", "o/b", "o/c"));
  const std::string link = header(first, "Link");
  ASSERT_THAT(link, testing::MatchesRegex("</v1/projects\\?limit=3&cursor=[A-Za-z0-9_-]+>; rel=\"next\""));
  EXPECT_EQ(values(first, "next").front(),
            link.substr(link.find("cursor=") + 7, link.find('>') - link.find("cursor=") - 7));
  EXPECT_THAT(values(get(link.substr(1, link.find('>') - 1)), "full_name"), ElementsAre("o/d"));
  EXPECT_EQ(get("/v1/projects", {{"if-none-match", header(all, "ETag")}}).status, 304);
}

TEST_F(ProjectRoutes, ListsNothingAtFirst) {
  const http::Response response = get("/v1/projects");
  EXPECT_EQ(response.body, "{\"data\":[],\"next\":null}");
  EXPECT_EQ(header(response, "ETag"), "W/\"4.09447e54a2e7dc35\"");
}

TEST_F(ProjectRoutes, AddsAProjectOnce) {
  const std::string body = R"({"url":"https://github.com/Octo/Demo.git"})";
  const http::Response created = send("POST", "/v1/projects", {}, body);
  EXPECT_EQ(created.status, 202);
  EXPECT_EQ(header(created, "Location"), "/v1/projects/Octo/Demo");
  EXPECT_THAT(created.body, HasSubstr("\"full_name\":\"Octo/Demo\""));
  EXPECT_THAT(created.body, HasSubstr("\"state\":\"pending\""));
  const http::Response known = send("POST", "/v1/projects", {}, R"({"url":"octo/demo"})");
  EXPECT_EQ(known.status, 200);
  EXPECT_THAT(known.body, HasSubstr("\"full_name\":\"Octo/Demo\""));
  const auto added = sample_.store().find_project("octo/demo");
  EXPECT_EQ(due_.front(), added->id);
  EXPECT_EQ(added->priority, model::Priority::kInteractive);
  EXPECT_EQ(added->status.next_sync_at, at(kSampleStart));
}

TEST_F(ProjectRoutes, RefusesBadAdditions) {
  const auto check = [&](const std::string& body, int status, const std::string& field) {
    const http::Response response = send("POST", "/v1/projects", {}, body);
    EXPECT_EQ(response.status, status) << body << response.body;
    EXPECT_THAT(values(response, "field"), ElementsAre(field)) << body;
  };
  check("", 400, "body");
  check("[1]", 400, "body");
  check("{\"url\":", 400, "body");
  check("{}", 400, "url");
  check("{\"url\":1}", 400, "url");
  check("{\"url\":\"o/n\",\"nmae\":1}", 400, "nmae");
  check("{\"url\":\"file:///srv/x/y\"}", 422, "url");
  check("{\"url\":\"https://example.org/o/n\"}", 422, "url");
  check("[[[[[[[[[[]]]]]]]]]]", 400, "body");
  EXPECT_TRUE(sample_.store().list_projects("", 10).empty());
}

TEST_F(ProjectRoutes, RefusesAdditionsThatOtherSitesSend) {
  const std::string body = R"({"url":"o/n"})";
  const http::Response other =
      send("POST", "/v1/projects", {{"host", "127.0.0.1:8080"}, {"origin", "https://example.org"}}, body);
  EXPECT_EQ(other.status, 403);
  EXPECT_THAT(other.body, HasSubstr("\"code\":\"origin_refused\""));
  EXPECT_TRUE(due_.empty());
  const http::Response same =
      send("POST", "/v1/projects", {{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}}, body);
  EXPECT_EQ(same.status, 202);
}

TEST_F(ProjectRoutes, TellsWhatIsNotThere) {
  for (const std::string path : {"/v1/projects/o/missing", "/v1/projects/o/missing/commits", "/v1", "/", "/v2/projects",
                                 "/v1/projects/o", "/v1/projects/o/n/x", "/v1/projects/o/n/commits/x/y", "*"}) {
    const http::Response response = get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(response.body, HasSubstr("\"code\":\"not_found\"")) << path;
    EXPECT_EQ(header(response, "Content-Type"), "application/problem+json");
  }
}

TEST_F(ProjectRoutes, TellsWhichMethodsThereAre) {
  const http::Response response = send("DELETE", "/v1/projects");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(header(send("POST", "/v1/projects/o/n"), "Allow"), "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(send("HEAD", "/v1/projects").status, 200);
}

TEST_F(ProjectRoutes, NamesMisspeltParameters) {
  sample_.publish_sample();
  for (const std::string path :
       {"/v1/projects", "/v1/projects/octo/demo", "/v1/projects/octo/demo/branches", "/v1/projects/octo/demo/commits",
        "/v1/projects/octo/demo/activity", "/v1/projects/octo/demo/contributors", "/v1/projects/octo/demo/pulls",
        "/v1/projects/octo/demo/history", "/v1/batches", "/v1/webhooks", "/v1/status", "/healthz", "/readyz"}) {
    const http::Response response = get(path + "?limti=1");
    EXPECT_EQ(response.status, 400) << path;
    EXPECT_THAT(values(response, "field"), ElementsAre("limti")) << path;
  }
}

TEST_F(ProjectRoutes, NamesBadLimitsAndCursors) {
  sample_.publish_sample();
  for (const std::string path : {"/v1/projects", "/v1/projects/octo/demo/branches", "/v1/projects/octo/demo/commits",
                                 "/v1/projects/octo/demo/contributors"}) {
    EXPECT_THAT(values(get(path + "?limit=0"), "field"), ElementsAre("limit")) << path;
    EXPECT_THAT(values(get(path + "?cursor=xyz"), "field"), ElementsAre("cursor")) << path;
  }
}

TEST_F(ProjectRoutes, SendsEarlierNamesToThePresentOne) {
  const std::string id = sample_.publish_sample();
  (void)sample_.store().bind_identity(sample_.store().project(id), {42, "R_42", "Octo", "New"}, at(kSampleStart));
  const auto location = [&](const std::string& path, std::string_view method = "GET") {
    const http::Response response = send(method, path);
    EXPECT_EQ(response.status, method == "GET" ? 301 : 308) << path;
    return header(response, "Location");
  };
  EXPECT_EQ(location("/v1/projects/OCTO/demo"), "/v1/projects/Octo/New");
  EXPECT_EQ(location("/v1/projects/octo/demo/commits?limit=1&branch=a%2Fb"),
            "/v1/projects/Octo/New/commits?limit=1&branch=a%2Fb");
  EXPECT_EQ(location("/v1/projects/octo/demo/pulls/7"), "/v1/projects/Octo/New/pulls/7");
  EXPECT_EQ(location("/v1/projects/octo/demo", "DELETE"), "/v1/projects/Octo/New");
  EXPECT_EQ(get("/v1/projects/octo/demo/nothing").status, 404);
  EXPECT_THAT(get("/v1/projects/octo/new").body, HasSubstr(R"("renamed_from":["Octo/Demo"])"));
  sample_.add("octo", "demo");
  EXPECT_EQ(get("/v1/projects/octo/demo").status, 200) << "another project has the name now";
}

TEST_F(ProjectRoutes, RemovesAProject) {
  sample_.publish_sample();
  EXPECT_EQ(send("DELETE", "/v1/projects/octo/demo", {{"host", "[::1]:80"}, {"origin", "http://other"}}).status, 403);
  EXPECT_EQ(send("DELETE", "/v1/projects/octo/demo").status, 204);
  EXPECT_EQ(get("/v1/projects/octo/demo").status, 404);
  EXPECT_EQ(send("DELETE", "/v1/projects/octo/demo").status, 404);
  EXPECT_EQ(due_.size(), 1U) << "what is left is to be cleared";
}

TEST_F(ProjectRoutes, RemovesAProjectThatIsBeingSynced) {
  const std::string id = sample_.publish_sample();
  const auto lease = std::get<storage::Lease>(
      sample_.store().acquire_lease(id, "another process", machine_clock().unix_time(), std::chrono::seconds(60), {}));
  EXPECT_EQ(send("DELETE", "/v1/projects/octo/demo").status, 204);
  EXPECT_EQ(get("/v1/projects/octo/demo").status, 404);
  EXPECT_THROW(sample_.store().finish_sync(lease, {}, 0), Error);
}

TEST_F(ProjectRoutes, RemovalWaitsUntilAllIsCleared) {
  sample_.publish_sample();
  EXPECT_EQ(send("DELETE", "/v1/projects/octo/demo?wait=maybe").status, 400);
  EXPECT_EQ(send("DELETE", "/v1/projects/octo/demo?wait=true").status, 204);
  EXPECT_EQ(sample_.store().clear_removed(machine_clock().unix_time()), storage::Clearing::kDone);
}

TEST_F(ProjectRoutes, TakesAProjectOutOfHold) {
  auto& store = sample_.store();
  (void)store.add_project("octo", "held", "", at(1), std::nullopt, model::Priority::kBackfill);
  const http::Response known = send("POST", "/v1/projects", {}, R"({"url":"octo/held"})");
  EXPECT_EQ(known.status, 200);
  const model::Project project = store.find_project("octo/held").value();
  EXPECT_EQ(project.status.next_sync_at, at(kSampleStart));
  EXPECT_EQ(project.priority, model::Priority::kInteractive);
  EXPECT_THAT(due_, ElementsAre(project.id));
}

TEST_F(ProjectRoutes, ANameOfAProjectOfThisMachineIsAConflict) {
  (void)sample_.store().add_project("octo", "local", "file:///srv/secret.git", at(1), at(1), model::Priority::kRefresh);
  for (const std::string url : {"octo/local", "OCTO/Local.git", "https://github.com/octo/local"}) {
    const http::Response response = send("POST", "/v1/projects", {}, R"({"url":")" + url + "\"}");
    EXPECT_EQ(response.status, 409);
    EXPECT_THAT(values(response, "code"), ElementsAre("conflict"));
    EXPECT_THAT(values(response, "field"), ElementsAre("url"));
    EXPECT_THAT(response.body, Not(AnyOf(HasSubstr("/srv"), HasSubstr("secret"), HasSubstr("--as"))));
  }
}

}  // namespace
}  // namespace cpsg::api
