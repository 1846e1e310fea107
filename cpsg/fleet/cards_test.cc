// Protects: after whatever happened to the store, in this process or another, the cards are those of a fleet read anew
// and tell what a slow look at the ports tells, on that day and on the next ones; a reader who only asks for changes
// has what one has who reads everything; nothing is read while nothing changed.
#include "cpsg/fleet/cards.h"

#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "cpsg/base/ascii.h"
#include "cpsg/base/repeating_thread.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/fleet/testing/made_up_fleet.h"
#include "cpsg/fleet/testing/slow_answers.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::fleet {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using storage::CallCounts;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// Everything that is shown of a card at that time, to be compared.
std::string shown(const Card& card, UnixTime now) {
  std::string out;
  const auto add = [&](const std::optional<std::int64_t>& value) {
    out += value ? std::to_string(*value) + " " : "- ";
  };
  for (int i = 0; i < Card::kTexts; ++i) {
    const auto which = static_cast<Card::Text>(i);
    out += card.has_text(which) ? std::string(card.text(which)) + "|" : "-|";
  }
  out += std::string(model::name(card.state(now))) + std::string(card.code ? traits(*card.code).name : "-");
  out += card.archived ? (*card.archived ? "a" : "n") : "-";
  out += card.fork ? (*card.fork ? "f" : "n") : "-";
  for (const CompactOptional& value :
       {card.stars, card.forks, card.open_issues, card.commits_now, card.people_now, card.pulls_open, card.branches,
        card.pushed_at, card.since, card.last_synced_at, card.next_sync_at}) {
    add(value.get());
  }
  const Day today = day_of(now);
  const auto last_commit_on = card.last_commit_on(today);
  add(last_commit_on ? std::optional<std::int64_t>(last_commit_on->time_since_epoch().count()) : std::nullopt);
  for (const Window window : kWindows) {
    const Day first = first_day(window, today);
    add(card.commits(first, today));
    add(card.people(first, today));
    add(card.merged(first, today));
    for (const auto which : {Card::kStars, Card::kForks, Card::kPullsOpen}) {
      add(card.change(which, first - days(1), today));
    }
    add(card.lead_p50_s(window, today));
    const auto parts = card.commit_parts(window, today);
    for (std::size_t i = 0; i < kParts; ++i) add(parts ? std::optional((*parts)[i]) : std::nullopt);
  }
  return out;
}

using Fleet = std::map<std::string, std::string>;

Fleet shown(const Snapshot& snapshot, UnixTime now, bool public_only = false) {
  Fleet fleet;
  for (const Entry& entry : snapshot.entries) {
    if (public_only && !entry.card->is_public()) continue;
    const bool added = fleet.emplace(entry.card->text(Card::kId), shown(*entry.card, now)).second;
    EXPECT_TRUE(added) << "twice: " << entry.card->text(Card::kFullName);
  }
  return fleet;
}

void expect_in_order(const Snapshot& snapshot) {
  for (std::size_t i = 1; i < snapshot.entries.size(); ++i) {
    const auto name = [&](std::size_t at) { return ascii_lower(snapshot.entries[at].card->text(Card::kFullName)); };
    EXPECT_LT(name(i - 1), name(i));
  }
}

void expect_as_slowly_read(const Card& card, const SlowProject& slow, UnixTime now) {
  const Day today = day_of(now);
  EXPECT_EQ(card.text(Card::kFullName), slow.project.full_name());
  EXPECT_EQ(card.state(now), slow.project.syncing(now) ? model::SyncState::kSyncing : slow.project.status.state);
  EXPECT_EQ(card.stars.get(), slow.project.statistics ? slow.project.statistics->stars : std::nullopt);
  EXPECT_EQ(card.last_commit_on(today), slow.last_commit_on(today));
  for (const Window window : kWindows) {
    const Day first = first_day(window, today);
    const Day before = first - days(1);
    EXPECT_EQ(card.commits(first, today), slow.commits(first, today));
    EXPECT_EQ(card.people(first, today), slow.people(first, today));
    EXPECT_EQ(card.merged(first, today), slow.merged(first, today));
    EXPECT_EQ(card.lead_p50_s(window, today), slow.lead_p50(first, today));
    EXPECT_EQ(card.change(Card::kStars, before, today), slow.stars_change(before));
    EXPECT_EQ(card.change(Card::kForks, before, today), slow.change(before, [](const auto& d) { return d.forks; }));
    EXPECT_EQ(card.change(Card::kPullsOpen, before, today),
              slow.change(before, [](const auto& d) { return d.pulls.open; }));
    const auto parts = card.commit_parts(window, today);
    for (int part = 0; parts && part < kParts; ++part) {
      EXPECT_EQ((*parts)[static_cast<std::size_t>(part)],
                slow.commits(first + days(part_begin(window, part)), first + days(part_begin(window, part + 1) - 1)));
    }
  }
}

