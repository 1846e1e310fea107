// A branch.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {

template <typename Writer>
void describe(Writer& out, const BranchView& view) {
  const model::Branch& branch = view.branch;
  out.text("name", branch.name);
  out.text("oid", branch.oid.hex());
  out.boolean("default", branch.is_default);
  member(out, "ahead", branch.ahead);
  member(out, "behind", branch.behind);
  member(out, "merged", branch.merged);
  out.number("commits", branch.commits);
  member(out, "committed_at", branch.committed_at);
  member(out, "author", view.author);
  member(out, "deleted_at", branch.deleted_at);
}

void append_json(std::string& out, const BranchView& view) { write<JsonObject>(out, view); }
void append_csv(std::string& out, const BranchView& view) { write<CsvRecord>(out, view); }
std::string branch_csv_header() { return header_of(BranchView{model::Branch(), {}}); }

}  // namespace cpsg::shape
