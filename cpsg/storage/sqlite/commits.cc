#include "cpsg/storage/sqlite/commits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/utf8.h"
#include "cpsg/storage/page_bounds.h"
#include "cpsg/storage/sqlite/people.h"

namespace cpsg::storage::sqlite {
namespace {

using model::Oid;

static_assert(sizeof(Oid) == Oid::kSizeBytes, "parents are stored as they lie in memory");

// The value of committed_desc: git knows no times before 1970, so 1 is after all of them.
constexpr std::int64_t kNoTimeDesc = 1;
std::int64_t committed_desc(const std::optional<std::int64_t>& epoch_s) { return epoch_s ? -*epoch_s : kNoTimeDesc; }

std::optional<std::int64_t> epoch_of(const std::optional<model::GitTime>& time) {
  return time ? std::optional(time->epoch_s) : std::nullopt;
}
std::optional<std::int64_t> offset_of(const std::optional<model::GitTime>& time) {
  return time ? std::optional<std::int64_t>(time->offset_minutes) : std::nullopt;
}

void copy_oids(std::span<const std::uint8_t> bytes, std::vector<Oid>& oids) {
  if (bytes.size() % Oid::kSizeBytes != 0) throw Error(ErrorCode::kStoreCorrupt, "a stored commit has a broken parent");
  oids.resize(bytes.size() / Oid::kSizeBytes);
  if (!bytes.empty()) std::memcpy(oids.data(), bytes.data(), bytes.size());
}
void copy_oid(std::span<const std::uint8_t> bytes, Oid& oid) {
  if (bytes.size() != Oid::kSizeBytes) throw Error(ErrorCode::kStoreCorrupt, "a stored commit has a broken oid");
  std::memcpy(oid.bytes.data(), bytes.data(), bytes.size());
}

// Where a page begins and ends in the index.
struct IndexRange {
  std::int64_t committed_desc = std::numeric_limits<std::int64_t>::min();
  std::span<const std::uint8_t> oid;  // the last one before the page; empty is before all
  std::int64_t last_committed_desc = kNoTimeDesc;
};

IndexRange range_of(const CommitQuery& query) {
  IndexRange range;
  if (query.since || query.until) range.last_committed_desc = 0;
  if (query.since) range.last_committed_desc = std::min<std::int64_t>(0, -query.since->time_since_epoch().count());
  if (query.until) range.committed_desc = -query.until->time_since_epoch().count();
  if (query.after) {
    const std::int64_t after = committed_desc(query.after->committed_epoch_s);
    if (after >= range.committed_desc) range = {after, query.after->oid.bytes, range.last_committed_desc};
  }
  return range;
}

[[noreturn]] void throw_missing_row(std::uint32_t row) {
  throw Error(ErrorCode::kStoreCorrupt, fmt::format("the published commit number {} is not stored", row));
}

// Makes commits of one view from their rows.
class CommitReader {
 public:
  CommitReader(Connection& connection, const CommitView& view, const Bounds& bounds, KeptHistory& kept)
      : view_(view),
        history_no_(bounds.history_no),
        people_(connection, bounds.history_no, kept.people(bounds)),
        select_(connection,
                "SELECT oid, parents, author, committer, authored_epoch, authored_offset, committed_desc,"
                " committed_offset, altered, additions, deletions, changed_files, message FROM commits WHERE key = ?"),
        select_unreachable_(connection, "SELECT since FROM unreachable WHERE key = ?") {}

  model::Commit read(std::uint32_t row) {
    if (!select_.find(row_key(history_no_, row))) throw_missing_row(row);
    model::Commit commit;
    copy_oid(select_.blob(0), commit.oid);
    copy_oids(select_.blob(1), commit.parents);
    commit.author = people_.get(select_.integer(2));
    commit.committer = people_.get(select_.integer(3));
    commit.authored_at = time(4, 5);
    commit.committed_at = time(6, 7);
    if (commit.committed_at) commit.committed_at->epoch_s = -commit.committed_at->epoch_s;
    commit.altered = static_cast<model::Altered>(select_.integer(8));
    commit.additions = select_.integer_or_null(9);
    commit.deletions = select_.integer_or_null(10);
    commit.changed_files = select_.integer_or_null(11);
    read_message(commit);
    commit.on_default_branch = view_.on_default.test(row);
    if (!view_.live.test(row) && select_unreachable_.find(row_key(history_no_, row))) {
      commit.unreachable_since = select_unreachable_.time(0);
    }
    return commit;
  }

