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
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/accounts/account.h"
#include "cpsg/http/client.h"

namespace cpsg::github::accounts {

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

}  // namespace cpsg::github::accounts
