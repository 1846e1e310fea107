// Which accounts an owner refuses, though GitHub accepts their tokens: for want of single sign-on, for an address that
// is not on its list, or for the kind of the token.
//
//   refusals.refused("user-alice", "acme", failure, now);
//   if (const auto failure = refusals.find("user-alice", "acme", now)) ...   // for a minute, an hour at most
//
// Owners are compared without regard to letter case. At most 10,000 are kept; the one that ends first makes room. Safe
// to call from several threads at once.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/github/accounts/set_aside.h"

namespace cpsg::github::accounts {

class OwnerRefusals {
 public:
  static constexpr std::size_t kMost = 10'000;

  void refused(std::string_view account_key, std::string_view owner, const Failure& failure, UnixTime now);
  void accepted(std::string_view account_key, std::string_view owner);
  // Why the account is not to be used for the owner now; retry_after says for how long.
  [[nodiscard]] std::optional<Failure> find(std::string_view account_key, std::string_view owner, UnixTime now) const;

 private:
  using Key = std::pair<std::string, std::string>;  // account, owner in lower case
  struct Entry {
    Failure failure;
    SetAside pause;
  };
  void make_room();

  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;
};

}  // namespace cpsg::github::accounts
