// The port that tells how much work waits and what is under way, for people who watch.
//
//   const QueueCounts counts = queue.count_queue(now, 10min);
//   const auto place = queue.queue_place(project_id, now);
//   const std::vector<RunningProject> running = queue.running_projects(now, {.limit = 100});
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"

namespace cpsg::storage {

struct QueueCounts {
  std::int64_t running = 0;  // somebody holds a lease of it
  std::int64_t due = 0;      // its time has come, and nobody holds a lease
  std::int64_t late = 0;     // of these, how many have been due for `late_after` or longer
  std::optional<UnixTime> oldest_due_at;
  std::optional<UnixTime> next_due_at;  // when the next one falls due that is not due yet
  std::int64_t waiting_quota = 0;       // its state is waiting_quota

  friend bool operator==(const QueueCounts&, const QueueCounts&) = default;
};

// Where a project stands among those that are due, in the order in which workers take them.
struct QueuePlace {
  std::int64_t place = 0;  // 1: the next one
  std::int64_t of = 0;     // due now, this one included

  friend bool operator==(const QueuePlace&, const QueuePlace&) = default;
};

struct RunningQuery {
  bool public_only = false;
  std::optional<std::uint64_t> before;  // only leases with a smaller fence
  std::size_t limit = 100;
};

struct RunningProject {
  std::string project_id;
  std::string full_name;
  UnixTime since{};
  std::uint64_t fence = 0;

  friend bool operator==(const RunningProject&, const RunningProject&) = default;
};

class WorkQueue {
 public:
  virtual ~WorkQueue() = default;

  // Documents: projects by (next_sync_at), by (lease) and by (state), counted, and the first one after now; 4.
  [[nodiscard]] virtual QueueCounts count_queue(UnixTime now, std::chrono::seconds late_after) = 0;
  // Nothing for a project that is unknown, is not due, or that somebody holds a lease of.
  // Documents: projects by _id, then by (priority, next_sync_at), counted; 2.
  [[nodiscard]] virtual std::optional<QueuePlace> queue_place(std::string_view project_id, UnixTime now) = 0;
  // Those that somebody holds a lease of, whose lease has not ended; the latest lease first.
  // Documents: projects by (lease, fence) descending; 1.
  [[nodiscard]] virtual std::vector<RunningProject> running_projects(UnixTime now, const RunningQuery& query) = 0;
};

}  // namespace cpsg::storage
