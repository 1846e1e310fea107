#include "cpsg/fleet/card.h"

#include <algorithm>

#include "cpsg/base/ascii.h"
#include "cpsg/base/lower_case.h"
#include "cpsg/base/varint.h"
#include "cpsg/fleet/series.h"

namespace cpsg::fleet {
namespace {

using storage::FleetRow;
using storage::MergedPull;
using storage::ObservedDay;

constexpr std::chrono::days kOneDay{1};

std::optional<std::int64_t> seconds(const std::optional<UnixTime>& time) {
  return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

// ---- texts ----

void add_text(Card& card, Card::Text which, std::string_view text, bool is_there) {
  card.texts.append(text);
  card.text_ends[which] = static_cast<std::uint32_t>(card.texts.size());
  if (is_there) card.texts_there |= static_cast<std::uint16_t>(1U << which);
}
void add_text(Card& card, Card::Text which, const std::optional<std::string>& text) {
  add_text(card, which, text ? std::string_view(*text) : std::string_view(), text.has_value());
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(text.empty() ? "" : "\n").append(line);
  return text;
}

// In the order of their numbers.
void add_texts(Card& card, const model::Project& project) {
  const model::Statistics none;
  const model::Statistics& seen = project.statistics ? *project.statistics : none;
  const std::string name = project.full_name();
  const std::string topics = joined(seen.topics);
  add_text(card, Card::kId, project.id, true);
  add_text(card, Card::kFullName, name, true);
  add_text(card, Card::kDescription, seen.description);
  add_text(card, Card::kLanguage, seen.language);
  add_text(card, Card::kLicense, seen.license);
  add_text(card, Card::kVisibility, seen.visibility);
  add_text(card, Card::kTopics, topics, project.statistics.has_value());
  std::string searched = name;
  searched.append("\n").append(seen.description.value_or("")).append("\n").append(topics);
  const std::string folded = lower_case(searched);
  const bool by_ascii_alone = folded == ascii_lower(searched);
  add_text(card, Card::kFolded, by_ascii_alone ? std::string_view() : std::string_view(folded), !by_ascii_alone);
  card.texts.shrink_to_fit();
}

// ---- numbers by day ----

void end_series(Card& card, Card::Series which, std::span<const DayValue> values) {
  append_series(card.packed, values);
  card.series_ends[which] = static_cast<std::uint32_t>(card.packed.size());
}

void add_counts(Card& card, Card::Series which, std::span<const storage::DayCount> counts) {
  std::vector<DayValue> values;
  values.reserve(counts.size());
  for (const storage::DayCount& each : counts) values.push_back({each.day, each.count});
  end_series(card, which, values);
}

void add_merged(Card& card, std::span<const MergedPull> merged) {
  std::vector<Day> days;
  days.reserve(merged.size());
  for (const MergedPull& each : merged) days.push_back(day_of(each.merged_at));
  std::sort(days.begin(), days.end());
  std::vector<DayValue> values;
  for (const Day day : days) {
    if (values.empty() || values.back().day != day) values.push_back({day, 0});
    ++values.back().value;
  }
  end_series(card, Card::kMerged, values);
}

// What the days gained of which GitHub's star history tells, up to the one on which stars were first counted. Counted
// back from that count, no day has less than none.
std::vector<DayValue> days_gained(const storage::StarsBefore& before) {
  std::vector<DayValue> gained;
  std::int64_t left = before.stars;
  for (auto each = before.gained.rbegin(); each != before.gained.rend() && each->day > before.first; ++each) {
    const std::int64_t more = std::min(each->gained, left);
    if (more > 0) gained.push_back({each->day, more});
    left -= more;
  }
  std::reverse(gained.begin(), gained.end());
  return gained;
}

// The changes of what was observed without a gap up to the last observation, and where there is no gap at all, those of
// the days before the first one.
void add_observed(Card& card, Card::Series which, std::span<const ObservedDay> days,
                  std::optional<std::int64_t> ObservedDay::* value,
                  const std::optional<storage::StarsBefore>& before = std::nullopt) {
  const auto is_null = [&](const ObservedDay& day) { return !(day.*value); };
  const auto known = std::find_if(days.rbegin(), days.rend(), is_null).base();
  const std::size_t place = which - Card::kStars;
  card.first_observed[place] = known == days.end() ? Day(kOneDay) : known->day;
  card.last_observed[place] = known == days.end() ? Day() : days.back().day;
  std::vector<DayValue> changes;
  if (before && known == days.begin() && (days.empty() || known->day == before->counted_on)) {
    card.first_observed[place] = before->first;
    if (days.empty()) card.last_observed[place] = before->counted_on - kOneDay;
    changes = days_gained(*before);
  }
  for (auto day = known; day != days.end(); ++day) {
    if (day == known) continue;
    const std::int64_t more = *((*day).*value) - *((*std::prev(day)).*value);
    if (more != 0) changes.push_back({day->day, more});
  }
  end_series(card, which, changes);
}

// The ceil(n / 2)-th smallest of those merged in the window that ends with `today`.
std::optional<std::int64_t> median_lead(std::span<const MergedPull> merged, Window window, Day today) {
  std::vector<std::int64_t> leads;
  const Day first = first_day(window, today);
  for (const MergedPull& each : merged) {
    const Day day = day_of(each.merged_at);
    if (first <= day && day <= today) leads.push_back(each.lead_time_s);
  }
  if (leads.empty()) return std::nullopt;
  const auto middle = leads.begin() + static_cast<std::ptrdiff_t>((leads.size() + 1) / 2 - 1);
  std::nth_element(leads.begin(), middle, leads.end());
  return *middle;
}

// Of each window on the card's own day, then on the next one: 0 where there is none, else one more than its zigzag.
void add_leads(Card& card, std::span<const MergedPull> merged) {
  for (const Day today : {card.day, card.day + kOneDay}) {
    for (const Window window : kWindows) {
      const auto lead = median_lead(merged, window, today);
      append_varint(card.packed, lead ? zigzag(*lead) + 1 : 0);
    }
  }
}

// ---- numbers as they are now ----

void set_statistics(Card& card, const model::Statistics& seen) {
  card.observed = true;
  card.archived = seen.archived;
  card.fork = seen.fork;
  card.stars = seen.stars;
  card.forks = seen.forks;
  card.open_issues = seen.open_issues;
  card.pulls_open = seen.pulls.open;
  card.pushed_at = seconds(seen.pushed_at);
}

void set_counts(Card& card, const model::ProjectCounts& counts) {
  card.published = true;
  card.commits_now = counts.commits;
  card.people_now = counts.contributors;
  card.branches = counts.branches;
}

void set_status(Card& card, const model::Project& project) {
  card.stored = project.status.state;
  card.code = project.status.code;
  card.since = seconds(project.status.since);
  card.last_synced_at = seconds(project.status.last_synced_at);
  card.next_sync_at = seconds(project.status.next_sync_at);
  card.syncing_until = seconds(project.syncing_until);
}

}  // namespace

std::optional<std::int64_t> Card::commits(Day first, Day last) const {
  return published ? std::optional(sum_of(series(kCommits), first, last)) : std::nullopt;
}

std::optional<std::int64_t> Card::people(Day first, Day last) const {
  return published ? std::optional(sum_of(series(kPeople), first, last)) : std::nullopt;
}

std::optional<std::int64_t> Card::merged(Day first, Day last) const {
  return pulls_were_listed ? std::optional(sum_of(series(kMerged), first, last)) : std::nullopt;
}

std::optional<Card::Parts> Card::commit_parts(Window window, Day today) const {
  if (!published) return std::nullopt;
  Parts parts{};
  const Day first = first_day(window, today);
  int part = kParts - 1;
  SeriesReader reader(series(kCommits));
  for (DayValue each; reader.next(each) && each.day >= first;) {
    if (each.day > today) continue;
    while ((each.day - first).count() < part_begin(window, part)) --part;
    parts[static_cast<std::size_t>(part)] += each.value;
  }
  return parts;
}

std::optional<std::int64_t> Card::change(Series which, Day before, Day last) const {
  const std::size_t place = which - kStars;
  if (first_observed[place] > before || last_observed[place] <= before) return std::nullopt;
  return sum_of(series(which), before + kOneDay, last);
}

std::optional<Day> Card::last_commit_on(Day today) const {
  SeriesReader reader(series(kCommits));
  for (DayValue each; reader.next(each);) {
    if (each.day <= today) return each.day;
  }
  return commits_before.has_value() ? std::optional(Day(std::chrono::days(*commits_before))) : std::nullopt;
}

std::optional<std::int64_t> Card::lead_p50_s(Window window, Day today) const {
  std::span<const std::uint8_t> leads = std::span(packed).subspan(series_ends.back());
  const std::size_t place = (today == day ? 0 : kWindows.size()) + static_cast<std::size_t>(window);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i <= place; ++i) {
    if (!read_varint(leads, value)) return std::nullopt;  // of a card that was not made by make_card()
  }
  return value == 0 ? std::nullopt : std::optional(unzigzag(value - 1));
}

Card make_card(const FleetRow& row, std::span<const MergedPull> merged, Day today) {
  const model::Project& project = row.project;
  Card card;
  card.incarnation = project.incarnation;
  card.revision = project.revision;
  card.day = today;
  add_texts(card, project);
  if (project.statistics) set_statistics(card, *project.statistics);
  if (project.counts) set_counts(card, *project.counts);
  set_status(card, project);
  card.pulls_were_listed = row.pulls_were_listed;
  if (row.commits_before) card.commits_before = row.commits_before->time_since_epoch().count();
  add_counts(card, Card::kCommits, row.commits);
  add_counts(card, Card::kPeople, row.people);
  add_merged(card, merged);
  add_observed(card, Card::kStars, row.observed, &ObservedDay::stars, row.stars_before);
  add_observed(card, Card::kForks, row.observed, &ObservedDay::forks);
  add_observed(card, Card::kPullsOpen, row.observed, &ObservedDay::pulls_open);
  add_leads(card, merged);
  card.packed.shrink_to_fit();
  return card;
}

std::optional<std::int64_t> star_change(FleetRow row, Day before, Day last) {
  if (last <= before) return std::nullopt;
  std::erase_if(row.observed, [&](const ObservedDay& day) { return day.day > last; });
  return make_card(row, {}, last).change(Card::kStars, before, last);
}

Card with_status(const Card& card, const model::Project& project) {
  Card changed = card;
  set_status(changed, project);
  return changed;
}

bool only_status_differs(const Card& card, const model::Project& project) {
  return card.incarnation == project.incarnation && card.revision == project.revision && card.pulls_were_listed;
}

std::size_t size_bytes(const Card& card) { return sizeof card + card.texts.capacity() + card.packed.capacity(); }

}  // namespace cpsg::fleet
