// The installations of an App and their tokens, each kept for its hour and renewed before that ends.
//
//   tokens.learn(now, &stopped);                                        // which installations there are
//   const std::string token = tokens.token("installation-7", now, &stopped);
//
// The list is fetched daily, and when GitHub has refused an installation; until a new one comes the old one holds. Of
// one that breaks off, what came is used, and it is fetched again after a quarter of an hour; of one beyond 10,000, the
// first 10,000 are used. The log tells of either.
// For one installation one thread asks GitHub while the others wait; no lock is held meanwhile. After a failure GitHub
// is not asked again for 15 s, and after a refusal by a rate limit not for as long as it wants. An installation that
// GitHub refuses, lists as suspended or does not list is set aside, the others go on; it is tried again after a minute,
// doubling to an hour, and at once when a list has it again. `now` is the time of day of the caller. Safe to call from
// several threads at once.
//
// Source: GitHub's "Authenticating as a GitHub App installation" (tokens last one hour).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/accounts/account.h"
#include "cpsg/github/accounts/set_aside.h"

namespace cpsg::github::accounts {

class InstallationTokens {
 public:
  // Throws Error(kConfigInvalid) for a key that can't sign. `clock` measures how long requests take, and is waited on.
  InstallationTokens(AppSettings settings, AppRequests requests, WaitableClock& clock = machine_clock());

  // Fetches the list of installations, unless it is known well enough or could not be fetched less than 15 s ago.
  // Throws Error(kCancelled) alone.
  void learn(UnixTime now, const std::atomic<bool>* cancelled);
  // Why the list is not known.
  [[nodiscard]] std::optional<Error> failure() const;

  // Which installations, of those that are not set aside.
  enum class Renewal : std::uint8_t {
    kGood,         // all but those of the other value
    kJustFailing,  // those whose last renewal failed less than 15 s ago
  };
  [[nodiscard]] std::vector<Account> usable(Renewal renewal, UnixTime now) const;

  // Throws Error(kUnauthorized) if the installation is set aside or unknown, what AppRequests throws, and
  // Error(kCancelled), also while it waits for another thread's renewal.
  [[nodiscard]] std::string token(std::string_view account_key, UnixTime now, const std::atomic<bool>* cancelled);

  // What responses to requests with a token said of it. Nothing happens for a token that no installation has now.
  void token_refused(std::string_view token, std::string_view reason, UnixTime now);
  void token_answered(std::string_view token);
  void token_expires(std::string_view token, UnixTime expires_at);
  [[nodiscard]] std::optional<std::string> account_key_of(std::string_view token) const;

  [[nodiscard]] std::vector<TokenReport> report(UnixTime now) const;

 private:
  // Guarded by mutex_.
  struct Installation {
    std::int64_t id = 0;
    bool renewing = false;  // a thread asks GitHub for a token
    std::string owner{};    // empty: not known
    std::string token{};
    UnixTime expires_at{};
    std::optional<UnixTime> asked_at{};
    std::optional<Error> failure{};        // of the last renewal
    bool refused_before = false;           // the token before this one was refused
    std::optional<std::string> refusal{};  // GitHub's last word on it was this one
    SetAside set_aside{};
    bool unlisted = false;  // suspended or removed, by the last list

    [[nodiscard]] bool is_set_aside(UnixTime now) const { return unlisted || set_aside.holds(now); }
  };

  class BusyMark;

  // What has been read of the list.
  struct List {
    std::map<std::int64_t, wire::Installation> entries{};
    std::size_t pages = 0;
    bool has_next = true;

    void take(std::vector<wire::Installation> page);
  };

  // mutex_ is held, as for the next two.
  void keep_list(const List& list, UnixTime now);
  [[nodiscard]] bool list_is_due(UnixTime now) const;
  void put_list_off(UnixTime now);
  void refuse(Installation& installation, std::string_view reason, UnixTime now);
  [[nodiscard]] Installation* find(std::string_view account_key);
  [[nodiscard]] Installation* holder_of(std::string_view token);
  [[nodiscard]] std::optional<std::string> kept(const Installation& installation, UnixTime now) const;
  [[nodiscard]] std::string renew(Installation& installation, UnixTime now, const std::atomic<bool>* cancelled);
  void note_failure(Installation& installation, const Error& failure, UnixTime now, UnixTime failed_at);
  void note_limit(const Error& failure, UnixTime failed_at);
  // Throws while the App may ask nothing. mutex_ is held.
  void check_limit(UnixTime now) const;

  const AppSettings settings_;
  const AppRequests requests_;
  WaitableClock& clock_;

  mutable std::mutex mutex_;                            // of all below
  std::condition_variable freed_;                       // a thread has been answered by GitHub
  bool learning_ = false;                               // a thread asks GitHub for the list
  std::map<std::int64_t, Installation> installations_;  // entries are never taken away
  bool learned_ = false;
  bool list_doubted_ = false;  // GitHub has refused an installation of the list
  std::optional<UnixTime> listed_at_;
  std::optional<UnixTime> list_asked_at_;
  std::optional<Error> list_failure_;
  std::optional<Error> limit_{};  // GitHub's refusal, which holds for all that the App asks
  UnixTime limited_until_{};
};

}  // namespace cpsg::github::accounts
