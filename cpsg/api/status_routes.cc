// The state of the server: what waits and what is under way, its budgets at GitHub, and the health checks.
#include <algorithm>
#include <map>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/base/error_meaning.h"
#include "cpsg/http/problem.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

using github::ledger::AccountBudget;
using github::ledger::Resource;

using shape::member;
using shape::object;

// A project that is due for longer is late.
constexpr std::chrono::minutes kLateAfter{10};
constexpr std::chrono::hours kRateOver{1};

std::vector<shape::ValueMeaning> health_states() { return {{"ok", "all is well"}}; }
std::vector<shape::ValueMeaning> severities() {
  return {{"warning", "something will become an error, or costs something"}, {"error", "something does not work now"}};
}

struct BudgetView {
  AccountBudget budget;
};

struct AccountView {
  std::string account;
  std::optional<std::string> kind;
  std::optional<UnixTime> expires_at;
  std::optional<BudgetView> rest;
  std::optional<BudgetView> graphql;
};

struct WarningView {
  model::Warning warning;
};

struct InstanceView {
  Instance instance;
};

struct StoreView {
  std::string kind;
  storage::Space space;
  std::optional<std::uint64_t> disk_free_bytes;
};

struct QueueView {
  storage::QueueCounts counts;
};

struct SetupView {
  Setup setup;
};

struct WorkersView {
  std::size_t busy = 0;
  std::size_t total = 0;
};

// What tells of private projects too is null, or an empty list, for callers who do not see them.
struct StatusView {
  std::optional<std::string> version;
  UnixTime now{};
  std::optional<UnixTime> started_at;
  std::vector<InstanceView> instances;
  std::optional<StoreView> store;
  std::optional<QueueView> queue;
  std::optional<WorkersView> workers;
  std::optional<SetupView> setup;
  std::optional<std::int64_t> syncs_per_hour;
  bool off_peak_open = true;
  std::optional<UnixTime> off_peak_changes_at;
  std::vector<AccountView> accounts;
  std::vector<WarningView> warnings;
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
  member(out, "kind", view.kind, "`user`, `installation` of an App, or `anonymous`; null where it is not known");
  member(out, "expires_at", view.expires_at,
         "when the first of its tokens ends; null where none does, or nobody knows");
  object(out, "rest", view.rest ? &*view.rest : nullptr, "the budget of REST; null while it was not used");
  object(out, "graphql", view.graphql ? &*view.graphql : nullptr, "the budget of GraphQL; null while it was not used");
}

template <typename Writer>
void describe(Writer& out, const WarningView& view) {
  const model::Warning& warning = view.warning;
  out.text("code", traits(warning.code).name, {"what it is", &shape::error_codes});
  out.text("severity", model::name(warning.severity), {"how bad it is", &severities});
  member(out, "since", warning.since, "since when; null where nobody knows");
  member(out, "account", warning.account, "of which account at GitHub; null where of none");
  out.text("text", warning.text, "the same in words, for people");
  out.text("remedy", error_meaning(warning.code), "what the code means, and what helps");
}

template <typename Writer>
void describe(Writer& out, const InstanceView& view) {
  out.text("id", view.instance.id, "the process, as leases name it");
  out.text("role", view.instance.role, "`all`: it serves and syncs");
  out.text("version", view.instance.version, "of the program");
  out.text("address", view.instance.address, "where it listens");
  member(out, "started_at", view.instance.started_at, "when it was started");
}

template <typename Writer>
void describe(Writer& out, const StoreView& view) {
  const auto whole = [](std::uint64_t bytes) { return static_cast<std::int64_t>(bytes); };
  out.text("kind", view.kind, "`sqlite`");
  out.number("size_bytes", whole(view.space.size_bytes), "of its files");
  out.number("unused_bytes", whole(view.space.free_bytes), "of these, how many hold nothing");
  member(out, "free_bytes", view.disk_free_bytes ? std::optional(whole(*view.disk_free_bytes)) : std::nullopt,
         "what its disk has left; null where nobody can tell");
}

template <typename Writer>
void describe(Writer& out, const SetupView& view) {
  out.boolean("github_token", view.setup.github_token, "whether it has a token of GitHub, or an App");
  out.boolean("webhook_secret", view.setup.webhook_secret,
              "whether `github.webhook_secret` is set: GitHub may send events");
  out.boolean("email_key", view.setup.email_key, "whether `privacy.email_key` is set, or no addresses are hashed");
  out.boolean("loopback", view.setup.loopback, "whether it listens on its own machine alone");
}

