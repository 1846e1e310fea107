// When a project is probed again: as often as it changes, within bounds, and its daily duties spread over the day.
//
//   status.next_sync_at = next_probe_at(rules, project.id, changed_at, now);
//   if (duty_is_due(rules.statistics, project.id, statistics_at, now)) read_statistics();
//
// Pure functions, the same in every process: what differs from project to project comes from a hash of its id.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::schedule {

struct DueRules {
  std::chrono::seconds shortest{900};      // between two probes of a busy project
  std::chrono::seconds longest{6 * 3600};  // between two of one that has not changed for long
  double share_of_quiet_time = 0.1;        // a project that has been quiet for ten hours is probed an hour later
  // Daily duties, each at least so long after it was last done:
  std::chrono::seconds statistics{24 * 3600};
  std::chrono::seconds refs{24 * 3600};       // branches are listed although no probe asked for it
  std::chrono::seconds audit{7 * 24 * 3600};  // sooner, if the daily statistics disagree with what is stored
};

// The next probe after one at `now`. `changed_at`: when the project was last seen to change; nothing counts as quiet
// for ever. The interval varies by up to a tenth with the project's id, so that projects added together drift apart.
[[nodiscard]] UnixTime next_probe_at(const DueRules& rules, std::string_view project_id,
                                     std::optional<UnixTime> changed_at, UnixTime now);

// Whether a duty of `interval`, last done at `done_at` (nothing: never), is due. Each project has its own moment of the
// day for that; an interval is kept to within six hours.
[[nodiscard]] bool duty_is_due(std::chrono::seconds interval, std::string_view project_id,
                               std::optional<UnixTime> done_at, UnixTime now);

// Whether a stored time of the next sync is later than any rule could have put it, so that the machine's clock must
// have been wrong when it was written.
[[nodiscard]] bool too_far_ahead(const DueRules& rules, UnixTime next_sync_at, UnixTime now);

}  // namespace cpsg::schedule
