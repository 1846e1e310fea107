#include "cpsg/server/server_facts.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>

#include "cpsg/base/ascii.h"
#include "cpsg/github/accounts/accounts.h"
#include "cpsg/http/listen_address.h"
#include "cpsg/server/budget_warnings.h"
#include "cpsg/sync/privacy_policy.h"

namespace cpsg::server {
namespace {

using github::accounts::TokenReport;
using github::accounts::TokenState;

// The key of its account, as the budgets have it.
std::string account_key(const TokenReport& token) {
  if (token.kind == "installation") return "installation-" + token.fingerprint;
  return token.account.empty() ? "token-" + token.fingerprint : "user-" + ascii_lower(token.account);
}

model::Warning warning_of(const TokenReport& token, std::string text) {
  const bool works = token.state == TokenState::kExpiring || token.state == TokenState::kUsable;
  model::Warning warning{.code = ErrorCode::kUnauthorized,
                         .severity = works ? model::Severity::kWarning : model::Severity::kError,
                         .text = std::move(text)};
  if (!token.account.empty()) warning.account = account_key(token);
  if (token.state == TokenState::kExpired) warning.since = token.expires_at;
  return warning;
}

std::vector<api::AccountFacts> accounts_of(github::client::Client& client, UnixTime now) {
  std::map<std::string, api::AccountFacts> found;
  for (const github::ledger::AccountBudget& budget : client.budgets()) {
    api::AccountFacts& facts = found[budget.account];
    facts.account = budget.account;
    facts.kind = budget.account == github::accounts::kAnonymousAccount ? "anonymous"
                 : budget.account.starts_with("installation")          ? "installation"
                                                                       : "user";
  }
  for (const TokenReport& token : client.accounts().report(now)) {
    if (!token.expires_at) continue;
    const auto account = found.find(account_key(token));
    if (account == found.end()) continue;
    std::optional<UnixTime>& first = account->second.expires_at;
    first = std::min(first.value_or(*token.expires_at), *token.expires_at);
  }
  std::vector<api::AccountFacts> all;
  for (auto& [account, facts] : found) all.push_back(std::move(facts));
  return all;
}

std::optional<std::uint64_t> disk_free_bytes(const Config& config) {
  std::error_code failed;
  const std::filesystem::path file = config.sqlite_path();
  const auto space = std::filesystem::space(file.has_parent_path() ? file.parent_path() : ".", failed);
  if (failed) return std::nullopt;
  return space.available;
}

api::Setup setup_of(const Config& config) {
  const bool hashes = config.privacy.emails == sync::EmailPrivacy::kHash;
  return {.github_token = !config.github_tokens.empty() || !config.github_app_id.empty(),
          .webhook_secret = !config.github_webhook_secret.empty(),
          .email_key = !hashes || !config.privacy.email_key.empty(),
          .loopback = http::is_loopback(http::parse_listen_address(config.server_listen))};
}

}  // namespace

std::function<std::vector<model::Warning>()> warnings_of(const sync::Worker& worker, const OpenedStore& store,
                                                         const sync::Privacy& privacy, const Remote& remote,
                                                         const Clock& clock) {
  return [&worker, &store, &privacy, api = remote.api.get(), clock] {
    std::vector<model::Warning> warnings = worker.warnings();
    if (auto problem = sync::policy_problem(store.ports, privacy)) {
      warnings.push_back({.code = ErrorCode::kConfigInvalid, .text = "nothing is synced: " + *std::move(problem)});
    }
    if (api == nullptr) return warnings;
    for (const TokenReport& token : api->accounts().report(clock())) {
      std::string text = github::accounts::warning_text(token);
      if (!text.empty()) warnings.push_back(warning_of(token, std::move(text)));
    }
    const UnixTime now = clock();
    std::vector<model::Warning> of_budgets = budget_warnings(api->budgets(), now);
    if (!of_budgets.empty() && store.ports.work_queue.count_queue(now, std::chrono::seconds(0)).waiting_quota > 0) {
      std::move(of_budgets.begin(), of_budgets.end(), std::back_inserter(warnings));
    }
    return warnings;
  };
}

api::ServerFacts server_facts(const api::Instance& process, sync::Worker& worker, github::client::Client* api,
                              const Config& config, UnixTime now) {
  const sync::WorkerLoad load = worker.load();
  return {.version = process.version,
          .started_at = process.started_at,
          .instances = {process},
          .store_kind = "sqlite",
          .disk_free_bytes = disk_free_bytes(config),
          .workers_busy = load.busy,
          .workers_total = load.total,
          .accounts = api == nullptr ? std::vector<api::AccountFacts>() : accounts_of(*api, now),
          .setup = setup_of(config)};
}

}  // namespace cpsg::server
