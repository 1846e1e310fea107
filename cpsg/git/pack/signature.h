// The author or committer line of a commit: who, and when by their own clock.
//
//   Signature signature;
//   const model::Altered altered = parse_signature("Ada <ada@example.org> 1700000000 +0100", signature);
//
// A pure function; bytes may be anything. Source: the behaviour of git 2.39 (ident.c).
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
// an empty signature. Reuses the strings of `signature`. Returns what had to be changed.
[[nodiscard]] model::Altered parse_signature(std::string_view line, Signature& signature);

}  // namespace cpsg::git::pack
