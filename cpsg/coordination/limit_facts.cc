#include "cpsg/coordination/limit_facts.h"

#include <algorithm>
#include <cmath>

namespace cpsg::coordination {
namespace {

// A count of refusals in a row belongs to the time of the last one: a later refusal brings its count, and of the same
// refusal the smaller count knows of an answer that came since.
void merge_count(Instant& at, std::int32_t& count, Instant other_at, std::int32_t other_count) {
  count = other_at > at ? other_count : other_at == at ? std::min(count, other_count) : count;
  at = std::max(at, other_at);
}

void replace_window(WindowFacts& ours, const WindowFacts& theirs) {
  const WindowFacts before = ours;
  ours = theirs;
  ours.length = std::max(before.length, theirs.length);
  ours.closed_until = before.closed_until;
  ours.past_resets = before.past_resets;
}

}  // namespace

void merge(WindowFacts& ours, const WindowFacts& theirs) {
  merge_count(ours.closed_until, ours.past_resets, theirs.closed_until, theirs.past_resets);
  if (!theirs.known && !theirs.unlimited) return;
  const bool later = theirs.reset_earliest > ours.reset + kResetsDiffer;
  const bool earlier = theirs.reset + kResetsDiffer < ours.reset_earliest;
  if (!ours.known && !ours.unlimited) {
    replace_window(ours, theirs);
  } else if (ours.unlimited != theirs.unlimited || later || earlier) {
    if (theirs.learned_at > ours.learned_at) replace_window(ours, theirs);
  } else if (!ours.unlimited) {
    ours.remaining = std::min(ours.remaining, theirs.remaining);
    ours.reset_earliest = std::max(ours.reset_earliest, theirs.reset_earliest);
    ours.reset = std::min(ours.reset, theirs.reset);
    ours.learned_at = std::max(ours.learned_at, theirs.learned_at);
    ours.length = std::max(ours.length, theirs.length);
  }
}

void merge(AccountFacts& ours, const AccountFacts& theirs) {
  for (std::size_t i = 0; i < kResources; ++i) merge(ours.windows[i], theirs.windows[i]);
  ours.blocked_until = std::max(ours.blocked_until, theirs.blocked_until);
  merge_count(ours.refused_at, ours.refusals, theirs.refused_at, theirs.refusals);
}

std::uint32_t floor_points(double fraction, std::uint32_t limit) {
  if (limit == 0) return 0;
  const double points = std::ceil(fraction * limit);
  return static_cast<std::uint32_t>(std::clamp(points, 0.0, static_cast<double>(limit - 1)));
}

}  // namespace cpsg::coordination
