// Protects what is read of a project past a wall: what the tokens are refused is read without them and stays the
// status's word, a name that another repository has taken stores nothing of it, and git's 401 means what the API says.
#include "cpsg/sync/refresh_projects.h"
#include "cpsg/sync/resolve_identity.h"
#include "cpsg/sync/rest_statistics.h"
#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using Api = github::client::ScriptedApi;
using model::SyncState;
using testing::ElementsAre;
using testing::HasSubstr;

class WallsTest : public ApiStepFixture {
 protected:
  WallsTest() {
    remote_->commit("one");
    for (std::int64_t number = 1; number <= 3; ++number) github_.pulls.push_back({number, 10 * number});
  }
  std::optional<Failure> refresh() {
    const model::Project before = project();
    const auto results = refresh_projects(store_->stores(), *client_, {}, std::span(&before, 1), unix_time_, {});
    return results.at(0).failure;
  }
  static http::Response graphql_error(std::string_view error) {
    return Api::json(R"({"data":{"r0":null},"errors":[)" + std::string(error) + "]}");
  }
  // What a token is answered; without one the small GitHub answers.
  void answer_tokens_with(http::Response graphql, http::Response rest) {
    github_.instead = [graphql = std::move(graphql),
                       rest = std::move(rest)](const auto& request) -> std::optional<http::Response> {
      if (!request.header("authorization")) return std::nullopt;
      return request.target.ends_with("/graphql") ? graphql : rest;
    };
  }
};

TEST_F(WallsTest, WhatSingleSignOnClosesToTheTokenComesWithoutIt) {
  const std::string words = "Resource protected by organization SAML enforcement.";
  answer_tokens_with(graphql_error(R"({"type":"FORBIDDEN","path":["r0"],"message":")" + words + "\"}"),
                     Api::status(403, R"({"message":")" + words + "\"}"));
  const std::optional<Failure> wall = refresh();
  ASSERT_TRUE(wall);
  EXPECT_EQ(wall->code, ErrorCode::kSsoRequired);
  EXPECT_TRUE(leaves_git_to_do(*wall, project()));
  SyncOptions options;
  options.refs = true;
  options.api_failure = wall;
  EXPECT_EQ(failure_of([&] { sync(options); }).code, ErrorCode::kSsoRequired);
  const model::Project after = project();
  EXPECT_EQ(after.counts->commits, 1);
  EXPECT_EQ(after.statistics->stars, 5);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3));
  EXPECT_EQ(after.status.state, SyncState::kSsoRequired);
  EXPECT_THAT(after.status.reason.value_or(""), HasSubstr("single sign-on"));
  EXPECT_TRUE(after.status.last_synced_at);
}

TEST_F(WallsTest, AFirstContactFindsWhatALaterOneFinds) {
  const auto by_rest = [&](int status, std::string_view body) {
    answer_tokens_with(graphql_error(R"({"type":"FORBIDDEN","path":["r0"],"message":"Repository access blocked"})"),
                       Api::status(status, std::string(body)));
    return refresh()->code;
  };
  EXPECT_EQ(by_rest(451, R"({"message":"Repository access blocked","block":{"reason":"dmca"}})"), ErrorCode::kBlocked);
  EXPECT_EQ(by_rest(403, R"({"message":"Repository access blocked","block":{"reason":"tos"}})"), ErrorCode::kBlocked);
  EXPECT_EQ(by_rest(410, "{}"), ErrorCode::kGone);
  EXPECT_EQ(by_rest(404, "{}"), ErrorCode::kNotFound);
  answer_tokens_with(graphql_error(R"({"type":"NOT_FOUND","path":["r0"],"message":"no"})"), Api::status(451));
  EXPECT_EQ(refresh()->code, ErrorCode::kBlocked);
}

TEST_F(WallsTest, ANameThatAnotherRepositoryHasStoresNothingOfIt) {
  bind();
  restart_client(false);
  const SyncReport first = sync();
  EXPECT_EQ(first.new_commits, 1u);
  remote_->commit("of another repository");
  github_.instead = [](const auto& request) -> std::optional<http::Response> {
    if (request.target.ends_with("/repos/owner/name")) {
      return Api::json(SmallGithub::rest_repository(777, "owner", "name"));
    }
    if (request.target.ends_with("/repositories/4242")) return Api::status(404);
    return std::nullopt;
  };
  const SyncReport second = sync();
  EXPECT_EQ(project().counts->commits, 1) << "what was stored is as it was";
  EXPECT_EQ(project().status.state, SyncState::kGone);
  const auto heir = store_->find_project("owner/name");
  ASSERT_TRUE(heir);
  EXPECT_NE(heir->id, id_);
  EXPECT_EQ(heir->counts->commits, 2) << "and the new one is synced at once";
  EXPECT_EQ(heir->github_id, 777);
  EXPECT_EQ(heir->status.state, SyncState::kOk);
  EXPECT_EQ(second.total.value().commits, 2);
}

