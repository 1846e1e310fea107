#include "cpsg/storage/sqlite/releases.h"

#include <limits>
#include <set>
#include <string>

namespace cpsg::storage::sqlite {
namespace {

// From the columns tag, name, published_at, prerelease.
model::Release read_release(const Query& query) {
  return {.tag = std::string(query.text(0)),
          .name = query.text_or_null(1),
          .published_at = query.time(2),
          .prerelease = query.integer(3) != 0};
}

bool write_release(Connection& connection, ProjectNo project_no, const model::Release& release) {
  {
    Query stored(connection,
                 "SELECT tag, name, published_at, prerelease FROM releases WHERE project_no = ? AND tag = ?");
    if (stored.bind(project_no, release.tag).step() && read_release(stored) == release) return false;
  }
  Query(connection,
        "INSERT OR REPLACE INTO releases (project_no, tag, name, published_at, prerelease) VALUES (?, ?, ?, ?, ?)")
      .bind(project_no, release.tag, release.name, release.published_at, release.prerelease)
      .run();
  return true;
}

std::vector<std::string> tags_from(Connection& connection, ProjectNo project_no, UnixTime published_from) {
  Query query(connection, "SELECT tag FROM releases WHERE project_no = ? AND published_at >= ?");
  query.bind(project_no, published_from);
  std::vector<std::string> tags;
  while (query.step()) tags.emplace_back(query.text(0));
  return tags;
}

}  // namespace

std::vector<model::Release> read_releases(Connection& connection, ProjectNo project_no, const ReleaseQuery& asked) {
  constexpr auto kNever = UnixTime(std::chrono::seconds(std::numeric_limits<std::int64_t>::max()));
  constexpr auto kAlways = UnixTime(std::chrono::seconds(std::numeric_limits<std::int64_t>::min()));
  // Behind the last release of the page before is what was published earlier, or then with a smaller tag.
  Query query(
      connection,
      "SELECT tag, name, published_at, prerelease FROM releases WHERE project_no = ?1"
      " AND (published_at, tag) < (?2, ?3) AND published_at >= ?4 ORDER BY published_at DESC, tag DESC LIMIT ?5");
  UnixTime before = asked.until.value_or(kNever);
  std::string_view tag;
  if (asked.after && asked.after->published_at < before) {
    before = asked.after->published_at;
    tag = asked.after->tag;
  }
  query.bind(project_no, before, tag, asked.since.value_or(kAlways), asked.limit);
  std::vector<model::Release> found;
  while (query.step()) found.push_back(read_release(query));
  return found;
}

ReleaseWalk find_release_walk(Connection& connection, ProjectNo project_no) {
  Query query(connection,
              "SELECT total, read_at, all_read_at, changes, changes_read, failures, again_at FROM release_walks"
              " WHERE project_no = ?");
  if (!query.bind(project_no).step()) return {};
  return {.total = query.integer_or_null(0),
          .read_at = query.time_or_null(1),
          .all_read_at = query.time_or_null(2),
          .changes = query.integer(3),
          .changes_read = query.integer(4),
          .retry = {query.integer(5), query.time_or_null(6)}};
}

void write_release_walk(Connection& connection, ProjectNo project_no, const ReleaseWalk& walk) {
  Query(connection,
        "INSERT INTO release_walks (project_no, total, read_at, all_read_at, changes_read, failures, again_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET total = excluded.total, read_at = excluded.read_at,"
        " all_read_at = excluded.all_read_at, changes_read = excluded.changes_read, failures = excluded.failures, "
        "again_at = excluded.again_at")
      .bind(project_no, walk.total, walk.read_at, walk.all_read_at, walk.changes_read, walk.retry.failures,
            walk.retry.again_at)
      .run();
}

void mark_releases_changed(Connection& connection, ProjectNo project_no) {
  Query(connection,
        "INSERT INTO release_walks (project_no, changes) VALUES (?, 1)"
        " ON CONFLICT DO UPDATE SET changes = changes + 1, failures = 0, again_at = NULL")
      .bind(project_no)
      .run();
}

bool put_releases(Connection& connection, ProjectNo project_no, std::span<const model::Release> releases,
                  std::optional<UnixTime> replaced_from) {
  bool changed = false;
  std::set<std::string_view> tags;
  for (const model::Release& each : releases) {
    tags.insert(each.tag);
    changed = write_release(connection, project_no, each) || changed;
  }
  if (!replaced_from) return changed;
  for (const std::string& tag : tags_from(connection, project_no, *replaced_from)) {
    if (tags.contains(tag)) continue;
    Query(connection, "DELETE FROM releases WHERE project_no = ? AND tag = ?").bind(project_no, tag).run();
    changed = true;
  }
  return changed;
}

}  // namespace cpsg::storage::sqlite
