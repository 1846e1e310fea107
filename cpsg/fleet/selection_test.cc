// Protects: filters, orders, cursors and facets are exact: the same as by looking at every project by itself.
#include "cpsg/fleet/selection.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "cpsg/base/ascii.h"
#include "cpsg/base/lower_case.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/fleet/card_reader.h"
#include "cpsg/fleet/testing/made_up_fleet.h"
#include "cpsg/fleet/testing/slow_answers.h"

namespace cpsg::fleet {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

class SelectionTest : public testing::Test {
 protected:
  // A card of a project with these statistics.
  const Card& add(const std::string& name, const model::Statistics& statistics = {}, bool observed = true) {
    storage::FleetRow row;
    const std::size_t slash = name.find('/');
    row.project.id = "p" + std::to_string(snapshot_.entries.size());
    row.project.owner = name.substr(0, slash);
    row.project.name = name.substr(slash + 1);
    if (observed) row.project.statistics = statistics;
    snapshot_.entries.push_back(make_entry(make_card(row, {}, kToday), 0));
    return *snapshot_.entries.back().card;
  }
  std::vector<std::string> names(const Filter& filter) {
    std::vector<std::string> found;
    for (const Card* card : select(snapshot_, filter, kNow)) found.emplace_back(card->text(Card::kFullName));
    return found;
  }

