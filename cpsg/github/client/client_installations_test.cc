// Protects which installation of an App sends a request: what belongs to the owner of one is looked up as that one,
// however many there are; if it has to wait or gets no token, the others are used.
#include <map>
#include <set>

#include "cpsg/github/accounts/testing/app_key.h"
#include "cpsg/github/client/testing/answers.h"

namespace cpsg::github::client {
namespace {

constexpr int kInstallations = 8;

// GitHub with an App installed by owner-0 ... owner-7, of whose repositories R_0 ... R_7 each installation sees its
// own.
class AppApi {
 public:
  [[nodiscard]] ClientSettings settings() const {
    ClientSettings settings = settings_for(api, {});
    settings.accounts.app = accounts::AppSettings{"42", accounts::pem_of(accounts::rsa_test_key()), {}};
    return settings;
  }
  // The repositories that were asked for, by the token.
  [[nodiscard]] std::map<std::string, std::multiset<std::string>> asked() const {
    std::map<std::string, std::multiset<std::string>> asked;
    for (const auto& request : api.requests()) {
      if (!request.target.ends_with("/graphql")) continue;
      for (std::string& id : ids_of(request)) asked[token_of(request)].insert(std::move(id));
      const wire::JsonDocument document(request.body);
      if (auto id = document.root()["variables"]["id"].optional_text(9))
        asked[token_of(request)].insert(*std::move(id));
    }
    return asked;
  }

  std::string limited_token;  // GitHub asks it to wait
  std::string barred;         // the target of an installation that gets no token
  bool bars_all = false;
  ScriptedApi api{[this](const http::IncomingRequest& request) { return answer(request); }};

 private:
  [[nodiscard]] http::Response answer(const http::IncomingRequest& request) const {
    if (request.target.ends_with("/graphql")) return probe(request);
    if (!request.target.ends_with("/access_tokens")) return list();
    if (request.target == barred || bars_all) return ScriptedApi::status(403, R"({"message":"suspended"})");
    const auto id = request.target.substr(request.target.find("ations/") + 7, 1);
    return ScriptedApi::status(201, R"({"token":"ghs_)" + id + R"(","expires_at":"2099-01-01T00:00:00Z"})");
  }
  [[nodiscard]] http::Response probe(const http::IncomingRequest& request) const {
    const std::string token = token_of(request);
    if (token == limited_token) return ScriptedApi::with_header(ScriptedApi::status(403), "Retry-After", "60");
    return probe_answer(request, [&](const std::string& id) { return id.back() == token.back() ? "" : "NOT_FOUND"; });
  }
  static http::Response list() {
    std::string list;
    for (int i = 0; i < kInstallations; ++i) {
      const std::string number = std::to_string(i);
      list += (i == 0 ? "" : ",") + (R"({"id":)" + number + R"(,"account":{"login":"Owner-)" + number + R"("}})");
    }
    return ScriptedApi::json("[" + list + "]");
  }
};

std::vector<std::string> owners() {
  std::vector<std::string> owners;
  for (int i = 0; i < kInstallations; ++i) owners.push_back("owner-" + std::to_string(i));
  return owners;
}

TEST(ClientInstallations, AreUsedForWhatBelongsToTheirOwners) {
  AppApi github;
  Client client(github.settings(), machine_clock());
  const auto found = client.probe(some_ids(kInstallations), owners(), {});
  EXPECT_EQ(found_in(found), kInstallations);
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].value.value().node_id, "R_" + std::to_string(i));
  const auto asked = github.asked();
  EXPECT_EQ(asked.size(), kInstallations);
  for (const auto& [token, ids] : asked) EXPECT_EQ(ids, std::multiset<std::string>{"R_" + token.substr(4)});
}

TEST(ClientInstallations, AreUsedForEveryKindOfBatch) {
  AppApi github;
  Client client(github.settings(), machine_clock());
  const Call call{.lane = ledger::Lane::kInteractive};
  (void)client.repositories(std::vector<std::string>{"R_6"}, std::vector<std::string>{"OWNER-6"}, call);
  (void)client.pulls_by_number("R_5", "owner-5", std::vector<std::int64_t>{5}, call);
  const auto asked = github.asked();
  EXPECT_TRUE(asked.at("ghs_6").contains("R_6"));
  EXPECT_TRUE(asked.at("ghs_5").contains("R_5"));
  const std::size_t before = github.api.requests().size();
  (void)client.repositories_by_name(std::vector<wire::RepositoryName>{{"owner-3", "n"}, {"owner-4", "n"}}, call);
  std::set<std::string> tokens;
  const auto requests = github.api.requests();
  for (std::size_t i = before; i < requests.size(); ++i) tokens.insert(token_of(requests[i]));
  EXPECT_TRUE(tokens.contains("ghs_3") && tokens.contains("ghs_4"));
}

TEST(ClientInstallations, ShareBatchesForWhatBelongsToNoneOfTheirOwners) {
  AppApi github;
  Client client(github.settings(), machine_clock());
  std::vector<std::string> some = owners();
  some[0] = some[1] = "stranger";
  some[2] = "";
  (void)client.probe(some_ids(kInstallations), some, {});
  bool together = false;
  for (const auto& request : github.api.requests()) {
    if (request.target.ends_with("/graphql")) together = together || ids_of(request).size() == 3;
  }
  EXPECT_TRUE(together);
}

TEST(ClientInstallations, ThatHaveToWaitHideNothing) {
  AppApi github;
  github.limited_token = "ghs_7";
  Client client(github.settings(), machine_clock());
  const std::vector<std::string> id = {"R_7"};
  const std::vector<std::string> owner = {"owner-7"};
  const auto found = client.probe(id, owner, {});
  EXPECT_EQ(wire::code_of(found[0]), ErrorCode::kRateLimited) << "the others do not see it, which says nothing";
}

TEST(ClientInstallations, WithoutATokenAreReplacedByTheOthers) {
  AppApi github;
  github.barred = "/api/app/installations/7/access_tokens";
  Client client(github.settings(), machine_clock());
  const std::vector<std::string> id = {"R_0"};
  const std::vector<std::string> owner = {"owner-7"};
  EXPECT_EQ(found_in(client.probe(id, owner, {})), 1U);
}

// A suspended App says nothing of the repository: it must not look as if access to that one were refused.
TEST(ClientInstallations, ThatAllGetNoTokenAreTroubleOfOurCredentials) {
  AppApi github;
  github.bars_all = true;
  Client client(github.settings(), machine_clock());
  const std::vector<std::string> id = {"R_0"};
  const std::vector<std::string> owner = {"owner-0"};
  EXPECT_EQ(wire::code_of(client.probe(id, owner, {}).at(0)), ErrorCode::kUnauthorized);
  EXPECT_EQ(wire::thrown_by([&] { (void)client.accounts().git_credentials("owner-0", system_clock()()); }),
            ErrorCode::kUnauthorized)
      << "so git goes on without a token";
}

}  // namespace
}  // namespace cpsg::github::client
