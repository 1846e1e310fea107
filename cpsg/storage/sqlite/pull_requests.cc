#include "cpsg/storage/sqlite/pull_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/text_list.h"

namespace cpsg::storage::sqlite {
namespace {

using model::Oid;
using model::PullRequest;
using model::PullState;

// A key holds 32 bits of number.
constexpr std::int64_t kLastNumber = std::numeric_limits<std::uint32_t>::max();

bool is_number(std::int64_t number) { return number >= 1 && number <= kLastNumber; }
std::int64_t key_of(ProjectNo project_no, std::int64_t number) {
  return row_key(project_no, static_cast<std::uint32_t>(number));
}

// ---- one row ----

std::optional<Blob> blob_of(const std::optional<Oid>& oid) {
  return oid ? std::optional(Blob{oid->bytes}) : std::nullopt;
}

std::optional<Oid> oid_or_null(const Query& query, int column) {
  if (query.is_null(column)) return std::nullopt;
  const auto bytes = query.blob(column);
  Oid oid;
  if (bytes.size() != Oid::kSizeBytes) {
    throw Error(ErrorCode::kStoreCorrupt, "a stored pull request has a broken oid");
  }
  std::ranges::copy(bytes, oid.bytes.begin());
  return oid;
}

PullState state_in(const Query& query, int column) {
  const auto state = model::pull_state_from_name(query.text(column));
  if (!state) throw Error(ErrorCode::kStoreCorrupt, "a stored pull request is in no known state");
  return *state;
}

// In the order in which read_pull() takes them.
const std::string kColumns =
    "key, title, state, draft, author, bot, base_ref, base_oid, head_ref, head_oid, head_repo, created_at, updated_at,"
    " closed_at, merged_at, merged_by, additions, deletions, changed_files, commits, comments, reviews,"
    " review_decision, labels, first_review_at";
const std::string kSelectPage = "SELECT " + kColumns + " FROM pull_requests WHERE key > ? AND key < ? ORDER BY key";
const std::string kSelectOne = "SELECT " + kColumns + " FROM pull_requests WHERE key = ?";
const std::string kInsert = "INSERT OR REPLACE INTO pull_requests (" + kColumns +
                            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

PullRequest read_pull(const Query& query) {
  PullRequest pull;
  pull.number = number_of(query.integer(0));
  pull.title = query.text(1);
  pull.state = state_in(query, 2);
  pull.draft = query.integer(3) != 0;
  pull.author = query.text_or_null(4);
  pull.bot = query.integer(5) != 0;
  pull.base_ref = query.text(6);
  pull.base_oid = oid_or_null(query, 7);
  pull.head_ref = query.text(8);
  pull.head_oid = oid_or_null(query, 9);
  pull.head_repo = query.text_or_null(10);
  pull.created_at = query.time(11);
  pull.updated_at = query.time(12);
  pull.closed_at = query.time_or_null(13);
  pull.merged_at = query.time_or_null(14);
  pull.merged_by = query.text_or_null(15);
  pull.additions = query.integer_or_null(16);
  pull.deletions = query.integer_or_null(17);
  pull.changed_files = query.integer_or_null(18);
  pull.commits = query.integer_or_null(19);
  pull.comments = query.integer_or_null(20);
  pull.reviews = query.integer_or_null(21);
  pull.review_decision = query.text_or_null(22);
  pull.labels = split_texts(query.text(23));
  pull.first_review_at = query.time_or_null(24);
  return pull;
}

void write_pull(Connection& connection, ProjectNo project_no, const PullRequest& pull) {
  const std::string labels = join_texts(pull.labels);
  Query(connection, kInsert)
      .bind(key_of(project_no, pull.number), pull.title, model::name(pull.state), pull.draft, pull.author, pull.bot,
            pull.base_ref, blob_of(pull.base_oid), pull.head_ref, blob_of(pull.head_oid), pull.head_repo,
            pull.created_at, pull.updated_at, pull.closed_at, pull.merged_at, pull.merged_by, pull.additions,
            pull.deletions, pull.changed_files, pull.commits, pull.comments, pull.reviews, pull.review_decision, labels,
            pull.first_review_at)
      .run();
}

template <typename Value>
void keep(std::optional<Value>& value, const std::optional<Value>& stored) {
  if (!value) value = stored;
}

// `pull`, with what REST leaves out taken from `stored`, which is of the same time.
PullRequest completed(PullRequest pull, const PullRequest& stored) {
  keep(pull.merged_by, stored.merged_by);
  keep(pull.additions, stored.additions);
  keep(pull.deletions, stored.deletions);
  keep(pull.changed_files, stored.changed_files);
  keep(pull.commits, stored.commits);
  keep(pull.comments, stored.comments);
  keep(pull.reviews, stored.reviews);
  keep(pull.review_decision, stored.review_decision);
  keep(pull.first_review_at, stored.first_review_at);
  return pull;
}

// ---- walk and counts ----

// By PullState.
using Counts = std::array<std::int64_t, 3>;
std::int64_t& of(Counts& counts, PullState state) { return counts[static_cast<std::size_t>(state)]; }

Counts read_counts(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT open, closed, merged FROM pull_walks WHERE project_no = ?");
  if (!query.bind(project_no).step()) return {};
  Counts counts{};
  of(counts, PullState::kOpen) = query.integer(0);
  of(counts, PullState::kClosed) = query.integer(1);
  of(counts, PullState::kMerged) = query.integer(2);
  return counts;
}

void write_walk(Connection& connection, ProjectNo project_no, const PullWalk& walk, Counts counts) {
  Query(connection,
        "INSERT OR REPLACE INTO pull_walks (project_no, watermark, cursor, newest, seen, short_before, by_rest, open, "
        "closed,"
        " merged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(project_no, walk.watermark, walk.cursor, walk.newest, walk.seen, walk.short_before, walk.by_rest,
            of(counts, PullState::kOpen), of(counts, PullState::kClosed), of(counts, PullState::kMerged))
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
  Counts counts = read_counts(connection, project_no);
  std::size_t added = 0;
  bool changed = false;
  for (const PullRequest& told : pulls) {
    if (!is_number(told.number)) {
      throw Error(ErrorCode::kBadData, fmt::format("a pull request cannot have the number {}", told.number));
    }
    const auto known = find_pull_request(connection, project_no, told.number);
    if (known && known->updated_at > told.updated_at) continue;
    const PullRequest pull = known && known->updated_at == told.updated_at ? completed(told, *known) : told;
    if (known && *known == pull) continue;
    if (known) --of(counts, known->state);
    ++of(counts, pull.state);
    write_pull(connection, project_no, pull);
    changed = true;
    if (!known) ++added;
  }
  write_walk(connection, project_no, walk, counts);
  if (changed) bump_revision(connection, project_no);
  return added;
}

void remove_pull_requests(Connection& connection, const Bounds& bounds, std::span<const std::int64_t> numbers) {
  const ProjectNo project_no = bounds.project_no;
  Counts counts = read_counts(connection, project_no);
  bool changed = false;
  Query select(connection, "SELECT state FROM pull_requests WHERE key = ?");
  Query remove(connection, "DELETE FROM pull_requests WHERE key = ?");
  for (const std::int64_t number : numbers) {
    if (!is_number(number) || !select.find(key_of(project_no, number))) continue;
    --of(counts, state_in(select, 0));
    remove.bind(key_of(project_no, number)).run();
    changed = true;
  }
  if (!changed) return;
  Query(connection, "UPDATE pull_walks SET open = ?, closed = ?, merged = ? WHERE project_no = ?")
      .bind(of(counts, PullState::kOpen), of(counts, PullState::kClosed), of(counts, PullState::kMerged), project_no)
      .run();
  bump_revision(connection, project_no);
}

std::vector<PullRequest> pull_request_page(Connection& connection, ProjectNo project_no, std::int64_t after,
                                           std::size_t limit) {
  std::vector<PullRequest> pulls;
  Query query(connection, kSelectPage);
  query.bind(key_of(project_no, std::clamp<std::int64_t>(after, 0, kLastNumber)), end_key(project_no));
  while (pulls.size() < limit && query.step()) pulls.push_back(read_pull(query));
  return pulls;
}

std::optional<PullRequest> find_pull_request(Connection& connection, ProjectNo project_no, std::int64_t number) {
  if (!is_number(number)) return std::nullopt;
  Query query(connection, kSelectOne);
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

model::PullCounts count_pull_requests(Connection& connection, ProjectNo project_no) {
  Counts counts = read_counts(connection, project_no);
  return {.open = of(counts, PullState::kOpen),
          .closed = of(counts, PullState::kClosed),
          .merged = of(counts, PullState::kMerged)};
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
