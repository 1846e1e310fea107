// `cpsg batch`: lists of projects that `cpsg serve` brings in one after the other.
#include <fmt/format.h>

#include <set>

#include "cpsg/model/target.h"
#include "cpsg/schedule/batch_runner.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/server/target_list.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kListMax = 1'000;
constexpr std::size_t kFailedShown = 20;

std::string batch_json(const model::Batch& batch) {
  std::string text;
  shape::append_json(text, batch);
  return text;
}

model::Batch require_batch(storage::Batches& batches, const std::string& batch_id) {
  auto batch = batches.batch(batch_id);
  if (!batch) throw Error(ErrorCode::kNotFound, fmt::format("there is no batch {}; see cpsg batch list", batch_id));
  return *std::move(batch);
}

// For each target the id of the stored project that has its name; empty where there is none, or one that does not come
// from GitHub, which add_project() refuses.
std::vector<std::string> stored_github_projects(storage::Projects& projects,
                                                const std::vector<model::Target>& targets) {
  std::vector<std::string> full_names;
  for (const model::Target& target : targets) full_names.push_back(target.owner + "/" + target.name);
  std::vector<std::string> ids;
  for (const auto& named : projects.revisions(full_names)) {
    ids.push_back(named && !named->moved ? named->id : std::string());
  }
  std::vector<std::string> known = ids;
  std::erase(known, "");
  std::set<std::string> from_github;
  for (const model::Project& project : projects.projects(known)) {
    if (project.source_url.empty()) from_github.insert(project.id);
  }
  for (std::string& id : ids) {
    if (!from_github.contains(id)) id.clear();
  }
  return ids;
}

// The ids of the targets' projects, in their order. A project that is stored already keeps its due time and priority; a
// new one is held back until the batch hands it out.
std::vector<std::string> add_projects(storage::Projects& projects, const CommandContext& context,
                                      const std::vector<GivenTarget>& targets) {
  std::vector<model::Target> parsed;
  for (const GivenTarget& target : targets) {
    parsed.push_back(parse_given_target(target, {.git_url = context.config().github_git_url}));
  }
  const std::vector<std::string> stored = stored_github_projects(projects, parsed);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    const model::Target& target = parsed[i];
    ids.push_back(stored[i].empty()
                      ? projects
                            .add_project(target.owner, target.name, target.source_url, context.clock.unix_time(),
                                         std::nullopt, model::Priority::kBackfill)
                            .project.id
                      : stored[i]);
  }
  return ids;
}

void print_batch(const model::Batch& batch) {
  print_result("{:<14} {:<10} {:>7} {:>7} {:>7} {:>7} {:>7}  {}\n", batch.id, model::name(batch.state), batch.total,
               batch.pending, batch.running, batch.done, batch.failed, batch.name);
}

void print_header() {
  print_result("{:<14} {:<10} {:>7} {:>7} {:>7} {:>7} {:>7}  {}\n", "BATCH", "STATE", "TOTAL", "PENDING", "RUNNING",
               "DONE", "FAILED", "NAME");
}

}  // namespace

int run(const CommandContext& context, const BatchCreateArguments& arguments) {
  const std::vector<GivenTarget> targets = given_targets(arguments.targets, arguments.list_file, context.loaded.home);
  if (targets.empty()) throw Error(ErrorCode::kUsage, "a batch needs projects: name them, or a file with --file");
  const OpenedStore store = open_store(context.config());
  const std::vector<std::string> ids = add_projects(store.ports.projects, context, targets);
  const model::Batch batch = store.ports.batches.create_batch(arguments.name, ids, context.clock.unix_time());
  print_result("{}\n", batch.id);
  print_message("batch {} has {} projects; a running cpsg serve works on it\n", batch.id, batch.total);
  return 0;
}

int run(const CommandContext& context, const BatchListArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  if (!arguments.json) print_header();
  for (const model::Batch& batch : store.ports.batches.batches(kListMax)) {
    if (arguments.json) {
      print_result("{}\n", batch_json(batch));
    } else {
      print_batch(batch);
    }
  }
  return 0;
}

int run(const CommandContext& context, const BatchShowArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  const model::Batch batch = require_batch(store.ports.batches, arguments.batch_id);
  if (arguments.json) {
    print_result("{}\n", batch_json(batch));
    return 0;
  }
  print_header();
  print_batch(batch);
  for (const model::BatchItem& item :
       store.ports.batches.batch_items(arguments.batch_id, model::BatchItemState::kFailed, kFailedShown)) {
    print_result("failed: {} ({})\n", item.full_name, item.code ? traits(*item.code).name : "unknown");
  }
  return 0;
}

int run(const CommandContext& context, const BatchChangeArguments& arguments) {
  const OpenedStore store = open_store(context.config());
  const std::string& id = arguments.batch_id;
  const UnixTime now = context.clock.unix_time();
  switch (arguments.change) {
    case BatchChange::kPause:
      schedule::pause_batch(store.ports.batches, id, now);
      break;
    case BatchChange::kResume:
      schedule::resume_batch(store.ports.batches, id, now);
      break;
    case BatchChange::kCancel:
      schedule::cancel_batch(store.ports.batches, id, now);
      break;
    case BatchChange::kRetry:
      print_message("{} projects will be tried again\n", schedule::retry_failed(store.ports.batches, id, now));
      break;
  }
  print_message("batch {} is {}\n", id, model::name(require_batch(store.ports.batches, id).state));
  return 0;
}

}  // namespace cpsg::server
