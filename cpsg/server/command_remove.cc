// `cpsg remove` and `cpsg compact`: what makes a store smaller.
#include <fmt/format.h>

#include <atomic>

#include "cpsg/base/error.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/find_stored_project.h"
#include "cpsg/server/output.h"
#include "cpsg/shape/json_object.h"
#include "cpsg/sync/clear_removed.h"

namespace cpsg::server {
namespace {

// Longer than the lease of a sync that still runs somewhere.
constexpr std::chrono::minutes kClearingMax{10};
// Between two steps of compaction, so that other writers get their turn.
constexpr std::chrono::milliseconds kPause{10};

constexpr double kBytesPerMb = 1e6;

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / kBytesPerMb);
}

[[noreturn]] void stop() { throw Error(ErrorCode::kCancelled, "stopped; the next run goes on"); }

}  // namespace

int run(const CommandContext& context, const RemoveArguments& arguments) {
  // To say that a project is not stored, no store is made.
  const OpenedStore store =
      store_exists(context.config()) ? open_store(context.config()) : open_store_for_reading(context.config());
  const model::Project found = find_stored_project(store.ports.projects, context.config(), arguments.project);
  const std::uint64_t removal = store.ports.projects.remove_project(found.id);
  const bool gone = sync::clear_until_gone(store.ports.maintenance, removal, context.clock, kClearingMax,
                                           {&context.signals.stopped()});
  if (arguments.json) {
    std::string line;
    shape::JsonObject out(line);
    out.text("project", found.full_name());
    out.boolean("cleared", gone);
    out.finish();
    print_result("{}\n", line);
  }
  if (gone) {
    print_message("{} is removed\n", found.full_name());
  } else {
    print_message("{} is removed; what is left of it is cleared by the next cpsg serve or sync\n", found.full_name());
  }
  return context.signals.stopped() ? traits(ErrorCode::kCancelled).exit_code : 0;
}

int run(const CommandContext& context, const CompactArguments& arguments) {
  if (!store_exists(context.config())) {
    throw Error(ErrorCode::kNotFound, "there is no database yet; cpsg sync owner/name makes it");
  }
  const OpenedStore store = open_store(context.config());
  storage::Maintenance& maintenance = store.ports.maintenance;
  const CancelFlags cancelled{&context.signals.stopped()};
  const storage::Space before = maintenance.space();
  static_cast<void>(sync::clear_removed(maintenance, context.clock, cancelled));
  maintenance.prepare_to_give_back_space();
  while (maintenance.give_back_space()) {
    if (!context.clock.sleep_until(context.clock.now() + kPause, cancelled)) stop();
  }
  const storage::Space after = maintenance.space();
  const std::uint64_t given_back = before.size_bytes - std::min(before.size_bytes, after.size_bytes);
  if (!arguments.json) {
    print_result("{} given back; the store has {} now\n", megabytes(given_back), megabytes(after.size_bytes));
    return 0;
  }
  std::string line;
  shape::JsonObject out(line);
  out.number("given_back_bytes", static_cast<std::int64_t>(given_back));
  out.number("size_bytes", static_cast<std::int64_t>(after.size_bytes));
  out.finish();
  print_result("{}\n", line);
  return 0;
}

}  // namespace cpsg::server
