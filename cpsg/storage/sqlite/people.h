// Rows of the table `people`.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/person_cache.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

// Into the copy where a rewrite is under way.
void stage_people(Connection& connection, const Bounds& bounds, std::span<const StagedPerson> people);
[[nodiscard]] std::vector<StagedPerson> people_from(Connection& connection, std::string_view project_id,
                                                    std::uint32_t first, std::size_t limit);

// Reads the columns kPersonColumns, of which `column` is the first.
inline constexpr std::string_view kPersonColumns = "iif(name_removed, NULL, name), email, login, bot";
[[nodiscard]] model::Person read_person(const Query& query, int column);

// Looks people of a project up by number, each once; those that `cache` has not at all.
class PersonReader {
 public:
  PersonReader(Connection& connection, ProjectNo history_no, std::shared_ptr<PersonCache> cache);

  // Throws Error(kStoreCorrupt) where there is no such person.
  const model::Person& get(std::int64_t number);

 private:
  ProjectNo history_no_;
  Query select_;
  const std::shared_ptr<PersonCache> cache_;
  std::unordered_map<std::int64_t, model::Person> known_;  // for which the cache has no room
};

[[nodiscard]] std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(Connection& connection,
                                                                           std::string_view project_id);
[[nodiscard]] std::vector<std::uint64_t> contributor_keys(Connection& connection, const Bounds& bounds);
[[nodiscard]] std::vector<model::Person> people_of(Connection& connection, ProjectNo history_no,
                                                   std::span<const std::uint32_t> numbers);
[[nodiscard]] std::vector<std::uint32_t> people_matching(Connection& connection, std::string_view project_id,
                                                         std::span<const std::string> texts);

}  // namespace cpsg::storage::sqlite
