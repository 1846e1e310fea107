// The accounts that we use GitHub's API as: users by their tokens, installations of an App, or the anonymous one.
//
//   for (const Account& account : accounts.usable("acme", now)) ...
//   const auto token = accounts.bearer_token(account.key, now);   // nothing for the anonymous one
//
// All tokens of one user share an account, because GitHub counts them together; whose a token is must be asked of
// GitHub (the client does, and calls token_is_of()). A token that was refused is set aside, for a minute that doubles
// to an hour, and the others go on; so is an account that one owner refuses, for that owner alone. Tokens about to end
// are reported days ahead. Secrets leave this class only as http::Credentials and bearer tokens for the configured
// origins, never in text. `now` is the time of day. Safe to call from several threads at once.
//
// Source: GitHub's "Authenticating to the REST API", "Generating a JSON Web Token (JWT) for a GitHub App",
// "Generating an installation access token".
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/accounts/account.h"
#include "cpsg/http/client_values.h"

namespace cpsg::github::accounts {

// The account without a token, which may be used for whatever is open to everybody.
inline constexpr std::string_view kAnonymousAccount = "anonymous";

// What people are told of a token that is set aside, has ended or is about to end, with its account; empty if there is
// nothing to tell.
[[nodiscard]] std::string warning_text(const TokenReport& report);

class Accounts {
 public:
  // Throws Error(kConfigInvalid) for what can't be a token, and for an App's key that can't sign. `clock` outlives it.
  Accounts(AccountSettings settings, AppRequests app_requests, WaitableClock& clock = machine_clock());
  ~Accounts();

  // Those that may be used now; an installation made for `owner` first. With no token at all, it is the anonymous
  // account. Empty if there are some and `owner` refuses them all: owner_refusal() says why. With tokens that are all
  // set aside, throws Error(kUnauthorized) saying so, with the time until the first is tried again. Fetches the App's
  // installations daily; if that fails and there is no other account, throws what AppRequests threw. Throws
  // Error(kCancelled) when `cancelled`, which may be null, turns true while GitHub is asked.
  [[nodiscard]] std::vector<Account> usable(std::string_view owner, UnixTime now,
                                            const std::atomic<bool>* cancelled = nullptr);
  [[nodiscard]] bool anonymous() const;  // nothing is configured

  // The bearer token of an account; nothing for the anonymous one. An installation's is renewed when less than five
  // minutes of it are left; one thread asks while the others wait. Throws Error(kUnauthorized) if all of its tokens are
  // set aside, and what AppRequests throws.
  [[nodiscard]] std::optional<std::string> bearer_token(std::string_view account_key, UnixTime now,
                                                        const std::atomic<bool>* cancelled = nullptr);
  // For git over HTTP: of the first usable account that has a token; nothing without tokens, or where the owner refuses
  // them all, for without them git may be open. Throws as bearer_token().
  [[nodiscard]] std::optional<http::Credentials> git_credentials(std::string_view owner, UnixTime now);

  // What responses said of a token. A user's that was refused (401) is set aside until it is tried again; an
  // installation's is replaced by a new one, once. A single refusal is a doubt, the third in a row a refusal. An answer
  // shows that the token is good.
  void token_doubted(std::string_view bearer_token, std::string_view reason, UnixTime now);
  void token_refused(std::string_view bearer_token, std::string_view reason, UnixTime now);
  void token_answered(std::string_view bearer_token);
  void token_expires(std::string_view bearer_token, UnixTime expires_at);
  // What the owner of a repository said of an account. owner_refusals.h says how long it is remembered.
  void owner_refuses(std::string_view account_key, std::string_view owner, const Failure& failure, UnixTime now);
  void owner_accepts(std::string_view account_key, std::string_view owner);
  // Why the owner refuses the first of all accounts that could be used; nothing if it refuses none.
  [[nodiscard]] std::optional<Failure> owner_refusal(std::string_view owner, UnixTime now,
                                                     const std::atomic<bool>* cancelled = nullptr);
  // The token belongs to this user: accounts of the same user become one, whose key is returned. Their keys from before
  // still name it.
  std::string token_is_of(std::string_view bearer_token, std::string_view login);
  // The key of the account that `account_key` names, which may be one from before.
  [[nodiscard]] std::string present_key(std::string_view account_key) const;

  [[nodiscard]] std::vector<TokenReport> report(UnixTime now) const;
  // One line a token that is set aside or about to end, for logs and project status; each is given once a day.
  [[nodiscard]] std::vector<std::string> warnings(UnixTime now);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::github::accounts
