// `cpsg batch`: lists of projects that `cpsg serve` brings in one after the other.
#include <fmt/format.h>

#include "cpsg/model/target.h"
#include "cpsg/schedule/batch_runner.h"
#include "cpsg/server/command.h"
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

model::Batch require_batch(const storage::Stores& stores, const std::string& batch_id) {
  auto batch = stores.batches.batch(batch_id);
  if (!batch) throw Error(ErrorCode::kNotFound, fmt::format("there is no batch {}; see cpsg batch list", batch_id));
  return *std::move(batch);
}

// Known projects keep their place; new ones are held back until the batch comes to them.
std::vector<std::string> add_projects(const storage::Stores& stores, const CommandContext& context,
                                      const std::vector<std::string>& targets) {
  std::vector<model::Target> parsed;
  for (const std::string& target : targets) {
    parsed.push_back(model::parse_target(target, {.git_url = context.config().github_git_url}));
  }
  std::vector<std::string> ids;
  for (const model::Target& target : parsed) {
    ids.push_back(stores.projects
                      .add_project(target.owner, target.name, target.source_url, context.clock(), std::nullopt,
                                   model::Priority::kBackfill)
                      .project.id);
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

int run_batch_create(const CommandContext& context, const BatchArguments& arguments) {
  std::vector<std::string> targets = arguments.targets;
  if (arguments.list_file) {
    for (std::string& target : read_target_list(*arguments.list_file)) targets.push_back(std::move(target));
  }
  if (targets.empty()) throw Error(ErrorCode::kUsage, "a batch needs projects: name them, or a file with --file");
  const OpenedStore store = open_store(context.config());
  const std::vector<std::string> ids = add_projects(store.ports, context, targets);
  const model::Batch batch = store.ports.batches.create_batch(arguments.name, ids, context.clock());
  print_result("{}\n", batch.id);
  print_message("batch {} has {} projects; a running cpsg serve works on it\n", batch.id, batch.total);
  return 0;
}

int run_batch_list(const CommandContext& context, bool json) {
  const OpenedStore store = open_store(context.config());
  if (!json) print_header();
  for (const model::Batch& batch : store.ports.batches.batches(kListMax)) {
    if (json) {
      print_result("{}\n", batch_json(batch));
    } else {
      print_batch(batch);
    }
  }
  return 0;
}

int run_batch_show(const CommandContext& context, const std::string& batch_id, bool json) {
  const OpenedStore store = open_store(context.config());
  const model::Batch batch = require_batch(store.ports, batch_id);
  if (json) {
    print_result("{}\n", batch_json(batch));
    return 0;
  }
  print_header();
  print_batch(batch);
  for (const model::BatchItem& item :
       store.ports.batches.batch_items(batch_id, model::BatchItemState::kFailed, kFailedShown)) {
    print_result("failed: {} ({})\n", item.full_name, item.code ? traits(*item.code).name : "unknown");
  }
  return 0;
}

int run_batch_change(const CommandContext& context, const std::string& batch_id, const std::string& verb) {
  const OpenedStore store = open_store(context.config());
  const UnixTime now = context.clock();
  if (verb == "pause") schedule::pause_batch(store.ports.batches, batch_id, now);
  if (verb == "resume") schedule::resume_batch(store.ports.batches, batch_id, now);
  if (verb == "cancel") schedule::cancel_batch(store.ports.batches, batch_id, now);
  if (verb == "retry")
    print_message("{} projects will be tried again\n",
                  schedule::retry_failed(store.ports.projects, store.ports.batches, batch_id, now));
  print_message("batch {} is {}\n", batch_id, model::name(require_batch(store.ports, batch_id).state));
  return 0;
}

}  // namespace cpsg::server
