// `cpsg sync`: which projects are meant; sync_run.h does them.
#include <fmt/format.h>

#include <set>

#include "cpsg/base/ascii.h"
#include "cpsg/model/target.h"
#include "cpsg/server/command.h"
#include "cpsg/server/sync_run.h"
#include "cpsg/server/target_list.h"

namespace cpsg::server {
namespace {

std::vector<SyncJob> stored_projects(const storage::Stores& stores) {
  constexpr std::size_t kPage = 500;
  std::vector<SyncJob> jobs;
  for (std::string after;;) {
    const std::vector<model::Project> page = stores.projects.list_projects(after, kPage);
    for (const model::Project& project : page) jobs.push_back({project.full_name(), false, project.id});
    if (page.size() < kPage) return jobs;
    after = page.back().full_name();
  }
}

std::vector<SyncJob> collect_jobs(const storage::Stores& stores, const SyncArguments& arguments) {
  std::vector<SyncJob> jobs;
  for (const std::string& target : arguments.targets) jobs.push_back({target, false, {}});
  if (arguments.list_file) {
    for (const std::string& target : read_target_list(*arguments.list_file)) jobs.push_back({target, true, {}});
  } else if (jobs.empty()) {
    jobs = stored_projects(stores);
    if (jobs.empty())
      throw Error(ErrorCode::kUsage, "nothing to sync yet: name a repository, as in cpsg sync owner/name");
  }
  if (arguments.as && jobs.size() != 1) throw Error(ErrorCode::kUsage, "--as takes exactly one target");
  return jobs;
}

// Leaves out what names a project again, in whatever spelling. Targets that name none are kept: they fail on their own.
std::vector<SyncJob> without_repeats(std::vector<SyncJob> jobs, const Config& config, const SyncArguments& arguments) {
  std::set<std::string> seen;
  std::erase_if(jobs, [&](const SyncJob& job) {
    try {
      const model::Target target = model::parse_target(job.given, rules_for(config, arguments, job.from_list));
      return !seen.insert(ascii_lower(target.owner + "/" + target.name + "\n" + target.source_url)).second;
    } catch (const Error&) {
      return false;
    }
  });
  return jobs;
}

}  // namespace

int run_sync(const CommandContext& context, const SyncArguments& arguments) {
  const OpenedStore store = open_store(context.config());
  std::vector<SyncJob> jobs = without_repeats(collect_jobs(store.ports, arguments), context.config(), arguments);
  return run_sync_jobs(context, store.ports, arguments, std::move(jobs));
}

}  // namespace cpsg::server
