#include "cpsg/github/accounts/accounts.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/github/accounts/installation_tokens.h"
#include "cpsg/github/accounts/owner_refusals.h"
#include "cpsg/github/accounts/token_text.h"
#include "cpsg/github/accounts/user_tokens.h"
#include "cpsg/model/git_time.h"

namespace cpsg::github::accounts {
namespace {

constexpr std::string_view kInstallationPrefix = "installation-";
constexpr auto kWarnAgainAfter = std::chrono::hours(24);

// In which order accounts are tried for this owner. An installation reads what it was made for; whether it reads other
// public repositories is not documented.
int rank(const Account& account, std::string_view owner) {
  if (account.kind != AccountKind::kInstallation) return 1;
  return account.owner && equal_ignoring_case(*account.owner, owner) ? 0 : 2;
}

}  // namespace

std::string warning_text(const TokenReport& report) {
  const bool with_title = report.account.starts_with(report.title);  // "installation 7 of acme"
  std::string text = (with_title ? report.account : report.title) + " (" + report.fingerprint;
  if (!report.account.empty() && !with_title) text += ", of " + report.account;
  text += ")";
  switch (report.state) {
    case TokenState::kExpiring:
      return text + " ends at " + model::format_utc(*report.expires_at) + "; renew it before";
    case TokenState::kExpired:
      return text + " ended at " + model::format_utc(*report.expires_at) + " and is not used any more";
    case TokenState::kRefused:
      text += " is set aside";
      if (report.next_try) text += " until " + model::format_utc(*report.next_try);
      return text + ": " + report.reason.value_or("GitHub refused it");
    case TokenState::kUsable:
    case TokenState::kUnknown:
      break;
  }
  return report.reason ? text + ": " + *report.reason : "";
}

std::string_view name(TokenState state) noexcept {
  switch (state) {
    case TokenState::kUsable:
      return "usable";
    case TokenState::kExpiring:
      return "expiring";
    case TokenState::kExpired:
      return "expired";
    case TokenState::kRefused:
      return "refused";
    case TokenState::kUnknown:
      return "unknown";
  }
  return "";
}

class Accounts::Impl {
 public:
  Impl(AccountSettings settings, AppRequests app_requests, WaitableClock& clock)
      : users(settings.tokens, settings.expiry_warning) {
    if (settings.app) installations.emplace(*std::move(settings.app), std::move(app_requests), clock);
  }

  [[nodiscard]] bool anonymous() const { return users.empty() && !installations; }

  std::vector<Account> usable(std::string_view owner, UnixTime now, const std::atomic<bool>* cancelled) {
    std::vector<Account> accounts = usable_for_any(owner, now, cancelled);
    std::erase_if(accounts, [&](const Account& account) { return owners.find(account.key, owner, now).has_value(); });
    return accounts;
  }

  std::optional<Failure> owner_refusal(std::string_view owner, UnixTime now, const std::atomic<bool>* cancelled) {
    for (const Account& account : usable_for_any(owner, now, cancelled)) {
      if (auto failure = owners.find(account.key, owner, now)) return failure;
    }
    return std::nullopt;
  }

  // Whatever the owner says of them.
  std::vector<Account> usable_for_any(std::string_view owner, UnixTime now, const std::atomic<bool>* cancelled) {
    if (anonymous()) return {{std::string(kAnonymousAccount), AccountKind::kAnonymous, "anonymous", std::nullopt}};
    std::vector<Account> accounts = users.usable(now);
    if (installations) {
      installations->learn(now, cancelled);
      for (Account& account : installations->usable(InstallationTokens::Renewal::kGood, now))
        accounts.push_back(std::move(account));
      if (accounts.empty()) accounts = installations->usable(InstallationTokens::Renewal::kJustFailing, now);
    }
    if (accounts.empty()) throw_no_account(now);
    std::stable_sort(accounts.begin(), accounts.end(),
                     [&](const Account& a, const Account& b) { return rank(a, owner) < rank(b, owner); });
    return accounts;
  }

  std::optional<std::string> bearer_token(std::string_view account_key, UnixTime now,
                                          const std::atomic<bool>* cancelled) {
    if (account_key == kAnonymousAccount) return std::nullopt;
    if (installations && account_key.starts_with(kInstallationPrefix)) {
      return installations->token(account_key, now, cancelled);
    }
    return users.token(account_key, now);
  }

  // Of the first account that has a token; throws the first failure if none has.
  std::optional<http::Credentials> git_credentials(std::string_view owner, UnixTime now) {
    std::optional<Error> failure;
    for (const Account& account : usable(owner, now, nullptr)) {
      try {
        std::optional<std::string> token = bearer_token(account.key, now, nullptr);
        if (!token) return std::nullopt;
        return http::Credentials{"x-access-token", *std::move(token)};
      } catch (const Error& e) {
        if (e.code() == ErrorCode::kCancelled) throw;
        if (!failure) failure = e;
      }
    }
    if (failure) throw Error(*failure);
    return std::nullopt;
  }

