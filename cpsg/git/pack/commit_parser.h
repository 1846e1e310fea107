// Parses a commit object the way git does, and says what had to be changed.
//
//   ParsedCommit commit;
//   parse_commit(content, commit);
//
// A pure function; the bytes may be anything.
//
// A commit is a tree line, parent lines, then headers of which some go on over several lines (gpgsig, mergetag), a
// blank line and the message. Git takes what it shows from the last author and committer line, and converts the whole
// text by the `encoding` header, where there is one. For git a NUL ends a line of the headers as a line feed does, at
// the beginning of a line it ends the headers, and in the message it ends that. Only what stands before the first NUL
// is looked through for `encoding`, and converted.
//
// Source: the behaviour of `git log` 2.39 (commit.c, ident.c and pretty.c of git).
#pragma once

#include <string>
#include <vector>

#include "cpsg/git/pack/object.h"
#include "cpsg/git/pack/signature.h"
#include "cpsg/git/pack/text_encoding.h"
#include "cpsg/model/commit.h"

namespace cpsg::git::pack {

struct ParsedCommit {
  std::vector<model::Oid> parents;
  Signature author;
  Signature committer;
  std::string message;  // cut at the first NUL, trailing newlines removed
  model::Altered altered = model::Altered::kNothing;
};

// Reuses the strings and vectors of `commit`. A commit beyond a limit (its content is not whole, or it has more than
// limits::kParentsMax parents) says so by Altered::kMessage; its message is as much of it as there is. Throws
// Error(kBadData) only where git itself could not use the object as a commit (no tree line, a parent line that is not
// an oid), and Error(kLimitExceeded) for more than limits::kParentsStoredMax parents; everything else has a
// representation.
void parse_commit(ObjectContent content, ParsedCommit& commit);

}  // namespace cpsg::git::pack
