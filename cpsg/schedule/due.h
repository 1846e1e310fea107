// When a project is looked at again: as often as it changes, within bounds, and its daily duties spread over the day.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::schedule {

struct DueRules {
  std::chrono::seconds shortest{900};      // between two looks at a busy project
  std::chrono::seconds longest{6 * 3600};  // at one that has not changed for long
  double share_of_quiet_time = 0.1;        // a project that has been quiet for ten hours is looked at an hour later
  std::chrono::seconds statistics{24 * 3600};
  std::chrono::seconds refs{24 * 3600};       // branches are listed although no probe asked for it
  std::chrono::seconds audit{7 * 24 * 3600};  // unless the daily statistics disagree with what is stored
};

// The next look after one at `now`; `changed_at`: when it was last seen to change (none: never, as quiet as can be).
// Varied by up to a tenth, by the project's id, so that projects added together drift apart.
[[nodiscard]] UnixTime next_probe_at(const DueRules& rules, std::string_view project_id,
                                     std::optional<UnixTime> changed_at, UnixTime now);
// Whether a duty of `interval` is due that was last done at `done_at`; each project has its own minute of the day, at
// which it becomes due once the interval is nearly over.
[[nodiscard]] bool duty_is_due(std::chrono::seconds interval, std::string_view project_id,
                               std::optional<UnixTime> done_at, UnixTime now);
// A stored time that lies farther ahead than any rule could have put it: the clock was wrong when it was written.
[[nodiscard]] bool beyond_reason(const DueRules& rules, UnixTime next_sync_at, UnixTime now);

}  // namespace cpsg::schedule
