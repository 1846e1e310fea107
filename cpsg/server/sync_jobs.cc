#include "cpsg/server/sync_jobs.h"

#include <set>

#include "cpsg/base/ascii.h"
#include "cpsg/base/mask_addresses.h"
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

SyncJob parse_job(const std::string& text, const model::TargetRules& rules) {
  SyncJob job{text, {}};
  remove_userinfo(job.given, "/");  // it may be a password
  try {
    job.meaning = model::parse_target(text, rules);
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
                                       const std::string& git_url) {
  const std::string as = arguments.as.value_or("");
  std::vector<SyncJob> jobs;
  for (const std::string& target : arguments.targets) {
    jobs.push_back(parse_job(target, {.git_url = git_url, .allow_file = true, .as = as}));
  }
  if (arguments.list_file) {
    for (const std::string& target : read_target_list(*arguments.list_file)) {
      jobs.push_back(parse_job(target, {.git_url = git_url, .as = as}));
    }
  } else if (jobs.empty()) {
    jobs = stored_projects(projects);
    if (jobs.empty())
      throw Error(ErrorCode::kUsage, "nothing to sync yet: name a repository, as in cpsg sync owner/name");
  }
  if (arguments.as && jobs.size() != 1) throw Error(ErrorCode::kUsage, "--as takes exactly one target");
  remove_repeats(jobs);
  return jobs;
}

}  // namespace cpsg::server
