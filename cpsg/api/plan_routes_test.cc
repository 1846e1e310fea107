// Protects: what people paste is understood line by line, what it would cost is told as far as anybody knows it, and
// nothing is stored; asking GitHub needs the right to write.
#include <gmock/gmock.h>

#include "cpsg/api/plan.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PlanRoutes : public RouteTest {
 protected:
  http::Response plan(const std::string& text, const std::string& query = "") {
    std::string body;
    shape::JsonObject out(body);
    out.text("text", text);
    out.finish();
    return send("POST", "/v1/plan" + query, {}, body);
  }
};

TEST_F(PlanRoutes, GivesEachLineItsVerdict) {
  sample_.add("O", "Known");
  const http::Response response = plan(
      "o/known\ngit clone git@github.com:new/one.git\n\nNEW/ONE  # again\nhttps://gitlab.com/a/b\nnonsense here\n");
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_THAT(values(response, "verdict"), ElementsAre("known", "new", "twice", "invalid", "invalid"));
  EXPECT_THAT(values(response, "full_name"), ElementsAre("O/Known", "new/one", "NEW/ONE"));
  EXPECT_THAT(response.body, HasSubstr(R"("counts":{"new":1,"known":1,"twice":1,"invalid":2})"));
  EXPECT_THAT(response.body, HasSubstr(R"({"line":5,"input":"https://gitlab.com/a/b","full_name":null,)"
                                       R"("verdict":"invalid","code":"url_invalid","hint":"the host gitlab.com)"));
  EXPECT_THAT(response.body, HasSubstr(R"("unknown_sizes":1,"pull_requests":null,"points":null,"bytes":null)"));
  EXPECT_FALSE(sample_.store().find_project("new/one")) << "nothing is stored";
}

TEST_F(PlanRoutes, TakesAListAsWell) {
  const http::Response response = send("POST", "/v1/plan", {}, R"({"projects":["a/b","a/b","c"]})");
  EXPECT_THAT(values(response, "verdict"), ElementsAre("new", "twice", "invalid"));
  EXPECT_EQ(send("POST", "/v1/plan", {}, "{}").status, 400);
  EXPECT_EQ(send("POST", "/v1/plan", {}, R"({"text":"a/b","projects":["a/b"]})").status, 400);
  EXPECT_EQ(send("POST", "/v1/plan", {}, R"({"text":["a/b"]})").status, 400);
}

TEST_F(PlanRoutes, AsksGithubForSizesWhereTheCallerMayWrite) {
  std::vector<std::string> asked;
  plan_sizes_ = [&](std::span<const model::Target> targets) {
    PlanSizes told{.points = 0.5};
    for (const model::Target& target : targets) {
      asked.push_back(target.name);
      const bool gone = target.name == "gone";
      told.sizes.push_back(gone ? std::nullopt : std::optional(schedule::ProjectSize{.pulls = 100}));
      told.failures.push_back(gone ? std::optional(Failure{ErrorCode::kNotFound, "no such repository", {}})
                                   : std::nullopt);
    }
    return told;
  };
  EXPECT_EQ(plan("a/b\na/gone", "?probe=true").status, 200);
  const http::Response response = plan("a/b\na/gone\na/b", "?probe=true");
  EXPECT_THAT(asked, ElementsAre("b", "gone", "b", "gone"));
  EXPECT_THAT(response.body, HasSubstr(R"("counts":{"new":1,"known":0,"twice":1,"invalid":1})"));
  EXPECT_THAT(response.body, HasSubstr(R"("unknown_sizes":0,"pull_requests":100,"points":2.04,"bytes":null,)"));
  EXPECT_THAT(response.body, HasSubstr(R"("points_now":900,"points_per_hour":4500,"spent":0.5)"));
  EXPECT_THAT(values(response, "code"), ElementsAre("not_found"));
  EXPECT_THAT(values(response, "verdict"), ElementsAre("new", "invalid", "twice"));
}

TEST_F(PlanRoutes, WhatGithubCannotTellNowIsNewStill) {
  plan_sizes_ = [](std::span<const model::Target>) {
    return PlanSizes{.sizes = {std::nullopt}, .failures = {Failure{ErrorCode::kTimeout, "later", {}}}};
  };
  const http::Response response = plan("a/b", "?probe=true");
  EXPECT_THAT(values(response, "verdict"), ElementsAre("new"));
  EXPECT_THAT(values(response, "code"), ElementsAre("timeout"));
  EXPECT_THAT(response.body, HasSubstr(R"("unknown_sizes":1,"pull_requests":null)"));
}

TEST_F(PlanRoutes, IsBounded) {
  std::string many;
  for (std::size_t i = 0; i <= kPlanLinesMax; ++i) many += "a/b\n";
  const http::Response response = plan(many);
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("20000"));
  EXPECT_EQ(plan(many.substr(4)).status, 200);
}

}  // namespace
}  // namespace cpsg::api
