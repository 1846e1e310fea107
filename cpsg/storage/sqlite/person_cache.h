// People of one history that were read before, so that pages do not look the same few up again and again.
//
//   if (const model::Person* known = cache.find(number)) return *known;
//   return cache.add(number, read_person(query, 0));  // as long as there is room
//
// What is in it stays as it is, and where it is, as long as the cache: it is of one revision of its project
// (kept_history.h), with which everything changes that is stored of people.
//
// Threads: any; no lock is held longer than it takes to find or to place one person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "cpsg/model/commit.h"

namespace cpsg::storage::sqlite {

class PersonCache {
 public:
  static constexpr std::size_t kPeopleMax = 4'000;  // about 1 MiB

  // Null where it is not here.
  [[nodiscard]] const model::Person* find(std::int64_t number) {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(number);
    return found == people_.end() ? nullptr : &found->second;
  }
  // The one that is here from now on; null where there is no room, and `person` is left alone.
  [[nodiscard]] const model::Person* add(std::int64_t number, model::Person& person) {
    const std::lock_guard lock(mutex_);
    if (people_.size() >= kPeopleMax) return nullptr;
    return &people_.try_emplace(number, std::move(person)).first->second;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::int64_t, model::Person> people_;
};

}  // namespace cpsg::storage::sqlite
