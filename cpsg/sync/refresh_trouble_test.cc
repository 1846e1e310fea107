// Protects the refresh from parts that fail: statistics that GraphQL never gives, and a store that is full in between.
#include "cpsg/sync/testing/refresh_fixture.h"
#include "cpsg/sync/testing/small_github.h"

namespace cpsg::sync {
namespace {

using model::Work;
using Api = github::client::ScriptedApi;
class RefreshTrouble : public RefreshProjects {};

// The statistics of one repository are always too much for GraphQL.
class PoisonedStatistics : public RefreshProjects {
 protected:
  PoisonedStatistics() {
    github_.add({.number = 1, .full_name = "acme/good"});
    github_.add({.number = 7, .full_name = "acme/poison"});
    github_.instead = [this](const http::IncomingRequest& request) -> std::optional<http::Response> {
      const auto asks = [&](std::string_view text) { return request.body.find(text) != std::string::npos; };
      if (poisoned_ && asks("query RepositoriesByName(") && asks("\"poison\"")) return Api::status(502);
      if (poisoned_ && asks("query Repositories(") && asks("\"R_7\"")) return Api::status(502);
      if (request.target.ends_with("/graphql")) return std::nullopt;
      ++rest_requests_;
      const bool of_it = request.target.ends_with("/repos/acme/poison") || request.target.ends_with("/repositories/7");
      if (!rest_works_ || !of_it) return Api::status(502);
      return Api::json(SmallGithub::rest_repository(7, "acme", "poison"));
    };
  }
  bool poisoned_ = true;
  bool rest_works_ = true;
  int rest_requests_ = 0;
};

TEST_F(PoisonedStatistics, AFirstContactIsByRestAndTheOthersAreAsEver) {
  const std::vector<std::string> ids = {follow("acme/poison"), follow("acme/good")};
  for (const RefreshResult& result : refresh(ids)) EXPECT_FALSE(result.failure);
  const model::Project found = store_->project(ids[0]);
  EXPECT_EQ(found.github_id, 7);
  EXPECT_EQ(found.node_id, "R_7") << "without a handle no pull request is read";
  EXPECT_EQ(found.statistics->stars, 5);
  EXPECT_EQ(found.work, Work::kRefs | Work::kPulls | Work::kEnrich);
  EXPECT_EQ(store_->project(ids[1]).github_id, 1);
  EXPECT_EQ(rest_requests_, 1);
}

TEST_F(PoisonedStatistics, AKnownHandleKeepsWhatOnlyGraphqlTells) {
  poisoned_ = false;
  const std::string id = follow("acme/poison");
  (void)refresh({id});
  finish(id);
  poisoned_ = true;
  now_ += std::chrono::hours{1};
  github_.repositories["R_7"].pulls = 3;
  EXPECT_FALSE(refresh({id})[0].failure);
  EXPECT_EQ(work(id), Work::kPulls);
  EXPECT_EQ(store_->project(id).statistics->stars, 5);
  EXPECT_EQ(store_->project(id).statistics->tags, 0) << "as GraphQL told it before";
  EXPECT_EQ(rest_requests_, 1);
  now_ += std::chrono::hours{1};
  EXPECT_FALSE(refresh({id})[0].failure);
  EXPECT_EQ(rest_requests_, 1) << "nothing moved";
}

TEST_F(PoisonedStatistics, AnOutageOfBothAsksRestAboutFew) {
  github_.instead = [this](const http::IncomingRequest& request) {
    if (!request.target.ends_with("/graphql")) ++rest_requests_;
    return std::optional(Api::status(500));
  };
  std::vector<std::string> ids;
  for (int i = 0; i < 30; ++i) ids.push_back(follow("acme/n" + std::to_string(i)));
  for (const RefreshResult& result : refresh(ids)) EXPECT_TRUE(result.failure);
  EXPECT_LE(rest_requests_, 6);
}

class FullDisk final : public storage::CountingObservations {
 public:
  using CountingObservations::CountingObservations;
  using CountingObservations::record_refreshed;
  void record_refreshed(std::span<const storage::Refreshed> /*refreshed*/, UnixTime /*now*/) override {
    throw Error(ErrorCode::kStoreFull, "the disk is full");
  }
};

TEST_F(RefreshTrouble, NoEtagIsStoredOfStatisticsThatWereNot) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  github_.repositories["R_1"].refusal = "FORBIDDEN";
  github_.instead = [](const http::IncomingRequest& request) -> std::optional<http::Response> {
    if (!request.target.ends_with("/repositories/1")) return std::nullopt;
    if (request.header("if-none-match")) return Api::status(304);
    return Api::with_header(Api::json(SmallGithub::rest_repository(1, "acme", "tool")), "etag", "\"one\"");
  };
  storage::CallCounter calls;
  FullDisk full(*store_, calls);
  const storage::Stores all = store_->stores();
  const storage::Stores stores{.projects = all.projects,
                               .changes = all.changes,
                               .history = all.history,
                               .writer = all.writer,
                               .observations = full,
                               .pulls = all.pulls,
                               .batches = all.batches,
                               .deliveries = all.deliveries,
                               .settings = all.settings,
                               .keys = all.keys,
                               .sessions = all.sessions,
                               .maintenance = all.maintenance,
                               .change_log = all.change_log,
                               .daily_history = all.daily_history,
                               .releases = all.releases,
                               .fleet = all.fleet,
                               .lists = all.lists,
                               .sync_log = all.sync_log,
                               .status_history = all.status_history,
                               .work_queue = all.work_queue};
  const model::Project before = store_->project(id);
  EXPECT_THROW((void)refresh_projects(stores, *client_, {}, std::span(&before, 1), clock_, {}), Error);
  EXPECT_FALSE(refresh({id})[0].failure);
  EXPECT_EQ(store_->project(id).statistics->stars, 5) << "they are read again, and not taken for unchanged";
}

}  // namespace
}  // namespace cpsg::sync
