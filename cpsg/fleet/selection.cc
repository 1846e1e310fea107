#include "cpsg/fleet/selection.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/lower_case.h"
#include "cpsg/base/split.h"

namespace cpsg::fleet {
namespace {

constexpr std::array<char, 256> kLower = [] {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = ascii_lower(static_cast<char>(i));
  return table;
}();

// Whether `word`, which is in lower case, is in the text without regard to the case of ASCII letters.
bool has_word(std::string_view text, std::string_view word) {
  if (word.empty()) return true;
  const auto same = [](char x, char y) { return kLower[static_cast<unsigned char>(x)] == y; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

bool has_word(const Card& card, std::string_view word) {
  if (card.has_text(Card::kFolded)) return card.text(Card::kFolded).find(word) != std::string_view::npos;
  return has_word(card.text(Card::kFullName), word) || has_word(card.text(Card::kDescription), word) ||
         has_word(card.text(Card::kTopics), word);
}

bool is_one_of(std::string_view value, const std::vector<std::string>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](std::string_view each) { return equal_ignoring_case(value, each); });
}

// Whether one of the lines of the card's text is wanted, or that there is none, where anything is wanted.
bool passes(const Card& card, Card::Text which, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  const std::string_view text = card.text(which);
  if (text.empty()) return is_one_of(kNoneWanted, wanted);
  bool found = false;
  for_each_part(text, '\n', [&](std::string_view line) { found = found || is_one_of(line, wanted); });
  return found;
}

bool has_name(const Card& card, const std::vector<std::string>& names) {
  return std::binary_search(names.begin(), names.end(), card.text(Card::kFullName), less_by_name);
}

bool is_idle(const Card& card, std::int64_t idle_s, UnixTime now) {
  return card.pushed_at.has_value() && *card.pushed_at <= now.time_since_epoch().count() - idle_s;
}

bool has_been_quiet(const Card& card, std::int64_t quiet_days, Day today) {
  const auto last = card.last_commit_on(today);
  return last && is_quiet(*last, std::chrono::days(quiet_days), today);
}

// Whether a comes before b by value alone; those without one are last.
bool value_before(const std::optional<std::int64_t>& a, const std::optional<std::int64_t>& b, bool descending) {
  if (!a || !b) return a.has_value() && !b.has_value();
  return descending ? *a > *b : *a < *b;
}

std::string_view facet_text(const Card& card, FacetOf of, UnixTime now) {
  switch (of) {
    case FacetOf::kState:
      return model::name(card.state(now));
    case FacetOf::kOwner:
      return card.owner();
    case FacetOf::kLanguage:
      return card.text(Card::kLanguage);
    case FacetOf::kLicense:
      return card.text(Card::kLicense);
    case FacetOf::kVisibility:
      return card.text(Card::kVisibility);
    case FacetOf::kTopic:
      break;
  }
  return card.text(Card::kTopics);
}

// Counts of texts; none of them is empty but that of those who have no value.
using Counts = std::unordered_map<std::string_view, std::int64_t>;

// One for each owner, however the case of the letters differs: the names of a fleet come in one order.
Counts owners_counted(const Counts& counts) {
  std::unordered_map<std::string, std::pair<std::string_view, std::int64_t>> by_lower;
  for (const auto& [text, projects] : counts) {
    auto& [written, sum] = by_lower[ascii_lower(text)];
    if (written.empty() || text < written) written = text;
    sum += projects;
  }
  Counts merged;
  for (const auto& [lower, owner] : by_lower) merged.emplace(owner.first, owner.second);
  return merged;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : lower_case(text) + " ") {
    const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!is_space) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

bool matches(const Card& card, const Filter& filter, UnixTime now) {
  if (filter.public_only && !card.is_public()) return false;
  if (filter.archived && card.archived != filter.archived) return false;
  if (filter.fork && card.fork != filter.fork) return false;
  if (filter.idle_s && !is_idle(card, *filter.idle_s, now)) return false;
  if (filter.quiet_days && !has_been_quiet(card, *filter.quiet_days, day_of(now))) return false;
  if (filter.names && !has_name(card, *filter.names)) return false;
  if (!filter.states.empty() && !is_one_of(model::name(card.state(now)), filter.states)) return false;
  if (!filter.owners.empty() && !is_one_of(card.owner(), filter.owners)) return false;
  if (!passes(card, Card::kLanguage, filter.languages) || !passes(card, Card::kLicense, filter.licenses) ||
      !passes(card, Card::kVisibility, filter.visibilities) || !passes(card, Card::kTopics, filter.topics)) {
    return false;
  }
  return std::all_of(filter.words.begin(), filter.words.end(),
                     [&](const std::string& word) { return has_word(card, word); });
}

std::vector<const Card*> select(const Snapshot& snapshot, const Filter& filter, UnixTime now) {
  std::vector<const Card*> found;
  found.reserve(snapshot.entries.size());
  for (const Entry& entry : snapshot.entries) {
    if (matches(*entry.card, filter, now)) found.push_back(entry.card.get());
  }
  return found;
}

std::optional<std::int64_t> sort_value(const Card& card, const Order& order, Day today) {
  const Day first = first_day(order.window, today);
  switch (order.by) {
    case SortBy::kFullName:
      return std::nullopt;
    case SortBy::kStars:
      return card.stars.get();
    case SortBy::kStarsChange:
      return card.change(Card::kStars, first - std::chrono::days(1), today);
    case SortBy::kForks:
      return card.forks.get();
    case SortBy::kOpenIssues:
      return card.open_issues.get();
    case SortBy::kCommits:
      return card.commits_now.get();
    case SortBy::kCommitsWindow:
      return card.commits(first, today);
    case SortBy::kPeople:
      return card.people_now.get();
    case SortBy::kPeopleWindow:
      return card.people(first, today);
    case SortBy::kPullsOpen:
      return card.pulls_open.get();
    case SortBy::kMergedWindow:
      return card.merged(first, today);
    case SortBy::kLeadP50:
      return card.lead_p50_s(order.window, today);
    case SortBy::kBranches:
      return card.branches.get();
    case SortBy::kPushedAt:
      return card.pushed_at.get();
    case SortBy::kLastSyncedAt:
      return card.last_synced_at.get();
    case SortBy::kNextSyncAt:
      return card.next_sync_at.get();
    case SortBy::kLastCommitOn: {
      const auto last = card.last_commit_on(today);
      return last ? std::optional<std::int64_t>(last->time_since_epoch().count()) : std::nullopt;
    }
  }
  return std::nullopt;
}

void sort_cards(std::vector<const Card*>& cards, const Order& order, Day today) {
  if (order.by == SortBy::kFullName) {
    if (order.descending) std::reverse(cards.begin(), cards.end());
    return;
  }
  // Each value is computed once. The cards are in the order of their names, which a stable sort keeps among equals.
  std::vector<std::pair<std::optional<std::int64_t>, const Card*>> keyed;
  keyed.reserve(cards.size());
  for (const Card* card : cards) keyed.emplace_back(sort_value(*card, order, today), card);
  std::stable_sort(keyed.begin(), keyed.end(),
                   [&](const auto& a, const auto& b) { return value_before(a.first, b.first, order.descending); });
  std::transform(keyed.begin(), keyed.end(), cards.begin(), [](const auto& each) { return each.second; });
}

Place place_of(const Card& card, const Order& order, Day today) {
  return {sort_value(card, order, today), ascii_lower(card.text(Card::kFullName))};
}

std::size_t first_after(const std::vector<const Card*>& sorted, const Place& place, const Order& order, Day today) {
  const bool names_descend = order.by == SortBy::kFullName && order.descending;
  const auto is_after = [&](const Card* card) {
    const auto value = sort_value(*card, order, today);
    if (value_before(place.value, value, order.descending)) return true;
    if (value_before(value, place.value, order.descending)) return false;
    const std::string_view name = card->text(Card::kFullName);
    return names_descend ? less_by_name(name, place.full_name) : less_by_name(place.full_name, name);
  };
  const auto found =
      std::partition_point(sorted.begin(), sorted.end(), [&](const Card* card) { return !is_after(card); });
  return static_cast<std::size_t>(found - sorted.begin());
}

Facet count_values(const std::vector<const Card*>& cards, FacetOf of, UnixTime now) {
  Counts counts;
  for (const Card* card : cards) {
    const std::string_view text = facet_text(*card, of, now);
    if (of == FacetOf::kTopic) {
      for_each_part(text, '\n', [&](std::string_view topic) { ++counts[topic]; });
    } else {
      ++counts[text];
    }
  }
  if (of == FacetOf::kOwner) counts = owners_counted(counts);
  std::vector<std::pair<std::string_view, std::int64_t>> ordered(counts.begin(), counts.end());
  const auto key = [](const auto& each) { return std::tuple(-each.second, each.first.empty(), each.first); };
  std::sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  Facet facet;
  for (const auto& [text, projects] : ordered) {
    if (facet.values.size() == Facet::kValuesMax) break;
    facet.values.push_back({text.empty() ? std::nullopt : std::optional(std::string(text)), projects});
  }
  facet.more = static_cast<std::int64_t>(ordered.size() - facet.values.size());
  return facet;
}

}  // namespace cpsg::fleet
