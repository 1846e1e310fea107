// Which repository of GitHub a project is, and what became of the project when that was learned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace cpsg::storage {

// What GitHub says that a project is.
struct Identity {
  std::int64_t github_id = 0;
  std::string node_id;
  std::string owner;
  std::string name;
};

// The answer of Projects::bind_identity().
struct Binding {
  std::string project_id;                   // under which the data is now: another one after a merge
  std::optional<std::string> removed;       // after a merge, the id that is no more; of two, that of the call
  std::optional<std::string> renamed_from;  // the full name until now, if it changed
  std::optional<std::string> put_aside;     // the id of the project that had the name, and another number
  friend bool operator==(const Binding&, const Binding&) = default;
};

}  // namespace cpsg::storage
