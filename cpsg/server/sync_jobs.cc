#include "cpsg/server/sync_jobs.h"

#include <algorithm>
#include <set>

#include "cpsg/base/ascii.h"
#include "cpsg/base/mask_addresses.h"
#include "cpsg/server/output.h"
#include "cpsg/server/target_list.h"

namespace cpsg::server {
namespace {

std::vector<SyncJob> stored_projects(storage::Projects& projects) {
  constexpr std::size_t kPage = 500;
  std::vector<SyncJob> jobs;
  for (std::string after;;) {
    const std::vector<model::Project> page = projects.list_projects(after, kPage);
    for (const model::Project& project : page) jobs.push_back({project.full_name(), StoredProject{project.id}});
    if (page.size() < kPage) return jobs;
    after = page.back().full_name();
  }
}

SyncJob parse_job(const GivenTarget& given, const model::TargetRules& rules) {
  SyncJob job{printable(given.text), {}};
  remove_userinfo(job.given, "/");  // it may be a password
  job.given.resize(std::min(job.given.find('?'), job.given.size()));
  try {
    job.meaning = parse_given_target(given, rules);
  } catch (...) {
    job.meaning = current_failure();
  }
  return job;
}

void remove_repeats(std::vector<SyncJob>& jobs) {
  std::set<std::string> seen;
  std::erase_if(jobs, [&](const SyncJob& job) {
    const auto* target = std::get_if<model::Target>(&job.meaning);
    if (target == nullptr) return false;
    return !seen.insert(ascii_lower(target->owner + "/" + target->name + "\n" + target->source_url)).second;
  });
}

}  // namespace

std::vector<SyncJob> collect_sync_jobs(storage::Projects& projects, const SyncArguments& arguments,
                                       const std::string& git_url, std::string_view home) {
  const std::string as = arguments.as.value_or("");
  std::vector<SyncJob> jobs;
  for (const GivenTarget& given : given_targets(arguments.targets, arguments.list_file, home)) {
    // Only who writes the command line itself may name directories of this machine.
    jobs.push_back(parse_job(given, {.git_url = git_url, .allow_file = given.place.empty(), .as = as}));
  }
  if (jobs.empty() && !arguments.list_file) {
    jobs = stored_projects(projects);
    if (jobs.empty())
      throw Error(ErrorCode::kUsage, "nothing to sync yet: name a repository, as in cpsg sync owner/name");
  }
  if (arguments.as && jobs.size() != 1) throw Error(ErrorCode::kUsage, "--as takes exactly one target");
  remove_repeats(jobs);
  return jobs;
}

}  // namespace cpsg::server
