// What of a project's branches is asked for, in which order; and the order itself, by which stores and their callers
// go.
//
//   const BranchPage page = history.branches(project_id, {.sort = BranchSort::kAhead, .descending = true});
//   if (page.next) more = history.branches(project_id, {..., .after = page.next});
//
// Branches that have no value for the member that they are sorted by come last, in either direction; those that are
// alike go by the bytes of their names, ascending. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/branch.h"

namespace cpsg::storage {

enum class BranchSort : std::uint8_t { kName, kCommittedAt, kAhead, kBehind, kCommits };

// All of it together.
struct BranchFilter {
  std::string text;                          // part of the name, whatever the case of ASCII letters; empty: any name
  std::optional<bool> merged;                // those of which it is known so
  std::optional<UnixTime> committed_before;  // the tip's committer time, which must be known
  bool with_deleted = false;                 // tombstones too
};

// The place of a branch in an order: a page starts behind it.
struct BranchCursor {
  std::optional<std::int64_t> value;  // of the member that is sorted by; nothing for kName, and where there is none
  std::string name;

  friend bool operator==(const BranchCursor&, const BranchCursor&) = default;
};

struct BranchQuery {
  BranchSort sort = BranchSort::kName;
  bool descending = false;
  BranchFilter filter = {};
  std::optional<BranchCursor> after = std::nullopt;  // the branch need not exist
  std::size_t limit = 100;
  bool with_total = false;
};

struct BranchPage {
  std::vector<model::Branch> branches;
  // Where the next page begins, if there may be one. A page may be short, or even empty, although more follow: it is
  // bounded in bytes (page_bounds.h), and so are the branches that are looked at for it in the order of names.
  std::optional<BranchCursor> next;
  std::optional<std::int64_t> total;  // of all that pass the filter, where it was asked for
};

[[nodiscard]] BranchCursor cursor_of(const model::Branch& branch, BranchSort sort);
[[nodiscard]] bool passes(const model::Branch& branch, const BranchFilter& filter);
// Whether `a` comes before `b`.
[[nodiscard]] bool comes_before(const BranchCursor& a, const BranchCursor& b, BranchSort sort, bool descending);

}  // namespace cpsg::storage
