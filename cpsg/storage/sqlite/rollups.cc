#include "cpsg/storage/sqlite/rollups.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <unordered_map>

#include "cpsg/storage/page_bounds.h"
#include "cpsg/storage/sqlite/people.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr int kYearMax = 9999;

StagedContributor read_staged(const Query& query) {
  return {.person = number_of(query.integer(0)),
          .commits = query.integer(1),
          .commits_all = -query.integer(2),
          .first_commit_at = query.time_or_null(3),
          .last_commit_at = query.time_or_null(4)};
}

struct ContributorChanges {
  std::vector<StagedContributor> changed;  // new, or different from what is stored
  std::vector<std::uint32_t> gone;         // the people of those that are no longer any
};

ContributorChanges compare_with_stored(Connection& connection, ProjectNo history_no,
                                       std::span<const StagedContributor> contributors) {
  std::unordered_map<std::uint32_t, const StagedContributor*> unmatched;
  unmatched.reserve(contributors.size());
  for (const StagedContributor& contributor : contributors) unmatched.emplace(contributor.person, &contributor);
  ContributorChanges changes;
  Query query(connection,
              "SELECT key, commits, commits_all_desc, first_commit_at, last_commit_at FROM contributors"
              " WHERE key >= ? AND key < ?");
  query.bind(row_key(history_no, 0), end_key(history_no));
  while (query.step()) {
    const StagedContributor stored = read_staged(query);
    const auto wanted = unmatched.find(stored.person);
    if (wanted == unmatched.end()) {
      changes.gone.push_back(stored.person);
    } else if (*wanted->second == stored) {
      unmatched.erase(wanted);
    }
  }
  for (const auto& [unused, contributor] : unmatched) changes.changed.push_back(*contributor);
  return changes;
}

}  // namespace

std::vector<model::ActivityYear> read_activity(Connection& connection, ProjectNo history_no, int first_year,
                                               int last_year) {
  std::vector<model::ActivityYear> years;
  const int first = std::clamp(first_year, 0, kYearMax + 1);
  const int last = std::clamp(last_year, -1, kYearMax);
  if (first > last) return years;
  Query query(connection, "SELECT key, hours FROM activity WHERE key >= ? AND key <= ? ORDER BY key");
  query.bind(row_key(history_no, static_cast<std::uint32_t>(first)),
             row_key(history_no, static_cast<std::uint32_t>(last)));
  while (query.step()) {
    years.push_back(
        {.year = static_cast<int>(number_of(query.integer(0))), .hours = model::unpack_activity(query.blob(1))});
  }
  return years;
}

std::optional<model::ActivityYear> last_activity_before(Connection& connection, ProjectNo history_no, int year) {
  Query query(connection, "SELECT key, hours FROM activity WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT 1");
  query.bind(row_key(history_no, 0), row_key(history_no, static_cast<std::uint32_t>(std::clamp(year, 0, kYearMax))));
  if (!query.step()) return std::nullopt;
  return model::ActivityYear{.year = static_cast<int>(number_of(query.integer(0))),
                             .hours = model::unpack_activity(query.blob(1))};
}

void write_activity(Connection& connection, ProjectNo history_no, std::span<const model::ActivityYear> years) {
  Query remove(connection, "DELETE FROM activity WHERE key = ?");
  Query replace(connection, "INSERT OR REPLACE INTO activity VALUES (?, ?)");
  for (const model::ActivityYear& year : years) {
    assert(year.year >= 0 && year.year <= kYearMax);
    const std::int64_t key = row_key(history_no, static_cast<std::uint32_t>(year.year));
    if (year.hours.empty()) {
      remove.bind(key).run();
    } else {
      const auto packed = model::pack_activity(year.hours);
      replace.bind(key, Blob{packed}).run();
    }
  }
}

std::vector<model::Contributor> contributor_page(Connection& connection, ProjectNo history_no,
                                                 const std::optional<ContributorCursor>& after, std::size_t limit) {
  const std::int64_t after_desc = after ? -after->commits_all : std::numeric_limits<std::int64_t>::min();
  const std::string_view after_email = after ? std::string_view(after->email) : std::string_view();
  const std::string_view after_name = after ? std::string_view(after->name) : std::string_view();
  Query query(connection,
              "SELECT c.key, c.commits, c.commits_all_desc, c.first_commit_at, c.last_commit_at,"
              " iif(p.name_removed, NULL, p.name), p.email, p.login, p.bot"
              " FROM contributors AS c JOIN people AS p ON p.key = c.key"
              " WHERE c.project_no = ? AND (c.commits_all_desc, c.email, c.name) >= (?, ?, ?)"
              " ORDER BY c.commits_all_desc, c.email, c.name, c.key LIMIT ? OFFSET ?");
  query.bind(history_no, after_desc, after_email, after_name, limit, after ? after->same : 0U);
  std::vector<model::Contributor> contributors;
  BlockBound bound;
  bool more = true;
  while (more && query.step()) {
    const StagedContributor stored = read_staged(query);
    contributors.push_back({.person = read_person(query, 5),
                            .commits = stored.commits,
                            .commits_all = stored.commits_all,
                            .first_commit_at = stored.first_commit_at,
                            .last_commit_at = stored.last_commit_at});
    more = bound.take(contributors.back());
  }
  return contributors;
}

std::vector<StagedContributor> contributors_named_by(Connection& connection, ProjectNo history_no,
                                                     std::span<const std::uint32_t> people) {
  Query query(connection,
              "SELECT key, commits, commits_all_desc, first_commit_at, last_commit_at FROM contributors WHERE key = ?");
  std::vector<StagedContributor> contributors;
  for (const std::uint32_t person : people) {
    if (query.find(row_key(history_no, person))) contributors.push_back(read_staged(query));
  }
  return contributors;
}

void write_contributors(Connection& connection, ProjectNo history_no, std::span<const StagedContributor> contributors) {
  const ContributorChanges changes = compare_with_stored(connection, history_no, contributors);
  change_contributors(connection, history_no, changes.changed, changes.gone);
}

void change_contributors(Connection& connection, ProjectNo history_no, std::span<const StagedContributor> changed,
                         std::span<const std::uint32_t> gone) {
  Query remove(connection, "DELETE FROM contributors WHERE key = ?");
  for (const std::uint32_t person : gone) remove.bind(row_key(history_no, person)).run();
  Query replace(connection,
                "INSERT OR REPLACE INTO contributors"
                " SELECT key, ?2, ?3, coalesce(email, ''), name, ?4, ?5, ?6 FROM people WHERE key = ?1");
  for (const StagedContributor& contributor : changed) {
    replace
        .bind(row_key(history_no, contributor.person), history_no, -contributor.commits_all, contributor.commits,
              contributor.first_commit_at, contributor.last_commit_at)
        .run();
    assert(connection.changes() == 1 && "a contributor must be a stored person");
  }
}

}  // namespace cpsg::storage::sqlite
