// When something that GitHub failed to give is asked for again.
#pragma once

#include <cstdint>
#include <optional>

#include "cpsg/base/clock.h"

namespace cpsg::storage {

struct RetryState {
  std::int64_t failures = 0;         // in a row
  std::optional<UnixTime> again_at;  // not before; nothing: at any time

  friend bool operator==(const RetryState&, const RetryState&) = default;
};

}  // namespace cpsg::storage
