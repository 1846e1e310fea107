// A branch and how it stands to the default branch: a live one, or the tombstone of one that was deleted.
//
//   const bool is_live = !branch.deleted_at;
//
// Plain values of one published generation. Counts are of commits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/model/git_time.h"
#include "cpsg/model/oid.h"

namespace cpsg::model {

struct Branch {
  std::string name;  // without refs/heads/; raw bytes, not always UTF-8
  Oid oid;           // the tip
  bool is_default = false;
  // Null where there is no default branch to compare with. Commits not on the default branch, and on it alone.
  std::optional<std::int64_t> ahead;
  std::optional<std::int64_t> behind;
  std::optional<bool> merged;  // ahead == 0; null for the default branch
  std::int64_t commits = 0;    // git rev-list --count
  std::optional<GitTime> committed_at;
  std::optional<UnixTime> deleted_at;  // set on tombstones; the other values are the last known

  friend bool operator==(const Branch&, const Branch&) = default;
};

}  // namespace cpsg::model