template <typename Writer>
void describe(Writer& out, const QueueView& view) {
  const storage::QueueCounts& counts = view.counts;
  out.number("running", counts.running, "projects that are synced now, by any process");
  out.number("due", counts.due, "whose time has come");
  out.number("late", counts.late, "of these, due for ten minutes or longer");
  member(out, "oldest_due_at", counts.oldest_due_at, "since when the first of them is due; null where none is");
  member(out, "next_due_at", counts.next_due_at,
         "when the next one falls due that is not due yet; null where nothing is planned");
  out.number("waiting_quota", counts.waiting_quota, "that wait for budget at GitHub");
}

template <typename Writer>
void describe(Writer& out, const WorkersView& view) {
  out.number("busy", static_cast<std::int64_t>(view.busy), "that sync a project");
  out.number("total", static_cast<std::int64_t>(view.total), "all of them");
}

template <typename View>
const View* pointer_to(const std::optional<View>& view) {
  return view ? &*view : nullptr;
}

template <typename Writer>
void describe(Writer& out, const StatusView& view) {
  member(out, "version", view.version, "of the program; null where nobody told");
  member(out, "now", view.now, "the server's time");
  member(out, "started_at", view.started_at, "when this process was started; null where nobody told");
  out.objects("instances", view.instances, "the processes that are known to work on the store");
  object(out, "store", pointer_to(view.store), "where the data is; null for who sees public projects alone");
  object(out, "queue", pointer_to(view.queue), "how much work there is; null for who sees public projects alone");
  object(out, "workers", pointer_to(view.workers),
         "the threads of this process that sync; null for who sees public projects alone");
  object(out, "setup", pointer_to(view.setup),
         "what the server is given that it also works without; null for who sees public projects alone");
  member(out, "syncs_per_hour", view.syncs_per_hour,
         "syncs that ended in the last hour; null for who sees public projects alone");
  out.begin("off_peak", "the hours in which batches and enrichment go on");
  out.boolean("open", view.off_peak_open, "whether it is one now");
  member(out, "changes_at", view.off_peak_changes_at, "when that changes; null where it never does");
  out.end();
  out.objects("accounts", view.accounts, "what may still be spent at GitHub, as it last told");
  out.objects("warnings", view.warnings,
              "what is wrong with tokens, what cannot be used or reached now, and which accounts have nothing to spend"
              " although projects wait for it");
}

template <typename Writer>
void describe(Writer& out, const HealthView& /*view*/) {
  out.text("status", "ok", {"how it is", &health_states});
}

std::vector<AccountView> accounts(const std::vector<AccountBudget>& budgets, const std::vector<AccountFacts>& facts) {
  std::map<std::string, AccountView> accounts;
  for (const AccountBudget& each : budgets) {
    AccountView& account = accounts[each.account];
    account.account = each.account;
    (each.resource == Resource::kRest ? account.rest : account.graphql) = BudgetView{each};
  }
  for (const AccountFacts& each : facts) {
    const auto found = accounts.find(each.account);
    if (found == accounts.end()) continue;
    found->second.kind = each.kind;
    found->second.expires_at = each.expires_at;
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

// Three reads of the store, each of some counts in indexes.
http::Response get_status(const Context& context, const Call& call) {
  const ApiOptions& options = context.options;
  const ServerFacts facts = options.facts ? options.facts() : ServerFacts();
  StatusView view{.now = options.clock()};
  if (options.facts) view.version = facts.version;
  if (options.facts) view.started_at = facts.started_at;
  view.off_peak_open = options.off_peak.contains(view.now);
  view.off_peak_changes_at = options.off_peak.changes_at(view.now);
  if (call.caller.sees_private) {
    const storage::Stores& stores = context.stores;
    for (const Instance& each : facts.instances) view.instances.push_back({each});
    view.store = StoreView{facts.store_kind, stores.maintenance.space(), facts.disk_free_bytes};
    view.queue = QueueView{stores.work_queue.count_queue(view.now, kLateAfter)};
    view.setup = SetupView{facts.setup};
    view.workers = WorkersView{facts.workers_busy, facts.workers_total};
    view.syncs_per_hour = stores.sync_log.count_syncs(view.now - kRateOver);
    view.accounts = accounts(options.budgets ? options.budgets() : std::vector<AccountBudget>(), facts.accounts);
    for (model::Warning& each : options.warnings ? options.warnings() : std::vector<model::Warning>()) {
      view.warnings.push_back({std::move(each)});
    }
  }
  return json_response(json_of(view), "");
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
