// The run of `cpsg sync`: all projects are shown to the API together, as few queries as that takes; then each is synced
// by one of several threads. What runs out of budget is taken up again, together, when GitHub allows.
#pragma once

#include <string>
#include <vector>

#include "cpsg/model/target.h"
#include "cpsg/server/command.h"
#include "cpsg/storage/stores.h"

namespace cpsg::server {

struct SyncJob {
  std::string given;  // as the user wrote it
  bool from_list = false;
  std::string project_id;  // of a stored project; empty: to be added from `given`
};

// Returns the exit code of the whole; a report for each project is printed as it ends.
[[nodiscard]] int run_sync_jobs(const CommandContext& context, const storage::Stores& stores,
                                const SyncArguments& arguments, std::vector<SyncJob> jobs);

// What a target means, as the command line takes it or a list.
[[nodiscard]] model::TargetRules rules_for(const Config& config, const SyncArguments& arguments, bool from_list);

}  // namespace cpsg::server
