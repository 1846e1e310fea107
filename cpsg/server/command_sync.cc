// `cpsg sync`: brings projects up to their remotes now, in this process.
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/server/sync_jobs.h"
#include "cpsg/server/sync_reporter.h"
#include "cpsg/server/sync_run.h"
#include "cpsg/sync/budget_records.h"
#include "cpsg/sync/clear_removed.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/refresh_projects.h"
#include "cpsg/sync/sync_project.h"
#include "cpsg/sync/sync_records.h"

namespace cpsg::server {
namespace {

bool has_graphql(const Remote& remote) { return remote.api != nullptr && remote.api->has_graphql(); }

SyncParts parts_of(const CommandContext& context, const storage::Stores& stores, const Remote& remote,
                   sync::BudgetRecords& budgets) {
  SyncParts parts{.projects = stores.projects,
                  .pulls = stores.pulls,
                  .refresh = {},
                  .sync_one = {},
                  .clock = context.clock,
                  .stopped = context.signals.stopped()};
  if (has_graphql(remote)) {
    parts.refresh = [&context, stores, &remote, &budgets](std::span<const model::Project> projects,
                                                          const github::client::Call& call) {
      const sync::RecordedRefresh recorded(stores.sync_log, context.clock);
      auto results = sync::refresh_projects(stores, *remote.api, {.due = remote.settings.due}, projects,
                                            time_of_day(context.clock), call);
      recorded.ended(results);
      budgets.sample(context.clock.unix_time());
      return results;
    };
  }
  parts.sync_one = [&context, stores, &remote, &budgets](std::string_view project_id, const sync::SyncOptions& options,
                                                         const sync::ProgressSink& on_progress,
                                                         sync::SyncReport& report) {
    budgets.sample(context.clock.unix_time());
    sync::sync_project(stores, remote.settings, project_id, options, context.clock, on_progress,
                       context.signals.stopped(), report);
  };
  return parts;
}

}  // namespace

int run(const CommandContext& context, const SyncArguments& arguments) {
  const Config& config = context.config();
  const OpenedStore store = open_store(config);
  sync::require_policy(store.ports, config.privacy);
  const std::vector<SyncJob> jobs =
      collect_sync_jobs(store.ports.projects, arguments, config.github_git_url, context.loaded.home);
  Remote remote = open_remote(config, context.clock);
  remote.settings.http.cancelled = &context.signals.stopped();
  if (!arguments.wait) remote.settings.lease_wait = std::chrono::seconds{0};
  if ((arguments.enrich || arguments.audit) && !has_graphql(remote)) {
    print_message(
        "cpsg: warning: --enrich and --audit need GitHub's GraphQL API and a token; without, git alone is asked\n");
  }
  note_credentials(config, store.ports, context.clock.unix_time());
  SyncReporter reporter(jobs.size(), arguments.json, standard_streams(), context.clock);
  const SyncRunOptions options{
      .parallel = config.sync_parallel, .wait = arguments.wait, .enrich = arguments.enrich, .audit = arguments.audit};
  sync::BudgetRecords budgets(remote.api.get(), store.ports.status_history);
  const int exit_code = run_sync_jobs(jobs, options, parts_of(context, store.ports, remote, budgets), reporter);
  budgets.finish(context.clock.unix_time());
  // What is left of projects that this run merged or took back, and of any that others removed.
  try {
    static_cast<void>(sync::clear_removed(store.ports.maintenance, context.clock, {&context.signals.stopped()}));
  } catch (const Error& e) {
    print_message("cpsg: warning: what removed projects left is cleared later: {}\n", e.what());
  }
  if (remote.api != nullptr && reporter.any_succeeded()) {
    for (const std::string& warning : remote.api->accounts().warnings(context.clock.unix_time())) {
      print_message("cpsg: warning: {}\n", warning);
    }
  }
  return exit_code;
}

}  // namespace cpsg::server
