#include "cpsg/fleet/overview.h"

#include <algorithm>

#include "cpsg/fleet/series.h"

namespace cpsg::fleet {
namespace {

constexpr std::chrono::days kOneDay{1};

void add(Total& total, const CompactOptional& value, const std::optional<std::int64_t>& change) {
  if (value.has_value()) {
    total.value = total.value.value_or(0) + *value;
    ++total.known;
  }
  if (change) {
    total.change = total.change.value_or(0) + *change;
    ++total.compared;
  }
}

// What is wanted of the days of commits, in one pass over them.
struct CommitDays {
  std::int64_t since = 0;       // commits from the day of `since` to today
  bool quiet_before = true;     // none in the last days before `since`
  std::optional<Day> last_day;  // of the last commit until today
};

CommitDays look_at(const Card& card, Day since, Day today) {
  CommitDays days;
  SeriesReader reader(card.series(Card::kCommits));
  for (DayValue each; reader.next(each) && each.day >= since - kQuietDays;) {
    if (each.day > today) continue;
    if (!days.last_day) days.last_day = each.day;
    if (each.day >= since) days.since += each.value;
    if (each.day < since) days.quiet_before = false;
  }
  return days;
}

// Keeps the first ones alone, the greatest value first, equal ones in the order in which they come.
class Ranking {
 public:
  Ranking(RankedList& list, std::size_t first) : list_(list), first_(first) {}

  void add(const Card& card, std::int64_t value) {
    ++list_.total;
    auto& first = list_.first;
    const auto at = std::find_if(first.begin(), first.end(), [&](const Ranked& each) { return each.value < value; });
    if (at == first.end() && first.size() == first_) return;
    first.insert(at, {&card, value});
    if (first.size() > first_) first.pop_back();
  }

 private:
  RankedList& list_;
  const std::size_t first_;
};

// Whether a project in that state stays in it until somebody acts, or the remote comes back.
bool is_trouble(model::SyncState state) {
  using enum model::SyncState;
  return state == kFailing || state == kNoAccess || state == kSsoRequired || state == kGone || state == kBlocked;
}

void add_trouble(std::vector<Trouble>& troubles, const Card& card) {
  if (!is_trouble(card.stored)) return;
  auto found = std::find_if(troubles.begin(), troubles.end(),
                            [&](const Trouble& each) { return each.state == card.stored && each.code == card.code; });
  if (found == troubles.end()) found = troubles.insert(found, {.state = card.stored, .code = card.code});
  ++found->projects;
  if (!card.since.has_value()) return;
  found->since_s = std::min(found->since_s.value_or(*card.since), static_cast<std::int64_t>(*card.since));
}

UnixTime time_of(const CompactOptional& seconds) { return UnixTime(std::chrono::seconds(*seconds)); }

void add_sync_times(Overview& overview, const Card& card, UnixTime now) {
  if (card.next_sync_at.has_value() && !card.syncing(now)) {
    const UnixTime due_at = time_of(card.next_sync_at);
    if (due_at < now - kLateAfter) {
      ++overview.late;
      overview.late_since = std::min(overview.late_since.value_or(due_at), due_at);
    }
  }
  if (!card.last_synced_at.has_value()) return;
  const UnixTime synced_at = time_of(card.last_synced_at);
  if (overview.oldest_sync_at && *overview.oldest_sync_at <= synced_at) return;
  overview.oldest_sync_at = synced_at;
  overview.oldest_sync = &card;
}

}  // namespace

Overview make_overview(const std::vector<const Card*>& cards, const OverviewQuery& query) {
  Overview overview;
  const Day today = day_of(query.now);
  const Day since = day_of(query.since);
  Ranking grew(overview.grew, query.first);
  Ranking busy(overview.busy, query.first);
  Ranking went_quiet(overview.went_quiet, query.first);
  Ranking newly_failing(overview.newly_failing, query.first);
  for (const Card* each : cards) {
    const Card& card = *each;
    ++overview.projects;
    if (card.stored == model::SyncState::kPending) ++overview.waiting;
    ++overview.by_state[static_cast<std::size_t>(card.state(query.now))];
    const auto more_stars = card.change(Card::kStars, since - kOneDay, today);
    add(overview.stars, card.stars, more_stars);
    add(overview.forks, card.forks, card.change(Card::kForks, since - kOneDay, today));
    add(overview.pulls_open, card.pulls_open, card.change(Card::kPullsOpen, since - kOneDay, today));
    add_sync_times(overview, card, query.now);
    add_trouble(overview.troubles, card);
    if (more_stars.value_or(0) > 0) grew.add(card, *more_stars);
    if (card.published) {
      const CommitDays days = look_at(card, since, today);
      add(overview.commits, card.commits_now, days.since);
      if (days.since > 0) busy.add(card, days.since);
      const bool was_lively = days.last_day && !days.quiet_before;
      if (was_lively && is_quiet(*days.last_day, kQuietDays, today))
        went_quiet.add(card, days.last_day->time_since_epoch().count());
    }
    const bool fails_since = card.stored == model::SyncState::kFailing && card.since.has_value() &&
                             *card.since >= query.since.time_since_epoch().count();
    if (fails_since) newly_failing.add(card, *card.since);
  }
  std::stable_sort(overview.troubles.begin(), overview.troubles.end(),
                   [](const Trouble& a, const Trouble& b) { return a.projects > b.projects; });
  return overview;
}

}  // namespace cpsg::fleet
