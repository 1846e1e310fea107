// Protects the REST calls: redirects on the same origin alone, ETags by account, why a repository is gone, pages by
// their links, and what each costs.
#include <map>

#include "cpsg/github/client/testing/answers.h"

namespace cpsg::github::client {
namespace {

constexpr std::string_view kRepository =
    R"({"id":7,"node_id":"R_7","name":"n","full_name":"o/n","private":false,"owner":{"login":"o"},"description":null,)"
    R"("fork":false,"created_at":"2026-03-02T18:00:00Z","updated_at":"2026-05-30T18:00:00Z",)"
    R"("pushed_at":"2026-05-30T18:00:01Z","homepage":"","size":509,"stargazers_count":11,"watchers_count":11,)"
    R"("language":"HTML","forks_count":12,"archived":false,"open_issues_count":22,"license":null,"topics":[],)"
    R"("visibility":"public","default_branch":"main"})";
const wire::RepositoryName kName{"o", "n"};

http::Response repository() { return ScriptedApi::json(std::string(kRepository)); }
http::Response redirect(std::string location) {
  return ScriptedApi::with_header(ScriptedApi::status(301), "Location", std::move(location));
}

TEST(ClientRest, FollowsARename) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return request.target == "/api/repos/o/n" ? redirect("/api/repositories/7") : repository();
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  Spent spent;
  EXPECT_EQ(client.rest_repository(kName, {.spent = &spent}).github_id, 7);
  EXPECT_EQ(spent.rest_requests, 2U);
  EXPECT_DOUBLE_EQ(spent.rest_points, 2);
  EXPECT_EQ(api.requests().at(1).header("authorization"), "Bearer t");
  EXPECT_EQ(api.requests().at(0).header("accept"), "application/vnd.github+json");
  EXPECT_EQ(api.requests().at(0).header("x-github-api-version"), "2022-11-28");
}

TEST(ClientRest, DoesNotFollowToAnotherHost) {
  ScriptedApi elsewhere([](const http::IncomingRequest&) { return repository(); });
  ScriptedApi api([&](const http::IncomingRequest&) { return redirect(elsewhere.url("/api/repositories/7")); });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.rest_repository(kName, {}); }), ErrorCode::kBadData);
  EXPECT_TRUE(elsewhere.requests().empty());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.rest_pulls(kName, elsewhere.url("/p2"), {}); }), ErrorCode::kBadData);
  EXPECT_TRUE(elsewhere.requests().empty());
}

TEST(ClientRest, DoesNotFollowRedirectsWithoutEnd) {
  ScriptedApi api([](const http::IncomingRequest& request) { return redirect(request.target); });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.rest_repository(kName, {}); }), ErrorCode::kRemoteError);
  EXPECT_EQ(api.requests().size(), 6U);
}

TEST(ClientRest, AsksByNumberWithTheAccountsETag) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (request.header("if-none-match") == "W/\"e1\"") return ScriptedApi::status(304, "");
    return ScriptedApi::with_header(repository(), "ETag", "W/\"e1\"");
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  std::map<std::string, std::string> etags;
  const auto etag_of = [&](const std::string& account) { return etags[account]; };
  const auto keep = [&](const std::string& account, const std::string& etag) { etags[account] = etag; };
  const Existence first = client.repository_by_number(7, "o", etag_of, keep, {});
  EXPECT_EQ(first.kind, Existence::Kind::kThere);
  EXPECT_EQ(first.etag, "W/\"e1\"");
  EXPECT_EQ(first.repository->name, kName);
  EXPECT_EQ(api.requests().at(0).target, "/api/repositories/7");
  Spent spent;
  EXPECT_EQ(client.repository_by_number(7, "o", etag_of, keep, {.spent = &spent}).kind, Existence::Kind::kUnchanged);
  EXPECT_EQ(spent.rest_requests, 1U);
  EXPECT_DOUBLE_EQ(spent.rest_points, 0);
}

