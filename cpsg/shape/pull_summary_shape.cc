// Statistics of pull requests.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/shape/start_text.h"

namespace cpsg::shape {

template <typename Writer>
void describe(Writer& out, const model::PullFlow& flow) {
  out.number("opened", flow.opened, "pull requests that were created in this time");
  out.number("closed", flow.closed, "those that were closed in it without being merged");
  out.number("merged", flow.merged, "those that were merged in it");
  out.number("n", flow.n, "of how many lead times the percentiles are: as many as `merged`");
  member(out, "lead_p50_s", flow.lead_p50_s,
         "the median of the seconds from creation to merge, drafts included, of those in `merged`; a percentile is the"
         " value at the place ceil(p/100 * n) in ascending order; null where `n` is 0");
  member(out, "lead_p75_s", flow.lead_p75_s, "the 75th percentile of the same; null where `n` is 0");
  member(out, "lead_p95_s", flow.lead_p95_s, "the 95th percentile of the same; null where `n` is 0");
  member(out, "first_review_p50_s", flow.first_review_p50_s,
         "the median of the seconds from creation to the first review, of those in `opened` whose first review is"
         " known, whenever that was; null where there are none");
  member(out, "first_review_p75_s", flow.first_review_p75_s,
         "the 75th percentile of the same; null where there are none");
  out.number("no_review", flow.no_review, "those in `opened` that had no review until now, or none that is known");
  member(out, "size_p50", flow.size_p50,
         "the median of the lines added and removed, of those in `merged` whose lines are known; null where there are"
         " none");
}

template <typename Writer>
void describe(Writer& out, const model::PullPeriod& period) {
  out.text("start", start_text(period.start),
           {"when the hour, day, week or month begins, in the zone that was asked for", TextForm::kTime});
  describe(out, period.flow);
  out.boolean("partial", period.partial,
              "whether only a part of it is counted: it is not over yet, or it begins before `since` or ends after"
              " `until`");
}

template <typename Writer>
void describe(Writer& out, const model::PullAge& age) {
  out.number("from_s", age.from_s, "the least age, in seconds since the creation");
  member(out, "before_s", age.before_s, "the age that is no longer meant; null: there is no upper bound");
  out.number("pulls", age.pulls, "how many of that age are open now");
}

template <typename Writer>
void describe(Writer& out, const model::WaitingPull& pull) {
  out.number("number", pull.number, "GitHub's number of it");
  out.text("title", pull.title, "in one line");
  member(out, "author", pull.author, "the login; null once the account is gone");
  member(out, "created_at", pull.created_at, "when it was opened");
  out.boolean("draft", pull.draft, "whether it is a draft");
  member(out, "first_review_at", pull.first_review_at,
         "when its first review was submitted; null where there is none, or not known");
}

void append_json(std::string& out, const model::PullPeriod& period) { write<JsonObject>(out, period); }
void append_json(std::string& out, const model::PullFlow& flow) { write<JsonObject>(out, flow); }
void append_json(std::string& out, const model::PullAge& age) { write<JsonObject>(out, age); }
void append_json(std::string& out, const model::WaitingPull& pull) { write<JsonObject>(out, pull); }

ShapeDescription pull_period_description() {
  return description_of("pull_period", "what became of pull requests in one hour, day, week or month",
                        model::PullPeriod());
}
ShapeDescription pull_flow_description() {
  return description_of("pull_flow", "what became of pull requests in some time", model::PullFlow());
}
ShapeDescription pull_age_description() {
  return description_of("pull_age", "how many pull requests of some age are open", model::PullAge());
}
ShapeDescription waiting_pull_description() {
  return description_of("waiting_pull", "a pull request that is open, in short", model::WaitingPull());
}

}  // namespace cpsg::shape
