#include "cpsg/schedule/due.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "cpsg/base/fnv1a.h"

namespace cpsg::schedule {
namespace {

using std::chrono::seconds;

constexpr seconds kDay{24 * 3600};
constexpr double kVariation = 0.1;

// A hash whose bits are mixed, so that ids that differ little get values far apart; the same in every build.
std::uint64_t spread(std::string_view text) {
  std::uint64_t hash = fnv1a(text);
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdU;
  return hash ^ (hash >> 33);
}

// In [0, 1).
double fraction(std::string_view text) { return static_cast<double>(spread(text) >> 11) * 0x1p-53; }

}  // namespace

UnixTime next_probe_at(const DueRules& rules, std::string_view project_id, std::optional<UnixTime> changed_at,
                       UnixTime now) {
  const auto shortest = static_cast<double>(rules.shortest.count());
  const double longest = std::max(shortest, static_cast<double>(rules.longest.count()));
  double interval = longest;
  if (changed_at) {
    const auto quiet = static_cast<double>((now - *changed_at).count());
    interval = std::clamp(rules.share_of_quiet_time * quiet, shortest, longest);
  }
  const double least = std::max(shortest, interval * (1 - kVariation));
  const double most = std::min(longest, interval * (1 + kVariation));
  return now + seconds(std::lround(least + fraction(project_id) * (most - least)));
}

bool duty_is_due(seconds interval, std::string_view project_id, std::optional<UnixTime> done_at, UnixTime now) {
  if (!done_at) return true;
  // The project's own moment comes once a day, or once an interval where that is shorter. The duty falls on the first
  // one after three quarters of a day before the interval's end: a daily one is done every day although it was late
  // once, or early because the project moved, and never twice within six hours.
  const seconds period = std::clamp(interval, seconds(1), kDay);
  const seconds own_moment{static_cast<std::int64_t>(spread(project_id) % static_cast<std::uint64_t>(period.count()))};
  const UnixTime earliest = *done_at + interval - period * 3 / 4;
  const seconds past_own_moment = (earliest.time_since_epoch() - own_moment) % period;
  const seconds until_own_moment = past_own_moment.count() == 0 ? seconds(0) : period - past_own_moment;
  return now >= earliest + until_own_moment;
}

bool too_far_ahead(const DueRules& rules, UnixTime next_sync_at, UnixTime now) {
  const seconds farthest = std::max({rules.shortest, rules.longest, rules.statistics, rules.refs, rules.audit});
  return next_sync_at > now + farthest + kDay;
}

}  // namespace cpsg::schedule
