#include "cpsg/storage/sqlite/pull_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/storage/observation_order.h"
#include "cpsg/storage/page_bounds.h"
#include "cpsg/storage/sqlite/columns.h"
#include "cpsg/storage/sqlite/text_list.h"

namespace cpsg::storage::sqlite {
namespace {

using model::PullRequest;
using model::PullState;

// A key holds 32 bits of number.
constexpr std::int64_t kLastNumber = std::numeric_limits<std::uint32_t>::max();

bool is_number(std::int64_t number) { return number >= 1 && number <= kLastNumber; }
std::int64_t key_of(ProjectNo project_no, std::int64_t number) {
  return row_key(project_no, static_cast<std::uint32_t>(number));
}

// ---- one row ----

const std::string& select_pull() {
  static const std::string sql = "SELECT " + pull_columns() + " FROM pull_requests ";
  return sql;
}

void write_pull(Connection& connection, ProjectNo project_no, const PullRequest& pull, UnixTime observed_at) {
  static const std::string sql = replace_statement<PullRequest>("pull_requests", "key, observed_at");
  run_with_columns(connection, sql, pull, key_of(project_no, pull.number), observed_at);
}

void write_observed_at(Connection& connection, ProjectNo project_no, std::int64_t number, UnixTime observed_at) {
  Query(connection, "UPDATE pull_requests SET observed_at = ?2 WHERE key = ?1")
      .bind(key_of(project_no, number), observed_at)
      .run();
}

// When the stored pull request of that number was asked for, if that is known.
std::optional<UnixTime> observed_at_of(Connection& connection, ProjectNo project_no, std::int64_t number) {
  Query query(connection, "SELECT observed_at FROM pull_requests WHERE key = ?");
  if (!query.bind(key_of(project_no, number)).step()) return std::nullopt;
  return query.time_or_null(0);
}

template <typename Value>
void keep_stored(std::optional<Value>& value, const std::optional<Value>& stored) {
  if (!value) value = stored;
}

// `pull`, with what REST leaves out taken from `stored`, which has the same updated_at.
PullRequest completed(PullRequest pull, const PullRequest& stored) {
  keep_stored(pull.merged_by, stored.merged_by);
  keep_stored(pull.additions, stored.additions);
  keep_stored(pull.deletions, stored.deletions);
  keep_stored(pull.changed_files, stored.changed_files);
  keep_stored(pull.commits, stored.commits);
  keep_stored(pull.comments, stored.comments);
  keep_stored(pull.reviews, stored.reviews);
  keep_stored(pull.review_decision, stored.review_decision);
  keep_stored(pull.first_review_at, stored.first_review_at);
  return pull;
}

void write_walk(Connection& connection, ProjectNo project_no, const PullWalk& walk) {
  Query(connection,
        "INSERT OR REPLACE INTO pull_walks (project_no, watermark, cursor, newest, seen, short_before, by_rest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(project_no, walk.watermark, walk.cursor, walk.newest, walk.seen, walk.short_before, walk.by_rest)
      .run();
}

void close_gap(Connection& connection, ProjectNo project_no, std::int64_t number) {
  Query(connection, "DELETE FROM pull_gaps WHERE project_no = ? AND number = ?").bind(project_no, number).run();
}

void write_gaps(Connection& connection, ProjectNo project_no, std::span<const PullGap> gaps) {
  Query query(connection,
              "INSERT INTO pull_gaps (project_no, number, place, pulls, found_at) VALUES (?, ?, ?, ?, ?)"
              " ON CONFLICT DO NOTHING");
  for (const PullGap& gap : gaps) {
    // The place of a known number moves with each update; the first one stays.
    const bool known =
        gap.number != 0 && Query(connection, "SELECT 1 FROM pull_gaps WHERE project_no = ? AND number = ?")
                               .bind(project_no, gap.number)
                               .step();
    if (!known) query.bind(project_no, gap.number, gap.after, gap.pulls, gap.found_at).run();
  }
}

std::optional<PullDifference> pull_difference(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT open, closed, merged, listed_at, lists FROM pull_differences WHERE project_no = ?");
  if (!query.bind(project_no).step()) return std::nullopt;
  return PullDifference{query.integer(0), query.integer(1), query.integer(2), query.time(3), query.integer(4)};
}

}  // namespace

const std::string& pull_columns() {
  static const std::string columns = "key, " + column_list<PullRequest>();
  return columns;
}

PullRequest read_pull(const Query& query) {
  auto pull = ColumnReader(query, 1).read<PullRequest>();
  pull.number = number_of(query.integer(0));
  return pull;
}

bool were_all_read(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT 1 FROM pull_walks WHERE project_no = ? AND watermark IS NOT NULL");
  return query.bind(project_no).step();
}

PullWalk pull_walk(Connection& connection, std::string_view project_id) {
  const ProjectNo project_no = find_bounds(connection, project_id).project_no;
  Query query(connection,
              "SELECT watermark, cursor, newest, seen, short_before, by_rest FROM pull_walks WHERE project_no = ?");
  if (!query.bind(project_no).step()) return {};
  return {.watermark = query.time_or_null(0),
          .cursor = query.text_or_null(1),
          .newest = query.time_or_null(2),
          .seen = query.integer(3),
          .short_before = query.integer(4) != 0,
          .by_rest = query.integer(5) != 0};
}

std::size_t put_pull_requests(Connection& connection, const Bounds& bounds, std::span<const PullRequest> pulls,
                              const PullWalk& walk, std::span<const PullGap> gaps, UnixTime observed_at) {
  const ProjectNo project_no = bounds.project_no;
  std::size_t added = 0;
  bool changed = false;
  for (const PullRequest& received : pulls) {
    if (!is_number(received.number)) {
      throw Error(ErrorCode::kBadData, fmt::format("a pull request cannot have the number {}", received.number));
    }
    const auto known = find_pull_request(connection, project_no, received.number);
    if (known && known->updated_at > received.updated_at) continue;
    close_gap(connection, project_no, received.number);
    const bool same_update = known && known->updated_at == received.updated_at;
    const auto stored_at = same_update ? observed_at_of(connection, project_no, received.number) : std::nullopt;
    if (!replaces_stored(observed_at, stored_at, observed_at)) continue;
    const PullRequest pull = same_update ? completed(received, *known) : received;
    if (known && *known == pull) {
      if (stored_at != observed_at) write_observed_at(connection, project_no, pull.number, observed_at);
      continue;
    }
    write_pull(connection, project_no, pull, observed_at);
    changed = true;
    if (!known) ++added;
  }
  if (walk.watermark.has_value() != were_all_read(connection, project_no)) changed = true;
  write_walk(connection, project_no, walk);
  write_gaps(connection, project_no, gaps);
  if (changed) bump_revision(connection, project_no);
  return added;
}

void remove_pull_requests(Connection& connection, const Bounds& bounds, std::span<const std::int64_t> numbers) {
  const ProjectNo project_no = bounds.project_no;
  bool changed = false;
  Query remove(connection, "DELETE FROM pull_requests WHERE key = ?");
  for (const std::int64_t number : numbers) {
    if (!is_number(number)) continue;
    close_gap(connection, project_no, number);
    remove.bind(key_of(project_no, number)).run();
    changed |= connection.changes() > 0;
  }
  if (changed) bump_revision(connection, project_no);
}

std::vector<PullRequest> pull_request_page(Connection& connection, ProjectNo project_no, std::int64_t after,
                                           std::size_t limit) {
  std::vector<PullRequest> pulls;
  static const std::string sql = select_pull() + "WHERE key > ? AND key < ? ORDER BY key";
  Query query(connection, sql);
  query.bind(key_of(project_no, std::clamp<std::int64_t>(after, 0, kLastNumber)), end_key(project_no));
  BlockBound bound;
  bool more = true;
  while (more && pulls.size() < limit && query.step()) more = bound.take(pulls.emplace_back(read_pull(query)));
  return pulls;
}

std::optional<PullRequest> find_pull_request(Connection& connection, ProjectNo project_no, std::int64_t number) {
  if (!is_number(number)) return std::nullopt;
  static const std::string sql = select_pull() + "WHERE key = ?";
  Query query(connection, sql);
  if (!query.bind(key_of(project_no, number)).step()) return std::nullopt;
  return read_pull(query);
}

void settle_pull_requests(Connection& connection, const Bounds& bounds,
                          const std::optional<PullDifference>& difference) {
  const ProjectNo project_no = bounds.project_no;
  Query(connection, "DELETE FROM pull_differences WHERE project_no = ?").bind(project_no).run();
  if (!difference) return close_gap(connection, project_no, 0);
  Query(connection, "INSERT INTO pull_differences VALUES (?, ?, ?, ?, ?, ?)")
      .bind(project_no, difference->open, difference->closed, difference->merged, difference->listed_at,
            difference->lists)
      .run();
}

std::vector<PullMark> pull_request_marks(Connection& connection, ProjectNo project_no) {
  std::vector<PullMark> marks;
  Query query(connection, "SELECT key, state, updated_at FROM pull_requests WHERE key >= ? AND key < ? ORDER BY key");
  query.bind(row_key(project_no, 0), end_key(project_no));
  while (query.step()) {
    marks.push_back({number_of(query.integer(0)), model::pull_state_from_name(query.text(1)).value_or(PullState::kOpen),
                     query.time(2)});
  }
  return marks;
}

std::vector<PullGap> pull_gaps(Connection& connection, ProjectNo project_no) {
  std::vector<PullGap> gaps;
  Query query(connection,
              "SELECT number, place, pulls, found_at FROM pull_gaps WHERE project_no = ? ORDER BY number, place");
  query.bind(project_no);
  while (query.step()) gaps.push_back({query.integer(0), std::string(query.text(1)), query.integer(2), query.time(3)});
  return gaps;
}

void replace_titles(Connection& connection, const Bounds& bounds, std::span<const PullRequest> pulls) {
  Query update(connection, "UPDATE pull_requests SET title = ?2, labels = ?3 WHERE key = ?1");
  bool changed = false;
  for (const PullRequest& pull : pulls) {
    const std::string labels = join_texts(pull.labels);
    update.bind(key_of(bounds.project_no, pull.number), pull.title, labels).run();
    changed |= connection.changes() > 0;
  }
  if (changed) bump_revision(connection, bounds.project_no);
}

bool titles_masked(Connection& connection, std::string_view project_id) {
  Query query(connection, "SELECT titles_masked FROM projects WHERE id = ?");
  if (!query.bind(project_id).step()) throw_unknown_project(project_id);
  return query.integer(0) != 0;
}

void set_titles_masked(Connection& connection, const Bounds& bounds, bool masked) {
  Query(connection, "UPDATE projects SET titles_masked = ?2 WHERE project_no = ?1")
      .bind(bounds.project_no, masked)
      .run();
}

model::PullCounts count_pull_requests(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT count(*) FROM pull_requests WHERE project_no = ? AND state = ?");
  const auto count = [&](PullState state) {
    query.find(project_no, model::name(state));
    return query.integer(0);
  };
  return {.open = count(PullState::kOpen), .closed = count(PullState::kClosed), .merged = count(PullState::kMerged)};
}

PullRequests::PullProgressById pull_progress(Connection& connection, std::span<const std::string> project_ids) {
  PullRequests::PullProgressById found;
  Query find(connection, "SELECT project_no FROM projects WHERE id = ?");
  for (const std::string& id : project_ids) {
    if (!find.find(id)) continue;
    found.try_emplace(id, PullProgress{.walk = pull_walk(connection, id),
                                       .counts = count_pull_requests(connection, find.integer(0)),
                                       .difference = pull_difference(connection, find.integer(0))});
  }
  return found;
}

}  // namespace cpsg::storage::sqlite
