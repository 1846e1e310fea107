// Protects: a request whose precondition is false changes nothing (RFC 9110, 13.1): two people who look at one thing do
// not undo each other's work.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kProject = "/v1/projects/octo/demo";

class Preconditions : public RouteTest {
 protected:
  void SetUp() override { sample_.publish_sample(); }
  int remove(std::vector<http::Header> headers) { return send("DELETE", kProject, std::move(headers)).status; }
};

TEST_F(Preconditions, OfADeleteAreCheckedAgainstWhatIsThere) {
  const std::string etag = header(get(kProject), "ETag");
  EXPECT_EQ(remove({{"if-match", "\"of-an-older-look\""}}), 412);
  EXPECT_EQ(remove({{"if-match", ""}}), 412);
  EXPECT_EQ(remove({{"if-none-match", "*"}}), 412);
  EXPECT_EQ(remove({{"if-none-match", "\"x\", " + etag}}), 412);
  EXPECT_EQ(remove({{"if-match", etag}, {"if-none-match", etag}}), 412);
  EXPECT_EQ(get(kProject).status, 200) << "still there";
  EXPECT_EQ(remove({{"if-match", "\"x\", " + etag}, {"if-none-match", "\"x\""}}), 204);
}

TEST_F(Preconditions, OfADeleteHoldAtTheMomentOfTheRemoval) {
  const std::string etag = header(get(kProject), "ETag");
  counting_.calls().set_before_call([&](std::string_view method) {
    if (method != "remove_project") return;
    const model::Project read = sample_.store().find_project("octo/demo").value();
    sample_.store().change_status(read, read.work_version, [](model::ProjectStatus status) {
      status.state = model::SyncState::kFailing;
      return status;
    });
  });
  EXPECT_EQ(remove({{"if-match", etag}}), 412);
  EXPECT_EQ(get(kProject).status, 200) << "still there";
  EXPECT_EQ(remove({{"if-match", header(get(kProject), "ETag")}}), 204);
}

TEST_F(Preconditions, AnyStateWillDoForTheStarAlone) {
  for (const std::string list : {"\"a,*,b\"", "\"a\", *", "\"*\"", "**"}) {
    EXPECT_EQ(remove({{"if-match", list}}), 412) << list;
    EXPECT_EQ(get(kProject, {{"if-none-match", list}}).status, 200) << list;
  }
  EXPECT_EQ(remove({{"if-match", " * "}}), 204);
}

// Whoever has no secret learns nothing of what GET would show to others.
TEST_F(Preconditions, OfADeliveryAreNotLookedAtBeforeItsSignature) {
  for (const std::string name : {"if-match", "if-none-match"}) {
    EXPECT_EQ(calls_of("/v1/webhooks").size(), 1U);
    EXPECT_EQ(send("POST", "/v1/webhooks/github", {{name, "*"}}, "{}").status, 401) << name;
    EXPECT_EQ(send("POST", "/v1/webhooks/github", {{name, "\"x\""}}, "{}").status, 401) << name;
    EXPECT_TRUE(counting_.take_calls().empty()) << "nothing is read for nobody";
  }
}

TEST_F(Preconditions, AreToldAsTheyFailed) {
  const http::Response response = send("DELETE", kProject, {{"if-match", "\"x\""}});
  EXPECT_THAT(response.body, HasSubstr("\"code\":\"precondition_failed\""));
  EXPECT_THAT(values(response, "field"), ElementsAre("If-Match"));
}

TEST_F(Preconditions, OfWhatIsNotThereAreNotLookedAt) {
  EXPECT_EQ(send("DELETE", "/v1/projects/no/body", {{"if-match", "\"x\""}}).status, 404);
}

TEST_F(Preconditions, OfAnAdditionAreThoseOfTheList) {
  const std::string body = R"({"url":"o/n"})";
  EXPECT_EQ(send("POST", "/v1/projects", {{"if-match", "\"x\""}}, body).status, 412);
  EXPECT_EQ(send("POST", "/v1/projects", {{"if-none-match", "*"}}, body).status, 412);
  EXPECT_TRUE(due_.empty());
  const std::string etag = header(get("/v1/projects"), "ETag");
  EXPECT_EQ(send("POST", "/v1/projects", {{"if-match", etag}}, body).status, 202);
  EXPECT_EQ(send("POST", "/v1/projects", {{"if-match", etag}}, R"({"url":"o/m"})").status, 412) << "the list changed";
}

TEST_F(Preconditions, OfAChangeOfABatchAreThoseOfTheBatch) {
  const std::string path =
      header(send("POST", "/v1/batches", {}, R"({"name":"night","projects":["o/a"]})"), "Location");
  const std::string etag = header(get(path), "ETag");
  EXPECT_EQ(send("POST", path + "/pause", {{"if-match", "\"x\""}}).status, 412);
  EXPECT_THAT(get(path).body, HasSubstr("\"state\":\"running\""));
  EXPECT_EQ(send("POST", path + "/pause", {{"if-match", etag}}).status, 200);
  EXPECT_EQ(send("POST", path + "/cancel", {{"if-match", etag}}).status, 412) << "it is paused now";
}

TEST_F(Preconditions, OfAReadAreLookedAtToo) {
  const std::string etag = header(get(kProject), "ETag");
  EXPECT_EQ(get(kProject, {{"if-match", "\"x\""}}).status, 412);
  EXPECT_EQ(get(kProject, {{"if-match", etag}}).status, 200);
  EXPECT_EQ(get(kProject, {{"if-match", etag}, {"if-none-match", etag}}).status, 304);
  const std::string document_etag = header(get("/openapi.json"), "ETag");
  EXPECT_EQ(get("/openapi.json", {{"range", "bytes=0-9"}, {"if-match", document_etag}}).status, 206);
  EXPECT_EQ(get("/openapi.json", {{"range", "bytes=0-9"}, {"if-match", "\"x\""}}).status, 412)
      << "a part is of one state, too";
}

}  // namespace
}  // namespace cpsg::api
