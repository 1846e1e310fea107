// The author or committer line of a commit: who, and when by their own clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/model/commit.h"
#include "cpsg/model/git_time.h"

namespace cpsg::git::pack {

// An author or committer line, as UTF-8.
struct Signature {
  std::string name;   // trimmed of spaces at both ends; may be empty
  std::string email;  // what stands between < and >, trimmed likewise
  std::optional<model::GitTime> time;
};

// Reads `Name <email> seconds zone` as git does; an empty line, or one without an address in angle brackets, gives
// nothing. Reuses the strings of `signature`. Answers what had to be changed.
[[nodiscard]] model::Altered parse_signature(std::string_view line, Signature& signature);

}  // namespace cpsg::git::pack
