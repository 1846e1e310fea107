#include "cpsg/history/roll_up.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <unordered_map>

namespace cpsg::history {
namespace {

using model::ActivityCounts;
using model::ActivityHour;
using model::ActivityYear;

constexpr std::int64_t kSecondsPerHour = 3600;

// A commit for counting, as one integer to sort by: the hour since 1970, of which the year 9999 leaves five bits free,
// then two bits for the kind of the commit and one for whether it is on the default branch.
constexpr int kTagBits = 3;
static_assert((model::kMaxEpochS / kSecondsPerHour + 24) < (std::int64_t{1} << (32 - kTagBits)));
static_assert(ActivityCounts::kKinds == 4);

std::uint32_t tagged_hour(const CommitFacts& facts, bool merge, bool on_default) {
  const auto hour = static_cast<std::uint32_t>(facts.authored_epoch_s / kSecondsPerHour);
  const auto kind = static_cast<std::uint32_t>((facts.bot ? ActivityCounts::kBot : ActivityCounts::kPlain) +
                                               (merge ? ActivityCounts::kMerge : 0));
  return (hour << kTagBits) | (kind << 1) | (on_default ? 1U : 0U);
}
static_assert(ActivityCounts::kPlain + ActivityCounts::kMerge == ActivityCounts::kMerge);
static_assert(ActivityCounts::kBot + ActivityCounts::kMerge == ActivityCounts::kBotMerge);

std::int64_t first_hour_of_year(int year) {
  return model::start_of({.year = year}).time_since_epoch().count() / kSecondsPerHour;
}

std::vector<ActivityYear> group_by_year(const std::vector<std::uint32_t>& tagged_hours) {
  std::vector<ActivityYear> years;
  std::int64_t year_begin = 0;
  std::int64_t year_end = 0;
  for (const std::uint32_t tagged : tagged_hours) {
    const auto hour = static_cast<std::int64_t>(tagged >> kTagBits);
    if (years.empty() || hour >= year_end) {
      const int year = model::utc_hour(UnixTime{std::chrono::seconds{hour * kSecondsPerHour}}).year;
      years.push_back({year, {}});
      year_begin = first_hour_of_year(year);
      year_end = first_hour_of_year(year + 1);
    }
    std::vector<ActivityHour>& hours = years.back().hours;
    const auto hour_of_year = static_cast<std::uint16_t>(hour - year_begin);
    if (hours.empty() || hours.back().hour_of_year != hour_of_year) hours.push_back({hour_of_year, {}});
    ActivityCounts& counts = hours.back().counts;
    const std::size_t kind = (tagged >> 1) & (ActivityCounts::kKinds - 1);
    ++counts.all[kind];
    if ((tagged & 1) != 0) ++counts.on_default[kind];
  }
  return years;
}

// A contributor while commits are counted. The newest commit by author date gives the name; among equal dates, the one
// with the lowest oid.
struct Tally {
  std::int64_t commits = 0;
  std::int64_t commits_all = 0;
  std::int64_t first_epoch_s = INT64_MAX;  // of those that have a time
  std::int64_t last_epoch_s = -1;          // of `newest`; -1 where none has a time
  Node newest = git::graph::kNone;
  std::uint32_t person = 0;
};

void count_commit(Tally& tally, const CommitGraph& graph, Node node, bool on_default) {
  const CommitFacts facts = graph.facts(node);
  const std::int64_t time = facts.authored_epoch_s;
  const bool gives_the_name = tally.commits_all == 0 || time > tally.last_epoch_s ||
                              (time == tally.last_epoch_s && graph.oid(node) < graph.oid(tally.newest));
  if (gives_the_name) {
    tally.newest = node;
    tally.person = facts.author;
    tally.last_epoch_s = time;
  }
  if (time >= 0) tally.first_epoch_s = std::min(tally.first_epoch_s, time);
  ++tally.commits_all;
  if (on_default) ++tally.commits;
}

storage::StagedContributor contributor_of(const Tally& tally) {
  storage::StagedContributor contributor{
      .person = tally.person, .commits = tally.commits, .commits_all = tally.commits_all};
  if (tally.last_epoch_s >= 0) {
    contributor.first_commit_at = UnixTime{std::chrono::seconds{tally.first_epoch_s}};
    contributor.last_commit_at = UnixTime{std::chrono::seconds{tally.last_epoch_s}};
  }
  return contributor;
}

// Numbers the contributors from 0 on, by person.
std::vector<std::uint32_t> dense_contributors(std::span<const std::uint64_t> contributor_of_person) {
  std::unordered_map<std::uint64_t, std::uint32_t> number_of;
  std::vector<std::uint32_t> numbers;
  numbers.reserve(contributor_of_person.size());
  for (const std::uint64_t contributor : contributor_of_person) {
    numbers.push_back(number_of.emplace(contributor, static_cast<std::uint32_t>(number_of.size())).first->second);
  }
  return numbers;
}

// By counting, where the numbers lie close together, as the hours of a long history do.
void sort_numbers(std::vector<std::uint32_t>& numbers) {
  if (numbers.empty()) return;
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  const std::uint32_t first = *least;
  const std::size_t range = *most - first + std::size_t{1};
  constexpr std::size_t kPlacesANumber = 4;  // beyond which the counts would take more time than they save
  if (range > kPlacesANumber * numbers.size()) return std::sort(numbers.begin(), numbers.end());
  std::vector<std::uint32_t> counts(range);
  for (const std::uint32_t number : numbers) ++counts[number - first];
  auto out = numbers.begin();
  for (std::size_t place = 0; place < range; ++place) {
    out = std::fill_n(out, counts[place], first + static_cast<std::uint32_t>(place));
  }
}

void add_counts(ActivityCounts& sum, const ActivityCounts& counts) {
  for (std::size_t kind = 0; kind < ActivityCounts::kKinds; ++kind) {
    sum.all[kind] += counts.all[kind];
    sum.on_default[kind] += counts.on_default[kind];
  }
}

// Both ascend, and so does the sum.
std::vector<ActivityHour> sum_hours(const std::vector<ActivityHour>& a, const std::vector<ActivityHour>& b) {
  std::vector<ActivityHour> merged;
  merged.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(merged),
             [](const ActivityHour& x, const ActivityHour& y) { return x.hour_of_year < y.hour_of_year; });
  std::vector<ActivityHour> sum;
  for (const ActivityHour& hour : merged) {
    if (sum.empty() || sum.back().hour_of_year != hour.hour_of_year) {
      sum.push_back(hour);
    } else {
      add_counts(sum.back().counts, hour.counts);
    }
  }
  return sum;
}

}  // namespace

