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

struct Batch {
  std::string id;  // opaque
  std::string name;
  BatchState state = BatchState::kRunning;
  UnixTime created_at{};
  UnixTime updated_at{};
  std::int64_t total = 0;  // = pending + running + done + failed
  std::int64_t pending = 0;
  std::int64_t running = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;

  friend bool operator==(const Batch&, const Batch&) = default;
};

enum class BatchItemState : std::uint8_t {
  kPending,  // not handed out yet
  kRunning,  // due for the workers
  kDone,     // synced since it was handed out
  kFailed,   // its sync failed in a way that a retry does not help, or too often
};
[[nodiscard]] std::string_view name(BatchItemState state) noexcept;  // "pending"
[[nodiscard]] std::optional<BatchItemState> batch_item_state_from_name(std::string_view name) noexcept;

struct BatchItem {
  std::string project_id;
  std::string full_name;  // empty: the project was removed
  BatchItemState state = BatchItemState::kPending;
  std::optional<UnixTime> released_at;  // when it last became due for the workers
  std::optional<ErrorCode> code;        // why it failed
  std::uint32_t place = 0;              // in the batch's order, which never changes; by it lists are read in pages

  friend bool operator==(const BatchItem&, const BatchItem&) = default;
};

}  // namespace cpsg::model
