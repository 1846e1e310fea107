// POST /v1/plan: what a list of projects is taken for, and what it would cost. Nothing is stored.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/page.h"
#include "cpsg/api/plan.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

using shape::member;

std::vector<shape::ValueMeaning> verdicts() {
  return {{"new", "it is not followed yet"},
          {"known", "it is followed"},
          {"twice", "a line before names it too"},
          {"invalid",
           "it is no repository that can be followed; with `probe=true` also one that GitHub does not have,"
           " or does not show us"}};
}

std::string_view name(PlanVerdict verdict) {
  switch (verdict) {
    case PlanVerdict::kNew:
      return "new";
    case PlanVerdict::kKnown:
      return "known";
    case PlanVerdict::kTwice:
      return "twice";
    case PlanVerdict::kInvalid:
      return "invalid";
  }
  return "";
}

// What bringing the new ones in takes, as far as it is known.
struct PlanForecast {
  std::int64_t unknown_sizes = 0;
  schedule::Forecast forecast;
  bool any_known = false;
  std::optional<schedule::BudgetRate> rate;
  double spent = 0;
};

struct LineView {
  PlanLine line;
};

struct PlanView {
  std::vector<LineView> lines;
  PlanForecast forecast;
};

template <typename Writer>
void describe(Writer& out, const LineView& view) {
  const PlanLine& line = view.line;
  out.number("line", static_cast<std::int64_t>(line.line), "of the text, or the place in the list; the first is 1");
  out.text("input", line.input, "what it says, cut where it is long");
  member(out, "full_name", line.full_name, "`owner/name`; null where the line names none");
  out.text("verdict", name(line.verdict), {"what it is", &verdicts});
  member(out, "code", line.code, "why it is invalid, or what GitHub said of it; null where all is well");
  member(out, "hint", line.hint, "the same in words; null where all is well");
}

template <typename Writer>
void describe(Writer& out, const PlanForecast& view) {
  const schedule::Forecast& plan = view.forecast;
  const auto if_known = [&](auto value) { return view.any_known ? std::optional(value) : std::nullopt; };
  const bool ends = view.any_known && view.rate && plan.time != std::chrono::seconds::max();
  out.number("unknown_sizes", view.unknown_sizes,
             "how many of the new ones count as empty, for nobody told their size");
  member(out, "pull_requests", if_known(plan.pulls), "of those whose size is known; null where none is");
  member(out, "points", if_known(plan.graphql_points), "of GraphQL's budget; null where no size is known");
  member(out, "bytes", plan.commits > 0 ? std::optional(plan.git_bytes) : std::nullopt,
         "of git; null where no number of commits is known, which GitHub's sizes do not tell");
  out.number("git_requests", plan.git_requests, "to git's remote");
  member(out, "seconds", ends ? std::optional<std::int64_t>(plan.time.count()) : std::nullopt,
         "until statistics, commits and pull requests are there; null where nobody can tell");
  member(out, "points_now", view.rate ? std::optional(view.rate->points_now) : std::nullopt,
         "what may be spent in the present window; null without a token, or before GitHub told");
  member(out, "points_per_hour", view.rate ? std::optional(view.rate->points_per_hour) : std::nullopt,
         "what may be spent in an hour; null without a token, or before GitHub told");
  out.fraction("spent", view.spent, "points that this answer cost");
}

template <typename Writer>
void describe(Writer& out, const PlanView& view) {
  const auto count = [&](PlanVerdict verdict) {
    return std::count_if(view.lines.begin(), view.lines.end(),
                         [&](const LineView& each) { return each.line.verdict == verdict; });
  };
  out.begin("counts", "how many lines have which verdict");
  out.number("new", count(PlanVerdict::kNew), "not followed yet");
  out.number("known", count(PlanVerdict::kKnown), "followed");
  out.number("twice", count(PlanVerdict::kTwice), "named before");
  out.number("invalid", count(PlanVerdict::kInvalid), "no repository that can be followed");
  out.end();
  out.begin("forecast", "what bringing the new ones in takes");
  describe(out, view.forecast);
  out.end();
  out.objects("lines", view.lines, "in their order");
}

std::vector<model::Reference> references_of(const boost::json::object& body) {
  const auto* const text = body.if_contains("text");
  const auto* const projects = body.if_contains("projects");
  if ((text == nullptr) == (projects == nullptr)) throw invalid("text", "give either text or projects");
  std::vector<model::Reference> references;
  if (text != nullptr) {
    references = model::find_references(text->get_string(), kPlanLinesMax + 1);
  } else {
    for (const boost::json::value& each : projects->get_array()) {
      references.push_back({references.size() + 1, std::string(each.get_string())});
    }
  }
  if (references.size() > kPlanLinesMax) {
    throw invalid(text != nullptr ? "text" : "projects",
                  fmt::format("a plan has at most {} lines that name something: send it in parts", kPlanLinesMax));
  }
  return references;
}

