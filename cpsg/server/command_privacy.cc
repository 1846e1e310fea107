// `cpsg privacy apply`: brings what is stored to the configured rules for people and messages.
#include <set>
#include <string>

#include "cpsg/base/counted.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/shape/json_object.h"
#include "cpsg/sync/apply_privacy.h"
#include "cpsg/sync/privacy_policy.h"

namespace cpsg::server {
namespace {

constexpr int kExitSeveralKinds = 10;

void print_text(const sync::AppliedPrivacy& applied, const std::string& policy) {
  print_result("{}: {} stored, {} changed, {} failed\n", policy, counted(applied.projects, "project", "projects"),
               applied.changed, applied.failed);
  if (applied.read_titles > 0) {
    print_result("the pull requests of {} are read again with the next sync: 1 point for 50\n",
                 counted(applied.read_titles, "project", "projects"));
  }
}

void print_json(const sync::AppliedPrivacy& applied, const std::string& policy) {
  std::string line;
  shape::JsonObject out(line);
  out.text("policy", policy);
  out.number("projects", static_cast<std::int64_t>(applied.projects));
  out.number("changed", static_cast<std::int64_t>(applied.changed));
  out.number("failed", static_cast<std::int64_t>(applied.failed));
  out.number("read_titles_again", static_cast<std::int64_t>(applied.read_titles));
  out.boolean("erased", applied.erased);
  out.finish();
  print_result("{}\n", line);
}

}  // namespace

int run(const CommandContext& context, const PrivacyApplyArguments& arguments) {
  const OpenedStore store = open_store(context.config());
  Remote remote = open_remote(context.config(), context.clock);
  remote.settings.http.cancelled = &context.signals.stopped();
  std::set<int> exit_codes;
  const auto on_project = [&](std::string_view full_name, const std::optional<Failure>& failure) {
    if (failure) exit_codes.insert(traits(failure->code).exit_code);
    print_message("{}: {}\n", full_name, failure ? failure->message : "done");
  };
  const sync::AppliedPrivacy applied =
      sync::apply_privacy(store.ports, remote.settings, context.clock, on_project, context.signals.stopped());
  const std::string policy = sync::describe_policy(sync::policy_of(context.config().privacy));
  arguments.json ? print_json(applied, policy) : print_text(applied, policy);
  if (applied.failed > 0) {
    print_message("cpsg: what failed keeps its old form as far as it could not be changed: run it again\n");
  }
  if (!applied.erased) {
    print_message("cpsg: warning: a long read keeps replaced text in the log: run it again when the read has ended\n");
  }
  if (exit_codes.empty()) return 0;
  return exit_codes.size() == 1 ? *exit_codes.begin() : kExitSeveralKinds;
}

}  // namespace cpsg::server
