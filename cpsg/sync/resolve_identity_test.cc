// Protects what is learned of a repository that answers by its number alone: that it exists, that nothing changed (for
// no cost), that it is missing, or why GitHub refuses.
#include "cpsg/sync/resolve_identity.h"

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using Api = github::client::ScriptedApi;

class ResolveIdentityTest : public ApiStepFixture {
 protected:
  ResolveIdentityTest() {
    bind();
    github_.instead = [this](const http::IncomingRequest& request) -> std::optional<http::Response> {
      if (!request.target.ends_with("/repositories/4242")) return std::nullopt;
      conditions_.emplace_back(request.header("if-none-match").value_or(""));
      return answer_;
    };
  }

  ResolvedIdentity resolve() { return resolve_identity(*store_, *client_, project(), {}); }
  ErrorCode refusal() {
    return failure_of([&] { (void)resolve(); }).code;
  }
  // What a refresh does with what was found, as far as the next request goes by it.
  void store(const ResolvedIdentity& found) {
    const storage::Refreshed seen{.project_id = project().id, .etag = found.etag};
    store_->record_refreshed({&seen, 1}, now());
  }
  static http::Response repository(std::string etag) {
    return Api::with_header(Api::json(SmallGithub::rest_repository(SmallGithub::kNumber, "other", "place")), "ETag",
                            std::move(etag));
  }

  // Written while no request is under way.
  http::Response answer_ = repository("\"one\"");
  std::vector<std::string> conditions_;
};

TEST_F(ResolveIdentityTest, FindsItUnderItsPresentName) {
  const ResolvedIdentity found = resolve();
  ASSERT_TRUE(found.repository.has_value());
  EXPECT_EQ(found.repository->name.owner, "other");
  EXPECT_EQ(found.repository->name.name, "place");
  EXPECT_FALSE(found.unchanged);
  ASSERT_TRUE(found.etag);
  EXPECT_EQ(found.etag->etag, "\"one\"");
  EXPECT_EQ(store_->etag(found.etag->key), std::nullopt) << "for the caller to store, together with the repository";
}

TEST_F(ResolveIdentityTest, AskingAgainIsConditional) {
  store(resolve());
  answer_ = Api::status(304, "");
  const ResolvedIdentity again = resolve();
  EXPECT_TRUE(again.unchanged);
  EXPECT_FALSE(again.repository.has_value());
  EXPECT_FALSE(again.etag);
  EXPECT_THAT(conditions_, testing::ElementsAre("", "\"one\""));
}

TEST_F(ResolveIdentityTest, OneThatIsMissingIsNeitherFoundNorRefused) {
  answer_ = Api::status(404, R"({"message":"Not Found"})");
  const ResolvedIdentity found = resolve();
  EXPECT_FALSE(found.repository.has_value());
  EXPECT_FALSE(found.unchanged);
}

TEST_F(ResolveIdentityTest, ARefusalIsThrownAsWhatItIs) {
  answer_ = Api::status(451, R"({"message":"Repository access blocked","block":{"reason":"dmca"}})");
  EXPECT_EQ(refusal(), ErrorCode::kBlocked);
  answer_ = Api::status(410, R"({"message":"gone"})");
  EXPECT_EQ(refusal(), ErrorCode::kGone);
  answer_ = Api::status(403, R"({"message":"Must have admin rights"})");
  EXPECT_EQ(refusal(), ErrorCode::kForbidden);
  answer_ = Api::with_header(Api::status(403, R"({"message":"Resource protected by organization SAML enforcement"})"),
                             "X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso");
  EXPECT_EQ(refusal(), ErrorCode::kSsoRequired);
}

TEST_F(ResolveIdentityTest, ByNumberAloneItIsAskedForWithoutCondition) {
  store(resolve());
  const std::optional<github::wire::Repository> found = find_by_number(*client_, project(), {});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->github_id, SmallGithub::kNumber);
  EXPECT_THAT(conditions_, testing::ElementsAre("", ""));
  answer_ = Api::status(404, R"({"message":"Not Found"})");
  EXPECT_EQ(find_by_number(*client_, project(), {}), std::nullopt);
}

}  // namespace
}  // namespace cpsg::sync
