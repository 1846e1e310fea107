#include "cpsg/storage/sqlite/pull_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/columns.h"

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
  static const std::string sql = "SELECT key, " + column_list<PullRequest>() + " FROM pull_requests ";
  return sql;
}

// From the columns key, then those of a pull request.
PullRequest read_pull(const Query& query) {
  auto pull = ColumnReader(query, 1).read<PullRequest>();
  pull.number = number_of(query.integer(0));
  return pull;
}

void write_pull(Connection& connection, ProjectNo project_no, const PullRequest& pull) {
  static const std::string sql = replace_statement<PullRequest>("pull_requests", "key");
  run_with_columns(connection, sql, pull, key_of(project_no, pull.number));
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

}  // namespace

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
                              const PullWalk& walk) {
  const ProjectNo project_no = bounds.project_no;
  std::size_t added = 0;
  bool changed = false;
  for (const PullRequest& received : pulls) {
    if (!is_number(received.number)) {
      throw Error(ErrorCode::kBadData, fmt::format("a pull request cannot have the number {}", received.number));
    }
    const auto known = find_pull_request(connection, project_no, received.number);
    if (known && known->updated_at > received.updated_at) continue;
    const PullRequest pull = known && known->updated_at == received.updated_at ? completed(received, *known) : received;
    if (known && *known == pull) continue;
    write_pull(connection, project_no, pull);
    changed = true;
    if (!known) ++added;
  }
  write_walk(connection, project_no, walk);
  if (changed) bump_revision(connection, project_no);
  return added;
}

void remove_pull_requests(Connection& connection, const Bounds& bounds, std::span<const std::int64_t> numbers) {
  const ProjectNo project_no = bounds.project_no;
  bool changed = false;
  Query remove(connection, "DELETE FROM pull_requests WHERE key = ?");
  for (const std::int64_t number : numbers) {
    if (!is_number(number)) continue;
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
  while (pulls.size() < limit && query.step()) pulls.push_back(read_pull(query));
  return pulls;
}

std::optional<PullRequest> find_pull_request(Connection& connection, ProjectNo project_no, std::int64_t number) {
  if (!is_number(number)) return std::nullopt;
  static const std::string sql = select_pull() + "WHERE key = ?";
  Query query(connection, sql);
  if (!query.bind(key_of(project_no, number)).step()) return std::nullopt;
  return read_pull(query);
}

std::vector<std::int64_t> pull_request_numbers(Connection& connection, ProjectNo project_no) {
  std::vector<std::int64_t> numbers;
  Query query(connection, "SELECT key FROM pull_requests WHERE key >= ? AND key < ? ORDER BY key");
  query.bind(row_key(project_no, 0), end_key(project_no));
  while (query.step()) numbers.push_back(number_of(query.integer(0)));
  return numbers;
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
                                       .counts = count_pull_requests(connection, find.integer(0))});
  }
  return found;
}

}  // namespace cpsg::storage::sqlite