  [[nodiscard]] std::vector<TokenReport> report(UnixTime now) const {
    std::vector<TokenReport> reports = users.report(now);
    if (installations) {
      for (TokenReport& report : installations->report(now)) reports.push_back(std::move(report));
    }
    return reports;
  }

  std::vector<std::string> warnings(UnixTime now) {
    std::vector<std::string> lines;
    const std::vector<TokenReport> reports = report(now);
    const std::scoped_lock lock(warned_mutex_);
    for (const TokenReport& entry : reports) {
      std::string line = warning_text(entry);
      if (line.empty()) continue;
      const auto [last, is_new] = warned_at_.try_emplace({entry.title, entry.state}, now);
      if (!is_new && now - last->second < kWarnAgainAfter) continue;
      last->second = now;
      lines.push_back(std::move(line));
    }
    return lines;
  }

  UserTokens users;
  OwnerRefusals owners;
  std::optional<InstallationTokens> installations;

 private:
  [[noreturn]] void throw_no_account(UnixTime now) const {
    if (installations && users.empty()) {
      if (const std::optional<Error> failure = installations->failure()) throw Error(*failure);
    }
    const std::string message =
        "no token can be used: each was refused or has ended, or the App has no installation; configure a new one";
    if (const auto next_try = users.next_try(now)) throw Error(ErrorCode::kUnauthorized, message, *next_try - now);
    throw Error(ErrorCode::kUnauthorized, message);
  }

  std::mutex warned_mutex_;
  std::map<std::pair<std::string, TokenState>, UnixTime> warned_at_;  // the last warning, by title and state
};

Accounts::Accounts(AccountSettings settings, AppRequests app_requests, WaitableClock& clock)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(app_requests), clock)) {}
Accounts::~Accounts() = default;

std::vector<Account> Accounts::usable(std::string_view owner, UnixTime now, const std::atomic<bool>* cancelled) {
  return impl_->usable(owner, now, cancelled);
}
bool Accounts::anonymous() const { return impl_->anonymous(); }

std::optional<std::string> Accounts::bearer_token(std::string_view account_key, UnixTime now,
                                                  const std::atomic<bool>* cancelled) {
  return impl_->bearer_token(account_key, now, cancelled);
}

std::optional<http::Credentials> Accounts::git_credentials(std::string_view owner, UnixTime now) {
  return impl_->git_credentials(owner, now);
}

void Accounts::token_doubted(std::string_view bearer_token, std::string_view reason, UnixTime now) {
  impl_->users.token_doubted(bearer_token, reason, now);
  if (impl_->installations) impl_->installations->token_refused(bearer_token, reason, now);
}

void Accounts::token_refused(std::string_view bearer_token, std::string_view reason, UnixTime now) {
  impl_->users.token_refused(bearer_token, reason, now);
  if (impl_->installations) impl_->installations->token_refused(bearer_token, reason, now);
}

void Accounts::token_answered(std::string_view bearer_token) {
  impl_->users.token_answered(bearer_token);
  if (impl_->installations) impl_->installations->token_answered(bearer_token);
}

void Accounts::owner_refuses(std::string_view account_key, std::string_view owner, const Failure& failure,
                             UnixTime now) {
  impl_->owners.refused(account_key, owner, failure, now);
}
void Accounts::owner_accepts(std::string_view account_key, std::string_view owner) {
  impl_->owners.accepted(account_key, owner);
}
std::optional<Failure> Accounts::owner_refusal(std::string_view owner, UnixTime now,
                                               const std::atomic<bool>* cancelled) {
  return impl_->owner_refusal(owner, now, cancelled);
}

void Accounts::token_expires(std::string_view bearer_token, UnixTime expires_at) {
  impl_->users.token_expires(bearer_token, expires_at);
  if (impl_->installations) impl_->installations->token_expires(bearer_token, expires_at);
}

std::string Accounts::token_is_of(std::string_view bearer_token, std::string_view login) {
  if (impl_->installations) {
    if (auto key = impl_->installations->account_key_of(bearer_token)) return *std::move(key);
  }
  return impl_->users.token_is_of(bearer_token, login);
}

std::string Accounts::present_key(std::string_view account_key) const { return impl_->users.present_key(account_key); }

std::vector<TokenReport> Accounts::report(UnixTime now) const { return impl_->report(now); }
std::vector<std::string> Accounts::warnings(UnixTime now) { return impl_->warnings(now); }

}  // namespace cpsg::github::accounts
