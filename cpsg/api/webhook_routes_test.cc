// Protects: signed deliveries mark projects as due, once each; anything else changes nothing.
// How: deliveries as GitHub sends them, signed here, and the store's work after each.
#include <utility>

#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/error.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/sha256.h"

namespace cpsg::api {
namespace {

using model::Work;
using testing::ElementsAre;
using testing::HasSubstr;

class WebhookRoutes : public RouteTest {
 protected:
  static std::string signature(std::string_view body) {
    return "sha256=" + hex_encode(hmac_sha256(kWebhookSecret, body));
  }
  static std::vector<http::Header> headers(const std::string& event, const std::string& delivery,
                                           std::string_view body) {
    return {{"content-type", "application/json"},
            {"x-github-event", event},
            {"x-github-delivery", delivery},
            {"x-hub-signature-256", signature(body)}};
  }
  http::Response deliver(const std::string& event, const std::string& delivery, const std::string& body) {
    return send("POST", "/v1/webhooks/github", headers(event, delivery, body), body);
  }
  // A synced project that has no work and is due much later.
  model::Project idle_project() {
    const std::string id = sample_.publish_sample();
    const auto lease = std::get<storage::Lease>(
        sample_.store().acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
    sample_.store().finish_work(lease, sample_.store().project(id).work, sample_.store().project(id).work_version);
    const model::ProjectStatus ok{.state = model::SyncState::kOk, .next_sync_at = at(kSampleStart + kDayS)};
    sample_.store().finish_sync(lease, {.status = ok}, sample_.store().project(id).work_version);
    sample_.store().release_lease(lease);
    return sample_.store().project(id);
  }

  static constexpr auto kPayload = R"({"ref":"refs/heads/main","repository":{"id":42,"full_name":"octo/demo"}})";
};

TEST_F(WebhookRoutes, MarksTheProject) {
  const model::Project before = idle_project();
  const http::Response response = deliver("push", "d-1", kPayload);
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.body, "{\"accepted\":true}");
  const model::Project after = sample_.store().project(before.id);
  EXPECT_EQ(after.work, Work::kRefs | Work::kStatistics);
  EXPECT_EQ(after.priority, model::Priority::kWebhook);
  EXPECT_EQ(after.status.next_sync_at, at(kSampleStart));
  EXPECT_THAT(due_, ElementsAre(before.id));
}

TEST_F(WebhookRoutes, ReleasesAreReadAgainAlsoWhereTheirNumberStays) {
  const std::string id = idle_project().id;
  EXPECT_EQ(deliver("push", "d-1", kPayload).status, 202);
  EXPECT_EQ(sample_.store().release_walk(id).changes, 0);
  EXPECT_EQ(deliver("release", "d-2", kPayload).status, 202);
  EXPECT_EQ(sample_.store().release_walk(id).changes, 1);
  EXPECT_TRUE(any(sample_.store().project(id).work & Work::kEnrich));
}

TEST_F(WebhookRoutes, TakesEachDeliveryOnce) {
  idle_project();
  EXPECT_EQ(deliver("push", "d-1", kPayload).status, 202);
  EXPECT_EQ(deliver("push", "d-1", kPayload).status, 202);
  EXPECT_EQ(due_.size(), 1);
  EXPECT_EQ(deliver("push", "d-2", kPayload).status, 202);
  EXPECT_EQ(due_.size(), 2);
}

TEST_F(WebhookRoutes, FindsProjectsByNumberAndByEarlierNames) {
  const model::Project project = idle_project();
  (void)sample_.store().bind_identity(sample_.store().project(project.id), {42, "R_42", "octo", "renamed"},
                                      at(kSampleStart));
  deliver("push", "d-1", R"({"repository":{"id":42,"full_name":"octo/whatever"}})");
  deliver("push", "d-2", R"({"repository":{"full_name":"OCTO/renamed"}})");
  deliver("push", "d-3", R"({"repository":{"full_name":"octo/demo"}})");
  EXPECT_THAT(due_, ElementsAre(project.id, project.id, project.id));
}

TEST_F(WebhookRoutes, LooksAtAProjectWhoseNameAnotherRepositoryHas) {
  const model::Project project = idle_project();
  (void)sample_.store().bind_identity(sample_.store().project(project.id), {41, "R_41", "octo", "demo"},
                                      at(kSampleStart));
  const Work before = sample_.store().project(project.id).work;
  EXPECT_EQ(deliver("push", "d-1", kPayload).status, 202);
  EXPECT_EQ(sample_.store().project(project.id).work, before | Work::kProbe);
}

TEST_F(WebhookRoutes, WorkGoesToTheProjectThatTheOneItMeantIsMergedWithMeanwhile) {
  const std::string kept = idle_project().id;
  const std::string merged = sample_.add("octo", "alias").id;
  auto& store = sample_.store();
  (void)store.bind_identity(store.project(kept), {41, "R_41", "Octo", "Demo"}, at(kSampleStart));
  counting_.calls().set_before_call([&, done = false](std::string_view method) mutable {
    if (method != "record_delivery" || std::exchange(done, true)) return;
    (void)store.bind_identity(store.project(merged), {41, "R_41", "Octo", "Demo"}, at(kSampleStart));
  });
  const std::uint64_t before = store.project(kept).work_version;

  EXPECT_EQ(deliver("push", "d-1", R"({"repository":{"full_name":"octo/alias"}})").status, 202);

  EXPECT_THAT(due_, ElementsAre(kept));
  EXPECT_GT(store.project(kept).work_version, before + 1) << "beside what the merge took over";
}

TEST_F(WebhookRoutes, AcknowledgesWhatIsOfNoUse) {
  const model::Project project = idle_project();
  EXPECT_EQ(deliver("ping", "d-1", R"({"zen":"z","repository":{"full_name":"octo/demo"}})").status, 202);
  EXPECT_EQ(deliver("workflow_run", "d-2", kPayload).status, 202);
  EXPECT_EQ(deliver("issues", "d-3", kPayload).status, 202);
  EXPECT_EQ(deliver("push", "d-4", R"({"repository":{"id":7,"full_name":"un/known"}})").status, 202);
  EXPECT_EQ(deliver("push", "d-5", "{}").status, 202);
  EXPECT_TRUE(due_.empty());
  EXPECT_EQ(sample_.store().project(project.id).work, Work::kNothing);
  const http::Response counts = get("/v1/webhooks");
  EXPECT_THAT(counts.body, HasSubstr("{\"event\":\"ping\",\"count\":1}"));
  EXPECT_THAT(counts.body, HasSubstr("{\"event\":\"other\",\"count\":2}"));
  EXPECT_THAT(counts.body, HasSubstr("{\"event\":\"push\",\"count\":2}"));
}

TEST_F(WebhookRoutes, TakesTheDeliveryThatFollowsOneItCouldNotRead) {
  const model::Project project = idle_project();
  EXPECT_EQ(deliver("push", "d-1", "[]").status, 400);
  EXPECT_EQ(get("/v1/webhooks").body, "{\"data\":[],\"next\":null}");
  EXPECT_EQ(deliver("push", "d-1", kPayload).status, 202);
  EXPECT_THAT(due_, ElementsAre(project.id));
}

TEST_F(WebhookRoutes, LeavesProjectsOfOtherSources) {
  const std::string id =
      sample_.store()
          .add_project("octo", "local", "file:///srv/local.git", at(0), {}, model::Priority::kRefresh)
          .project.id;
  EXPECT_EQ(deliver("push", "d-1", R"({"repository":{"id":9,"full_name":"octo/local"}})").status, 202);
  EXPECT_TRUE(due_.empty());
  EXPECT_FALSE(sample_.store().project(id).status.next_sync_at);
}

TEST_F(WebhookRoutes, RefusesWhatIsNotSigned) {
  idle_project();
  auto unsigned_headers = headers("push", "d-1", kPayload);
  unsigned_headers.pop_back();
  EXPECT_EQ(send("POST", "/v1/webhooks/github", unsigned_headers, kPayload).status, 401);
  const http::Response forged = send("POST", "/v1/webhooks/github", headers("push", "d-1", "another body"), kPayload);
  EXPECT_EQ(forged.status, 401);
  EXPECT_EQ(header(forged, "Content-Type"), "application/problem+json");
  EXPECT_TRUE(due_.empty());
  EXPECT_EQ(get("/v1/webhooks").body, "{\"data\":[],\"next\":null}");
}

TEST_F(WebhookRoutes, NamesWhatIsWrongWithADelivery) {
  const auto check = [&](std::size_t at, const std::string& value, int status) {
    auto changed = headers("push", "d-1", kPayload);
    changed.at(at).value = value;
    EXPECT_EQ(send("POST", "/v1/webhooks/github", changed, kPayload).status, status) << value;
  };
  check(0, "application/x-www-form-urlencoded", 415);
  check(1, "", 400);
  check(2, "", 400);
  check(2, std::string(200, 'x'), 400);
  check(0, "application/json charset=utf-8", 415);
  check(0, "application/json ; charset=utf-8", 202);
  EXPECT_EQ(deliver("push", "d-2", "[]").status, 400);
}

TEST_F(WebhookRoutes, IsNotThereWithoutASecret) {
  Api api(sample_.store().stores(), {});
  const http::IncomingRequest request{"POST", "/v1/webhooks/github", headers("push", "d-1", kPayload), kPayload, "r"};
  EXPECT_EQ(api.handle(request).status, 404);
  EXPECT_EQ(api.large_body_max_bytes("/v1/webhooks/github"), 0);
}

TEST_F(WebhookRoutes, TakesTheLargestBodiesThereAlone) {
  for (const std::string_view target : {"/v1/webhooks/github", "/V1/Webhooks/GitHub/", "/v1/webhooks/github?x=1"}) {
    EXPECT_EQ(api_.large_body_max_bytes(target), limits::kWebhookBodyMaxBytes) << target;
  }
  EXPECT_EQ(api_.large_body_max_bytes("/v1/batches"), 8 * limits::kMiB);
  for (const std::string_view target : {"/", "/v1/webhooks", "/v1/projects", "/v1/webhooks/github/x", ""}) {
    EXPECT_EQ(api_.large_body_max_bytes(target), 0) << target;
  }
}

TEST_F(WebhookRoutes, ReadsTheLargestPayloadsQuickly) {
  idle_project();
  std::string body = R"({"commits":[)";
  while (body.size() < 24 * limits::kMiB) body += R"({"id":"0123456789abcdef","message":"m","added":["a/b","c"]},)";
  body += R"(0],"repository":{"id":42,"full_name":"octo/demo"}})";
  EXPECT_EQ(deliver("push", "d-1", body).status, 202);
  EXPECT_EQ(due_.size(), 1);
}

}  // namespace
}  // namespace cpsg::api
