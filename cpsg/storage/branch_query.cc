#include "cpsg/storage/branch_query.h"

#include <algorithm>

#include "cpsg/base/ascii.h"

namespace cpsg::storage {
namespace {

bool has_part(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return ascii_lower(a) == ascii_lower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::optional<std::int64_t> sort_value(const model::Branch& branch, BranchSort sort) {
  switch (sort) {
    case BranchSort::kName:
      return std::nullopt;
    case BranchSort::kCommittedAt:
      return branch.committed_at ? std::optional(branch.committed_at->epoch_s) : std::nullopt;
    case BranchSort::kAhead:
      return branch.ahead;
    case BranchSort::kBehind:
      return branch.behind;
    case BranchSort::kCommits:
      return branch.commits;
  }
  return std::nullopt;
}

}  // namespace

BranchCursor cursor_of(const model::Branch& branch, BranchSort sort) { return {sort_value(branch, sort), branch.name}; }

bool passes(const model::Branch& branch, const BranchFilter& filter) {
  if (branch.deleted_at && !filter.with_deleted) return false;
  if (filter.merged && branch.merged != filter.merged) return false;
  if (filter.committed_before) {
    const std::int64_t before = filter.committed_before->time_since_epoch().count();
    if (!branch.committed_at || branch.committed_at->epoch_s >= before) return false;
  }
  return filter.text.empty() || has_part(branch.name, filter.text);
}

bool comes_before(const BranchCursor& a, const BranchCursor& b, BranchSort sort, bool descending) {
  if (a.value && b.value && *a.value != *b.value) return descending ? *a.value > *b.value : *a.value < *b.value;
  if (a.value.has_value() != b.value.has_value()) return a.value.has_value();
  // Strings are compared by their bytes, as unsigned ones.
  return sort == BranchSort::kName && descending ? b.name < a.name : a.name < b.name;
}

}  // namespace cpsg::storage