std::vector<ActivityYear> roll_up_activity(const CommitGraph& graph, std::span<const Node> nodes,
                                           const model::Bitmap& live, const model::Bitmap& on_default) {
  std::vector<std::uint32_t> tagged_hours;
  tagged_hours.reserve(nodes.size());
  for (const Node node : nodes) {
    if (!live.test(node)) continue;
    const CommitFacts facts = graph.facts(node);
    if (facts.authored_epoch_s < 0) continue;
    tagged_hours.push_back(tagged_hour(facts, graph.parents(node).size() > 1, on_default.test(node)));
  }
  sort_numbers(tagged_hours);
  return group_by_year(tagged_hours);
}

std::vector<ActivityYear> changed_years(std::vector<ActivityYear> now, const std::vector<ActivityYear>& before) {
  std::map<int, const ActivityYear*> unmatched;
  for (const ActivityYear& year : before) unmatched.emplace(year.year, &year);
  std::vector<ActivityYear> changed;
  for (ActivityYear& year : now) {
    const auto old = unmatched.find(year.year);
    const bool same = old != unmatched.end() && *old->second == year;
    if (old != unmatched.end()) unmatched.erase(old);
    if (!same) changed.push_back(std::move(year));
  }
  for (const auto& [year, unused] : unmatched) changed.push_back({year, {}});
  return changed;
}

std::vector<ActivityYear> sum_years(std::vector<ActivityYear> added, const std::vector<ActivityYear>& stored) {
  for (ActivityYear& year : added) {
    const auto known =
        std::find_if(stored.begin(), stored.end(), [&](const ActivityYear& one) { return one.year == year.year; });
    if (known != stored.end()) year.hours = sum_hours(year.hours, known->hours);
  }
  return added;
}

std::vector<storage::StagedContributor> roll_up_contributors(const CommitGraph& graph, std::span<const Node> nodes,
                                                             const model::Bitmap& live, const model::Bitmap& on_default,
                                                             std::span<const std::uint64_t> contributor_of_person) {
  const std::vector<std::uint32_t> number_of_person = dense_contributors(contributor_of_person);
  std::vector<Tally> tallies(number_of_person.size());
  for (const Node node : nodes) {
    if (live.test(node)) {
      count_commit(tallies[number_of_person[graph.author(node)]], graph, node, on_default.test(node));
    }
  }
  std::vector<storage::StagedContributor> contributors;
  for (const Tally& tally : tallies) {
    if (tally.commits_all > 0) contributors.push_back(contributor_of(tally));
  }
  return contributors;
}

}  // namespace cpsg::history
