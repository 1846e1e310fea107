// Which projects of the fleet a client wants to see, in which order, and what values they have.
//
//   std::vector<const Card*> found = select(snapshot, {.words = {"graph"}, .states = {"failing"}}, now);
//   sort_cards(found, {.by = SortBy::kStars, .descending = true}, today);
//   const Facet languages = count_values(found, FacetOf::kLanguage, now);
//
// All of it is exact, and looks at cards alone. Pure functions; the cards must outlive what is returned.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/fleet/snapshot.h"

namespace cpsg::fleet {

// Among the wanted values of a filter: those that have no such value, or of which it is not known.
inline constexpr std::string_view kNoneWanted = "none";

// Each part that is set must hold. A value that is not known passes no part but `words`, and kNoneWanted.
struct Filter {
  // Each must be somewhere in the name, the description or the topics; in lower case.
  std::vector<std::string> words;
  // Only the projects of these full names, in lower case and in the order of less_by_name().
  std::optional<std::vector<std::string>> names;
  // One of these, in lower case; empty: any. kNoneWanted is for all but owners and states.
  std::vector<std::string> owners;
  std::vector<std::string> states;
  std::vector<std::string> languages;
  std::vector<std::string> topics;
  std::vector<std::string> licenses;
  std::vector<std::string> visibilities;
  std::optional<bool> archived;
  std::optional<bool> fork;
  std::optional<std::int64_t> idle_s;      // the last push is that long ago, or longer
  std::optional<std::int64_t> quiet_days;  // Card::last_commit_on() is that long ago, or longer
  bool public_only = false;                // for callers who may not see others
};

// In lower case, split at white space.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

[[nodiscard]] bool matches(const Card& card, const Filter& filter, UnixTime now);
// In the order of their names.
[[nodiscard]] std::vector<const Card*> select(const Snapshot& snapshot, const Filter& filter, UnixTime now);

enum class SortBy : std::uint8_t {
  kFullName,
  kStars,
  kStarsChange,  // over the window, as the next ones with a window
  kForks,
  kOpenIssues,
  kCommits,
  kCommitsWindow,
  kPeople,
  kPeopleWindow,
  kPullsOpen,
  kMergedWindow,
  kLeadP50,
  kBranches,
  kPushedAt,
  kLastSyncedAt,
  kNextSyncAt,
  kLastCommitOn,
};
// Cursors name a sort by its number: a new one is the last.
inline constexpr std::array<std::string_view, 17> kSortNames = {
    "full_name", "stars",     "stars_d",        "forks",        "open_issues",   "commits",
    "commits_w", "people",    "people_w",       "pulls_open",   "merged_w",      "lead_p50_s",
    "branches",  "pushed_at", "last_synced_at", "next_sync_at", "last_commit_on"};

// Whether the values differ from window to window.
[[nodiscard]] constexpr bool is_of_window(SortBy by) {
  return by == SortBy::kStarsChange || by == SortBy::kCommitsWindow || by == SortBy::kPeopleWindow ||
         by == SortBy::kMergedWindow || by == SortBy::kLeadP50;
}

struct Order {
  SortBy by = SortBy::kFullName;
  bool descending = false;
  Window window = Window::kMonth;
};

// By that value; those that have none come last either way. Equal ones by name, ascending.
void sort_cards(std::vector<const Card*>& cards, const Order& order, Day today);
// What a card is sorted by, where that is a number.
[[nodiscard]] std::optional<std::int64_t> sort_value(const Card& card, const Order& order, Day today);

// The place of a card in an order.
struct Place {
  std::optional<std::int64_t> value;
  std::string full_name;  // in lower case
};
[[nodiscard]] Place place_of(const Card& card, const Order& order, Day today);
// The first of the sorted cards that comes after that place, which need not be one of theirs.
[[nodiscard]] std::size_t first_after(const std::vector<const Card*>& sorted, const Place& place, const Order& order,
                                      Day today);

enum class FacetOf : std::uint8_t { kState, kLanguage, kOwner, kTopic, kLicense, kVisibility };
inline constexpr std::array<std::string_view, 6> kFacetNames = {"state", "language", "owner",
                                                                "topic", "license",  "visibility"};

struct FacetValue {
  std::optional<std::string> value;  // null: those that have none, or of which it is not known
  std::int64_t projects = 0;
  friend bool operator==(const FacetValue&, const FacetValue&) = default;
};
struct Facet {
  static constexpr std::size_t kValuesMax = 100;

  std::vector<FacetValue> values;  // the most frequent first, then by value; null last among equals
  std::int64_t more = 0;           // further values
};
// Owners without regard to case, as the first of them is written. A project counts for each of its topics.
[[nodiscard]] Facet count_values(const std::vector<const Card*>& cards, FacetOf of, UnixTime now);

}  // namespace cpsg::fleet
