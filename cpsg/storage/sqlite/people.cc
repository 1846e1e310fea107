#include "cpsg/storage/sqlite/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "cpsg/base/error.h"

namespace cpsg::storage::sqlite {
namespace {

const std::string& select_person() {
  static const std::string sql = "SELECT " + std::string(kPersonColumns) + " FROM people WHERE key = ?";
  return sql;
}

PersonKey read_key(const Query& query, int column) {
  const auto bytes = query.blob(column);
  PersonKey key{};
  if (bytes.size() != key.size()) throw Error(ErrorCode::kStoreCorrupt, "a stored person has a key of a wrong size");
  std::ranges::copy(bytes, key.begin());
  return key;
}

}  // namespace

void stage_people(Connection& connection, const Bounds& bounds, std::span<const StagedPerson> people) {
  const bool rewriting = bounds.rewritten_no != 0;
  Query insert(connection,
               "INSERT INTO people (key, person_key, name, name_removed, email, login, bot)"
               " VALUES (?1, ?2, coalesce(?3, ''), ?3 IS NULL, ?4, ?5, ?6)");
  for (const StagedPerson& staged : people) {
    assert((rewriting || staged.number >= bounds.people) && "published people never change");
    const model::Person& person = staged.person;
    insert
        .bind(row_key(rewriting ? bounds.rewritten_no : bounds.history_no, staged.number), Blob{staged.key},
              person.name, person.email, person.login, person.bot)
        .run();
  }
}

model::Person read_person(const Query& query, int column) {
  return {.name = query.text_or_null(column),
          .email = query.text_or_null(column + 1),
          .login = query.text_or_null(column + 2),
          .bot = query.integer(column + 3) != 0};
}

PersonReader::PersonReader(Connection& connection, ProjectNo history_no, std::shared_ptr<PersonCache> cache)
    : history_no_(history_no), select_(connection, select_person()), cache_(std::move(cache)) {}

const model::Person& PersonReader::get(std::int64_t number) {
  if (const model::Person* const cached = cache_->find(number)) return *cached;
  if (const auto known = known_.find(number); known != known_.end()) return known->second;
  if (!select_.find(row_key(history_no_, static_cast<std::uint32_t>(number)))) {
    throw Error(ErrorCode::kStoreCorrupt, fmt::format("a commit names person {}, who is not stored", number));
  }
  model::Person person = read_person(select_, 0);
  if (const model::Person* const cached = cache_->add(number, person)) return *cached;
  return known_.emplace(number, std::move(person)).first->second;
}

std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(Connection& connection, std::string_view project_id) {
  const Bounds bounds = find_bounds(connection, project_id);
  std::vector<std::pair<PersonKey, std::uint32_t>> keys;
  keys.reserve(bounds.people);
  Query query(connection, "SELECT key, person_key FROM people WHERE key >= ? AND key < ? ORDER BY key");
  query.bind(row_key(bounds.history_no, 0), row_key(bounds.history_no, bounds.people));
  while (query.step()) {
    keys.emplace_back(read_key(query, 1), number_of(query.integer(0)));
  }
  return keys;
}

std::vector<StagedPerson> people_from(Connection& connection, std::string_view project_id, std::uint32_t first,
                                      std::size_t limit) {
  const Bounds bounds = find_bounds(connection, project_id);
  static const std::string sql = "SELECT key, person_key, " + std::string(kPersonColumns) +
                                 " FROM people WHERE key >= ? AND key < ? ORDER BY key LIMIT ?";
  Query query(connection, sql);
  query.bind(row_key(bounds.history_no, first), row_key(bounds.history_no, bounds.people), limit);
  std::vector<StagedPerson> people;
  while (query.step()) {
    people.push_back(
        {.number = number_of(query.integer(0)), .key = read_key(query, 1), .person = read_person(query, 2)});
  }
  return people;
}

std::vector<std::uint64_t> contributor_keys(Connection& connection, const Bounds& bounds) {
  std::vector<std::uint64_t> keys;
  keys.reserve(bounds.people);
  Query query(connection, "SELECT key, person_key FROM people WHERE key >= ? AND key < ? ORDER BY key");
  query.bind(row_key(bounds.history_no, 0), row_key(bounds.history_no, bounds.people));
  while (query.step()) {
    if (number_of(query.integer(0)) != keys.size()) throw Error(ErrorCode::kStoreCorrupt, "a stored person is missing");
    keys.push_back(contributor_of(read_key(query, 1)));
  }
  return keys;
}

std::vector<model::Person> people_of(Connection& connection, ProjectNo history_no,
                                     std::span<const std::uint32_t> numbers) {
  Query select(connection, select_person());
  std::vector<model::Person> people;
  people.reserve(numbers.size());
  for (const std::uint32_t number : numbers) {
    if (!select.find(row_key(history_no, number))) {
      throw Error(ErrorCode::kStoreCorrupt, fmt::format("a commit names person {}, who is not stored", number));
    }
    people.push_back(read_person(select, 0));
  }
  return people;
}

std::vector<std::uint32_t> people_matching(Connection& connection, std::string_view project_id,
                                           std::span<const std::string> texts) {
  const Bounds bounds = find_bounds(connection, project_id);
  const std::int64_t first = row_key(bounds.history_no, 0);
  const std::int64_t end = row_key(bounds.history_no, bounds.people);
  std::vector<std::uint32_t> numbers;
  for (const std::string& text : texts) {
    Query query(connection,
                "SELECT key FROM people WHERE key >= ?1 AND key < ?2"
                " AND (email = ?3 OR name = ?3 COLLATE NOCASE OR login = ?3 COLLATE NOCASE)");
    query.bind(first, end, text);
    while (query.step()) numbers.push_back(number_of(query.integer(0)));
  }
  std::ranges::sort(numbers);
  const auto repeated = std::ranges::unique(numbers);
  numbers.erase(repeated.begin(), repeated.end());
  return numbers;
}

}  // namespace cpsg::storage::sqlite
