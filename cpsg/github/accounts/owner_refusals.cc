#include "cpsg/github/accounts/owner_refusals.h"

#include <algorithm>

#include "cpsg/base/ascii.h"

namespace cpsg::github::accounts {

void OwnerRefusals::refused(std::string_view account_key, std::string_view owner, const Failure& failure,
                            UnixTime now) {
  if (owner.empty()) return;
  const std::scoped_lock lock(mutex_);
  Key key{std::string(account_key), ascii_lower(owner)};
  if (entries_.size() >= kMost && !entries_.contains(key)) make_room();
  Entry& entry = entries_[std::move(key)];
  entry.failure = failure;
  entry.pause.refused(now);
}

void OwnerRefusals::accepted(std::string_view account_key, std::string_view owner) {
  const std::scoped_lock lock(mutex_);
  if (entries_.empty() || owner.empty()) return;
  entries_.erase({std::string(account_key), ascii_lower(owner)});
}

std::optional<Failure> OwnerRefusals::find(std::string_view account_key, std::string_view owner, UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  if (entries_.empty() || owner.empty()) return std::nullopt;
  const auto found = entries_.find({std::string(account_key), ascii_lower(owner)});
  if (found == entries_.end() || !found->second.pause.holds(now)) return std::nullopt;
  Failure failure = found->second.failure;
  failure.retry_after = found->second.pause.until() - now;
  return failure;
}

void OwnerRefusals::make_room() {
  entries_.erase(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
    return a.second.pause.until() < b.second.pause.until();
  }));
}

}  // namespace cpsg::github::accounts
