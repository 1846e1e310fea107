#include "cpsg/storage/sqlite/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "cpsg/base/error.h"

namespace cpsg::storage::sqlite {

void stage_people(Connection& connection, const Bounds& bounds, std::span<const StagedPerson> people) {
  Query insert(connection, "INSERT INTO people (key, person_key, name, email, login, bot) VALUES (?, ?, ?, ?, ?, ?)");
  for (const StagedPerson& staged : people) {
    assert(staged.number >= bounds.people && "published people never change");
    const model::Person& person = staged.person;
    insert
        .bind(row_key(bounds.project_no, staged.number), Blob{staged.key}, person.name, person.email, person.login,
              person.bot)
        .run();
  }
}

model::Person read_person(const Query& query, int column) {
  return {.name = std::string(query.text(column)),
          .email = query.text_or_null(column + 1),
          .login = query.text_or_null(column + 2),
          .bot = query.integer(column + 3) != 0};
}

const model::Person& PersonReader::get(std::int64_t number) {
  const auto [entry, is_new] = known_.try_emplace(number);
  if (is_new) {
    if (!select_.find(row_key(project_no_, static_cast<std::uint32_t>(number)))) {
      throw Error(ErrorCode::kStoreCorrupt, fmt::format("a commit names person {}, who is not stored", number));
    }
    entry->second = read_person(select_, 0);
  }
  return entry->second;
}

std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(Connection& connection, std::string_view project_id) {
  const Bounds bounds = find_bounds(connection, project_id);
  std::vector<std::pair<PersonKey, std::uint32_t>> keys;
  keys.reserve(bounds.people);
  Query query(connection, "SELECT key, person_key FROM people WHERE key >= ? AND key < ? ORDER BY key");
  query.bind(row_key(bounds.project_no, 0), row_key(bounds.project_no, bounds.people));
  while (query.step()) {
    const auto bytes = query.blob(1);
    PersonKey key{};
    if (bytes.size() != key.size()) throw Error(ErrorCode::kStoreCorrupt, "a stored person has a key of a wrong size");
    std::ranges::copy(bytes, key.begin());
    keys.emplace_back(key, number_of(query.integer(0)));
  }
  return keys;
}

std::vector<std::uint32_t> people_matching(Connection& connection, std::string_view project_id,
                                           std::span<const std::string> texts) {
  const Bounds bounds = find_bounds(connection, project_id);
  const std::int64_t first = row_key(bounds.project_no, 0);
  const std::int64_t end = row_key(bounds.project_no, bounds.people);
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
