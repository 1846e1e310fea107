// The bound in bytes of what one read of a list gives, beside its limit in number.
//
//   const std::vector<model::Commit> block = history.commits(view, query);
//   if (is_last(block, query.limit)) return;  // nothing follows
//
// A read of commits, branches, contributors or pull requests ends with the item at which its texts reach
// kBlockMaxBytes. So it may give fewer items than its limit although more follow, and gives at least one where there is
// one. Pure functions, which both the stores and their callers count by.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/branch.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/pull_request.h"

namespace cpsg::storage {

inline constexpr std::size_t kBlockMaxBytes = 1 * limits::kMiB;

// The texts of an item that may be long.
[[nodiscard]] inline std::size_t text_bytes(const model::Person& person) {
  return person.name ? person.name->size() : 0;
}
[[nodiscard]] inline std::size_t text_bytes(const model::Commit& commit) {
  return commit.message.size() + text_bytes(commit.author) + text_bytes(commit.committer) +
         commit.parents.size() * model::Oid::kSizeBytes;
}
[[nodiscard]] inline std::size_t text_bytes(const model::Branch& branch) { return branch.name.size(); }
[[nodiscard]] inline std::size_t text_bytes(const model::Contributor& contributor) {
  return text_bytes(contributor.person);
}
[[nodiscard]] inline std::size_t text_bytes(const model::PullRequest& pull) {
  std::size_t bytes = pull.title.size();
  for (const std::string& label : pull.labels) bytes += label.size();
  return bytes;
}

// Whether nothing follows a block that was read with this limit.
template <typename Item>
[[nodiscard]] bool is_last(const std::vector<Item>& block, std::size_t limit) {
  std::size_t bytes = 0;
  for (const Item& item : block) bytes += text_bytes(item);
  return block.size() < limit && bytes < kBlockMaxBytes;
}

// Counts a block as it is read: take() is called for each item, and is false when the block ends with it.
class BlockBound {
 public:
  template <typename Item>
  [[nodiscard]] bool take(const Item& item) {
    bytes_ += text_bytes(item);
    return bytes_ < kBlockMaxBytes;
  }

 private:
  std::size_t bytes_ = 0;
};

}  // namespace cpsg::storage
