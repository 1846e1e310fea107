// A batch: a list of projects to be brought up to date one after the other, from spare budget.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"

namespace cpsg::model {

enum class BatchState : std::uint8_t { kRunning, kPaused, kCancelled, kFinished };
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

enum class BatchItemState : std::uint8_t { kPending, kRunning, kDone, kFailed };
[[nodiscard]] std::string_view name(BatchItemState state) noexcept;  // "pending"
[[nodiscard]] std::optional<BatchItemState> batch_item_state_from_name(std::string_view name) noexcept;

struct BatchItem {
  std::string project_id;
  std::string full_name;
  BatchItemState state = BatchItemState::kPending;
  std::optional<UnixTime> released_at;  // when it last became due for the workers
  std::optional<ErrorCode> code;        // why it failed
  std::uint32_t place = 0;              // in the batch's order, which never changes; by it lists are read in pages

  friend bool operator==(const BatchItem&, const BatchItem&) = default;
};

}  // namespace cpsg::model
