// Protects: whatever a client sends, it gets a 4xx that names what is wrong, never a failure of the server.
// How: each kind of bad input at every route that takes it.
#include "cpsg/api/cursor.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/testing/example_target.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/base64url.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;

class BadRequests : public RouteTest {
 protected:
  void SetUp() override { sample_.publish_sample(); }

  void expect_fault(std::string_view method, const std::string& target, const std::string& field) {
    const http::Response response = send(method, target);
    EXPECT_EQ(response.status, 400) << method << " " << target;
    EXPECT_THAT(values(response, "field"), ElementsAre(field)) << method << " " << target;
  }
};

const std::vector<std::string>& bad_values(ParameterKind kind) {
  static const std::vector<std::string> texts = {"%FF", "a%00b", "%0a", "%C3", "%ED%A0%80"};
  static const std::vector<std::string> integers = {"0x1", "-1", "", "1.5", "1e3", "%31 ", "99999999999999999999999"};
  static const std::vector<std::string> booleans = {"1", "yes", "True", "", "%00"};
  static const std::vector<std::string> times = {
      "2026-02-29",          "2026-00-01", "2026-01-32", "2026-01-31T24:00:00Z", "now", "", "2026-1-1",
      "2026-01-31T12:00:00", "%FF",        "0",          "2026-01-31T12:60:00Z"};
  static const std::vector<std::string> zones = {"Mars/Olympus", "", "../UTC", "+25:00", "UTC%00"};
  static const std::vector<std::string> choices = {"", "ALL", "nothing", "%FF"};
  static const std::vector<std::string> cursors = {"", "%00", "x", "....", "AAAA", "_____w", "Y2M"};
  static const std::vector<std::string> fields = {"", "nothing", "id,,name", "%FF"};
  static const std::vector<std::string> bytes = {"", "a%00b", "%0a", "%7F"};
  static const std::vector<std::string> none;
  switch (kind) {
    case ParameterKind::kText:
      return texts;
    case ParameterKind::kBytes:
      return bytes;
    case ParameterKind::kInteger:
      return integers;
    case ParameterKind::kBoolean:
      return booleans;
    case ParameterKind::kTime:
      return times;
    case ParameterKind::kZone:
    case ParameterKind::kClocks:
      return zones;
    case ParameterKind::kEnumeration:
    case ParameterKind::kChoices:
      return choices;
    case ParameterKind::kCursor:
      return cursors;
    case ParameterKind::kFields:
      return fields;
    default:
      return none;
  }
}

TEST_F(BadRequests, EveryParameterOfEveryRouteIsChecked) {
  for (const Route& route : routes()) {
    if (route.path.starts_with("/v1/batches/"))
      (void)send("POST", "/v1/batches", {}, R"({"name":"n","projects":["a/b"]})");
    for (const Parameter& each : route.parameters) {
      if (each.place != ParameterPlace::kQuery) continue;
      const std::string name(each.name);
      for (const std::string& value : bad_values(each.kind)) {
        expect_fault(route.method, example_target(route, name + "=" + value), name);
      }
      expect_fault(route.method, example_target(route, name + "=%zz"), name);
      expect_fault(route.method, example_target(route, name + "=true&" + name + "=true"), name);
    }
  }
}

TEST_F(BadRequests, ACursorOfAnotherListIsRefused) {
  const std::vector<std::string> cursors = {
      encode_cursor(NameCursorKind::kProject, "a/b"), encode_cursor(NameCursorKind::kBranch, "main"),
      encode_cursor(NumberCursorKind::kPull, 1),      encode_cursor(NumberCursorKind::kDay, 1),
      encode_cursor(NumberCursorKind::kPlace, 1),     encode_cursor(storage::CommitCursor{1, model::Oid()}),
      encode_cursor(storage::ContributorCursor{}),    encode_cursor(NumberCursorKind::kSync, 1),
      encode_cursor(NumberCursorKind::kLease, 1),     encode_cursor(NumberCursorKind::kBatch, 1)};
  int accepted = 0;
  int lists = 0;
  for (const Route& route : routes()) {
    for (const Parameter& each : route.parameters) {
      if (each.kind != ParameterKind::kCursor || route.path.starts_with("/v1/batches/")) continue;
      ++lists;
      for (const std::string& cursor : cursors) {
        const http::Response response = get(example_target(route, "cursor=" + cursor));
        accepted += response.status == 200 ? 1 : 0;
        if (response.status == 200) continue;
        EXPECT_THAT(values(response, "field"), ElementsAre("cursor")) << route.path;
      }
    }
  }
  EXPECT_EQ(accepted, lists) << "each list takes its own alone";
}