// One who keeps what was told, and asks for nothing but what changed since.
class Follower {
 public:
  explicit Follower(bool public_only) : public_only_(public_only) {}

  void ask(const Snapshot& snapshot, UnixTime now) {
    if (!seen_ || !can_tell_changes(snapshot, *seen_, day_of(now))) {
      fleet_ = shown(snapshot, now, public_only_);
    } else {
      for (const Entry& entry : snapshot.entries) {
        if (public_only_ && !entry.card->is_public()) continue;
        if (changed_since(entry, *seen_)) {
          fleet_[std::string(entry.card->text(Card::kId))] = shown(*entry.card, now);
        }
      }
      for (const Removal& removal : snapshot.removals) {
        if (removal.position <= seen_->position) continue;
        if (public_only_ ? removal.was_public : !removal.hidden) fleet_.erase(removal.id);
      }
    }
    seen_ = moment_of(snapshot, now, public_only_);
  }
  [[nodiscard]] const Fleet& fleet() const { return fleet_; }

 private:
  const bool public_only_;
  Fleet fleet_;
  std::optional<Moment> seen_;
};

TEST(CardsTest, AreAlwaysThoseOfAFleetReadAnew) {
  for (const std::uint32_t seed : random_seeds(12)) {
    SCOPED_TRACE(seed_text(seed));
    MadeUpFleet fleet(seed);
    const storage::Stores stores = fleet.store().stores();
    ManualClock clock;
    Cards cards(stores, [&] { return fleet.now(); }, clock);
    const CardReader reader(stores);
    Follower all(false);
    Follower of_public(true);
    for (int round = 0; round < 40; ++round) {
      for (int i = fleet.below(12); i > 0; --i) fleet.do_something();
      if (fleet.one_in(8)) fleet.pass(hours(fleet.below(60)));
      clock.advance(storage::ChangeMark::kLookInterval);  // what other processes wrote is seen after that
      if (fleet.one_in(6)) cards.keep_current();
      const auto snapshot = cards.current();
      expect_in_order(*snapshot);
      ASSERT_EQ(shown(*snapshot, fleet.now()), shown(reader.read_all(fleet.now()), fleet.now()));
      if (fleet.one_in(3)) all.ask(*snapshot, fleet.now());
      if (fleet.one_in(3)) of_public.ask(*snapshot, fleet.now());
    }
    const auto snapshot = cards.current();
    all.ask(*snapshot, fleet.now());
    of_public.ask(*snapshot, fleet.now());
    EXPECT_EQ(all.fleet(), shown(*snapshot, fleet.now()));
    EXPECT_EQ(of_public.fleet(), shown(*snapshot, fleet.now(), true));
    for (const Entry& entry : snapshot->entries) {
      const std::string id(entry.card->text(Card::kId));
      SCOPED_TRACE(id);
      expect_as_slowly_read(*entry.card, read_slowly(stores, id), fleet.now());
    }
  }
}

TEST(CardsTest, TellTheSameOnTheNextDayAsIfTheyWereReadThen) {
  for (const std::uint32_t seed : random_seeds(6)) {
    SCOPED_TRACE(seed_text(seed));
    MadeUpFleet fleet(seed);
    for (int i = 0; i < 150; ++i) fleet.do_something();
    const CardReader reader(fleet.store().stores());
    const Snapshot today = reader.read_all(fleet.now());
    fleet.pass(hours(24));
    EXPECT_EQ(shown(today, fleet.now()), shown(reader.read_all(fleet.now()), fleet.now()));
  }
}

class CardsReading : public testing::Test {
 protected:
  std::string add(const std::string& name) {
    return fleet_.store().add_project("o", name, "", fleet_.now(), fleet_.now(), model::Priority::kRefresh).project.id;
  }
  MadeUpFleet fleet_{1};
  storage::CountingStores counting_{fleet_.store().stores()};
  ManualClock clock_;
  Cards cards_{counting_.stores(), [this] { return fleet_.now(); }, clock_};
};

TEST_F(CardsReading, CostsNothingWhileNothingChanged) {
  for (int i = 0; i < 250; ++i) add("p" + std::to_string(i));
  EXPECT_EQ(cards_.current()->entries.size(), 250U);
  EXPECT_EQ(counting_.take_calls(),
            (CallCounts{{"change_position", 1}, {"changes_after", 2}, {"fleet_page", 3}, {"merged_since", 3}}))
      << "a hundred a time, and what changed meanwhile";
  const auto snapshot = cards_.current();
  EXPECT_EQ(cards_.current(), snapshot);
  EXPECT_THAT(counting_.take_calls(), IsEmpty());
}

