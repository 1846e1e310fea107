#include "cpsg/github/client/batch_queue.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "cpsg/base/ascii.h"

namespace cpsg::github::client {

// The things without an installation of their own are the first group.
BatchQueue::BatchQueue(std::size_t count, const OwnerOf& owner_of, std::span<const accounts::Account> accounts) {
  groups_.push_back({.owner = ""});
  std::map<std::string, std::size_t> group_of;  // by the installation's owner in lower case
  for (const accounts::Account& account : accounts) {
    if (account.kind != accounts::AccountKind::kInstallation || !account.owner) continue;
    const bool is_new = group_of.try_emplace(ascii_lower(*account.owner), groups_.size()).second;
    if (is_new) groups_.push_back({.owner = *account.owner});
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto found = group_of.empty() ? group_of.end() : group_of.find(ascii_lower(owner_of(i)));
    groups_[found == group_of.end() ? 0 : found->second].indexes.push_back(i);
  }
}

std::size_t BatchQueue::count_batches(std::size_t size) const {
  const std::scoped_lock lock(mutex_);
  return std::accumulate(groups_.begin(), groups_.end(), std::size_t{0}, [&](std::size_t sum, const Group& group) {
    return sum + (group.indexes.size() + size - 1) / size;
  });
}

BatchQueue::Batch BatchQueue::next(std::size_t size) {
  const std::scoped_lock lock(mutex_);
  for (Group& group : groups_) {
    if (group.given == group.indexes.size()) continue;
    const auto begin = group.indexes.begin() + static_cast<std::ptrdiff_t>(group.given);
    group.given += std::min(size, group.indexes.size() - group.given);
    return {group.owner, Indexes(begin, group.indexes.begin() + static_cast<std::ptrdiff_t>(group.given))};
  }
  return {};
}

void BatchQueue::clear() {
  const std::scoped_lock lock(mutex_);
  groups_.clear();
}

}  // namespace cpsg::github::client
