#include "cpsg/storage/sqlite/pull_lists.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <unordered_map>
#include <utility>

#include "cpsg/storage/page_bounds.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/pull_filter.h"
#include "cpsg/storage/sqlite/pull_requests.h"
#include "cpsg/storage/sqlite/pull_scan.h"

namespace cpsg::storage::sqlite {
namespace {

// A usual page; a longer one grows.
constexpr std::size_t kReservedMax = 100;

// The places of the branches in a set of facts, by name.
class BaseNames {
 public:
  explicit BaseNames(std::vector<std::string>& names) : names_(names) {}

  std::uint32_t place_of(std::string_view name) {
    if (!names_.empty() && names_[last_] == name) return last_;
    const auto [found, is_new] = places_.try_emplace(std::string(name), static_cast<std::uint32_t>(names_.size()));
    if (is_new) names_.emplace_back(name);
    return last_ = found->second;
  }

 private:
  std::vector<std::string>& names_;
  std::unordered_map<std::string, std::uint32_t> places_;
  std::uint32_t last_ = 0;
};

// A null reads as 0, which few values are: so the column is mostly read once. There are very many.
UnixTime time_or_never(const Query& query, int column) {
  const UnixTime time = query.time(column);
  return time == UnixTime() && query.is_null(column) ? PullFacts::kNever : time;
}

// As PullRequest::size_lines(), of its two columns.
std::int64_t size_or_none(const Query& query, int additions, int deletions) {
  const std::int64_t added = query.integer(additions);
  const std::int64_t deleted = query.integer(deletions);
  if ((added == 0 && query.is_null(additions)) || (deleted == 0 && query.is_null(deletions))) return PullFacts::kNoSize;
  constexpr std::int64_t kMax = model::PullRequest::kSizeMaxLines;
  return std::min(added, kMax) + std::min(deleted, kMax);
}

PullSort sort_of(PullTime by) {
  switch (by) {
    case PullTime::kCreated:
      return PullSort::kCreated;
    case PullTime::kUpdated:
      return PullSort::kUpdated;
    case PullTime::kMerged:
      return PullSort::kMerged;
  }
  return PullSort::kNumber;
}

}  // namespace

PullPage list_pulls(Connection& connection, ProjectNo project_no, const PullQuery& query) {
  assert(query.limit > 0);
  PullPage page;
  page.pulls.reserve(std::min(query.limit, kReservedMax));
  PullScan scan(connection, project_no, query);
  const PullFilterCheck check(scan.rest());
  const bool checks = !check.is_empty();
  BlockBound bound;
  bool has_room = true;
  std::size_t looks = 0;
  std::optional<PullCursor> last;
  while (const Query* row = scan.next()) {
    if (!has_room || looks == kPullLooksMax) {
      page.next = last;
      break;
    }
    ++looks;
    last = scan.place();
    if (checks && !check.passes(*row)) continue;
    has_room = bound.take(page.pulls.emplace_back(read_pull(*row))) && page.pulls.size() < query.limit;
  }
  return page;
}

std::optional<std::int64_t> count_pulls(Connection& connection, ProjectNo project_no, const PullFilter& filter) {
  PullQuery query{.filter = filter};
  // The index that leaves the fewest to look at.
  if (!filter.author && (filter.since || filter.until)) query.sort = sort_of(filter.by);
  PullScan scan(connection, project_no, query);
  const PullFilterCheck check(scan.rest());
  if (check.is_empty()) {
    if (PullFilterCheck(filter).is_empty()) return count_pull_requests(connection, project_no).total();
    return scan.count();
  }
  std::int64_t count = 0;
  std::size_t looks = 0;
  while (const Query* row = scan.next()) {
    if (looks++ == kPullCountLooksMax) return std::nullopt;
    count += check.passes(*row) ? 1 : 0;
  }
  return count;
}

PullFactsSet pull_facts(Connection& connection, std::string_view project_id) {
  Query project(connection, "SELECT project_no, revision FROM projects WHERE id = ?");
  if (!project.bind(project_id).step()) throw_unknown_project(project_id);
  const ProjectNo project_no = project.integer(0);
  PullFactsSet set{.incarnation = static_cast<std::uint64_t>(project_no),
                   .revision = static_cast<std::uint64_t>(project.integer(1)),
                   .all_read = were_all_read(connection, project_no),
                   .pulls = {},
                   .bases = {}};
  BaseNames bases(set.bases);
  Query query(connection,
              "SELECT key, state, created_at, closed_at, merged_at, first_review_at, additions, deletions, draft, bot,"
              " base_ref FROM pull_requests INDEXED BY pull_requests_by_creation WHERE project_no = ? AND state = ?");
  for (const auto state : {model::PullState::kOpen, model::PullState::kClosed, model::PullState::kMerged}) {
    for (bool more = query.find(project_no, model::name(state)); more; more = query.step()) {
      set.pulls.push_back({.created_at = query.time(2),
                           .closed_at = time_or_never(query, 3),
                           .merged_at = time_or_never(query, 4),
                           .first_review_at = time_or_never(query, 5),
                           .size_lines = size_or_none(query, 6, 7),
                           .number = number_of(query.integer(0)),
                           .base = bases.place_of(query.text(10)),
                           .state = state,
                           .draft = query.integer(8) != 0,
                           .bot = query.integer(9) != 0});
    }
  }
  return set;
}

PullRequests::MergedPullsById merged_since(Connection& connection, std::span<const std::string> project_ids,
                                           UnixTime since) {
  PullRequests::MergedPullsById found;
  Query find(connection, "SELECT project_no FROM projects WHERE id = ?");
  Query merged(connection,
               "SELECT merged_at, lead_time_s FROM pull_requests INDEXED BY pull_requests_by_merge"
               " WHERE project_no = ?1 AND state = 'merged' AND merged_at >= ?2 ORDER BY merged_at, key");
  for (const std::string& id : project_ids) {
    if (!find.find(id)) continue;
    std::vector<MergedPull>& pulls = found[id];
    pulls.clear();
    for (bool more = merged.find(find.integer(0), since); more; more = merged.step()) {
      pulls.push_back({merged.time(0), merged.integer(1)});
    }
  }
  return found;
}

}  // namespace cpsg::storage::sqlite
