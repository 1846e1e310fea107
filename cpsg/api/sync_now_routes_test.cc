// Protects: a sync that somebody asks for makes the project due at once, once a minute, and not where it would be in
// vain or against the request's own condition.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using model::Work;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kSync = "/v1/projects/octo/demo/sync";

class SyncNowRoutes : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }
  http::Response ask(std::string body = "", std::vector<http::Header> headers = {}) {
    return send("POST", kSync, std::move(headers), std::move(body));
  }
  model::Project project() { return sample_.store().project(id_); }
  void set_state(model::SyncState state, std::optional<UnixTime> next_sync_at) {
    const model::Project read = project();
    sample_.store().change_status(read, read.work_version, [&](model::ProjectStatus status) {
      status.state = state;
      status.next_sync_at = next_sync_at;
      return status;
    });
  }

  std::string id_;
};

TEST_F(SyncNowRoutes, MakesTheProjectDueAtOnce) {
  now_ = at(kSampleStart + 100 * kDayS);
  set_state(model::SyncState::kOk, now_ + std::chrono::hours(6));
  const http::Response response = ask();
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(header(response, "Location"), "/v1/projects/Octo/Demo");
  EXPECT_THAT(response.body, HasSubstr("\"full_name\":\"Octo/Demo\""));
  EXPECT_THAT(due_, ElementsAre(id_)) << "the worker is told";
  EXPECT_EQ(project().status.next_sync_at, now_);
  EXPECT_EQ(project().priority, model::Priority::kInteractive);
  EXPECT_EQ(project().work & Work::kRefs, Work::kRefs);
  EXPECT_EQ(project().work & Work::kAudit, Work::kNothing);
}

TEST_F(SyncNowRoutes, AuditsWhenAsked) {
  EXPECT_EQ(ask(R"({"audit":true})").status, 202);
  EXPECT_EQ(project().work & Work::kAudit, Work::kAudit);
  EXPECT_EQ(ask(R"({"audit":"yes"})").status, 400);
  EXPECT_EQ(ask(R"({"all":true})").status, 400);
}

TEST_F(SyncNowRoutes, OnceAMinute) {
  EXPECT_EQ(ask().status, 202);
  now_ += std::chrono::seconds(20);
  const http::Response refused = ask();
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "40");
  now_ += std::chrono::seconds(40);
  EXPECT_EQ(ask().status, 202);
  EXPECT_EQ(due_.size(), 2U);
}

TEST_F(SyncNowRoutes, WaitsForTheBudget) {
  set_state(model::SyncState::kWaitingQuota, now_ + std::chrono::seconds(600));
  const std::uint64_t version = project().work_version;
  const http::Response refused = ask();
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "600");
  EXPECT_EQ(project().work_version, version);
  EXPECT_TRUE(due_.empty());
}

TEST_F(SyncNowRoutes, IsInVainForWhatIsGone) {
  for (const model::SyncState state : {model::SyncState::kGone, model::SyncState::kBlocked}) {
    set_state(state, std::nullopt);
    const http::Response refused = ask();
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("\"code\":\"conflict\""));
  }
  EXPECT_EQ(send("POST", "/v1/projects/no/body/sync").status, 404);
}

TEST_F(SyncNowRoutes, KeepsToTheRequestsConditionAtTheMomentOfTheChange) {
  EXPECT_EQ(ask("", {{"if-match", "\"of-an-older-look\""}}).status, 412);
  const std::string etag = header(get("/v1/projects/octo/demo"), "ETag");
  counting_.calls().set_before_call([&](std::string_view method) {
    if (method == "ask_for_sync") set_state(model::SyncState::kFailing, now_ + std::chrono::hours(1));
  });
  EXPECT_EQ(ask("", {{"if-match", etag}}).status, 412);
  counting_.calls().set_before_call({});
  EXPECT_EQ(project().sync_asked_at, std::nullopt);
  EXPECT_EQ(ask("", {{"if-match", header(get("/v1/projects/octo/demo"), "ETag")}}).status, 202);
}

TEST_F(SyncNowRoutes, CostsOneWriteAndTwoReads) {
  (void)counting_.take_calls();
  (void)ask();
  EXPECT_EQ(counting_.take_calls(), (CallCounts{{"ask_for_sync", 1}, {"project", 1}, {"revision", 1}}));
}

}  // namespace
}  // namespace cpsg::api
