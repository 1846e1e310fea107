// `cpsg batch`: lists of projects that `cpsg serve` brings in one after the other.
#include <fmt/format.h>

#include <set>

#include "cpsg/base/counted.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/model/target.h"
#include "cpsg/schedule/batch_pace.h"
#include "cpsg/schedule/batch_runner.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/server/target_list.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/sync/follow.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kListMax = 1'000;
constexpr std::size_t kFailedShown = 20;

std::string batch_json(const CommandContext& context, const model::Batch& batch) {
  std::string text;
  const UnixTime now = context.clock.unix_time();
  shape::append_json(text, shape::BatchView{batch, schedule::outlook_of(batch, context.config().off_peak, now)});
  return text;
}

model::Batch require_batch(storage::Batches& batches, const std::string& batch_id) {
  auto batch = batches.batch(batch_id);
  if (!batch) throw Error(ErrorCode::kNotFound, fmt::format("there is no batch {}; see cpsg batch list", batch_id));
  return *std::move(batch);
}

// The projects of a new batch, each once, and how many of them were followed before.
struct BatchProjects {
  std::vector<std::string> ids;
  std::size_t known = 0;
  std::size_t repeated = 0;
};

BatchProjects follow_all(storage::Projects& projects, const CommandContext& context,
                         const std::vector<GivenTarget>& targets) {
  std::vector<model::Target> parsed;
  for (const GivenTarget& target : targets) {
    parsed.push_back(parse_given_target(target, {.git_url = context.config().github_git_url}));
  }
  BatchProjects found;
  std::set<std::string> seen;
  for (const sync::Followed& each :
       sync::follow(projects, parsed, sync::FollowedBy::kBatch, context.clock.unix_time())) {
    if (each.failure) throw error_of(*each.failure);
    if (!seen.insert(each.project_id).second) {
      ++found.repeated;
      continue;
    }
    found.ids.push_back(each.project_id);
    if (!each.created) ++found.known;
  }
  return found;
}

void print_batch(const model::Batch& batch) {
  print_result("{:<14} {:<10} {:>7} {:>7} {:>7} {:>7} {:>7}  {}\n", batch.id, model::name(batch.state), batch.total,
               batch.pending, batch.running, batch.done, batch.failed, printable(batch.name));
}

void print_header() {
  print_result("{:<14} {:<10} {:>7} {:>7} {:>7} {:>7} {:>7}  {}\n", "BATCH", "STATE", "TOTAL", "PENDING", "RUNNING",
               "DONE", "FAILED", "NAME");
}

}  // namespace

int run(const CommandContext& context, const BatchCreateArguments& arguments) {
  const std::vector<GivenTarget> targets = given_targets(arguments.targets, arguments.list_file, context.loaded.home);
  if (targets.empty()) throw Error(ErrorCode::kUsage, "a batch needs projects: name them, or a file with --file");
  // Before projects are added that only this batch would bring in. The same bounds as over the API.
  if (arguments.name.empty() || arguments.name.size() > schedule::kBatchNameMaxBytes) {
    throw Error(ErrorCode::kUsage, fmt::format("a batch's name has 1 to {} bytes", schedule::kBatchNameMaxBytes));
  }
  if (targets.size() > limits::kBatchProjectsMax) {
    throw Error(ErrorCode::kUsage, fmt::format("a batch has at most {} projects", limits::kBatchProjectsMax));
  }
  const OpenedStore store = open_store(context.config());
  const BatchProjects projects = follow_all(store.ports.projects, context, targets);
  const model::Batch batch = store.ports.batches.create_batch(arguments.name, projects.ids, context.clock.unix_time());
  print_result("{}\n", arguments.json ? batch_json(context, batch) : batch.id);
  print_message("batch {} has {}, {} of them known before; a running cpsg serve works on it\n", batch.id,
                counted(batch.total, "project", "projects"), projects.known);
  if (projects.repeated > 0) {
    print_message("{} of the list named a project that was named before\n",
                  counted(projects.repeated, "entry", "entries"));
  }
  return 0;
}

int run(const CommandContext& context, const BatchListArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  if (!arguments.json) print_header();
  for (const model::Batch& batch : store.ports.batches.batches(kListMax)) {
    if (arguments.json) {
      print_result("{}\n", batch_json(context, batch));
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
    print_result("{}\n", batch_json(context, batch));
    return 0;
  }
  print_header();
  print_batch(batch);
  for (const model::BatchItem& item :
       store.ports.batches.batch_items(arguments.batch_id, model::BatchItemState::kFailed, kFailedShown)) {
    print_result("failed: {} ({})\n", item.full_name.empty() ? "a project that was removed" : item.full_name,
                 item.code ? traits(*item.code).name : "unknown");
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
    case BatchChange::kRetry: {
      const std::size_t retried = schedule::retry_failed(store.ports.batches, id, now);
      print_message("{} will be tried again\n", counted(retried, "project", "projects"));
      break;
    }
  }
  const model::Batch batch = require_batch(store.ports.batches, id);
  if (arguments.json) print_result("{}\n", batch_json(context, batch));
  print_message("batch {} is {}\n", id, model::name(batch.state));
  return 0;
}

}  // namespace cpsg::server
