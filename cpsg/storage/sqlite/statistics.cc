#include "cpsg/storage/sqlite/statistics.h"

#include <charconv>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/text_list.h"

namespace cpsg::storage::sqlite {
namespace {

std::string join_languages(const std::vector<model::LanguageSize>& languages) {
  std::vector<std::string> texts;
  for (const auto& [name, size_bytes] : languages) {
    texts.push_back(name);
    texts.push_back(std::to_string(size_bytes));
  }
  return join_texts(texts);
}

std::vector<model::LanguageSize> split_languages(std::string_view joined) {
  const std::vector<std::string> texts = split_texts(joined);
  std::vector<model::LanguageSize> languages;
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
    std::int64_t size_bytes = 0;
    const std::string& digits = texts[i + 1];
    if (std::from_chars(digits.data(), digits.data() + digits.size(), size_bytes).ec != std::errc()) {
      throw Error(ErrorCode::kStoreCorrupt, "the stored size of a language is broken");
    }
    languages.push_back({.name = texts[i], .size_bytes = size_bytes});
  }
  return languages;
}

std::optional<model::Statistics> find_statistics(Connection& connection, ProjectNo project_no) {
  static const std::string sql =
      "SELECT " + std::string(kStatisticsColumns) + " FROM statistics s WHERE s.project_no = ?";
  Query query(connection, sql);
  if (!query.bind(project_no).step()) return std::nullopt;
  return read_statistics(query, 0);
}

void replace_statistics(Connection& connection, ProjectNo project_no, const model::Statistics& s) {
  const std::string topics = join_texts(s.topics);
  const std::string languages = join_languages(s.languages);
  Query(connection,
        "INSERT OR REPLACE INTO statistics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?, ?, ?, ?, ?)")
      .bind(project_no, s.observed_at, s.description, s.homepage, topics, s.license, s.visibility, s.archived, s.fork,
            s.empty, s.default_branch, s.language, languages, s.stars, s.forks, s.watchers, s.open_issues,
            s.closed_issues, s.size_kb, s.releases, s.tags, s.branches, s.pulls.open, s.pulls.closed, s.pulls.merged,
            s.created_at, s.updated_at, s.pushed_at)
      .run();
}

std::int64_t day_number(std::chrono::sys_days day) { return day.time_since_epoch().count(); }

// Whether the snapshot of that day is another one now.
bool replace_snapshot(Connection& connection, ProjectNo project_no, const model::Statistics& s) {
  const auto day = std::chrono::floor<std::chrono::days>(s.observed_at);
  Query(connection,
        "INSERT INTO project_history (project_no, day, stars, forks, watchers, open_issues, closed_issues, pulls_open,"
        " pulls_closed, pulls_merged, size_kb, releases, tags, commits, commits_all, branches, contributors)"
        " SELECT project_no, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, commits, commits_all, branches,"
        " contributors FROM projects WHERE project_no = ?1"
        " ON CONFLICT DO UPDATE SET stars = excluded.stars, forks = excluded.forks, watchers = excluded.watchers,"
        " open_issues = excluded.open_issues, closed_issues = excluded.closed_issues,"
        " pulls_open = excluded.pulls_open, pulls_closed = excluded.pulls_closed,"
        " pulls_merged = excluded.pulls_merged, size_kb = excluded.size_kb, releases = excluded.releases,"
        " tags = excluded.tags, commits = excluded.commits, commits_all = excluded.commits_all,"
        " branches = excluded.branches, contributors = excluded.contributors"
        " WHERE (stars, forks, watchers, open_issues, closed_issues, pulls_open, pulls_closed, pulls_merged, size_kb,"
        " releases, tags, commits, commits_all, branches, contributors) IS NOT (excluded.stars, excluded.forks,"
        " excluded.watchers, excluded.open_issues, excluded.closed_issues, excluded.pulls_open, excluded.pulls_closed,"
        " excluded.pulls_merged, excluded.size_kb, excluded.releases, excluded.tags, excluded.commits,"
        " excluded.commits_all, excluded.branches, excluded.contributors)")
      .bind(project_no, day_number(day), s.stars, s.forks, s.watchers, s.open_issues, s.closed_issues, s.pulls.open,
            s.pulls.closed, s.pulls.merged, s.size_kb, s.releases, s.tags)
      .run();
  return connection.changes() > 0;
}

model::DailySnapshot read_snapshot(const Query& query) {
  const auto number = [&query](int column) { return query.integer_or_null(column); };
  return {.day = std::chrono::sys_days(std::chrono::days(query.integer(0))),
          .stars = number(1),
          .forks = number(2),
          .watchers = number(3),
          .open_issues = number(4),
          .closed_issues = number(5),
          .pulls = {.open = number(6), .closed = number(7), .merged = number(8)},
          .size_kb = number(9),
          .releases = number(10),
          .tags = number(11),
          .commits = number(12),
          .commits_all = number(13),
          .branches = number(14),
          .contributors = number(15)};
}

}  // namespace