 private:
  // Whoever stages a message cuts it; what memory is bounded by must not depend on that.
  void read_message(model::Commit& commit) const {
    const std::string_view stored = select_.text(12);
    commit.message = cut_utf8(stored, limits::kMessageMaxBytes);
    if (commit.message.size() < stored.size()) commit.altered = commit.altered | model::Altered::kMessage;
  }

  [[nodiscard]] std::optional<model::GitTime> time(int epoch, int offset) const {
    if (select_.is_null(offset)) return std::nullopt;
    return model::GitTime{select_.integer(epoch), static_cast<std::int16_t>(select_.integer(offset))};
  }

  const CommitView& view_;
  ProjectNo history_no_;
  PersonReader people_;
  Query select_;
  Query select_unreachable_;
};

// The rows of a page, from the index alone, so that rows that the view doesn't hold are not read.
std::vector<std::uint32_t> page_rows(Connection& connection, const CommitView& view, const CommitQuery& query,
                                     ProjectNo history_no) {
  std::vector<std::uint32_t> rows;
  if (view.rows == 0 || query.limit == 0) return rows;
  const IndexRange range = range_of(query);
  const Blob after{range.oid};
  Query index(connection,
              "SELECT key, committed_desc FROM commits WHERE project_no = ? AND (committed_desc, oid) > (?, ?)"
              " ORDER BY committed_desc, oid");
  index.bind(history_no, range.committed_desc, after);
  while (rows.size() < query.limit && index.step() && index.integer(1) <= range.last_committed_desc) {
    const std::uint32_t row = number_of(index.integer(0));
    if (row >= view.rows) continue;
    if (query.include_unreachable || view.live.test(row)) rows.push_back(row);
  }
  return rows;
}

// The numbers of the authors of the branches' tips; nothing where a tip is not among the published commits.
std::vector<std::optional<std::int64_t>> tip_authors(Connection& connection, const Bounds& bounds,
                                                     std::span<const model::Branch> branches, KeptHistory& kept) {
  std::vector<Oid> tips;
  tips.reserve(branches.size());
  for (const model::Branch& branch : branches) tips.push_back(branch.oid);
  std::vector<std::optional<std::int64_t>> authors = kept.authors(bounds.history_no, tips);

  const std::int64_t staged = row_key(bounds.history_no, bounds.rows);
  Query select(connection,
               "SELECT author FROM commits WHERE project_no = ? AND committed_desc = ? AND oid = ? AND key < ?");
  std::vector<KeptHistory::TipAuthor> read;
  for (std::size_t i = 0; i < tips.size(); ++i) {
    if (authors[i]) continue;
    const std::int64_t time = committed_desc(epoch_of(branches[i].committed_at));
    if (!select.find(bounds.history_no, time, Blob{tips[i].bytes}, staged)) continue;
    authors[i] = select.integer(0);
    read.push_back({tips[i], *authors[i]});
  }
  if (!read.empty()) kept.keep_authors(bounds.history_no, read);
  return authors;
}

}  // namespace

void stage_commits(Connection& connection, const Bounds& bounds, std::span<const StagedCommit> commits) {
  Query insert(connection,
               "INSERT INTO commits (key, project_no, committed_desc, oid, parents, author, committer, authored_epoch,"
               " authored_offset, committed_offset, altered, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const ProjectNo history_no = bounds.rewritten_no != 0 ? bounds.rewritten_no : bounds.history_no;
  for (const StagedCommit& commit : commits) {
    assert(commit.row >= bounds.rows && "published rows never change");
    const Blob parents{{reinterpret_cast<const std::uint8_t*>(commit.parents.data()), commit.parents.size_bytes()}};
    insert
        .bind(row_key(history_no, commit.row), history_no, committed_desc(epoch_of(commit.committed_at)),
              Blob{commit.oid.bytes}, parents, commit.author, commit.committer, epoch_of(commit.authored_at),
              offset_of(commit.authored_at), offset_of(commit.committed_at), static_cast<std::int64_t>(commit.altered),
              commit.message)
        .run();
  }
}

Bounds bounds_of(Connection& connection, const CommitView& view) {
  const Bounds bounds = find_bounds(connection, view.project_id);
  if (view.incarnation != static_cast<std::uint64_t>(bounds.project_no)) throw_unknown_project(view.project_id);
  if (view.generation < bounds.rewritten_generation) {
    throw Error(ErrorCode::kBusy, "the project's history was rewritten while it was read: read it again");
  }
  return bounds;
}

std::vector<model::Commit> commit_page(Connection& connection, const CommitView& view, const CommitQuery& query,
                                       KeptHistory& kept) {
  const Bounds bounds = bounds_of(connection, view);
  CommitReader reader(connection, view, bounds, kept);
  const std::vector<std::uint32_t> rows = page_rows(connection, view, query, bounds.history_no);
  std::vector<model::Commit> commits;
  commits.reserve(rows.size());
  BlockBound bound;
  for (const std::uint32_t row : rows) {
    if (!bound.take(commits.emplace_back(reader.read(row)))) break;
  }
  return commits;
}

std::vector<model::Commit> commits_at(Connection& connection, const CommitView& view,
                                      std::span<const std::uint32_t> rows, KeptHistory& kept) {
  CommitReader reader(connection, view, bounds_of(connection, view), kept);
  std::vector<model::Commit> commits;
  commits.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    assert(row < view.rows && "only rows of the view are published in it");
    commits.push_back(reader.read(row));
  }
  return commits;
}

void read_author_offsets(Connection& connection, const CommitView& view, const HistoryReader::OffsetSink& sink) {
  const ProjectNo history_no = bounds_of(connection, view).history_no;
  Query query(connection,
              "SELECT key, authored_offset FROM commits WHERE key >= ? AND key < ? AND authored_offset IS NOT NULL"
              " ORDER BY key");
  query.bind(row_key(history_no, 0), row_key(history_no, view.rows));
  while (query.step()) sink(number_of(query.integer(0)), static_cast<std::int16_t>(query.integer(1)));
}

std::vector<std::optional<std::string>> authors_of(Connection& connection, std::string_view project_id,
                                                   std::span<const model::Branch> branches, KeptHistory& kept) {
  const Bounds bounds = find_bounds(connection, project_id);
  const std::vector<std::optional<std::int64_t>> numbers = tip_authors(connection, bounds, branches, kept);
  PersonReader people(connection, bounds.history_no, kept.people(bounds));
  std::vector<std::optional<std::string>> authors;
  authors.reserve(branches.size());
  for (const auto& number : numbers) authors.push_back(number ? people.get(*number).name : std::nullopt);
  return authors;
}

std::vector<std::optional<model::GitTime>> committer_times(Connection& connection, std::string_view project_id,
                                                           std::span<const std::uint32_t> rows) {
  const Bounds bounds = find_bounds(connection, project_id);
  Query select(connection, "SELECT committed_desc, committed_offset FROM commits WHERE key = ?");
  std::vector<std::optional<model::GitTime>> times;
  times.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    assert(row < bounds.rows && "only published rows have a time that lasts");
    if (!select.find(row_key(bounds.history_no, row))) throw_missing_row(row);
    auto& time = times.emplace_back();
    if (!select.is_null(1)) time = {-select.integer(0), static_cast<std::int16_t>(select.integer(1))};
  }
  return times;
}

std::vector<std::optional<std::uint32_t>> find_rows(Connection& connection, std::string_view project_id,
                                                    std::span<const CommitPlace> commits) {
  const Bounds bounds = find_bounds(connection, project_id);
  Query select(connection,
               "SELECT key FROM commits WHERE project_no = ? AND committed_desc = ? AND oid = ? AND key < ?");
  std::vector<std::optional<std::uint32_t>> rows;
  rows.reserve(commits.size());
  for (const CommitPlace& commit : commits) {
    const std::int64_t time = committed_desc(commit.committed_epoch_s);
    const bool found =
        select.find(bounds.history_no, time, Blob{commit.oid.bytes}, row_key(bounds.history_no, bounds.rows));
    rows.push_back(found ? std::optional(number_of(select.integer(0))) : std::nullopt);
  }
  return rows;
}

}  // namespace cpsg::storage::sqlite
