// A pull request.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {

template <typename Writer>
void describe(Writer& out, const model::PullRequest& pull) {
  out.number("number", pull.number);
  out.text("title", pull.title);
  out.text("state", model::name(pull.state));
  out.boolean("draft", pull.draft);
  member(out, "author", pull.author);
  out.boolean("bot", pull.bot);
  out.begin("base");
  out.text("ref", pull.base_ref);
  member(out, "oid", pull.base_oid);
  out.end();
  out.begin("head");
  out.text("ref", pull.head_ref);
  member(out, "oid", pull.head_oid);
  member(out, "repo", pull.head_repo);
  out.end();
  member(out, "created_at", pull.created_at);
  member(out, "updated_at", pull.updated_at);
  member(out, "closed_at", pull.closed_at);
  member(out, "merged_at", pull.merged_at);
  member(out, "merged_by", pull.merged_by);
  member(out, "additions", pull.additions);
  member(out, "deletions", pull.deletions);
  member(out, "changed_files", pull.changed_files);
  member(out, "commits", pull.commits);
  member(out, "comments", pull.comments);
  member(out, "reviews", pull.reviews);
  member(out, "review_decision", pull.review_decision);
  out.list("labels", pull.labels);
  member(out, "first_review_at", pull.first_review_at);
  member(out, "lead_time_s", pull.lead_time_s());
}

void append_json(std::string& out, const model::PullRequest& pull) { write<JsonObject>(out, pull); }
void append_csv(std::string& out, const model::PullRequest& pull) { write<CsvRecord>(out, pull); }
std::string pull_csv_header() { return header_of(model::PullRequest()); }

}  // namespace cpsg::shape
