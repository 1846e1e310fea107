// A batch: a list of projects that a user gave to be brought up to date, a few at a time, from spare budget.
//
//   if (batch.state == BatchState::kRunning && batch.pending > 0) ...
//
// Plain values; storage/batches.h stores them, schedule/batch_runner.h moves them on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"

namespace cpsg::model {

enum class BatchState : std::uint8_t {
  kRunning,    // its projects are handed out
  kPaused,     // none is handed out until it is resumed; those that run go on
  kCancelled,  // for good
  kFinished,   // none is pending or running; a retry of the failed ones makes it run again
};
[[nodiscard]] std::string_view name(BatchState state) noexcept;  // "running"
[[nodiscard]] std::optional<BatchState> batch_state_from_name(std::string_view name) noexcept;

struct BatchFailures {
  ErrorCode code{};
  std::int64_t count = 0;

  friend bool operator==(const BatchFailures&, const BatchFailures&) = default;
};

struct Batch {
  std::string id;  // opaque
  std::string name;
  BatchState state = BatchState::kRunning;
  UnixTime created_at{};
  UnixTime updated_at{};
  UnixTime running_since{};  // when it last began to run: by its creation, by being resumed, or by a retry
  bool off_peak = true;      // its projects are handed out only in the configured hours
  std::int64_t total = 0;    // = pending + running + done + failed
  std::int64_t pending = 0;
  std::int64_t running = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::vector<BatchFailures> failures;  // of those that failed, by the names of the codes
  // The pace. Of the last hour before the latest item that became done, how many did, and from when on is looked: not
  // before `running_since`, if that item became done after it. Nothing: none is done yet.
  std::optional<UnixTime> last_done_at;
  UnixTime pace_since{};
  std::int64_t pace_done = 0;
  // Of those that are handed out, how many projects wait for budget, and the first time at which one is tried again.
  std::int64_t waiting_quota = 0;
  std::optional<UnixTime> quota_until;
  double graphql_points = 0;  // that its projects have cost since each was handed out

  friend bool operator==(const Batch&, const Batch&) = default;
};

// What is to be expected of a batch; schedule/batch_pace.h says how.
enum class BatchWait : std::uint8_t { kQuota, kOffPeak, kPaused };
[[nodiscard]] std::string_view name(BatchWait reason) noexcept;  // "off_peak"
struct BatchOutlook {
  std::optional<double> per_hour;  // nothing until it is more than chance
  std::optional<UnixTime> eta_at;  // nothing where nobody can tell
  std::optional<BatchWait> waiting;
  std::optional<UnixTime> waiting_until;  // nothing also where a person decides
  std::optional<double> forecast_points;  // GraphQL points when all is done; nothing until one has ended

  friend bool operator==(const BatchOutlook&, const BatchOutlook&) = default;
};

enum class BatchItemState : std::uint8_t {
  kPending,  // not handed out yet
  kRunning,  // due for the workers
  kDone,     // synced since it was handed out, and nothing of it waits
  kFailed,   // its sync failed in a way that a retry does not help, or too often
};
[[nodiscard]] std::string_view name(BatchItemState state) noexcept;  // "pending"
[[nodiscard]] std::optional<BatchItemState> batch_item_state_from_name(std::string_view name) noexcept;

struct BatchItem {
  std::string project_id;
  std::string full_name;  // empty: the project was removed
  BatchItemState state = BatchItemState::kPending;
  std::optional<UnixTime> released_at;  // when it last became due for the workers
  std::optional<UnixTime> ended_at;     // when it became done or failed; nothing while it is neither, or was removed
  std::optional<ErrorCode> code;        // why it failed
  std::optional<std::string> message;   // the same in words
  std::int64_t attempts = 0;            // syncs of it that ended since it was first handed out
  std::int64_t duration_ms = 0;         // that these took
  std::uint32_t place = 0;              // in the batch's order, which never changes; by it lists are read in pages

  friend bool operator==(const BatchItem&, const BatchItem&) = default;
};

}  // namespace cpsg::model
