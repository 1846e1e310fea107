// Protects: lists are saved under their names as they were given, refused where they could not be used, changed only by
// who saw their present state, and show nobody a private project.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SavedListRoutes : public RouteTest {
 protected:
  http::Response put(const std::string& name, std::string body, std::vector<http::Header> headers = {}) {
    return send("PUT", "/v1/lists/" + name, std::move(headers), std::move(body));
  }
  std::string field(const std::string& body) {
    const auto fields = values(put("x", body), "field");
    return fields.empty() ? "" : fields.front();
  }
};

TEST_F(SavedListRoutes, KeepsWhatItWasGiven) {
  const http::Response made = put("my%20list", R"({"projects":["octo/demo","Octo/Other","OCTO/demo"]})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(header(made, "Location"), "/v1/lists/my%20list");
  EXPECT_THAT(made.body, HasSubstr(R"("name":"my list","query":null,"projects":["octo/demo","Octo/Other"],)"));
  const http::Response got = get("/v1/lists/my%20list");
  EXPECT_EQ(got.body, made.body);
  EXPECT_EQ(header(got, "ETag"), header(made, "ETag"));
  EXPECT_EQ(put("rust", R"({"query":"limit=7&fields=name"})").status, 201);
  EXPECT_THAT(get("/v1/lists/rust").body, HasSubstr(R"("query":"limit=7&fields=name","projects":null)"));
  EXPECT_EQ(put("none", R"({"projects":[]})").status, 201);
  EXPECT_THAT(get("/v1/lists/none").body, HasSubstr(R"("projects":[])"));
  EXPECT_EQ(get("/v1/lists/Rust").status, 404);
}

TEST_F(SavedListRoutes, SavingTheSameAgainChangesNothing) {
  const std::string body = R"({"projects":["octo/demo"]})";
  const http::Response made = put("x", body);
  now_ += std::chrono::seconds(60);
  const http::Response again = put("x", body);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, made.body);
  const http::Response changed = put("x", R"({"query":"limit=1"})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(header(changed, "ETag"), header(made, "ETag"));
  EXPECT_EQ(send("DELETE", "/v1/lists/x").status, 204);
  EXPECT_EQ(send("DELETE", "/v1/lists/x").status, 404);
}

TEST_F(SavedListRoutes, ListsInPagesByName) {
  for (const std::string name : {"b", "B", "a"}) (void)put(name, R"({"projects":[]})");
  (void)put("c", R"({"query":"limit=1"})");
  EXPECT_THAT(values(get("/v1/lists"), "name"), ElementsAre("B", "a", "b", "c"));
  EXPECT_THAT(values(get("/v1/lists"), "kind"), ElementsAre("projects", "projects", "projects", "query"));
  const http::Response first = get("/v1/lists?limit=3");
  const std::string link = header(first, "Link");
  EXPECT_THAT(values(get(link.substr(1, link.find('>') - 1)), "name"), ElementsAre("c"));
}

TEST_F(SavedListRoutes, RefusesWhatIsNoList) {
  EXPECT_EQ(field("{}"), "projects");
  EXPECT_EQ(field(R"({"projects":["a/b"],"query":"limit=1"})"), "projects");
  EXPECT_EQ(field(R"({"projects":["nothing"]})"), "projects");
  EXPECT_EQ(field(R"({"projects":["https://github.com/a/b"]})"), "projects");
  EXPECT_EQ(field(R"({"projects":"a/b"})"), "projects");
  EXPECT_EQ(field(R"({"query":"limti=1"})"), "query");
  EXPECT_EQ(field(R"({"query":"limit=0"})"), "query");
  EXPECT_EQ(field(R"({"query":"fields=nothing"})"), "query");
  EXPECT_EQ(field(R"({"query":"%zz"})"), "query");
  EXPECT_EQ(field(R"({"query":")" + std::string(4'097, 'q') + "\"}"), "query");
  EXPECT_EQ(field(R"({"names":[]})"), "names");
  EXPECT_EQ(put(std::string(101, 'n'), R"({"projects":[]})").status, 400);
  EXPECT_EQ(put("a%0Ab", R"({"projects":[]})").status, 400);
  EXPECT_EQ(put("%FF", R"({"projects":[]})").status, 400);
  EXPECT_EQ(put("a%2Fb", R"({"projects":[]})").status, 400);
  EXPECT_THAT(values(get("/v1/lists"), "name"), testing::IsEmpty());
}

TEST_F(SavedListRoutes, RefusesNamesThatNobodyCouldUse) {
  for (const std::string name : {"%2E", "%2e%2E", "%20", "%20%20", "a%0Ab", "%09", "%7F"}) {
    const http::Response refused = put(name, R"({"projects":[]})");
    EXPECT_EQ(refused.status, 400) << name;
    EXPECT_THAT(values(refused, "field"), ElementsAre("name")) << name;
  }
  EXPECT_THAT(put("%20", R"({"projects":[]})").body, HasSubstr("something else than blanks, and must not be . or .."));
  EXPECT_THAT(put("a%0Ab", R"({"projects":[]})").body, HasSubstr("control characters"));
  for (const std::string name : {"...", ".a", "%20a", "%C3%A9"}) {
    EXPECT_EQ(put(name, R"({"projects":[]})").status, 201) << name;
  }
}

TEST_F(SavedListRoutes, TakesTenThousandNamesAndNoMore) {
  std::string names;
  const std::string owner(100, 'o');
  for (int i = 0; i < 10'000; ++i) {
    const std::string number = std::to_string(i);
    names += (i == 0 ? "\"" : ",\"") + owner + "/" + number + std::string(100 - number.size(), 'n') + "\"";
  }
  const std::string whole = "{\"projects\":[" + names + "]}";
  EXPECT_LE(whole.size(), api_.large_body_max_bytes("/v1/lists/x"));
  EXPECT_EQ(put("x", whole).status, 201);
  EXPECT_EQ(put("x", "{\"projects\":[" + names + ",\"o/n\"]}").status, 400);
}

TEST_F(SavedListRoutes, AreChangedByWhoSawThemAlone) {
  const std::string body = R"({"projects":["octo/demo"]})";
  EXPECT_EQ(put("x", body, {{"if-match", "*"}}).status, 412) << "there is none yet";
  EXPECT_EQ(put("x", body, {{"if-none-match", "*"}}).status, 201);
  EXPECT_EQ(put("x", body, {{"if-none-match", "*"}}).status, 412);
  const std::string etag = header(get("/v1/lists/x"), "ETag");
  EXPECT_EQ(put("x", R"({"projects":[]})", {{"if-match", "\"of-an-older-look\""}}).status, 412);
  EXPECT_EQ(send("DELETE", "/v1/lists/x", {{"if-match", "\"of-an-older-look\""}}).status, 412);
  // Somebody else is faster, after the request's look at anything but before its change.
  counting_.calls().set_before_call([&](std::string_view method) {
    if (method == "put_list") (void)sample_.store().put_list({.name = "x", .query = "limit=3"}, now_);
  });
  EXPECT_EQ(put("x", R"({"projects":[]})", {{"if-match", etag}}).status, 412);
  counting_.calls().set_before_call({});
  EXPECT_THAT(get("/v1/lists/x").body, HasSubstr("limit=3")) << "it was not overwritten";
  EXPECT_EQ(send("DELETE", "/v1/lists/x", {{"if-match", header(get("/v1/lists/x"), "ETag")}}).status, 204);
}

TEST_F(SavedListRoutes, CostABoundedNumberOfReads) {
  (void)put("x", R"({"projects":["a/b","c/d"]})");
  EXPECT_EQ(calls_of("/v1/lists"), (CallCounts{{"lists", 1}}));
  EXPECT_EQ(calls_of("/v1/lists/x"), (CallCounts{{"list", 1}}));
  (void)put("x", R"({"projects":[]})");
  EXPECT_EQ(counting_.take_calls(), (CallCounts{{"put_list", 1}}));
}

}  // namespace
}  // namespace cpsg::api
