// Protects: the table finds what it lists, each row can be checked and told, and every path says which methods it has.
#include "cpsg/api/route_table.h"

#include <set>

#include "cpsg/api/testing/example_target.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/split.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A path of that row, with sensible parameters.
TEST(RouteTable, FindsEachOfItsRows) {
  for (const Route& route : routes()) {
    const std::string path = example_path(route);
    EXPECT_EQ(find_route(route.method, parse_target(path).segments), &route) << path;
    EXPECT_EQ(find_route(route.method, path), &route) << path;
    EXPECT_EQ(find_route(route.method, path + "/"), &route) << path;
  }
  EXPECT_EQ(find_route("GET", "/v1/projects/a/b/commits/c/d"), nullptr);
  EXPECT_EQ(find_route("GET", "/v1/projects/a/b/branches/c/d/e")->name, "get_branch");
  EXPECT_EQ(find_route("GET", "/v1/projects/a/b/branches/")->name, "list_branches");
  EXPECT_EQ(find_route("PUT", "/v1/projects"), nullptr);
  EXPECT_EQ(find_route("HEAD", "/v1/projects"), find_route("GET", "/V1/Projects"));
}

TEST(RouteTable, APathMayEndLikeAFile) {
  EXPECT_EQ(find_route("GET", "/badge/o/n/stars.svg")->name, "get_badge");
  EXPECT_EQ(find_route("GET", "/badge/o/n/stars.JSON")->name, "get_badge_json");
  EXPECT_EQ(find_route("GET", "/card/o/n.svg.svg")->name, "get_card");
  for (const std::string_view path : {"/badge/o/n/stars", "/badge/o/n/.svg", "/badge/o/n/stars.png", "/card/o/n"}) {
    EXPECT_EQ(find_route("GET", path), nullptr) << path;
  }
}

TEST(RouteTable, EachRowIsWhole) {
  for (const Route& route : routes()) {
    EXPECT_FALSE(route.summary.empty()) << route.path;
    EXPECT_FALSE(route.answers.empty()) << route.path;
    std::set<std::string> in_path;
    for_each_part(route.path, '/', [&](std::string_view part) {
      if (part.starts_with('{')) in_path.insert(std::string(part.substr(1, part.find('}') - 1)));
    });
    bool has_body = false;
    for (const Parameter& each : route.parameters) {
      EXPECT_FALSE(each.meaning.empty()) << route.path << " " << each.name;
      const bool chooses = each.kind == ParameterKind::kEnumeration || each.kind == ParameterKind::kChoices;
      EXPECT_EQ(chooses, !each.values.empty()) << route.path << " " << each.name;
      if (each.kind == ParameterKind::kInteger) {
        EXPECT_GE(each.max, each.min) << route.path << " " << each.name;
      }
      if (each.place == ParameterPlace::kPath) {
        EXPECT_EQ(in_path.erase(std::string(each.name)), 1) << route.path << " " << each.name;
      }
      has_body = has_body || each.place == ParameterPlace::kBody;
    }
    EXPECT_TRUE(in_path.empty()) << route.path << " has parts that are no parameters";
    EXPECT_EQ(has_body, !route.body.empty()) << route.path;
    const bool changes_what_is_stored = route.method != "GET" && !route.is_signed &&
                                        route.path != "/v1/session" &&  // which a key itself opens
                                        route.path != "/v1/plan";       // which stores nothing
    EXPECT_EQ(changes_what_is_stored, route.access >= access::Level::kWrite) << route.path;
  }
}

class Routes : public RouteTest {};

TEST_F(Routes, AllTellTheirMethods) {
  for (const Route& route : routes()) {
    const std::string path = example_path(route);
    const http::Response options = send("OPTIONS", path);
    EXPECT_EQ(options.status, 204) << path;
    EXPECT_THAT(header(options, "Allow"), HasSubstr(std::string(route.method))) << path;
    const http::Response refused = send("PATCH", path);
    EXPECT_EQ(refused.status, 405) << path;
    EXPECT_EQ(header(refused, "Allow"), header(options, "Allow")) << path;
  }
  EXPECT_EQ(header(send("OPTIONS", "*"), "Allow"), "GET, HEAD, POST, DELETE, PUT, OPTIONS");
  EXPECT_EQ(send("OPTIONS", "/v1/nothing").status, 404);
}

TEST_F(Routes, AllRefuseWhatTheyDoNotHave) {
  sample_.publish_sample();
  for (const Route& route : routes()) {
    if (route.is_signed) continue;  // its signature is looked at first
    const http::Response response = send(route.method, example_target(route, "limti=1"));
    EXPECT_EQ(response.status, 400) << route.path;
    EXPECT_THAT(values(response, "field"), ElementsAre("limti")) << route.path;
  }
}

TEST_F(Routes, ListsWaitForRoom) {
  const auto may_answer_large = [&](std::string method, std::string target) {
    return api_.may_answer_large({std::move(method), std::move(target), {}, "", "r-1"});
  };
  EXPECT_TRUE(may_answer_large("GET", "/v1/projects?limit=1"));
  EXPECT_TRUE(may_answer_large("HEAD", "/V1/projects/"));
  EXPECT_TRUE(may_answer_large("GET", "/v1/projects/o/n/commits"));
  EXPECT_TRUE(may_answer_large("GET", "/v1/projects/o/n/export"));
  EXPECT_TRUE(may_answer_large("GET", "/v1/projects/o/n/%63ommits")) << "it may be encoded";
  EXPECT_FALSE(may_answer_large("GET", "/v1/projects/o/n"));
  EXPECT_FALSE(may_answer_large("GET", "/healthz"));
  EXPECT_FALSE(may_answer_large("POST", "/v1/projects"));
}

}  // namespace
}  // namespace cpsg::api
