// A pull request.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

std::vector<ValueMeaning> pull_states() {
  return {{"open", "it is open"}, {"closed", "it was closed without being merged"}, {"merged", "it was merged"}};
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const model::PullRequest& pull) {
  out.number("number", pull.number, "GitHub's number of it");
  out.text("title", pull.title, "in one line");
  out.text("state", model::name(pull.state), {"what became of it", &pull_states});
  out.boolean("draft", pull.draft, "whether it is a draft");
  member(out, "author", pull.author, "the login; null once the account is gone");
  out.boolean("bot", pull.bot, "whether GitHub says that its author is a bot");
  out.begin("base", "the branch that it is to be merged into");
  out.text("ref", pull.base_ref, "the name of the branch");
  member(out, "oid", pull.base_oid, "the commit at its tip; null where GitHub does not tell");
  out.end();
  out.begin("head", "the branch that has its commits");
  out.text("ref", pull.head_ref, "the name of the branch");
  member(out, "oid", pull.head_oid, "the commit at its tip; null where GitHub does not tell");
  member(out, "repo", pull.head_repo, "`owner/name` of the repository of that branch; null once that is gone");
  out.end();
  member(out, "created_at", pull.created_at, "when it was opened");
  member(out, "updated_at", pull.updated_at, "when anything of it last changed");
  member(out, "closed_at", pull.closed_at, "when it was closed or merged; null while it is open");
  member(out, "merged_at", pull.merged_at, "when it was merged; null where it was not");
  member(out, "merged_by", pull.merged_by, "the login of who merged it; null where it was not merged, or not known");
  member(out, "additions", pull.additions,
         "lines added; null where GitHub's REST lists do not tell, until read by GraphQL");
  member(out, "deletions", pull.deletions,
         "lines removed; null where GitHub's REST lists do not tell, until read by GraphQL");
  member(out, "changed_files", pull.changed_files,
         "files changed; null where GitHub's REST lists do not tell, until read by GraphQL");
  member(out, "commits", pull.commits,
         "its commits; null where GitHub's REST lists do not tell, until read by GraphQL");
  member(out, "comments", pull.comments,
         "comments, without those of reviews; null where GitHub's REST lists do not tell, until read by GraphQL");
  member(out, "reviews", pull.reviews,
         "submitted reviews; null where GitHub's REST lists do not tell, until read by GraphQL");
  member(
      out, "review_decision", pull.review_decision,
      "in lower case: `approved`, `changes_requested` or `review_required`; null where none is needed, or not known");
  out.list("labels", pull.labels, "their names, sorted");
  member(out, "first_review_at", pull.first_review_at,
         "when its first review was submitted; null where there is none, or not known");
  member(out, "lead_time_s", pull.lead_time_s(),
         "seconds from its creation to its merge; null where it was not merged");
}

void append_json(std::string& out, const model::PullRequest& pull) { write<JsonObject>(out, pull); }

ShapeDescription pull_request_description() {
  return description_of("pull_request", "a pull request", model::PullRequest());
}

}  // namespace cpsg::shape
