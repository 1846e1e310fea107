// Protects: what operators and orchestrators see of a running server.
// How: budgets in every condition, and the health checks.
#include <gmock/gmock.h>

#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/error_meaning.h"

namespace cpsg::api {
namespace {

class StatusRoutes : public RouteTest {};

TEST_F(StatusRoutes, TellsBudgetsByAccount) {
  using github::ledger::Resource;
  budgets_ = {{"user:b", Resource::kRest, true, 5'000, 4'000, 500, 3, std::chrono::seconds(60), {}},
              {"user:a", Resource::kGraphql, false, 0, 0, 0, 1, {}, std::chrono::seconds(30)},
              {"user:b", Resource::kGraphql, true, 5'000, 1, 500, 0, std::chrono::seconds(61), {}}};
  facts_.accounts = {{"user:b", "user", at(kSampleStart + kDayS)}, {"user:unknown", "user", {}}};
  warnings_ = {{.code = ErrorCode::kUnauthorized,
                .severity = model::Severity::kWarning,
                .since = at(kSampleStart),
                .account = "user:b",
                .text = "token 1 ends in 3 days"}};
  const std::string body = get("/v1/status").body;
  EXPECT_EQ(body.substr(body.find("\"accounts\"")),
            R"("accounts":[{"account":"user:a","kind":null,"expires_at":null,"rest":null,)"
            R"("graphql":{"limit":null,"remaining":null,"floor":null,)"
            R"("reserved":1,"resets_in_s":null,"blocked_for_s":30}},{"account":"user:b","kind":"user",)"
            R"("expires_at":"2026-01-06T10:00:00Z","rest":{"limit":5000,)"
            R"("remaining":4000,"floor":500,"reserved":3,"resets_in_s":60,"blocked_for_s":null},)"
            R"("graphql":{"limit":5000,"remaining":1,"floor":500,"reserved":0,"resets_in_s":61,)"
            R"("blocked_for_s":null}}],"warnings":[{"code":"unauthorized","severity":"warning",)"
            R"("since":"2026-01-05T10:00:00Z","account":"user:b","text":"token 1 ends in 3 days","remedy":")" +
                std::string(error_meaning(ErrorCode::kUnauthorized)) + R"("}]})");
  EXPECT_EQ(header(get("/v1/status"), "Cache-Control"), "no-store");
}

TEST_F(StatusRoutes, TellsNothingWhereNothingIsAsked) {
  Api bare(sample_.store().stores(), {.clock = [] { return at(kSampleStart); }});
  const std::string body = bare.handle({"GET", "/v1/status", {}, "", "r"}).body;
  EXPECT_THAT(body, testing::StartsWith(R"({"version":null,"now":"2026-01-05T10:00:00Z","started_at":null,)"
                                        R"("instances":[],"store":{"kind":"","size_bytes":)"));
  EXPECT_THAT(
      body, testing::EndsWith(
                R"(,"queue":{"running":0,"due":0,"late":0,"oldest_due_at":null,)"
                R"("next_due_at":null,"waiting_quota":0},"workers":{"busy":0,"total":0},"setup":{"github_token":false,)"
                R"("webhook_secret":false,"email_key":false,"loopback":false},"syncs_per_hour":0,)"
                R"("off_peak":{"open":true,"changes_at":null},"accounts":[],"warnings":[]})"));
}

TEST_F(StatusRoutes, TellsWhatWaitsAndWhatWorks) {
  facts_ = {.version = "2.1.0",
            .started_at = at(kSampleStart),
            .instances = {{"me", "all", "2.1.0", "http://127.0.0.1:8080", at(kSampleStart)}},
            .store_kind = "sqlite",
            .disk_free_bytes = 4'000,
            .workers_busy = 1,
            .workers_total = 2,
            .setup = {.github_token = true, .email_key = true, .loopback = true}};
  const std::string id = sample_.publish_sample();
  now_ = at(kSampleStart + 365 * kDayS);
  const auto lease =
      std::get<storage::Lease>(sample_.store().acquire_lease(id, "test", now_, std::chrono::seconds(60), std::nullopt));
  (void)sample_.store().add_project("o", "late", "", now_, now_ - std::chrono::hours(2), model::Priority::kRefresh);
  (void)sample_.store().add_project("o", "next", "", now_, now_ + std::chrono::hours(1), model::Priority::kRefresh);
  sample_.store().record_sync(lease, {.started_at = now_, .ended_at = now_});
  const std::string body = get("/v1/status").body;
  EXPECT_THAT(body, testing::HasSubstr(R"("version":"2.1.0")"));
  EXPECT_THAT(body, testing::HasSubstr(R"("instances":[{"id":"me","role":"all","version":"2.1.0",)"
                                       R"("address":"http://127.0.0.1:8080","started_at":"2026-01-05T10:00:00Z"}])"));
  EXPECT_THAT(body, testing::HasSubstr(R"("free_bytes":4000})"));
  EXPECT_THAT(body, testing::HasSubstr(R"("queue":{"running":1,"due":1,"late":1,)"
                                       R"("oldest_due_at":"2027-01-05T08:00:00Z",)"
                                       R"("next_due_at":"2027-01-05T11:00:00Z","waiting_quota":0})"));
  EXPECT_THAT(body,
              testing::HasSubstr(R"("workers":{"busy":1,"total":2},"setup":{"github_token":true,)"
                                 R"("webhook_secret":false,"email_key":true,"loopback":true},"syncs_per_hour":1,)"));
}

TEST_F(StatusRoutes, AnswersHealthChecks) {
  EXPECT_EQ(get("/healthz").body, "{\"status\":\"ok\"}");
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_EQ(header(get("/readyz"), "Cache-Control"), "no-store");
}

}  // namespace
}  // namespace cpsg::api