std::optional<model::Statistics> read_statistics(const Query& query, int column) {
  if (query.is_null(column)) return std::nullopt;
  const auto text = [&](int offset) { return query.text_or_null(column + offset); };
  const auto number = [&](int offset) { return query.integer_or_null(column + offset); };
  model::Statistics s;
  s.observed_at = query.time(column);
  s.description = text(1);
  s.homepage = text(2);
  s.topics = split_texts(query.text(column + 3));
  s.license = text(4);
  s.visibility = text(5);
  s.archived = query.bool_or_null(column + 6);
  s.fork = query.bool_or_null(column + 7);
  s.empty = query.bool_or_null(column + 8);
  s.default_branch = text(9);
  s.language = text(10);
  s.languages = split_languages(query.text(column + 11));
  s.stars = number(12);
  s.forks = number(13);
  s.watchers = number(14);
  s.open_issues = number(15);
  s.closed_issues = number(16);
  s.size_kb = number(17);
  s.releases = number(18);
  s.tags = number(19);
  s.branches = number(20);
  s.pulls = {.open = number(21), .closed = number(22), .merged = number(23)};
  s.created_at = query.time_or_null(column + 24);
  s.updated_at = query.time_or_null(column + 25);
  s.pushed_at = query.time_or_null(column + 26);
  return s;
}

void write_statistics(Connection& connection, ProjectNo project_no, const model::Statistics& statistics) {
  std::optional<model::Statistics> before = find_statistics(connection, project_no);
  if (before) before->observed_at = statistics.observed_at;
  replace_statistics(connection, project_no, statistics);
  const bool another_snapshot = replace_snapshot(connection, project_no, statistics);
  if (another_snapshot || before != statistics) bump_revision(connection, project_no);
}

void update_snapshot_counts(Connection& connection, ProjectNo project_no, UnixTime now) {
  Query(connection,
        "UPDATE project_history SET (commits, commits_all, branches, contributors) ="
        " (SELECT commits, commits_all, branches, contributors FROM projects WHERE project_no = ?1)"
        " WHERE project_no = ?1 AND day = ?2")
      .bind(project_no, day_number(std::chrono::floor<std::chrono::days>(now)))
      .run();
}

std::vector<model::DailySnapshot> history(Connection& connection, std::string_view project_id,
                                          std::chrono::sys_days first, std::size_t limit) {
  Query query(connection,
              "SELECT day, stars, forks, watchers, open_issues, closed_issues, pulls_open, pulls_closed, pulls_merged,"
              " size_kb, releases, tags, commits, commits_all, branches, contributors FROM project_history"
              " WHERE project_no = ? AND day >= ? ORDER BY day LIMIT ?");
  query.bind(find_bounds(connection, project_id).project_no, day_number(first), limit);
  std::vector<model::DailySnapshot> days;
  while (query.step()) days.push_back(read_snapshot(query));
  return days;
}

}  // namespace cpsg::storage::sqlite
