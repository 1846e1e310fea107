// The installations of an App and their tokens, each kept for its hour and renewed before that ends.
//
// Which installations there are is asked once. For one installation one thread asks GitHub while the others wait; no
// other lock is held meanwhile. After a failure it is not asked again for a few seconds, and after a refusal by a limit
// nothing is asked for as long as GitHub wants; an installation that GitHub refuses is set aside.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/github/accounts/account.h"

namespace cpsg::github::accounts {

class InstallationTokens {
 public:
  // Throws Error(kConfigInvalid) for a key that can't sign.
  InstallationTokens(AppSettings settings, AppRequests requests);

  // Asks which installations there are, unless that is known or was asked just now in vain.
  void learn(UnixTime now, const std::atomic<bool>* cancelled);
  // Why they are not known.
  [[nodiscard]] std::optional<Error> failure() const;

  // Those that are not set aside; `failing`: those alone whose last renewal failed just now, or all but those.
  [[nodiscard]] std::vector<Account> usable(bool failing, UnixTime now) const;

  // Throws Error(kUnauthorized) if the installation is set aside or unknown, and what AppRequests throws.
  // Error(kCancelled) also while another thread asks.
  [[nodiscard]] std::string token(std::string_view account_key, UnixTime now, const std::atomic<bool>* cancelled);

  // These do nothing for a token that no installation has now.
  void token_refused(std::string_view token, std::string_view reason);
  void token_expires(std::string_view token, UnixTime expires_at);
  [[nodiscard]] std::optional<std::string> account_key_of(std::string_view token) const;

  [[nodiscard]] std::vector<TokenReport> report() const;

 private:
  struct Slot {
    std::int64_t id = 0;
    std::mutex renewing{};  // held while GitHub is asked

    // Guarded by mutex_.
    std::string owner{};  // empty: not known
    std::string token{};
    UnixTime expires_at{};
    std::optional<UnixTime> asked_at{};
    std::optional<Error> failure{};          // of the last renewal
    bool refused_before = false;             // the token before this one was refused
    std::optional<std::string> set_aside{};  // the reason
  };

  void keep_list(const std::vector<wire::Installation>& installations);
  [[nodiscard]] Slot* find(std::string_view account_key);
  [[nodiscard]] Slot* holder_of(std::string_view token);
  [[nodiscard]] std::optional<std::string> kept(const Slot& slot, UnixTime now) const;
  [[nodiscard]] std::string renew(Slot& slot, UnixTime now, const std::atomic<bool>* cancelled);
  void note_failure(Slot& slot, const Error& failure, UnixTime now, UnixTime failed_at);
  void note_limit(const Error& failure, UnixTime failed_at);
  // Throws while the App is to ask nothing. Wants the lock.
  void check_limit(UnixTime now) const;

  const AppSettings settings_;
  const AppRequests requests_;
  std::mutex learning_;  // held while GitHub is asked for the list

  mutable std::mutex mutex_;            // of all below
  std::map<std::int64_t, Slot> slots_;  // entries are never taken away
  bool learned_ = false;
  std::optional<UnixTime> list_asked_at_;
  std::optional<Error> list_failure_;
  std::optional<Error> limit_{};  // GitHub's refusal, which holds for all that the App asks
  UnixTime limited_until_{};
};

}  // namespace cpsg::github::accounts
