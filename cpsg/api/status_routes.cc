// The state of the server: its budgets at GitHub, and the health checks.
#include <map>

#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/http/problem.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::api {
namespace {

using github::ledger::AccountBudget;
using github::ledger::Resource;

void append_seconds(shape::JsonObject& out, std::string_view name, const std::optional<std::chrono::seconds>& time) {
  time ? out.number(name, time->count()) : out.null(name);
}

// Limits of a window are null until GitHub's first answer has told them.
void append_budget(shape::JsonObject& out, std::string_view name, const AccountBudget* budget) {
  if (budget == nullptr) return out.null(name);
  const auto known = [&](std::uint32_t points) {
    return budget->known ? std::optional<std::int64_t>(points) : std::nullopt;
  };
  out.begin(name);
  shape::member(out, "limit", known(budget->limit));
  shape::member(out, "remaining", known(budget->remaining));
  shape::member(out, "floor", known(budget->floor));
  out.number("reserved", budget->reserved);
  append_seconds(out, "resets_in_s", budget->resets_in);
  append_seconds(out, "blocked_for_s", budget->blocked_for);
  out.end();
}

struct AccountBudgets {
  const AccountBudget* rest = nullptr;
  const AccountBudget* graphql = nullptr;
};

std::string accounts_json(const std::vector<AccountBudget>& budgets) {
  std::map<std::string, AccountBudgets> accounts;
  for (const AccountBudget& each : budgets) {
    AccountBudgets& account = accounts[each.account];
    (each.resource == Resource::kRest ? account.rest : account.graphql) = &each;
  }
  std::string out = "[";
  for (const auto& [name, account] : accounts) {
    if (out.size() > 1) out += ',';
    shape::JsonObject object(out);
    object.text("account", name);
    append_budget(object, "rest", account.rest);
    append_budget(object, "graphql", account.graphql);
    object.finish();
  }
  return out + "]";
}

}  // namespace

http::Response get_status(const Context& context, const Call& call) {
  call.target.query.allow({});
  const ApiOptions& options = context.options;
  std::string body;
  shape::JsonObject object(body);
  object.raw("accounts", accounts_json(options.budgets ? options.budgets() : std::vector<AccountBudget>()));
  object.list("warnings", options.warnings ? options.warnings() : std::vector<std::string>());
  object.finish();
  return json_response(std::move(body), "");
}

http::Response get_health(const Context& /*context*/, const Call& call) {
  call.target.query.allow({});
  return json_response("{\"status\":\"ok\"}", "");
}

http::Response get_readiness(const Context& context, const Call& call) {
  call.target.query.allow({});
  try {
    const std::atomic<bool>* const stopping = context.options.stopping;
    if (stopping != nullptr && *stopping) throw Error(ErrorCode::kOverloaded, "the server is about to stop");
    (void)context.stores.projects.list_projects("", 1);
  } catch (const Error&) {
    http::Problem problem = http::current_problem(call.request.request_id);
    problem.status = 503;
    return http::problem_response(problem, call.request.request_id);
  }
  return json_response("{\"status\":\"ok\"}", "");
}

}  // namespace cpsg::api
