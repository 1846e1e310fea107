// The state of the server: its budgets at GitHub, and the health checks.
#include <map>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/http/problem.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

using github::ledger::AccountBudget;
using github::ledger::Resource;

using shape::member;
using shape::object;

std::vector<shape::ValueMeaning> health_states() { return {{"ok", "all is well"}}; }

struct BudgetView {
  AccountBudget budget;
};

struct AccountView {
  std::string account;
  std::optional<BudgetView> rest;
  std::optional<BudgetView> graphql;
};

struct StatusView {
  std::vector<AccountView> accounts;
  std::vector<std::string> warnings;
};

struct HealthView {};

std::optional<std::int64_t> seconds(const std::optional<std::chrono::seconds>& time) {
  return time ? std::optional<std::int64_t>(time->count()) : std::nullopt;
}

// Limits of a window are null until GitHub's first answer has told them.
template <typename Writer>
void describe(Writer& out, const BudgetView& view) {
  const AccountBudget& budget = view.budget;
  const auto known = [&](std::uint32_t points) {
    return budget.known ? std::optional<std::int64_t>(points) : std::nullopt;
  };
  member(out, "limit", known(budget.limit), "points an hour; null until GitHub told");
  member(out, "remaining", known(budget.remaining), "points that are left; null until GitHub told");
  member(out, "floor", known(budget.floor), "points that are never spent; null until GitHub told");
  out.number("reserved", budget.reserved, "points of requests under way");
  member(out, "resets_in_s", seconds(budget.resets_in), "seconds until all points are back; null until GitHub told");
  member(out, "blocked_for_s", seconds(budget.blocked_for),
         "seconds for which nothing is asked, because GitHub wanted that; null where it did not");
}

template <typename Writer>
void describe(Writer& out, const AccountView& view) {
  out.text("account", view.account, "whoever GitHub counts together: a user, an installation, an address");
  object(out, "rest", view.rest ? &*view.rest : nullptr, "the budget of REST; null while it was not used");
  object(out, "graphql", view.graphql ? &*view.graphql : nullptr, "the budget of GraphQL; null while it was not used");
}

template <typename Writer>
void describe(Writer& out, const StatusView& view) {
  out.objects("accounts", view.accounts, "what may still be spent at GitHub, as it last told");
  out.list("warnings", view.warnings, "what is wrong with tokens, and what cannot be used or reached now, for people");
}

template <typename Writer>
void describe(Writer& out, const HealthView& /*view*/) {
  out.text("status", "ok", {"how it is", &health_states});
}

std::vector<AccountView> accounts(const std::vector<AccountBudget>& budgets) {
  std::map<std::string, AccountView> accounts;
  for (const AccountBudget& each : budgets) {
    AccountView& account = accounts[each.account];
    account.account = each.account;
    (each.resource == Resource::kRest ? account.rest : account.graphql) = BudgetView{each};
  }
  std::vector<AccountView> views;
  for (auto& [name, account] : accounts) views.push_back(std::move(account));
  return views;
}

template <typename View>
std::string json_of(const View& view) {
  std::string body;
  shape::write<shape::JsonObject>(body, view);
  return body;
}

}  // namespace

shape::ShapeDescription status_description() {
  return shape::description_of("status", "what the server may spend at GitHub, and what is wrong", StatusView());
}
shape::ShapeDescription health_description() {
  return shape::description_of("health", "that all is well", HealthView());
}

http::Response get_status(const Context& context, const Call& call) {
  const ApiOptions& options = context.options;
  // Both tell of private projects too: by the accounts that see them, and by what waits.
  const bool tells = call.caller.sees_private;
  return json_response(
      json_of(StatusView{accounts(tells && options.budgets ? options.budgets() : std::vector<AccountBudget>()),
                         tells && options.warnings ? options.warnings() : std::vector<std::string>()}),
      "");
}

http::Response get_health(const Context& /*context*/, const Call& /*call*/) {
  return json_response(json_of(HealthView()), "");
}

http::Response get_readiness(const Context& context, const Call& call) {
  try {
    const std::atomic<bool>* const stopping = context.options.stopping;
    if (stopping != nullptr && *stopping) throw Error(ErrorCode::kOverloaded, "the server is about to stop");
    (void)context.stores.projects.list_projects("", 1);
  } catch (const Error&) {
    http::Problem problem = http::current_problem(call.request.request_id);
    problem.status = 503;
    return http::problem_response(problem, call.request.request_id);
  }
  return json_response(json_of(HealthView()), "");
}

}  // namespace cpsg::api