  static constexpr Day kToday = MadeUpFleet::kFirstDay;
  static constexpr UnixTime kNow = kToday + std::chrono::hours(5);
  Snapshot snapshot_;
};

TEST_F(SelectionTest, WordsMatchAnywhereWithoutRegardToCase) {
  add("acme/Graph", {.description = "Distributed \"store\"", .topics = {"data-base", "raft"}});
  add("acme/parser", {.description = "Straße, ÄRGER und Наука", .topics = {}});
  add("zeta/tool", {}, false);
  EXPECT_THAT(names({.words = words_of("graph")}), ElementsAre("acme/Graph"));
  EXPECT_THAT(names({.words = words_of("  RAFT\tstore ")}), ElementsAre("acme/Graph")) << "each anywhere";
  EXPECT_THAT(names({.words = words_of("raft parser")}), IsEmpty());
  EXPECT_THAT(names({.words = words_of("ärger")}), ElementsAre("acme/parser"));
  EXPECT_THAT(names({.words = words_of("НАУКА")}), ElementsAre("acme/parser"));
  EXPECT_THAT(names({.words = words_of("acme/")}), ElementsAre("acme/Graph", "acme/parser"));
  EXPECT_THAT(names({.words = words_of("a-b")}), ElementsAre("acme/Graph"));
  EXPECT_THAT(names({.words = words_of("store\xFF")}), IsEmpty());
  EXPECT_EQ(names({.words = words_of("")}).size(), 3U);
}

TEST_F(SelectionTest, WhatIsNotKnownPassesNoFilter) {
  add("a/unknown", {}, false);
  add("b/none", {});
  add("C/all", {.topics = {"cli"},
                .license = "MIT",
                .visibility = "public",
                .archived = false,
                .fork = true,
                .language = "Go",
                .pushed_at = kNow - days(90)});
  EXPECT_THAT(names({.owners = {"c", "x"}}), ElementsAre("C/all"));
  EXPECT_THAT(names({.languages = {"go"}}), ElementsAre("C/all"));
  EXPECT_THAT(names({.topics = {"CLI"}}), ElementsAre("C/all"));
  EXPECT_THAT(names({.topics = {"cl"}}), IsEmpty());
  EXPECT_THAT(names({.licenses = {"mit"}}), ElementsAre("C/all"));
  EXPECT_THAT(names({.visibilities = {"public"}}), ElementsAre("C/all"));
  EXPECT_THAT(names({.archived = false}), ElementsAre("C/all"));
  EXPECT_THAT(names({.fork = false}), IsEmpty());
  EXPECT_THAT(names({.idle_s = 90 * 86'400}), ElementsAre("C/all"));
  EXPECT_THAT(names({.idle_s = 90 * 86'400 + 1}), IsEmpty());
  EXPECT_THAT(names({.states = {"pending"}}), ElementsAre("a/unknown", "b/none", "C/all"));
  EXPECT_THAT(names({.public_only = true}), ElementsAre("C/all"));
}

TEST_F(SelectionTest, ThoseWithoutAValueAreFoundByNone) {
  add("a/unknown", {}, false);
  add("b/none", {});
  add("c/all", {.topics = {"cli"}, .license = "MIT", .visibility = "public", .language = "Go"});
  for (const Filter& filter : {Filter{.languages = {"none"}}, Filter{.topics = {"none"}}, Filter{.licenses = {"none"}},
                               Filter{.visibilities = {"none"}}}) {
    EXPECT_THAT(names(filter), ElementsAre("a/unknown", "b/none"));
  }
  EXPECT_THAT(names({.languages = {"none", "go"}}), ElementsAre("a/unknown", "b/none", "c/all"));
  EXPECT_THAT(names({.owners = {"none"}}), IsEmpty());
}

TEST_F(SelectionTest, NamesFindTheirProjectsAlone) {
  for (const std::string name : {"a-b/x", "a/x", "A/y", "a_b/x"}) add(name, {.language = "Go"});
  EXPECT_THAT(names({.names = {{"a/x", "a/y", "a/z"}}}), ElementsAre("a/x", "A/y"));
  EXPECT_THAT(names({.names = {{"a-b/x", "a_b/x"}}, .languages = {"go"}}), ElementsAre("a-b/x", "a_b/x"));
  EXPECT_THAT(names({.names = std::vector<std::string>()}), IsEmpty());
}

TEST_F(SelectionTest, FacetsAreCountedWholeAndCutWithTheirNumberTold) {
  for (int i = 0; i < 130; ++i) {
    for (int times = 0; times < (i < 2 ? 3 - i : 1); ++times) {
      add(i % 2 == 0 ? "Acme/x" : "acme/x",
          {.topics = {"t" + std::to_string(i), "all"}, .language = "l" + std::to_string(i)});
    }
  }
  add("zeta/y", {});
  const auto all = select(snapshot_, {}, kNow);
  const Facet languages = count_values(all, FacetOf::kLanguage, kNow);
  ASSERT_EQ(languages.values.size(), Facet::kValuesMax);
  EXPECT_EQ(languages.more, 31);
  EXPECT_EQ(languages.values[0], (FacetValue{"l0", 3}));
  EXPECT_EQ(languages.values[1], (FacetValue{"l1", 2}));
  EXPECT_EQ(languages.values[2], (FacetValue{"l10", 1}));
  const Facet topics = count_values(all, FacetOf::kTopic, kNow);
  EXPECT_EQ(topics.values[0], (FacetValue{"all", 133}));
  EXPECT_EQ(topics.more, 32) << "131 topics and none";
  const Facet owners = count_values(all, FacetOf::kOwner, kNow);
  EXPECT_THAT(owners.values, ElementsAre(FacetValue{"Acme", 133}, FacetValue{"zeta", 1}));
  EXPECT_THAT(count_values(all, FacetOf::kState, kNow).values, ElementsAre(FacetValue{"pending", 134}));
  EXPECT_THAT(count_values(all, FacetOf::kLicense, kNow).values, ElementsAre(FacetValue{std::nullopt, 134}));
}

// Each part of a filter by itself, from what the store says.
bool passes_slowly(const SlowProject& slow, const Filter& filter, UnixTime now) {
  const model::Project& project = slow.project;
  const model::Statistics seen = project.statistics.value_or(model::Statistics());
  const auto one_of = [](const std::optional<std::string>& value, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return true;
    return std::find(wanted.begin(), wanted.end(), value ? ascii_lower(*value) : "none") != wanted.end();
  };
  bool topic = filter.topics.empty() || (seen.topics.empty() && one_of(std::nullopt, filter.topics));
  std::string text = project.full_name() + "\n" + seen.description.value_or("");
  for (const std::string& each : seen.topics) {
    topic |= one_of(each, filter.topics);
    text += "\n" + each;
  }
  for (const std::string& word : filter.words) {
    if (lower_case(text).find(word) == std::string::npos) return false;
  }
  const auto last_commit_on = slow.last_commit_on(day_of(now));
  if (filter.quiet_days && !(last_commit_on && day_of(now) - *last_commit_on >= days(*filter.quiet_days))) return false;
  const auto state = project.syncing(now) ? model::SyncState::kSyncing : project.status.state;
  return topic && one_of(project.owner, filter.owners) && one_of(std::string(model::name(state)), filter.states) &&
         one_of(seen.language, filter.languages) && one_of(seen.license, filter.licenses) &&
         one_of(seen.visibility, filter.visibilities) && (!filter.archived || seen.archived == filter.archived) &&
         (!filter.fork || seen.fork == filter.fork) && (!filter.public_only || seen.visibility == "public") &&
         (!filter.idle_s || (seen.pushed_at && now - *seen.pushed_at >= std::chrono::seconds(*filter.idle_s)));
}

Filter random_filter(MadeUpFleet& fleet) {
  Filter filter;
  const auto maybe = [&](std::vector<std::string>& list, std::vector<std::string> values) {
    if (fleet.one_in(5)) list = std::move(values);
  };
  maybe(filter.words, {fleet.one_in(2) ? "graph" : "ärger"});
  maybe(filter.owners, {"acme", "zeta"});
  maybe(filter.states, {"failing", "syncing"});
  maybe(filter.languages, {"go", fleet.one_in(2) ? "c++" : "none"});
  maybe(filter.topics, {fleet.one_in(2) ? "graph-1" : "none"});
  maybe(filter.licenses, {"mit"});
  maybe(filter.visibilities, {"private"});
  if (fleet.one_in(5)) filter.archived = fleet.one_in(2);
  if (fleet.one_in(5)) filter.fork = fleet.one_in(2);
  if (fleet.one_in(5)) filter.idle_s = fleet.below(9'000) * 3'600;
  if (fleet.one_in(5)) filter.quiet_days = fleet.below(500);
  filter.public_only = fleet.one_in(4);
  return filter;
}

std::vector<std::string> ids_of(const std::vector<const Card*>& cards) {
  std::vector<std::string> ids;
  for (const Card* card : cards) ids.emplace_back(card->text(Card::kId));
  return ids;
}

TEST(SelectionPropertyTest, IsWhatALookAtEveryProjectFinds) {
  for (const std::uint32_t seed : random_seeds(15)) {
    SCOPED_TRACE(seed_text(seed));
    MadeUpFleet fleet(seed);
    for (int i = 0; i < 150; ++i) fleet.do_something();
    const Snapshot snapshot = CardReader(fleet.store().stores()).read_all(fleet.now());
    std::vector<SlowProject> projects;
    for (const model::Project& each : fleet.store().list_projects("", 1'000)) {
      projects.push_back(read_slowly(fleet.store().stores(), each.id));
    }
    for (int round = 0; round < 30; ++round) {
      const Filter filter = random_filter(fleet);
      std::vector<std::string> expected;
      std::map<std::optional<std::string>, std::int64_t> languages;
      for (const SlowProject& slow : projects) {
        if (!passes_slowly(slow, filter, fleet.now())) continue;
        const model::Project& project = slow.project;
        expected.push_back(project.id);
        ++languages[project.statistics ? project.statistics->language : std::nullopt];
      }
      const auto found = select(snapshot, filter, fleet.now());
      EXPECT_EQ(ids_of(found), expected);
      std::map<std::optional<std::string>, std::int64_t> counted;
      for (const FacetValue& each : count_values(found, FacetOf::kLanguage, fleet.now()).values) {
        counted[each.value] = each.projects;
      }
      EXPECT_EQ(counted, languages);
    }
  }
}

// The values that a project is sorted by, slowly.
std::optional<std::int64_t> slow_value(const SlowProject& slow, const Order& order, Day today) {
  const Day first = first_day(order.window, today);
  const auto& seen = slow.project.statistics;
  const auto count = [&](auto member) {
    return slow.project.counts ? std::optional<std::int64_t>((*slow.project.counts).*member) : std::nullopt;
  };
  const auto time = [](const std::optional<UnixTime>& at) {
    return at ? std::optional<std::int64_t>(at->time_since_epoch().count()) : std::nullopt;
  };
  switch (order.by) {
    case SortBy::kFullName:
      return std::nullopt;
    case SortBy::kStars:
      return seen ? seen->stars : std::nullopt;
    case SortBy::kStarsChange:
      return slow.stars_change(first - days(1));
    case SortBy::kForks:
      return seen ? seen->forks : std::nullopt;
    case SortBy::kOpenIssues:
      return seen ? seen->open_issues : std::nullopt;
    case SortBy::kCommits:
      return count(&model::ProjectCounts::commits);
    case SortBy::kCommitsWindow:
      return slow.commits(first, today);
    case SortBy::kPeople:
      return count(&model::ProjectCounts::contributors);
    case SortBy::kPeopleWindow:
      return slow.people(first, today);
    case SortBy::kPullsOpen:
      return seen ? seen->pulls.open : std::nullopt;
    case SortBy::kMergedWindow:
      return slow.merged(first, today);
    case SortBy::kLeadP50:
      return slow.lead_p50(first, today);
    case SortBy::kBranches:
      return count(&model::ProjectCounts::branches);
    case SortBy::kPushedAt:
      return seen ? time(seen->pushed_at) : std::nullopt;
    case SortBy::kLastSyncedAt:
      return time(slow.project.status.last_synced_at);
    case SortBy::kNextSyncAt:
      return time(slow.project.status.next_sync_at);
    case SortBy::kLastCommitOn: {
      const auto last = slow.last_commit_on(today);
      return last ? std::optional<std::int64_t>(last->time_since_epoch().count()) : std::nullopt;
    }
  }
  return std::nullopt;
}

TEST(SelectionPropertyTest, OrdersAreThoseOfTheValuesAndPlacesAreFoundAgain) {
  for (const std::uint32_t seed : random_seeds(8)) {
    SCOPED_TRACE(seed_text(seed));
    MadeUpFleet fleet(seed);
    for (int i = 0; i < 150; ++i) fleet.do_something();
    const Snapshot snapshot = CardReader(fleet.store().stores()).read_all(fleet.now());
    const Day today = day_of(fleet.now());
    std::map<std::string, SlowProject> slow;
    for (const std::string& id : MadeUpFleet::all_ids(fleet.store())) {
      slow.emplace(id, read_slowly(fleet.store().stores(), id));
    }
    for (std::size_t by = 0; by < kSortNames.size(); ++by) {
      const Order order{.by = static_cast<SortBy>(by),
                        .descending = fleet.one_in(2),
                        .window = kWindows[static_cast<std::size_t>(fleet.below(4))]};
      SCOPED_TRACE(kSortNames[by]);
      auto sorted = select(snapshot, {}, fleet.now());
      sort_cards(sorted, order, today);
      ASSERT_EQ(sorted.size(), slow.size());
      for (std::size_t i = 0; i < sorted.size(); ++i) {
        const std::string id(sorted[i]->text(Card::kId));
        const auto value = slow_value(slow.at(id), order, today);
        EXPECT_EQ(sort_value(*sorted[i], order, today), value) << sorted[i]->text(Card::kFullName);
        const Place place = place_of(*sorted[i], order, today);
        EXPECT_EQ(first_after(sorted, place, order, today), i + 1);
        std::vector<const Card*> without = sorted;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_EQ(first_after(without, place, order, today), i) << "though the project is gone";
        if (i == 0) continue;
        const auto before = sort_value(*sorted[i - 1], order, today);
        const std::string name = ascii_lower(sorted[i]->text(Card::kFullName));
        const std::string name_before = ascii_lower(sorted[i - 1]->text(Card::kFullName));
        if (before && value && *before != *value) {
          EXPECT_EQ(*before > *value, order.descending);
        } else if (before.has_value() == value.has_value()) {
          EXPECT_EQ(name_before > name, order.by == SortBy::kFullName && order.descending);
        } else {
          EXPECT_TRUE(before.has_value()) << "those without a value are last";
        }
      }
    }
  }
}

}  // namespace
}  // namespace cpsg::fleet
