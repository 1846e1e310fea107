// Protects: a client gets the members that it asked for and no others, and learns of a name that is none.
#include "cpsg/api/fields.h"

#include "cpsg/api/route_table.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Fields : public RouteTest {
 protected:
  void SetUp() override { sample_.publish_sample(); }
};

TEST_F(Fields, OfAnObject) {
  const std::string whole = "/v1/projects/octo/demo";
  const http::Response part = get(whole + "?fields=stars,full_name,pull_requests");
  EXPECT_EQ(part.body, R"({"full_name":"Octo/Demo","stars":null,)"
                       R"("pull_requests":{"open":null,"closed":null,"merged":null,"total":null}})");
  EXPECT_EQ(header(part, "ETag"), header(get(whole), "ETag")) << "a write may name the state by either";
  EXPECT_EQ(get(whole + "?fields=id", {{"if-none-match", header(part, "ETag")}}).status, 304);
}

TEST_F(Fields, OfTheItemsOfAList) {
  EXPECT_EQ(get("/v1/projects/octo/demo/branches?fields=name&limit=2").body.substr(0, 48),
            R"({"data":[{"name":"feature"},{"name":"main"}],"ne)");
  EXPECT_EQ(get("/v1/projects?fields=name").body, R"({"data":[{"name":"Demo"}],"next":null})");
  EXPECT_THAT(header(get("/v1/projects/octo/demo/commits?limit=1&fields=oid,message"), "Link"),
              HasSubstr("fields=oid%2Cmessage"));
}

TEST_F(Fields, MayBeNamedTwice) {
  const Query query("fields=name,id,name,name,id");
  EXPECT_EQ(fields_of(query), (std::vector<std::string>{"id", "name"})) << "no item is looked through more often";
  EXPECT_EQ(get("/v1/projects?fields=name,name").body, R"({"data":[{"name":"Demo"}],"next":null})");
}

TEST_F(Fields, ThatAreNoneAreNamed) {
  for (const std::string fields : {"nmae", "", "name,", "name,nmae", "author.name", "Name", "name,%FF", "name%00"}) {
    const http::Response response = get("/v1/projects/octo/demo/branches?fields=" + fields);
    EXPECT_EQ(response.status, 400) << fields;
    EXPECT_THAT(values(response, "field"), ElementsAre("fields")) << fields;
  }
  EXPECT_THAT(get("/v1/projects?fields=nmae").body, HasSubstr("'nmae' is no member here; there are id, github_id"));
}

TEST_F(Fields, AreThereWhereverAShapeIsShown) {
  for (const Route& route : routes()) {
    const bool has = std::any_of(route.parameters.begin(), route.parameters.end(),
                                 [](const Parameter& each) { return each.name == kFieldsParameter; });
    // A badge as JSON is a picture for others to draw.
    const bool shows_data =
        route.method == "GET" && route.caching != Caching::kNever && route.caching != Caching::kPicture;
    EXPECT_EQ(has, shows_data && !route.answers[0].shape.empty()) << route.path;
  }
}

}  // namespace
}  // namespace cpsg::api
