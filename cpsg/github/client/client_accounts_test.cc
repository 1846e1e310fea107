// Protects which account sends a request: several tokens of a user count once, after a refused one the others are used,
// what one account can't see is looked up as another, an App gets its tokens, and no token is sent where it does not
// belong.
#include <atomic>

#include "cpsg/github/accounts/testing/app_key.h"
#include "cpsg/github/client/testing/answers.h"

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;

const http::Response kRefused = ScriptedApi::status(401, R"({"message":"Bad credentials"})");

TEST(ClientAccounts, TokensOfOneUserAreOneAccount) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return is_viewer(request) ? viewer_answer(token_of(request) == "c" ? "carol" : "alice") : probe_answer(request);
  });
  Client client(settings_for(api, {"a1", "a2", "c"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(api.count("\"Viewer\""), 3U);
  EXPECT_EQ(client.accounts().usable("", system_clock()()).size(), 2U);
}

TEST(ClientAccounts, TokensOfOneUserHaveOneBudget) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (!is_viewer(request)) return probe_answer(request);
    http::Response answer = viewer_answer(token_of(request) == "c" ? "carol" : "alice");
    for (auto& [name, value] : answer.headers) {
      if (name == "x-ratelimit-remaining") value = token_of(request) == "a1" ? "4500" : "4400";
    }
    return answer;
  });
  Client client(settings_for(api, {"a1", "a2", "c"}), machine_clock());
  static_cast<void>(client.identify({}));
  std::vector<ledger::AccountBudget> budgets = client.budgets();
  ASSERT_EQ(budgets.size(), 2U) << "each token was asked as an account of its own";
  EXPECT_EQ(budgets[0].account, "user-alice");
  EXPECT_EQ(budgets[0].remaining, 4'400U) << "the lower of the two is the later one";
  EXPECT_EQ(budgets[0].limit, 5'000U);
  EXPECT_EQ(budgets[1].account, "user-carol");
  EXPECT_EQ(found_in(client.probe(some_ids(300), {}, {})), 300U);
  EXPECT_EQ(client.budgets().size(), 2U) << "the account that they became has no second entry";
}

TEST(ClientAccounts, AfterARefusedTokenTheOthersAreUsed) {
  std::atomic<bool> revoked = false;
  ScriptedApi api([&](const http::IncomingRequest& request) {
    if (revoked && token_of(request) == "a") return kRefused;
    return is_viewer(request) ? viewer_answer(token_of(request)) : probe_answer(request);
  });
  Client client(settings_for(api, {"a", "b"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  revoked = true;
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(found_in(client.probe(some_ids(300), {}, {.max_wait = milliseconds(2'000)})), 300U);
  const auto reports = client.accounts().report(system_clock()());
  EXPECT_EQ(reports.at(0).state, accounts::TokenState::kRefused);
  EXPECT_EQ(reports.at(1).state, accounts::TokenState::kUsable);
}

TEST(ClientAccounts, NoTokenLeftIsUnauthorized) {
  ScriptedApi api([](const http::IncomingRequest&) { return kRefused; });
  Client client(settings_for(api, {"a"}), machine_clock());
  for (const auto& lookup : client.probe(some_ids(3), {}, {}))
    EXPECT_EQ(wire::code_of(lookup), ErrorCode::kUnauthorized);
  EXPECT_EQ(api.requests().size(), 2U) << "a refusal is asked about once more, at once";
}

TEST(ClientAccounts, WhatOneCannotSeeIsLookedUpAsAnother) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (is_viewer(request)) return viewer_answer(token_of(request));
    return probe_answer(request, [&](const std::string& id) {
      if (id == "R_9") return "NOT_FOUND";
      return id == "R_" + token_of(request) ? "" : id.size() == 3 ? "NOT_FOUND" : "";
    });
  });
  Client client(settings_for(api, {"1", "2", "3"}), machine_clock());
  const auto found = client.probe(std::vector<std::string>{"R_1", "R_2", "R_3", "R_9", "R_10"}, {}, {});
  EXPECT_EQ(found_in(found), 4U);
  EXPECT_EQ(wire::code_of(found[3]), ErrorCode::kNotFound);
}

TEST(ClientAccounts, WithoutATokenThereIsNoGraphql) {
  ScriptedApi api([](const http::IncomingRequest& request) { return probe_answer(request); });
  Client client(settings_for(api, {}), machine_clock());
  EXPECT_FALSE(client.has_graphql());
  EXPECT_EQ(wire::code_of(client.probe(some_ids(1), {}, {}).at(0)), ErrorCode::kUnauthorized);
  EXPECT_TRUE(api.requests().empty());
}

TEST(ClientAccounts, TokensDoNotTravelUnencrypted) {
  ClientSettings settings;
  settings.api_url = "http://github.example/api/v3";
  settings.graphql_url = "https://github.example/api/graphql";
  EXPECT_EQ(wire::thrown_by([&] { Client client(settings, machine_clock()); }), std::nullopt);
  settings.accounts.tokens = {"t"};
  EXPECT_EQ(wire::thrown_by([&] { Client client(settings, machine_clock()); }), ErrorCode::kConfigInvalid);
}

TEST(ClientAccounts, LearnWhenATokenEnds) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return ScriptedApi::with_header(is_viewer(request) ? viewer_answer("alice") : probe_answer(request),
                                    "github-authentication-token-expiration", "2099-10-07 19:07:53 UTC");
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto reports = client.identify({});
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].account, "alice");
  EXPECT_EQ(reports[0].expires_at, wire::at(4'095'083'273));
}

TEST(ClientAccounts, AnAppUsesItsInstallations) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (request.target == "/api/app/installations?per_page=100&page=1") {
      return ScriptedApi::json(R"([{"id":7,"account":{"login":"acme"}}])");
    }
    if (request.target == "/api/app/installations/7/access_tokens") {
      return ScriptedApi::status(201, R"({"token":"ghs_1","expires_at":"2099-01-01T00:00:00Z"})");
    }
    return token_of(request) == "ghs_1" ? probe_answer(request) : kRefused;
  });
  ClientSettings settings = settings_for(api, {});
  settings.accounts.app = accounts::AppSettings{"42", accounts::pem_of(accounts::rsa_test_key()), {}};
  Client client(settings, machine_clock());
  EXPECT_TRUE(client.has_graphql());
  EXPECT_EQ(found_in(client.probe(some_ids(2), {}, {})), 2U);
  EXPECT_EQ(api.requests().at(1).method, "POST");
  EXPECT_EQ(api.count("/access_tokens"), 1U);
}

TEST(ClientAccounts, InPlaceOfAnInstallationWithoutATokenUsersAreUsed) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (request.target.ends_with("/access_tokens")) return ScriptedApi::status(403, R"({"message":"suspended"})");
    return probe_answer(request);
  });
  ClientSettings settings = settings_for(api, {"t"});
  settings.accounts.app = accounts::AppSettings{"42", accounts::pem_of(accounts::rsa_test_key()), {7}};
  Client client(settings, machine_clock());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(found_in(client.probe(some_ids(2), {}, {})), 2U);
}

}  // namespace
}  // namespace cpsg::github::client
