// A branch.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {

template <typename Writer>
void describe(Writer& out, const BranchView& view) {
  const model::Branch& branch = view.branch;
  out.text("name", branch.name, "without `refs/heads/`; bytes that are no UTF-8 are replaced by U+FFFD");
  out.oid("oid", branch.oid, "the commit at its tip");
  out.boolean("default", branch.is_default, "whether it is the default branch");
  member(out, "ahead", branch.ahead,
         "its commits that the default branch lacks; null where there is no default branch");
  member(out, "behind", branch.behind,
         "commits of the default branch that it lacks; null where there is no default branch");
  member(out, "merged", branch.merged,
         "whether the default branch has all of it (`ahead` is 0); null for the default branch itself");
  out.number("commits", branch.commits, "all commits that it reaches");
  member(out, "committed_at", branch.committed_at,
         "the committer's time of its tip, in that person's offset; null where git cannot read it");
  member(out, "author", view.author, "the name of its tip's author; null where it may not be stored");
  member(out, "deleted_at", branch.deleted_at, "when it was first seen to be gone; null while it exists");
}

void append_json(std::string& out, const BranchView& view) { write<JsonObject>(out, view); }

ShapeDescription branch_description() { return description_of("branch", "a branch", BranchView{model::Branch(), {}}); }

}  // namespace cpsg::shape
