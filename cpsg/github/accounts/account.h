// The values of this folder: an account, its tokens as people may see them, and how both are configured.
//
//   AccountSettings settings{.tokens = {"ghp_..."}, .app = AppSettings{"42", pem, {}}};
//   const Account account = accounts.usable("acme", now).front();  // {"user-alice", AccountKind::kUser, "alice"}
//
// Plain values. AppSettings and AccountSettings hold secrets, the others none.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/wire/app_answers.h"

namespace cpsg::github::accounts {

enum class AccountKind : std::uint8_t { kAnonymous, kUser, kInstallation };

struct Account {
  std::string key;  // names it in the ledger, in logs and metrics; holds no secret
  AccountKind kind = AccountKind::kAnonymous;
  std::string title;                 // "alice", "installation 7 of acme", "anonymous"
  std::optional<std::string> owner;  // whose repositories an installation was made for, where known
};

enum class TokenState : std::uint8_t { kUsable, kExpiring, kExpired, kRefused, kUnknown };
[[nodiscard]] std::string_view name(TokenState state) noexcept;  // "usable"

// A token as people may see it.
struct TokenReport {
  std::string title;        // "token 1", "installation 7"
  std::string fingerprint;  // first 8 hex digits of its SHA-256; an installation's number for one
  std::string account;      // Account::title, once known
  std::string kind;         // "classic", "fine-grained", "oauth", "installation", "other"
  TokenState state = TokenState::kUsable;
  std::optional<UnixTime> expires_at;
  std::optional<std::string> reason{};  // why it is set aside, or why nothing is known of it
  std::optional<UnixTime> next_try{};   // of one that is set aside
};

struct AppSettings {
  std::string app_id;
  std::string private_key_pem;
  std::vector<std::int64_t> installations;  // those to use; empty: all that the App has
};

struct AccountSettings {
  std::vector<std::string> tokens;
  std::optional<AppSettings> app;
  std::chrono::seconds expiry_warning{7 * 24 * 3600};
};

// The two requests that an App makes as itself; `jwt` is the bearer token. client.h makes them over HTTP. The list of
// installations comes in pages of wire::kInstallationsPerPage, the first of which is 1.
struct AppRequests {
  using Cancelled = const std::atomic<bool>*;  // null, or true once the caller wants the request to end
  std::function<wire::InstallationToken(std::int64_t installation, const std::string& jwt, Cancelled cancelled)>
      new_token;
  std::function<std::vector<wire::Installation>(std::size_t page, const std::string& jwt, Cancelled cancelled)>
      installations;
};

}  // namespace cpsg::github::accounts
