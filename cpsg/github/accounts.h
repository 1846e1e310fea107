// Who may ask GitHub on our behalf: users by their tokens, installations of an App, or nobody.
//
// All tokens of one user share an account, for GitHub counts them together; which user a token is of is learned by
// asking (client.h). A token that was refused is set aside and the others go on; tokens about to end are reported days
// ahead. Secrets leave this class only as http::Credentials and bearer tokens for the configured origins, never in
// text.
//
// Thread-safe. Source: GitHub's "Authenticating to the REST API", "Generating a JSON Web Token (JWT) for a GitHub App",
// "Generating an installation access token".
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/http/client.h"

namespace cpsg::github {

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
  std::optional<std::string> reason;  // why it is set aside, or why nothing is known of it
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

// An installation token fresh from GitHub.
struct InstallationToken {
  std::string token;
  UnixTime expires_at{};
};
struct Installation {
  std::int64_t id = 0;
  std::string owner;  // login of the account it was made for
};

// The two requests that an App makes as itself; `jwt` is the bearer token. client.h makes them over HTTP.
struct AppRequests {
  using Cancelled = const std::atomic<bool>*;  // true: the caller wants no more of it; may be null
  std::function<InstallationToken(std::int64_t installation, const std::string& jwt, Cancelled cancelled)> new_token;
  std::function<std::vector<Installation>(const std::string& jwt, Cancelled cancelled)> installations;
};

class Accounts {
 public:
  // Throws Error(kConfigInvalid) for what can't be a token, and for an App's key that can't sign.
  Accounts(AccountSettings settings, AppRequests app_requests);
  ~Accounts();

  // Those that may ask now; an installation made for `owner` first. Never empty: with no token at all, the anonymous
  // account; with tokens that are all set aside, throws Error(kUnauthorized) saying so. Asks for the App's
  // installations once; if that fails and there is nothing else, throws what AppRequests threw. `cancelled` may be
  // null; when it turns true while GitHub is asked, Error(kCancelled) is thrown.
  [[nodiscard]] std::vector<Account> usable(std::string_view owner, UnixTime now,
                                            const std::atomic<bool>* cancelled = nullptr);
  [[nodiscard]] bool anonymous() const;  // nothing is configured

  // The bearer token of an account; nothing for the anonymous one. An installation's is renewed when less than five
  // minutes of it are left; one thread asks while the others wait. Throws Error(kUnauthorized) if all of its tokens are
  // set aside, and what AppRequests throws.
  [[nodiscard]] std::optional<std::string> bearer_token(std::string_view account_key, UnixTime now,
                                                        const std::atomic<bool>* cancelled = nullptr);
  // For git: any usable account that fits `owner`; nothing without tokens.
  [[nodiscard]] std::optional<http::Credentials> git_credentials(std::string_view owner, UnixTime now);

  // Learned from answers. A token that GitHub refused (401) is set aside for good, an installation's is asked anew
  // once.
  void token_refused(std::string_view bearer_token, std::string_view reason, UnixTime now);
  void token_expires(std::string_view bearer_token, UnixTime expires_at);
  // The token is of this user: accounts of the same user become one, whose key is returned. The keys from before still
  // name it.
  std::string token_is_of(std::string_view bearer_token, std::string_view login);

  [[nodiscard]] std::vector<TokenReport> report(UnixTime now) const;
  // One line a token that is set aside or about to end, for logs and project status; each is said once a day.
  [[nodiscard]] std::vector<std::string> warnings(UnixTime now);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A JWT by which an App shows who it is, valid from a minute ago for nine minutes. Throws Error(kConfigInvalid) for a
// key that is no RSA key.
[[nodiscard]] std::string make_app_jwt(const std::string& app_id, const std::string& private_key_pem, UnixTime now);

}  // namespace cpsg::github
