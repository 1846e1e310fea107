// `cpsg plan`: what it will cost and how long it will take to bring projects in, before anything is added.
#include <fmt/format.h>

#include "cpsg/base/counted.h"
#include "cpsg/base/error.h"
#include "cpsg/model/target.h"
#include "cpsg/schedule/forecast.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/server/plan_sizes.h"
#include "cpsg/server/target_list.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::server {
namespace {

struct Named {
  std::string given;
  model::Target target;
};

std::vector<Named> parse_targets(const CommandContext& context, const PlanArguments& arguments) {
  const std::vector<GivenTarget> targets = given_targets(arguments.targets, arguments.list_file, context.loaded.home);
  if (targets.empty()) throw Error(ErrorCode::kUsage, "name what to plan, as in cpsg plan owner/name");
  std::vector<Named> names;
  for (const GivenTarget& target : targets) {
    names.push_back({target.text, parse_given_target(target, {.git_url = context.config().github_git_url})});
  }
  return names;
}

// What GitHub says of the targets' sizes.
struct Sizes {
  std::vector<schedule::ProjectSize> known;
  std::int64_t unknown = 0;        // targets that GitHub did not answer for
  std::optional<Failure> failure;  // of the first of these
  double spent = 0;
};

Sizes read_sizes(github::client::Client& client, const std::vector<Named>& named, const CommandContext& context) {
  std::vector<model::Target> targets;
  for (const Named& each : named) targets.push_back(each.target);
  const api::PlanSizes told = read_plan_sizes(client, targets, context.signals.stopped());
  Sizes sizes{.spent = told.points};
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (told.sizes[i]) {
      sizes.known.push_back(*told.sizes[i]);
      continue;
    }
    ++sizes.unknown;
    if (sizes.failure || !told.failures[i]) continue;
    sizes.failure = told.failures[i];
    sizes.failure->message = named[i].given + ": " + sizes.failure->message;
  }
  return sizes;
}

std::string duration_text(std::chrono::seconds time) {
  const std::int64_t s = time.count();
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min", (s + 59) / 60);
  return fmt::format("{}:{:02} h", s / 3600, s / 60 % 60);
}

void print_text(const schedule::Forecast& plan, std::size_t projects, const Sizes& sizes) {
  const auto line = [](std::string_view label, const std::string& value) { print_result("{:<22} {}\n", label, value); };
  line("projects", std::to_string(projects));
  line("pull requests", std::to_string(plan.pulls));
  line("GraphQL points", fmt::format("{:.0f}", plan.graphql_points));
  line("git requests", std::to_string(plan.git_requests));
  line("time", duration_text(plan.time));
  line("note", "commits are counted only once they are fetched; they cost no points");
  if (sizes.unknown > 0) line("unknown", fmt::format("{} ({})", sizes.unknown, sizes.failure->message));
  line("this plan cost", counted(sizes.spent, "point", "points"));
}

void print_json(const schedule::Forecast& plan, std::size_t projects, const Sizes& sizes) {
  std::string text;
  shape::JsonObject out(text);
  out.number("projects", static_cast<std::int64_t>(projects));
  out.number("unknown", sizes.unknown);
  out.number("pull_requests", plan.pulls);
  out.begin("points");
  out.decimal("graphql", plan.graphql_points);
  out.end();
  out.number("git_requests", plan.git_requests);
  out.number("seconds", plan.time.count());
  out.decimal("spent", sizes.spent);
  out.finish();
  print_result("{}\n", text);
}

}  // namespace

int run(const CommandContext& context, const PlanArguments& arguments) {
  const std::vector<Named> targets = parse_targets(context, arguments);
  const Remote remote = open_remote(context.config(), context.clock);
  github::client::Client& api = require_graphql(remote);
  const Sizes sizes = read_sizes(api, targets, context);
  if (sizes.known.empty()) throw error_of(*sizes.failure);
  schedule::BudgetRate unknown;
  unknown.requests_per_second = context.config().github_git_requests_per_s;
  const schedule::Forecast plan = schedule::forecast(sizes.known, budget_rate(api, context.config()).value_or(unknown));
  if (arguments.json) {
    print_json(plan, targets.size(), sizes);
  } else {
    print_text(plan, targets.size(), sizes);
  }
  return 0;
}

}  // namespace cpsg::server