TEST_F(BadRequests, PathsHaveNoTricks) {
  const std::string long_name(101, 'a');
  for (const std::string owner :
       {"a%2Fb", "..", "%2e%2e", ".", "%00", "a%00", "%FF", "a%0a", "", "a b", "a%5Cb", "a;b"}) {
    expect_fault("GET", "/v1/projects/" + owner + "/demo", "owner");
    expect_fault("DELETE", "/v1/projects/" + owner + "/demo", "owner");
    expect_fault("GET", "/v1/projects/octo/" + owner + "/commits", "name");
  }
  expect_fault("GET", "/v1/projects/octo/" + long_name, "name");
  for (const std::string& id : std::vector<std::string>{"a%2Fb", "%00", "%FF", "", long_name}) {
    expect_fault("GET", "/v1/batches/" + id + "/projects", "id");
    expect_fault("POST", "/v1/batches/" + id + "/pause", "id");
  }
  for (const std::string number : {"0", "-1", "x", "1%2F2", "9223372036854775808", ""}) {
    expect_fault("GET", "/v1/projects/octo/demo/pulls/" + number + "/", "number");
  }
  for (const std::string path : {"//v1/projects", "/v1//projects/octo", "/v1/./projects/octo/demo", "/v1/x/../projects",
                                 "/v1/%2e%2e/status", "/%00", "/v1/status%00", "/v1/status//", "/%"}) {
    expect_fault("GET", path, "path");
  }
  EXPECT_EQ(values(get("/v1/status?a%00b=1"), "detail"),
            std::vector<std::string>{"a\xEF\xBF\xBD"
                                     "b is not a parameter here; there are none"})
      << "the whole of it";
  expect_fault("GET", "/v1/status?%zz=1", "query");
  expect_fault("GET", "/v1/status?=%zz", "query");
  expect_fault("GET", "/v1/projects?=1&limit=1", "query");
}

TEST_F(BadRequests, CodedBodiesAreRefused) {
  for (const Route& route : routes()) {
    if (route.method == "GET" || route.is_signed) continue;
    const http::Response response = send(route.method, example_path(route), {{"content-encoding", "gzip"}}, "x");
    if (response.status == 404) continue;  // there is no such batch
    EXPECT_EQ(response.status, 415) << route.path;
    EXPECT_THAT(values(response, "field"), ElementsAre("Content-Encoding")) << route.path;
  }
  EXPECT_EQ(send("POST", "/v1/projects", {{"content-encoding", "Identity"}}, R"({"url":"a/b"})").status, 202);
}

TEST_F(BadRequests, BodiesAreWhatTheTableSays) {
  const auto field = [&](const std::string& target, const std::string& body) {
    const http::Response response = send("POST", target, {}, body);
    EXPECT_EQ(response.status, 400) << body;
    const auto fields = values(response, "field");
    return fields.empty() ? "" : fields.front();
  };
  for (const std::string body : {"", "null", "[]", "\"octo/demo\"", "{\"url\":\"a/b\"", "{\"url\":\"\xFF\"}",
                                 "{'url':1}", "{\"url\":\"a/b\"}{}", "\xEF\xBB\xBF{\"url\":\"a/b\"}"}) {
    EXPECT_EQ(field("/v1/projects", body), "body") << body;
    EXPECT_EQ(field("/v1/batches", body), "body") << body;
  }
  const std::string deep(10'000, '[');
  EXPECT_EQ(field("/v1/projects", "{\"url\":" + deep), "body");
  for (const std::string url : {"1", "null", "true", "[]", "{}", "\"a\\u0000b\"", "\"a/b\\n\""}) {
    EXPECT_EQ(field("/v1/projects", "{\"url\":" + url + "}"), "url") << url;
  }
  EXPECT_EQ(field("/v1/projects", R"({"url":"a/b","note":1})"), "note");
  const std::string too_long = "\"" + std::string(201, 'x') + "\"";
  for (const std::string& name : std::vector<std::string>{"1", "\"\"", "\"a\\tb\"", too_long}) {
    EXPECT_EQ(field("/v1/batches", R"({"projects":["a/b"],"name":)" + name + "}"), "name") << name;
  }
  for (const std::string projects : {"[]", "\"a/b\"", "[1]", "[[\"a/b\"]]", "null", "{\"a/b\":1}"}) {
    EXPECT_EQ(field("/v1/batches", R"({"name":"n","projects":)" + projects + "}"), "projects") << projects;
  }
}

}  // namespace
}  // namespace cpsg::api
