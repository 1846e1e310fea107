// Parses a commit object the way git does, and says what had to be changed.
//
// Source: git's commit.c (parse_commit_buffer), ident.c (split_ident_line), pretty.c; gitformat-commit in practice:
// headers in fixed order, continuation lines (gpgsig, mergetag, unknown headers), an optional `encoding`, a blank line,
// the message.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cpsg/git/object.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/git_time.h"

namespace cpsg::git {

// An author or committer line, as UTF-8.
struct Signature {
  std::string name;   // trimmed of spaces at both ends; may be empty
  std::string email;  // what stands between < and >, trimmed likewise
  std::optional<model::GitTime> time;
};

struct ParsedCommit {
  std::vector<model::Oid> parents;
  Signature author;
  Signature committer;
  std::string message;  // cut at the first NUL, trailing newlines removed
  model::Altered altered = model::Altered::kNothing;
};

// Reuses the strings and vectors of `commit`. Throws Error(kBadData) only where git itself could not use the object as a
// commit (no tree line, a parent line that is not an oid); everything else is represented as INTERFACES says.
void parse_commit(Bytes content, ParsedCommit& commit);

// UTF-8 from bytes in `encoding` (an iconv name; empty or "UTF-8" = none): converted, or, where that fails, with each
// maximal bad part replaced by U+FFFD. `altered` is set to true when the text is not the bytes themselves.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view encoding, bool& altered);

}  // namespace cpsg::git
