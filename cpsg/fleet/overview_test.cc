// Protects: the look at the whole fleet is exact: counts, sums, changes since a day and the lists of five are those of
// a look at every project.
#include "cpsg/fleet/overview.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/fleet/card_reader.h"
#include "cpsg/fleet/selection.h"
#include "cpsg/fleet/testing/made_up_fleet.h"
#include "cpsg/fleet/testing/slow_answers.h"

namespace cpsg::fleet {
namespace {

using std::chrono::days;

struct Sum {
  std::optional<std::int64_t> value;
  std::int64_t of = 0;
  void add(const std::optional<std::int64_t>& more) {
    if (!more) return;
    value = value.value_or(0) + *more;
    ++of;
  }
};

void expect_total(const Total& total, const Sum& value, const Sum& change) {
  EXPECT_EQ(total.value, value.value);
  EXPECT_EQ(total.known, value.of);
  EXPECT_EQ(total.change, change.value);
  EXPECT_EQ(total.compared, change.of);
}

// Values by name: the greatest first, then by name.
using Listed = std::vector<std::pair<std::int64_t, std::string>>;

void expect_list(const RankedList& list, Listed expected, std::size_t first) {
  std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  EXPECT_EQ(list.total, static_cast<std::int64_t>(expected.size()));
  if (expected.size() > first) expected.resize(first);
  Listed found;
  for (const Ranked& each : list.first) found.emplace_back(each.value, each.card->text(Card::kFullName));
  EXPECT_EQ(found, expected);
}

bool is_quiet_at_end_of(const SlowProject& slow, Day day) {
  return slow.commits(day - kQuietDays + days(1), day).value_or(0) == 0;
}

void expect_overview(MadeUpFleet& fleet, const Overview& overview, const OverviewQuery& query) {
  const Day today = day_of(query.now);
  const Day since = day_of(query.since);
  std::map<model::SyncState, std::int64_t> states;
  Sum stars, stars_change, forks, forks_change, pulls, pulls_change, commits, commits_since;
  Listed grew, busy, quiet, failing;
  std::map<std::pair<model::SyncState, std::optional<ErrorCode>>, std::vector<std::optional<UnixTime>>> troubles;
  std::int64_t late = 0;
  std::optional<UnixTime> late_since, oldest;
  for (const model::Project& project : fleet.store().list_projects("", 1'000)) {
    const SlowProject slow = read_slowly(fleet.store().stores(), project.id);
    ++states[project.syncing(query.now) ? model::SyncState::kSyncing : project.status.state];
    const model::Statistics seen = project.statistics.value_or(model::Statistics());
    const auto more_stars = slow.stars_change(since - days(1));
    stars.add(seen.stars);
    stars_change.add(more_stars);
    forks.add(seen.forks);
    forks_change.add(slow.change(since - days(1), [](const auto& day) { return day.forks; }));
    pulls.add(seen.pulls.open);
    pulls_change.add(slow.change(since - days(1), [](const auto& day) { return day.pulls.open; }));
    if (project.counts) commits.add(project.counts->commits);
    commits_since.add(slow.commits(since, today));
    if (more_stars.value_or(0) > 0) grew.emplace_back(*more_stars, project.full_name());
    if (slow.commits(since, today).value_or(0) > 0) busy.emplace_back(*slow.commits(since, today), project.full_name());
    if (is_quiet_at_end_of(slow, today) && !is_quiet_at_end_of(slow, since - days(1))) {
      Day last = today;
      while (*slow.commits(last, last) == 0) last -= days(1);
      quiet.emplace_back(last.time_since_epoch().count(), project.full_name());
    }
    const model::ProjectStatus& status = project.status;
    static const std::set kTroubles{model::SyncState::kFailing, model::SyncState::kNoAccess,
                                    model::SyncState::kSsoRequired, model::SyncState::kGone,
                                    model::SyncState::kBlocked};
    if (kTroubles.contains(status.state)) troubles[{status.state, status.code}].push_back(status.since);
    if (status.state == model::SyncState::kFailing && status.since >= query.since) {
      failing.emplace_back(status.since->time_since_epoch().count(), project.full_name());
    }
    if (status.next_sync_at && query.now - *status.next_sync_at > kLateAfter && !project.syncing(query.now)) {
      ++late;
      late_since = std::min(late_since.value_or(*status.next_sync_at), *status.next_sync_at);
    }
    if (status.last_synced_at) oldest = std::min(oldest.value_or(*status.last_synced_at), *status.last_synced_at);
  }
  for (const model::SyncState state : model::kSyncStates) {
    EXPECT_EQ(overview.by_state[static_cast<std::size_t>(state)], states[state]) << model::name(state);
  }
  expect_total(overview.stars, stars, stars_change);
  expect_total(overview.forks, forks, forks_change);
  expect_total(overview.pulls_open, pulls, pulls_change);
  expect_total(overview.commits, commits, commits_since);
  expect_list(overview.grew, grew, query.first);
  expect_list(overview.busy, busy, query.first);
  expect_list(overview.went_quiet, quiet, query.first);
  expect_list(overview.newly_failing, failing, query.first);
  EXPECT_EQ(overview.troubles.size(), troubles.size());
  for (const Trouble& each : overview.troubles) {
    const auto& times = troubles[{each.state, each.code}];
    EXPECT_EQ(each.projects, static_cast<std::int64_t>(times.size()));
    std::optional<std::int64_t> first;
    for (const auto& time : times) {
      if (time) first = std::min(first.value_or(time->time_since_epoch().count()), time->time_since_epoch().count());
    }
    EXPECT_EQ(each.since_s, first);
  }
  EXPECT_TRUE(std::is_sorted(overview.troubles.begin(), overview.troubles.end(),
                             [](const Trouble& a, const Trouble& b) { return a.projects > b.projects; }));
  EXPECT_EQ(overview.late, late);
  EXPECT_EQ(overview.late_since, late_since);
  EXPECT_EQ(overview.oldest_sync_at, oldest);
}

TEST(OverviewTest, IsWhatALookAtEveryProjectFinds) {
  for (const std::uint32_t seed : random_seeds(15)) {
    SCOPED_TRACE(seed_text(seed));
    MadeUpFleet fleet(seed);
    for (int i = 0; i < 200; ++i) fleet.do_something();
    const Snapshot snapshot = CardReader(fleet.store().stores()).read_all(fleet.now());
    const auto cards = select(snapshot, {}, fleet.now());
    for (const int back_days : {0, 1, 7, 29, 30, 31, fleet.below(364), 365}) {
      SCOPED_TRACE(back_days);
      const OverviewQuery query{.since = fleet.now() - days(back_days),
                                .now = fleet.now(),
                                .first = static_cast<std::size_t>(1 + fleet.below(9))};
      expect_overview(fleet, make_overview(cards, query), query);
    }
  }
}

TEST(OverviewTest, OfNothingIsNothingAndNotZero) {
  const Overview overview = make_overview({}, {.since = MadeUpFleet::kFirstDay, .now = MadeUpFleet::kFirstDay});
  EXPECT_EQ(overview.projects, 0);
  EXPECT_FALSE(overview.stars.value);
  EXPECT_FALSE(overview.stars.change);
  EXPECT_FALSE(overview.oldest_sync_at);
  EXPECT_EQ(overview.oldest_sync, nullptr);
}

}  // namespace
}  // namespace cpsg::fleet
