// For tests of Apps: GitHub as an App sees it, by a script.
//
//   ScriptedApp app;
//   Accounts accounts = app.accounts();
//   EXPECT_THAT(usable_keys(accounts, "nobody"), ElementsAre("installation-7", "installation-8"));
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/github/accounts/accounts.h"
#include "cpsg/github/accounts/testing/app_key.h"

namespace cpsg::github::accounts {

inline constexpr UnixTime kNow{std::chrono::seconds(1'790'000'000)};

struct ScriptedApp {
  std::atomic<int> lists = 0;
  std::atomic<int> tokens = 0;
  std::optional<Error> list_failure{};
  std::size_t pages_before_failure = 0;
  bool ignores_pages = false;
  std::optional<Error> token_failure{};
  std::function<void()> before_token{};
  std::vector<wire::Installation> listed{{7, "acme"}, {8, "Umbrella"}};
  UnixTime expires_at = kNow + std::chrono::hours(1);
  ManualClock clock{};

  AppRequests requests() {
    return {[this](std::int64_t id, const std::string&, const std::atomic<bool>*) {
              if (before_token) before_token();
              const int number = ++tokens;
              if (token_failure) throw Error(*token_failure);
              return wire::InstallationToken{"ghs_" + std::to_string(id) + "_" + std::to_string(number), expires_at};
            },
            [this](std::size_t page, const std::string&, const std::atomic<bool>*) {
              ++lists;
              if (list_failure && page > pages_before_failure) throw Error(*list_failure);
              const std::size_t first = ignores_pages ? 0 : (page - 1) * wire::kInstallationsPerPage;
              std::vector<wire::Installation> part;
              for (std::size_t i = first; i < listed.size() && part.size() < wire::kInstallationsPerPage; ++i) {
                part.push_back(listed[i]);
              }
              return part;
            }};
  }

  Accounts accounts(std::vector<std::int64_t> installations = {}, std::vector<std::string> tokens_of_users = {}) {
    return Accounts({.tokens = std::move(tokens_of_users),
                     .app = AppSettings{"4711", pem_of(rsa_test_key()), std::move(installations)}},
                    requests(), clock);
  }
};

inline std::vector<std::string> usable_keys(Accounts& accounts, std::string_view owner, UnixTime now = kNow) {
  std::vector<std::string> keys;
  for (const Account& account : accounts.usable(owner, now)) keys.push_back(account.key);
  return keys;
}

}  // namespace cpsg::github::accounts
