#include "cpsg/storage/sqlite/rewriting.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/storage/sqlite/people.h"
#include "cpsg/storage/sqlite/removal.h"
#include "cpsg/storage/sqlite/rollups.h"

namespace cpsg::storage::sqlite {
namespace {

// A number that no project and no history has or had.
ProjectNo next_history_no(Connection& connection) {
  Query query(connection, "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'projects' RETURNING seq");
  query.step();
  return query.integer(0);
}

void copy_rows(Connection& connection, std::string_view sql, ProjectNo from, ProjectNo to) {
  Query(connection, sql).bind(row_key(from, 0), end_key(from), to).run();
}

// A login that enrichment gave to the people of a published row goes to those of the new row.
class LoginCarrier {
 public:
  LoginCarrier(Connection& connection, const Bounds& bounds)
      : bounds_(bounds),
        select_(connection,
                "SELECT a.login, k.login FROM commits AS c JOIN people AS a ON a.key = (?2 << 32 | c.author)"
                " JOIN people AS k ON k.key = (?2 << 32 | c.committer) WHERE c.key = ?1"),
        update_(connection, "UPDATE people SET login = ?2 WHERE key = ?1 AND login IS NULL") {}

  void carry(const CommitText& commit) {
    if (!select_.find(row_key(bounds_.history_no, commit.row), bounds_.history_no)) return;
    const auto author = select_.text_or_null(0);
    const auto committer = select_.text_or_null(1);
    if (author) update_.bind(row_key(bounds_.rewritten_no, commit.author), *author).run();
    if (committer) update_.bind(row_key(bounds_.rewritten_no, commit.committer), *committer).run();
  }

 private:
  const Bounds& bounds_;
  Query select_;
  Query update_;
};

}  // namespace

// ---- by which rules a history was written ----

std::optional<std::string> read_policy(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT policy FROM projects WHERE project_no = ?");
  query.bind(project_no).step();
  return query.text_or_null(0);
}

void write_policy(Connection& connection, ProjectNo project_no, const std::optional<std::string>& policy) {
  Query(connection, "UPDATE projects SET policy = ?2 WHERE project_no = ?1").bind(project_no, policy).run();
}

// ---- the copy ----

std::vector<CommitText> commit_texts(Connection& connection, std::string_view project_id, std::uint32_t first,
                                     std::size_t limit) {
  const Bounds bounds = find_bounds(connection, project_id);
  Query query(connection,
              "SELECT key, author, committer, altered, message FROM commits WHERE key >= ? AND key < ? ORDER BY key");
  query.bind(row_key(bounds.history_no, first), row_key(bounds.history_no, bounds.rows));
  std::vector<CommitText> commits;
  std::size_t size_bytes = 0;
  while (commits.size() < limit && size_bytes < limits::kStageBatchBytes && query.step()) {
    commits.push_back({.row = number_of(query.integer(0)),
                       .author = static_cast<std::uint32_t>(query.integer(1)),
                       .committer = static_cast<std::uint32_t>(query.integer(2)),
                       .message = std::string(query.text(4)),
                       .altered = static_cast<model::Altered>(query.integer(3))});
    size_bytes += commits.back().message.size();
  }
  return commits;
}

void abandon_rewrite(Connection& connection, const Bounds& bounds) {
  if (bounds.rewritten_no == 0) return;
  replace_history(connection, bounds, bounds.rewritten_no);
  Query(connection, "UPDATE projects SET rewritten_no = NULL WHERE project_no = ?").bind(bounds.project_no).run();
}

void begin_rewrite(Connection& connection, const Bounds& bounds) {
  abandon_rewrite(connection, bounds);
  Query(connection, "UPDATE projects SET rewritten_no = ?2 WHERE project_no = ?1")
      .bind(bounds.project_no, next_history_no(connection))
      .run();
}

void stage_rewritten(Connection& connection, const Bounds& bounds, std::span<const StagedPerson> people,
                     std::span<const CommitText> commits) {
  assert(bounds.rewritten_no != 0 && "begin_rewrite() comes first");
  stage_people(connection, bounds, people);
  LoginCarrier logins(connection, bounds);
  Query insert(connection,
               "INSERT INTO commits (key, project_no, committed_desc, oid, parents, author, committer, authored_epoch,"
               " authored_offset, committed_offset, altered, additions, deletions, changed_files, message)"
               " SELECT ?2, ?3, committed_desc, oid, parents, ?4, ?5, authored_epoch, authored_offset,"
               " committed_offset, ?6, additions, deletions, changed_files, ?7 FROM commits WHERE key = ?1");
  for (const CommitText& commit : commits) {
    assert(commit.row < bounds.rows && "only published rows are rewritten");
    insert
        .bind(row_key(bounds.history_no, commit.row), row_key(bounds.rewritten_no, commit.row), bounds.rewritten_no,
              commit.author, commit.committer, static_cast<std::int64_t>(commit.altered), commit.message)
        .run();
    if (connection.changes() != 1) throw Error(ErrorCode::kStoreCorrupt, "a published commit is not stored");
    logins.carry(commit);
  }
}

ProjectNo take_copy(Connection& connection, const Bounds& bounds) {
  const ProjectNo from = bounds.history_no;
  const ProjectNo to = bounds.rewritten_no;
  copy_rows(connection,
            "INSERT INTO unreachable SELECT (?3 << 32) | (key & 0xFFFFFFFF), since FROM unreachable"
            " WHERE key >= ?1 AND key < ?2",
            from, to);
  copy_rows(connection,
            "INSERT INTO enriched SELECT (?3 << 32) | (key & 0xFFFFFFFF), bits FROM enriched"
            " WHERE key >= ?1 AND key < ?2",
            from, to);
  copy_rows(connection,
            "INSERT INTO activity SELECT (?3 << 32) | (key & 0xFFFFFFFF), hours FROM activity"
            " WHERE key >= ?1 AND key < ?2",
            from, to);
  Query(connection,
        "UPDATE projects SET history_no = ?2, rewritten_no = NULL, rewritten_generation = generation + 1"
        " WHERE project_no = ?1")
      .bind(bounds.project_no, to)
      .run();
  replace_history(connection, bounds, from);
  return to;
}

void publish_rewritten(Connection& connection, const Bounds& bounds, const RewrittenHistory& rewritten) {
  assert(bounds.rewritten_no != 0 && "begin_rewrite() comes first");
  const ProjectNo history_no = take_copy(connection, bounds);
  copy_rows(connection,
            "INSERT INTO graph_chunks SELECT (?3 << 32) | (key & 0xFFFFFFFF), nodes, bytes FROM graph_chunks"
            " WHERE key >= ?1 AND key < ?2",
            bounds.history_no, history_no);
  write_contributors(connection, history_no, rewritten.contributors);
  write_policy(connection, bounds.project_no, rewritten.policy);
  Query(connection,
        "UPDATE projects SET generation = generation + 1, revision = revision + 1, person_bound = ?2, contributors = ?3"
        " WHERE project_no = ?1")
      .bind(bounds.project_no, rewritten.people, rewritten.contributors.size())
      .run();
}

}  // namespace cpsg::storage::sqlite