TEST(ClientRest, SaysWhyARepositoryIsGone) {
  http::Response answer;
  ScriptedApi api([&](const http::IncomingRequest&) { return answer; });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto kind = [&](http::Response next) {
    answer = std::move(next);
    const Existence existence = client.repository_by_number(7, "o", {}, {}, {});
    EXPECT_FALSE(existence.reason.empty());
    return existence.kind;
  };
  EXPECT_EQ(kind(ScriptedApi::status(404)), Existence::Kind::kMissing);
  EXPECT_EQ(kind(ScriptedApi::status(410)), Existence::Kind::kGone);
  EXPECT_EQ(kind(ScriptedApi::status(451)), Existence::Kind::kBlocked);
  EXPECT_EQ(kind(ScriptedApi::status(403, R"({"block":{"reason":"tos"}})")), Existence::Kind::kBlocked);
  EXPECT_EQ(kind(ScriptedApi::status(403)), Existence::Kind::kForbidden);
  EXPECT_EQ(kind(ScriptedApi::with_header(ScriptedApi::status(403), "X-GitHub-SSO", "required; url=x")),
            Existence::Kind::kSsoRequired);
}

TEST(ClientRest, AMissingOneIsLookedUpAsAnotherUser) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (is_viewer(request)) return viewer_answer(token_of(request));
    return token_of(request) == "b" ? repository() : ScriptedApi::status(404);
  });
  Client client(settings_for(api, {"a", "b"}), machine_clock());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.repository_by_number(7, "o", {}, {}, {}).kind, Existence::Kind::kThere);
  }
}

TEST(ClientRest, PullsComePageByPage) {
  constexpr std::string_view kPulls =
      R"([{"number":3,"state":"open","title":"x","draft":false,"user":null,"created_at":"2026-03-29T10:54:32Z",)"
      R"("updated_at":"2026-05-10T00:05:05Z","closed_at":null,"merged_at":null,"labels":[],)"
      R"("head":{"ref":"h","sha":"5fa51ef63d080b3be62c10549bfa88d6caf6c31d","repo":null},)"
      R"("base":{"ref":"main","sha":"6e62bead4f19f91533c0884c7b867e1d73911800"}}])";
  ScriptedApi api([&](const http::IncomingRequest& request) {
    const http::Response page = ScriptedApi::json(std::string(kPulls));
    if (request.target.ends_with("page=2")) return page;
    return ScriptedApi::with_header(page, "Link", R"(</api/repositories/7/pulls?page=2>; rel="next")");
  });
  Client client(settings_for(api, {}), machine_clock());
  const wire::PullPage first = client.rest_pulls(kName, "", {});
  EXPECT_TRUE(first.has_next);
  EXPECT_EQ(first.total, -1);
  EXPECT_EQ(first.end_cursor, api.url("/api/repositories/7/pulls?page=2"));
  const wire::PullPage last = client.rest_pulls(kName, first.end_cursor, {});
  EXPECT_FALSE(last.has_next);
  EXPECT_EQ(last.pulls.at(0).number, 3);
  EXPECT_EQ(api.requests().at(0).target, "/api/repos/o/n/pulls?state=all&sort=updated&direction=desc&per_page=100");
  EXPECT_EQ(api.requests().at(0).header("authorization"), std::nullopt);
}

TEST(ClientRest, LanguagesAreRead) {
  ScriptedApi api([](const http::IncomingRequest&) { return ScriptedApi::json(R"({"C":5,"HTML":9})"); });
  Client client(settings_for(api, {}), machine_clock());
  EXPECT_EQ(client.rest_languages(kName, {}).at(0), (model::LanguageSize{"HTML", 9}));
  EXPECT_EQ(api.requests().at(0).target, "/api/repos/o/n/languages");
}

TEST(ClientRest, HtmlIsNoRepository) {
  ScriptedApi api([](const http::IncomingRequest&) { return ScriptedApi::json("<html>"); });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.rest_repository(kName, {}); }), ErrorCode::kBadData);
  EXPECT_EQ(api.requests().size(), 3U);
}

}  // namespace
}  // namespace cpsg::github::client
