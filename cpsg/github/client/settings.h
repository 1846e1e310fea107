// How GitHub's APIs are reached, as which accounts, and within which limits.
//
//   ClientSettings settings{.api_url = "https://api.github.com", .graphql_url = "https://api.github.com/graphql"};
//   settings.accounts.tokens = {"ghp_..."};
//
// Plain values, and a port.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "cpsg/coordination/budget_source.h"
#include "cpsg/github/accounts/account.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/http/client_values.h"

namespace cpsg::github::client {

struct ClientSettings {
  std::string api_url;      // https://api.github.com, https://HOST/api/v3
  std::string graphql_url;  // https://api.github.com/graphql, https://HOST/api/graphql
  accounts::AccountSettings accounts;
  ledger::LedgerRules rules;
  // Where other processes use the same accounts: shares the budgets with them. May be null.
  std::shared_ptr<coordination::BudgetSource> budget_source;
  http::ClientOptions http;
  std::chrono::milliseconds request_timeout{30'000};
  std::chrono::milliseconds first_pause{
      1'000};  // before a transient failure is tried again; the next pause is twice as long
};

}  // namespace cpsg::github::client