// One read for all names. A project that the caller may not see is new to them.
void find_known(storage::Projects& projects, const access::Caller& caller, PlanEntries& entries) {
  std::vector<std::string> names;
  for (const model::Target& target : entries.targets) names.push_back(target.owner + "/" + target.name);
  if (names.empty()) return;
  const auto found = projects.revisions(names);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i] || (!found[i]->is_public && !caller.sees_private)) continue;
    PlanLine& line = entries.lines[entries.places[i]];
    line.verdict = PlanVerdict::kKnown;
    line.full_name = found[i]->owner + "/" + found[i]->name;
  }
}

// Of new ones, at their places.
struct Asked {
  std::vector<std::size_t> places;
  std::vector<model::Target> targets;
};

bool is_none_to_follow(const Failure& failure) {
  return failure.code == ErrorCode::kNotFound || failure.code == ErrorCode::kGone ||
         failure.code == ErrorCode::kBlocked;
}

// Notes at each line what GitHub said of it; the sizes of those that can be followed, nothing where it told none.
std::vector<std::optional<schedule::ProjectSize>> take_sizes(const PlanSizes& told, const Asked& asked,
                                                             PlanEntries& entries) {
  std::vector<std::optional<schedule::ProjectSize>> sizes;
  for (std::size_t i = 0; i < asked.places.size(); ++i) {
    PlanLine& line = entries.lines[asked.places[i]];
    if (const auto& failure = told.failures[i]) {
      line.code = failure->code;
      line.hint = failure->message;
      if (is_none_to_follow(*failure)) line.verdict = PlanVerdict::kInvalid;
    }
    if (line.verdict == PlanVerdict::kNew) sizes.push_back(told.sizes[i]);
  }
  return sizes;
}

PlanForecast forecast_of(const ApiOptions& options, PlanEntries& entries, bool probe) {
  Asked asked;
  PlanForecast result;
  std::vector<std::optional<schedule::ProjectSize>> told;
  std::size_t not_asked = 0;
  for (std::size_t i = 0; i < entries.targets.size(); ++i) {
    if (entries.lines[entries.places[i]].verdict != PlanVerdict::kNew) continue;
    if (probe && options.plan_sizes && asked.targets.size() < kPlanProbesMax) {
      asked.places.push_back(entries.places[i]);
      asked.targets.push_back(entries.targets[i]);
    } else {
      ++not_asked;
    }
  }
  if (!asked.targets.empty()) {
    const PlanSizes answers = options.plan_sizes(asked.targets);
    result.spent = answers.points;
    told = take_sizes(answers, asked, entries);
  }
  told.resize(told.size() + not_asked);
  std::vector<schedule::ProjectSize> sizes;
  for (const auto& size : told) {
    sizes.push_back(size.value_or(schedule::ProjectSize()));
    result.any_known |= size.has_value();
    result.unknown_sizes += size ? 0 : 1;
  }
  if (options.budget_rate) result.rate = options.budget_rate();
  result.forecast = schedule::forecast(sizes, result.rate.value_or(schedule::BudgetRate()));
  return result;
}

// One at a time: each spends points that others may need.
class Probe {
 public:
  Probe() {
    if (under_way_.test_and_set()) throw Error(ErrorCode::kBusy, "another plan asks GitHub now: try again in a moment");
  }
  ~Probe() { under_way_.clear(); }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

 private:
  static std::atomic_flag under_way_;
};
std::atomic_flag Probe::under_way_;

}  // namespace

shape::ShapeDescription plan_description() {
  return shape::description_of("plan", "what a list of projects is taken for, and what it would cost", PlanView());
}

http::Response make_plan(const Context& context, const Call& call) {
  const bool probe = call.target.query.boolean("probe");
  if (probe) {
    auto refusal = access::Gate::refusal_of(call.caller, access::Level::kWrite, call.request.request_id);
    if (refusal) return *std::move(refusal);
  }
  PlanEntries entries = read_entries(references_of(call.body), context.options.git_url);
  find_known(context.stores.projects, call.caller, entries);
  std::optional<Probe> alone;
  if (probe) alone.emplace();
  PlanView view;
  view.forecast = forecast_of(context.options, entries, probe);
  for (PlanLine& line : entries.lines) view.lines.push_back({std::move(line)});
  std::string body;
  shape::write<shape::JsonObject>(body, view);
  return json_response(std::move(body), "");
}

}  // namespace cpsg::api
