// Protects: what operators and orchestrators see of a running server.
// How: budgets in every condition, and the health checks.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

class StatusRoutes : public RouteTest {};

TEST_F(StatusRoutes, TellsBudgetsByAccount) {
  using github::ledger::Resource;
  budgets_ = {{"user:b", Resource::kRest, true, 5'000, 4'000, 500, 3, std::chrono::seconds(60), {}},
              {"user:a", Resource::kGraphql, false, 0, 0, 0, 1, {}, std::chrono::seconds(30)},
              {"user:b", Resource::kGraphql, true, 5'000, 1, 500, 0, std::chrono::seconds(61), {}}};
  warnings_ = {"token 1 ends in 3 days"};
  EXPECT_EQ(get("/v1/status").body,
            R"({"accounts":[{"account":"user:a","rest":null,"graphql":{"limit":null,"remaining":null,"floor":null,)"
            R"("reserved":1,"resets_in_s":null,"blocked_for_s":30}},{"account":"user:b","rest":{"limit":5000,)"
            R"("remaining":4000,"floor":500,"reserved":3,"resets_in_s":60,"blocked_for_s":null},)"
            R"("graphql":{"limit":5000,"remaining":1,"floor":500,"reserved":0,"resets_in_s":61,)"
            R"("blocked_for_s":null}}],"warnings":["token 1 ends in 3 days"]})");
  EXPECT_EQ(header(get("/v1/status"), "Cache-Control"), "no-store");
}

TEST_F(StatusRoutes, TellsNothingWhereNothingIsAsked) {
  Api bare(sample_.store().stores(), {});
  EXPECT_EQ(bare.handle({"GET", "/v1/status", {}, "", "r"}).body, R"({"accounts":[],"warnings":[]})");
}

TEST_F(StatusRoutes, AnswersHealthChecks) {
  EXPECT_EQ(get("/healthz").body, "{\"status\":\"ok\"}");
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_EQ(header(get("/readyz"), "Cache-Control"), "no-store");
}

}  // namespace
}  // namespace cpsg::api
