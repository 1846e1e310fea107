#include "cpsg/github/accounts/user_tokens.h"

#include <algorithm>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/github/accounts/token_text.h"

namespace cpsg::github::accounts {
namespace {

constexpr int kDoubtsMax = 3;

std::string key_of_token(const std::string& fingerprint) { return "token-" + fingerprint; }
std::string key_of_user(std::string_view login) { return "user-" + ascii_lower(login); }

}  // namespace

std::string UserTokens::Entry::account_key() const {
  return login.empty() ? key_of_token(fingerprint) : key_of_user(login);
}

bool UserTokens::Entry::is_of(std::string_view key) const {
  return key == account_key() || key == key_of_token(fingerprint);
}

UserTokens::UserTokens(const std::vector<std::string>& tokens, std::chrono::seconds expiry_warning)
    : expiry_warning_(expiry_warning) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::string title = "token " + std::to_string(i + 1);
    if (!is_token(tokens[i])) throw Error(ErrorCode::kConfigInvalid, title + " is empty or holds a blank");
    if (find(tokens[i]) != nullptr) continue;
    entries_.push_back({.token = tokens[i], .title = std::move(title), .fingerprint = fingerprint_of(tokens[i])});
  }
}

bool UserTokens::empty() const {
  const std::scoped_lock lock(mutex_);
  return entries_.empty();
}

std::vector<Account> UserTokens::usable(UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Account> accounts;
  for (const Entry& entry : entries_) {
    if (!is_usable(entry, now)) continue;
    std::string key = entry.account_key();
    if (std::any_of(accounts.begin(), accounts.end(), [&](const Account& known) { return known.key == key; })) continue;
    accounts.push_back(
        {std::move(key), AccountKind::kUser, entry.login.empty() ? entry.title : entry.login, std::nullopt});
  }
  return accounts;
}

std::string UserTokens::token(std::string_view account_key, UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  const std::string key = locked_present_key(account_key);
  for (const Entry& entry : entries_) {
    if (entry.account_key() == key && is_usable(entry, now)) return entry.token;
  }
  throw Error(ErrorCode::kUnauthorized, "no token of the account " + key +
                                            " can be used now: each was refused or has ended; configure a new one");
}

void UserTokens::token_doubted(std::string_view token, std::string_view reason, UnixTime now) {
  {
    const std::scoped_lock lock(mutex_);
    Entry* entry = find(token);
    if (entry == nullptr || ++entry->doubts < kDoubtsMax) return;
  }
  token_refused(token, reason, now);
}

void UserTokens::token_refused(std::string_view token, std::string_view reason, UnixTime now) {
  const std::scoped_lock lock(mutex_);
  Entry* entry = find(token);
  if (entry == nullptr) return;
  entry->doubts = 0;
  entry->refusal = reason;
  entry->set_aside.refused(now);
}

void UserTokens::token_answered(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  Entry* entry = find(token);
  if (entry == nullptr) return;
  entry->doubts = 0;
  if (!entry->refusal) return;
  entry->refusal.reset();
  entry->set_aside = {};
}

void UserTokens::token_expires(std::string_view token, UnixTime expires_at) {
  const std::scoped_lock lock(mutex_);
  if (Entry* entry = find(token)) entry->expires_at = expires_at;
}

std::string UserTokens::token_is_of(std::string_view token, std::string_view login) {
  const std::scoped_lock lock(mutex_);
  if (Entry* entry = find(token)) entry->login = login;
  return key_of_user(login);
}

std::string UserTokens::present_key(std::string_view account_key) const {
  const std::scoped_lock lock(mutex_);
  return locked_present_key(account_key);
}

// An old key may have been of one token alone; the account that this token is of now is meant.
std::string UserTokens::locked_present_key(std::string_view account_key) const {
  const auto named =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.is_of(account_key); });
  return named == entries_.end() ? std::string(account_key) : named->account_key();
}

std::vector<TokenReport> UserTokens::report(UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<TokenReport> reports;
  for (const Entry& entry : entries_) {
    reports.push_back({.title = entry.title,
                       .fingerprint = entry.fingerprint,
                       .account = entry.login,
                       .kind = std::string(kind_of_token(entry.token)),
                       .state = state_of(entry, now),
                       .expires_at = entry.expires_at,
                       .reason = entry.refusal});
    if (entry.set_aside.holds(now)) reports.back().next_try = entry.set_aside.until();
    if (reports.back().state == TokenState::kExpired) reports.back().reason = "it has ended";
  }
  return reports;
}

TokenState UserTokens::state_of(const Entry& entry, UnixTime now) const {
  if (entry.refusal) return TokenState::kRefused;
  if (!entry.expires_at) return TokenState::kUsable;
  if (*entry.expires_at <= now) return TokenState::kExpired;
  return *entry.expires_at - now <= expiry_warning_ ? TokenState::kExpiring : TokenState::kUsable;
}

std::optional<UnixTime> UserTokens::next_try(UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  std::optional<UnixTime> first;
  for (const Entry& entry : entries_) {
    if (!entry.set_aside.holds(now)) continue;
    first = first ? std::min(*first, entry.set_aside.until()) : entry.set_aside.until();
  }
  return first;
}

bool UserTokens::is_usable(const Entry& entry, UnixTime now) const {
  const bool expired = entry.expires_at && *entry.expires_at <= now;
  return !expired && !entry.set_aside.holds(now);
}

UserTokens::Entry* UserTokens::find(std::string_view token) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.token == token; });
  return found == entries_.end() ? nullptr : &*found;
}

}  // namespace cpsg::github::accounts