TEST_F(CardsReading, CostsListsOfWhatChanged) {
  std::vector<std::string> ids;
  for (int i = 0; i < 250; ++i) ids.push_back(add("p" + std::to_string(i)));
  (void)cards_.current();
  (void)counting_.take_calls();
  fleet_.observe(fleet_.store(), ids[3]);
  fleet_.observe(fleet_.store(), ids[4]);
  add("another");
  (void)cards_.current();
  EXPECT_EQ(counting_.take_calls(),
            (CallCounts{{"changes_after", 1}, {"fleet_rows", 1}, {"merged_since", 1}, {"projects", 1}}));
  fleet_.store().put_setting("something", "else");
  (void)cards_.current();
  EXPECT_EQ(counting_.take_calls(), (CallCounts{{"changes_after", 1}})) << "no project is concerned";
}

TEST_F(CardsReading, ALeaseThatGoesOnIsSeen) {
  const std::string id = add("a");
  auto lease = std::get<storage::Lease>(fleet_.store().acquire_lease(id, "test", fleet_.now(), seconds(60), {}));
  const auto state = [&] { return cards_.current()->entries.front().card->state(fleet_.now()); };
  EXPECT_EQ(state(), model::SyncState::kSyncing);
  fleet_.pass(seconds(40));
  fleet_.store().renew_lease(lease, fleet_.now(), seconds(60));
  EXPECT_EQ(state(), model::SyncState::kSyncing);
  fleet_.pass(seconds(40));
  EXPECT_EQ(state(), model::SyncState::kSyncing) << "though the first minute is over, and nothing was written since";
  const Moment seen = moment_of(*cards_.current(), fleet_.now());
  fleet_.pass(seconds(40));
  EXPECT_EQ(state(), model::SyncState::kPending) << "the process died";
  EXPECT_TRUE(changed_since(cards_.current()->entries.front(), seen));
  EXPECT_NE(moment_of(*cards_.current(), fleet_.now()), seen);
}

TEST_F(CardsReading, RemovalsAreForgottenAfterAWeekAndThenEverythingIsTold) {
  const std::string a = add("a");
  add("b");
  const Moment before = moment_of(*cards_.current(), fleet_.now());
  fleet_.store().remove_project(a);
  ASSERT_EQ(cards_.current()->removals.size(), 1U);
  EXPECT_EQ(cards_.current()->removals.front().id, a);
  EXPECT_TRUE(can_tell_changes(*cards_.current(), before, day_of(fleet_.now())));
  for (int day = 0; day < 8; ++day) {
    fleet_.pass(hours(24));
    EXPECT_EQ(cards_.current()->removals.size(), day < 7 ? 1U : 0U) << day;
    add("c" + std::to_string(day));
  }
  Moment then = before;
  then.day = day_of(fleet_.now());
  EXPECT_FALSE(can_tell_changes(*cards_.current(), then, then.day));
  then.position = cards_.current()->position + 1;
  EXPECT_FALSE(can_tell_changes(*cards_.current(), then, then.day)) << "of another database, or of one put back";
}

TEST_F(CardsReading, WaitsForWhoReadsAllAndNotForEver) {
  add("a");
  std::mutex mutex;
  std::condition_variable changed;
  bool reading = false;
  bool go_on = false;
  counting_.calls().set_before_call([&](std::string_view method) {
    if (method != "fleet_page") return;
    std::unique_lock lock(mutex);
    reading = true;
    changed.notify_all();
    changed.wait(lock, [&] { return go_on; });
  });
  std::thread reader([&] { cards_.keep_current(); });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return reading; });
  }
  std::optional<ErrorCode> refused;
  std::thread waiter([&] { refused = failure_of([&] { (void)cards_.current(); }).code; });
  ASSERT_TRUE(clock_.wait_for_waiters(1));
  clock_.advance(Cards::kFillWait);
  waiter.join();
  EXPECT_EQ(refused, ErrorCode::kOverloaded);
  std::thread patient([&] { EXPECT_EQ(cards_.current()->entries.size(), 1U); });
  EXPECT_TRUE(clock_.wait_for_waiters(1));
  {
    const std::lock_guard lock(mutex);
    go_on = true;
  }
  changed.notify_all();
  patient.join();
  reader.join();
}

TEST_F(CardsReading, AThreadKeepsThemWithoutRequests) {
  const std::string a = add("a");
  constexpr std::chrono::seconds kTurn{10};
  {
    const RepeatingThread thread(clock_, kTurn, "no cards", [&] { cards_.keep_current(); });
    ASSERT_TRUE(clock_.wait_for_waiters(1));
    EXPECT_EQ(counting_.calls().of("fleet_page"), 1U);
    fleet_.store().remove_project(a);
    clock_.advance(kTurn);
    ASSERT_TRUE(clock_.wait_for_waiters(1));
    EXPECT_GE(counting_.calls().of("changes_after"), 3U);
  }
  (void)counting_.take_calls();
  EXPECT_EQ(cards_.current()->removals.size(), 1U);
  EXPECT_THAT(counting_.take_calls(), IsEmpty());
}

}  // namespace
}  // namespace cpsg::fleet
