// A list that somebody saved under a name: of projects, or of whatever a question answers.
//
//   const SavedList mine{.name = "mine", .projects = {"pallets/flask", "cli/cli"}};
//   const SavedList rust{.name = "rust", .query = "language=rust&sort=-stars"};
//
// Plain values. A list has either a query or projects; one of no projects has neither.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"

namespace cpsg::model {

inline constexpr std::size_t kSavedListNameMaxBytes = 100;
inline constexpr std::size_t kSavedListProjectsMax = 10'000;
inline constexpr std::size_t kSavedListQueryMaxBytes = 4096;

struct SavedList {
  std::string name;                   // UTF-8 without control characters
  std::optional<std::string> query;   // of the list of projects, as in its URL; null where the projects are named
  std::vector<std::string> projects;  // full names as they were given; a project may have another name by now
  UnixTime updated_at{};              // when its content last changed

  friend bool operator==(const SavedList&, const SavedList&) = default;
};

}  // namespace cpsg::model
