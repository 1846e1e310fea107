// The tokens of users, and which of them belong to the same user. accounts.h says how they are used.
//
//   UserTokens tokens({"ghp_a", "ghp_b"}, std::chrono::days(7));
//   tokens.token_is_of("ghp_a", "alice");    // "user-alice", an account key
//
// Safe to call from several threads at once.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/accounts/account.h"
#include "cpsg/github/accounts/set_aside.h"

namespace cpsg::github::accounts {

class UserTokens {
 public:
  // A token that is given twice counts once. Throws Error(kConfigInvalid) for what can't be one.
  UserTokens(const std::vector<std::string>& tokens, std::chrono::seconds expiry_warning);

  [[nodiscard]] bool empty() const;  // nothing is configured
  [[nodiscard]] std::vector<Account> usable(UnixTime now) const;
  // The account's first usable token: the same one as long as it lasts, because ETags are bound to it. Throws
  // Error(kUnauthorized) if none is usable.
  [[nodiscard]] std::string token(std::string_view account_key, UnixTime now) const;

  // As Accounts. Nothing happens for a token that is not among them.
  void token_doubted(std::string_view token, std::string_view reason, UnixTime now);
  void token_refused(std::string_view token, std::string_view reason, UnixTime now);
  void token_answered(std::string_view token);
  void token_expires(std::string_view token, UnixTime expires_at);
  std::string token_is_of(std::string_view token, std::string_view login);
  [[nodiscard]] std::string present_key(std::string_view account_key) const;

  [[nodiscard]] std::vector<TokenReport> report(UnixTime now) const;
  // When the first of those that are set aside is tried again; nothing if none is.
  [[nodiscard]] std::optional<UnixTime> next_try(UnixTime now) const;

 private:
  struct Entry {
    std::string token;
    std::string title;
    std::string fingerprint;
    std::string login{};  // empty: not known
    std::optional<UnixTime> expires_at{};
    std::optional<std::string> refusal{};  // of the last answer that it got
    SetAside set_aside{};
    int doubts = 0;  // refusals since the last answer that were not asked about again

    [[nodiscard]] std::string account_key() const;
    [[nodiscard]] bool is_of(std::string_view account_key) const;
  };

  [[nodiscard]] TokenState state_of(const Entry& entry, UnixTime now) const;
  [[nodiscard]] bool is_usable(const Entry& entry, UnixTime now) const;
  [[nodiscard]] Entry* find(std::string_view token);
  [[nodiscard]] std::string locked_present_key(std::string_view account_key) const;

  const std::chrono::seconds expiry_warning_;
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;  // their number does not change
};

}  // namespace cpsg::github::accounts