class NameInDoubtTest : public WallsTest {
 protected:
  NameInDoubtTest() {
    bind();
    restart_client(false);
    static_cast<void>(sync());
    github_.instead = [](const auto&) { return std::optional(Api::status(500)); };
  }
  // Git gives another history under the name: that of another repository, or one that its owner made anew.
  void replace_history() {
    remote_->git("switch -q --orphan new");
    remote_->commit("of another repository");
    remote_->git("branch -D main");
    remote_->git("branch -m new main");
  }
  // By the name alone, and git is asked although the API failed with `failure`.
  void sync_in_spite_of(const Failure& failure) {
    SyncOptions options;
    options.refs = true;
    options.api_failure = failure;
    EXPECT_THROW(static_cast<void>(sync(options)), Error);
  }
};

TEST_F(NameInDoubtTest, AnotherHistoryWaitsUntilTheApiSaysWhoseTheNameIs) {
  replace_history();
  for (int i = 0; i < 2; ++i) {
    EXPECT_THROW(static_cast<void>(sync()), Error);
    EXPECT_EQ(project().counts->commits_all, 1);
    EXPECT_EQ(project().generation, 1u);
  }
  EXPECT_EQ(project().status.code, ErrorCode::kRemoteError);
  github_.instead = {};
  static_cast<void>(sync());
  EXPECT_EQ(project().counts->commits_all, 1);
  EXPECT_EQ(project().generation, 2u) << "its own, made anew";
}

TEST_F(NameInDoubtTest, AnEmptyRepositoryEndsNoBranch) {
  remote_->git("update-ref -d refs/heads/main");
  EXPECT_THROW(static_cast<void>(sync()), Error);
  EXPECT_EQ(project().counts->branches, 1);
}

TEST_F(NameInDoubtTest, WhatGrowsFromKnownCommitsIsPublished) {
  remote_->commit("two");
  remote_->git("switch -q --orphan pages");
  remote_->commit("a page");
  static_cast<void>(sync());
  EXPECT_EQ(project().counts->commits_all, 3);
}

TEST_F(NameInDoubtTest, ATokenWithoutAnApiDoesNotSayEither) {
  restart_client();
  replace_history();
  for (const ErrorCode code : {ErrorCode::kTimeout, ErrorCode::kRateLimited, ErrorCode::kForbidden}) {
    sync_in_spite_of({code, "the API does not say", {}});
    EXPECT_EQ(project().generation, 1u);
  }
}

TEST_F(NameInDoubtTest, WhatWasEmptyHasNothingToLose) {
  remote_.emplace(directory_ / "owner" / "empty.git");
  const auto added = store_->add_project("owner", "empty", "", now(), now(), model::Priority::kRefresh).project;
  id_ = added.id;
  store_->bind_identity(added, {77, "R_77", "owner", "empty"}, now());
  EXPECT_THROW(static_cast<void>(sync()), Error);
  EXPECT_EQ(project().generation, 1u);
  remote_->commit("first");
  EXPECT_THROW(static_cast<void>(sync()), Error);
  EXPECT_EQ(project().counts->commits, 1);
}

TEST_F(WallsTest, ARefusalOfGitMeansWhatTheApiSays) {
  restart_client(false);
  const Error refusal(ErrorCode::kUnauthorized, "needs a token, or does not exist");
  const auto meaning = [&](int status) {
    github_.instead = [status](const auto&) { return std::optional(Api::status(status)); };
    return failure_of([&] { throw_meaning_of(refusal, *client_, project(), {}); }).code;
  };
  EXPECT_EQ(meaning(404), ErrorCode::kNotFound);
  EXPECT_EQ(meaning(451), ErrorCode::kBlocked);
  EXPECT_EQ(meaning(403), ErrorCode::kUnauthorized) << "the API does not know either";
  github_.instead = {};
  EXPECT_EQ(failure_of([&] { throw_meaning_of(refusal, *client_, project(), {}); }).code, ErrorCode::kRemoteError);
}

TEST_F(WallsTest, AProjectThatIsPutAsideIsAskedForByItsNumber) {
  bind();
  const std::string other = store_->add_project("owner", "two", "", now(), now(), model::Priority::kRefresh).project.id;
  static_cast<void>(bind_repository(*store_, store_->project(other), {"owner", "name"}, 777, "R_777", now()));
  EXPECT_TRUE(is_put_aside(project()));
  EXPECT_EQ(store_->due_projects(now(), storage::Due::kAny, 10).size(), 2u) << "both are due";
  restart_client(false);
  github_.instead = [](const auto& request) -> std::optional<http::Response> {
    if (!request.target.ends_with("/repositories/4242")) return std::nullopt;
    return Api::json(SmallGithub::rest_repository(SmallGithub::kNumber, "owner", "three"));
  };
  const storage::Lease lease = take_lease();
  EXPECT_EQ(read_statistics_by_rest(*store_, *store_, *client_, project(), lease, {}, now()), id_);
  store_->release_lease(lease);
  EXPECT_EQ(project().full_name(), "owner/three");
}

}  // namespace
}  // namespace cpsg::sync
