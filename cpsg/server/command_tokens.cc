// `cpsg tokens`: whose each token is, when it ends, and how much of its budget is left.
#include <fmt/format.h>

#include "cpsg/model/git_time.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::server {
namespace {

constexpr std::chrono::milliseconds kBudgetWaitMax{10'000};

std::string token_json(const github::accounts::TokenReport& token) {
  std::string text;
  shape::JsonObject out(text);
  const auto optional_text = [&](std::string_view name, const std::optional<std::string>& value) {
    value ? out.text(name, *value) : out.null(name);
  };
  out.text("title", token.title);
  out.text("fingerprint", token.fingerprint);
  out.text("account", token.account);
  out.text("kind", token.kind);
  out.text("state", github::accounts::name(token.state));
  optional_text("expires_at", token.expires_at ? std::optional(model::format_utc(*token.expires_at)) : std::nullopt);
  optional_text("reason", token.reason);
  out.finish();
  return text;
}

void print_budgets(const std::vector<github::ledger::AccountBudget>& budgets) {
  print_result("\n{:<26} {:<8} {:>7} {:>9} {:>6}  {}\n", "ACCOUNT", "API", "LIMIT", "REMAINING", "FLOOR", "RESETS IN");
  for (const github::ledger::AccountBudget& budget : budgets) {
    const std::string_view api = budget.resource == github::ledger::Resource::kGraphql ? "GraphQL" : "REST";
    const std::string resets = budget.resets_in ? fmt::format("{} s", budget.resets_in->count()) : "-";
    if (!budget.known) continue;
    print_result("{:<26} {:<8} {:>7} {:>9} {:>6}  {}\n", budget.account, api, budget.limit, budget.remaining,
                 budget.floor, resets);
  }
}

}  // namespace

int run(const CommandContext& context, const TokensArguments& arguments) {
  const Remote remote = open_remote(context.config(), context.clock);
  github::client::Client& api = require_graphql(remote);
  const github::client::Call call{github::ledger::Lane::kInteractive, kBudgetWaitMax, &context.signals.stopped(),
                                  nullptr};
  const std::vector<github::accounts::TokenReport> tokens = api.identify(call);
  bool usable = false;
  if (!arguments.json) {
    print_result("{:<16} {:<10} {:<24} {:<13} {:<9} {:<21} {}\n", "TOKEN", "SHA-256", "ACCOUNT", "KIND", "STATE",
                 "EXPIRES", "");
  }
  for (const github::accounts::TokenReport& token : tokens) {
    usable = usable || token.state == github::accounts::TokenState::kUsable ||
             token.state == github::accounts::TokenState::kExpiring;
    if (arguments.json) {
      print_result("{}\n", token_json(token));
      continue;
    }
    print_result("{:<16} {:<10} {:<24} {:<13} {:<9} {:<21} {}\n", token.title, token.fingerprint, token.account,
                 token.kind, github::accounts::name(token.state),
                 token.expires_at ? model::format_utc(*token.expires_at) : "-", token.reason.value_or(""));
  }
  if (!arguments.json) print_budgets(api.budgets());
  return usable ? 0 : traits(ErrorCode::kUnauthorized).exit_code;
}

}  // namespace cpsg::server
