#include "cpsg/storage/sqlite/enrichment.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <map>

#include "cpsg/base/error.h"

namespace cpsg::storage::sqlite {
namespace {

using model::Oid;

// ---- the bitmap, in pieces ----

constexpr std::uint32_t kPieceRows = 32'768;
constexpr std::size_t kPieceBytes = kPieceRows / 8;

std::vector<std::uint8_t> bytes_of(const Query& query, int column) {
  const auto bytes = query.blob(column);
  return {bytes.begin(), bytes.end()};
}

void mark_enriched(Connection& connection, ProjectNo history_no, std::span<const CommitDetail> details) {
  std::map<std::uint32_t, std::vector<std::uint8_t>> pieces;
  Query select(connection, "SELECT bits FROM enriched WHERE key = ?");
  for (const CommitDetail& detail : details) {
    const std::uint32_t number = detail.row / kPieceRows;
    const auto [entry, is_new] = pieces.try_emplace(number);
    std::vector<std::uint8_t>& bits = entry->second;
    if (is_new && select.find(row_key(history_no, number))) bits = bytes_of(select, 0);
    bits.resize(kPieceBytes);
    bits[detail.row % kPieceRows / 8] |= static_cast<std::uint8_t>(1U << (detail.row % 8));
  }
  Query insert(connection, "INSERT OR REPLACE INTO enriched VALUES (?, ?)");
  for (const auto& [number, bits] : pieces) insert.bind(row_key(history_no, number), Blob{bits}).run();
}

// By row: those that readers see and that were not enriched.
model::Bitmap rows_left(Connection& connection, const Bounds& bounds) {
  std::vector<std::uint8_t> left;
  {
    Query live(connection, "SELECT live FROM bitmaps WHERE project_no = ?");
    if (live.bind(bounds.project_no).step()) left = bytes_of(live, 0);
  }
  Query enriched(connection, "SELECT key, bits FROM enriched WHERE key >= ? AND key < ?");
  enriched.bind(row_key(bounds.history_no, 0), end_key(bounds.history_no));
  while (enriched.step()) {
    const std::size_t begin = std::min(number_of(enriched.integer(0)) * kPieceBytes, left.size());
    const auto bits = enriched.blob(1);
    const std::size_t size = std::min(bits.size(), left.size() - begin);
    for (std::size_t i = 0; i < size; ++i) left[begin + i] &= static_cast<std::uint8_t>(~bits[i]);
  }
  return model::Bitmap::from_bytes(left, bounds.rows);
}

// ---- the search ----

// A position in the index commits_newest_first.
struct IndexPosition {
  std::int64_t committed_desc = std::numeric_limits<std::int64_t>::min();
  std::vector<std::uint8_t> oid;  // empty is before all
};

IndexPosition search_start(Connection& connection, const Bounds& bounds) {
  Query query(connection, "SELECT generation, committed_desc, oid FROM enrichment_starts WHERE project_no = ?");
  if (!query.bind(bounds.project_no).step()) return {};
  if (static_cast<std::uint64_t>(query.integer(0)) != bounds.generation) return {};
  return {.committed_desc = query.integer(1), .oid = bytes_of(query, 2)};
}

// The index after `start`; columns key, committed_desc, oid. `start` must outlive it.
class IndexScan {
 public:
  IndexScan(Connection& connection, ProjectNo history_no, const IndexPosition& start)
      : query_(connection,
               "SELECT key, committed_desc, oid FROM commits WHERE project_no = ? AND (committed_desc, oid) > (?, ?)"
               " ORDER BY committed_desc, oid") {
    query_.bind(history_no, start.committed_desc, Blob{start.oid});
  }

  bool step() { return query_.step(); }
  [[nodiscard]] std::uint32_t row() const { return number_of(query_.integer(0)); }
  [[nodiscard]] IndexPosition position() const {
    return {.committed_desc = query_.integer(1), .oid = bytes_of(query_, 2)};
  }
  [[nodiscard]] Oid oid() const {
    const auto bytes = query_.blob(2);
    Oid oid;
    if (bytes.size() != Oid::kSizeBytes) throw Error(ErrorCode::kStoreCorrupt, "a stored commit has a broken oid");
    std::ranges::copy(bytes, oid.bytes.begin());
    return oid;
  }

 private:
  Query query_;
};

// Moves the start of the next search past what is done.
void advance_start(Connection& connection, const Bounds& bounds) {
  const model::Bitmap left = rows_left(connection, bounds);
  if (left.count() == 0) return;  // nothing will be searched
  IndexPosition start = search_start(connection, bounds);
  {
    const IndexPosition from = start;
    IndexScan scan(connection, bounds.history_no, from);
    while (scan.step() && !left.test(scan.row())) start = scan.position();
  }
  Query(connection, "INSERT OR REPLACE INTO enrichment_starts VALUES (?, ?, ?, ?)")
      .bind(bounds.project_no, bounds.generation, start.committed_desc, Blob{start.oid})
      .run();
}

// ---- lines and logins ----

void write_details(Connection& connection, const Bounds& bounds, std::span<const CommitDetail> details) {
  Query update(connection,
               "UPDATE commits SET additions = ?2, deletions = ?3, changed_files = ?4 WHERE key = ?1"
               " RETURNING author, committer");
  Query name_person(connection, "UPDATE people SET login = ?2 WHERE key = ?1 AND login IS NULL");
  const auto set_login = [&](std::int64_t person, const std::optional<std::string>& login) {
    if (login) name_person.bind(row_key(bounds.history_no, static_cast<std::uint32_t>(person)), *login).run();
  };
  for (const CommitDetail& detail : details) {
    assert(detail.row < bounds.rows && "staged commits are not enriched");
    if (!update.find(row_key(bounds.history_no, detail.row), detail.additions, detail.deletions,
                     detail.changed_files)) {
      throw Error(ErrorCode::kStoreCorrupt, "a published commit is not stored");
    }
    const std::int64_t author = update.integer(0);
    const std::int64_t committer = update.integer(1);
    set_login(author, detail.author_login);
    set_login(committer, detail.committer_login);
  }
}

}  // namespace

std::vector<UnenrichedCommit> unenriched_commits(Connection& connection, std::string_view project_id,
                                                 std::size_t limit) {
  const Bounds bounds = find_bounds(connection, project_id);
  const model::Bitmap left = rows_left(connection, bounds);
  const std::size_t wanted = std::min(limit, left.count());
  std::vector<UnenrichedCommit> commits;
  commits.reserve(wanted);
  const IndexPosition start = search_start(connection, bounds);
  IndexScan scan(connection, bounds.history_no, start);
  while (commits.size() < wanted && scan.step()) {
    if (left.test(scan.row())) commits.push_back({.row = scan.row(), .oid = scan.oid()});
  }
  return commits;
}

void enrich_commits(Connection& connection, const Bounds& bounds, std::span<const CommitDetail> details) {
  if (details.empty()) return;
  write_details(connection, bounds, details);
  mark_enriched(connection, bounds.history_no, details);
  advance_start(connection, bounds);
  bump_revision(connection, bounds.project_no);
}

}  // namespace cpsg::storage::sqlite
