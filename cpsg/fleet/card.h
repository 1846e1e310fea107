// A card: what lists of the whole fleet show and search of one project, in about a kilobyte.
//
//   const Card card = make_card(row, merged, today);
//   card.text(Card::kFullName);                       // "pallets/flask"
//   card.commits(first_day(Window::kMonth, today), today);
//
// A card holds sparse numbers by day of the last kCardDays days, so what it says of a window is right on any later day
// without another look at the store. The percentiles of lead times alone are made for two days: the card's own and the
// next one. On a day after that a card is too old (is_good_on()).
//
// Days are those of UTC. Plain values; immutable once made.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/fleet/compact_optional.h"
#include "cpsg/fleet/window.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/fleet_reader.h"
#include "cpsg/storage/pull_facts.h"

namespace cpsg::fleet {

// The days before its own that a card knows: a year, the month by which a project counts as quiet, and a few more.
inline constexpr std::chrono::days kCardDays{400};
// The first day that the rows and the merged pull requests of a card are read from.
[[nodiscard]] inline Day first_card_day(Day today) { return today - kCardDays; }

struct Card {
  enum Text : std::uint8_t {
    kId,
    kFullName,
    kDescription,
    kLanguage,
    kLicense,
    kVisibility,
    kTopics,  // a line each
    kFolded,  // all texts that are searched, in lower case, where that differs by more than ASCII letters
    kTexts
  };
  // Numbers by day. Of what is observed, by how much it differs from the observation before.
  enum Series : std::uint8_t { kCommits, kPeople, kMerged, kStars, kForks, kPullsOpen, kSeries };
  static constexpr std::size_t kObserved = kSeries - kStars;

  // Null ones are empty, and said to be null by has_text().
  [[nodiscard]] std::string_view text(Text which) const {
    const std::uint32_t begin = which == 0 ? 0 : text_ends[which - 1U];
    return std::string_view(texts).substr(begin, text_ends[which] - begin);
  }
  [[nodiscard]] bool has_text(Text which) const { return ((texts_there >> which) & 1U) != 0; }
  [[nodiscard]] std::string_view owner() const {
    const std::string_view name = text(kFullName);
    return name.substr(0, name.find('/'));
  }
  [[nodiscard]] bool is_public() const { return text(kVisibility) == "public"; }
  [[nodiscard]] std::span<const std::uint8_t> series(Series which) const {
    const std::uint32_t begin = which == 0 ? 0 : series_ends[which - 1U];
    return std::span(packed).subspan(begin, series_ends[which] - begin);
  }

  // As it is shown: a project is syncing while it has a live lease.
  [[nodiscard]] model::SyncState state(UnixTime now) const {
    return syncing(now) ? model::SyncState::kSyncing : stored;
  }
  [[nodiscard]] bool syncing(UnixTime now) const {
    return syncing_until.has_value() && *syncing_until > now.time_since_epoch().count();
  }
  // Whether all that it tells is right on that day.
  [[nodiscard]] bool is_good_on(Day today) const { return today == day || today == day + std::chrono::days(1); }

  // Of the days from `first` to `last`, both included; not before first_card_day(). Null where that is not known.
  [[nodiscard]] std::optional<std::int64_t> commits(Day first, Day last) const;  // on the default branch
  [[nodiscard]] std::optional<std::int64_t> people(Day first, Day last) const;   // whose last commit lies there
  [[nodiscard]] std::optional<std::int64_t> merged(Day first, Day last) const;   // pull requests
  // Of commits: for each of the twelve parts of the window, which has days. Null until synced.
  using Parts = std::array<std::int64_t, kParts>;
  [[nodiscard]] std::optional<Parts> commit_parts(Window window, Day today) const;
  // By how much the last observation before the end of `last` differs from the last one before the end of `before`.
  // Null where there is none before, none since, or one between them has no such number. `which` is one of those from
  // kStars on. Stars are also known of the days before the first observation, as far as GitHub's star history was read:
  // they are counted back from the first count.
  [[nodiscard]] std::optional<std::int64_t> change(Series which, Day before, Day last) const;
  // The day of the last commit on the default branch by its author's date, those dated after `today` aside. A project
  // is quiet when it is long ago. Null until synced, and where there is no such commit.
  [[nodiscard]] std::optional<Day> last_commit_on(Day today) const;
  // Of the pull requests merged in the window, in seconds; null where there are none. Good on two days.
  [[nodiscard]] std::optional<std::int64_t> lead_p50_s(Window window, Day today) const;

  std::uint64_t incarnation = 0;
  std::uint64_t revision = 0;
  Day day{};  // when it was made

  std::string texts;
  std::array<std::uint32_t, kTexts> text_ends{};
  std::uint16_t texts_there = 0;
  model::SyncState stored = model::SyncState::kPending;
  std::optional<ErrorCode> code;
  std::optional<bool> archived;
  std::optional<bool> fork;
  bool observed = false;  // GitHub told its statistics
  bool published = false;
  bool pulls_were_listed = false;

  std::vector<std::uint8_t> packed;
  std::array<std::uint32_t, kSeries> series_ends{};  // behind the last one: medians of lead times (card.cc)
  // The days between which every observation had that number; the first is after the last where there is none.
  std::array<Day, kObserved> first_observed{};
  std::array<Day, kObserved> last_observed{};

  CompactOptional stars;
  CompactOptional forks;
  CompactOptional open_issues;
  CompactOptional commits_now;  // on the default branch
  CompactOptional people_now;
  CompactOptional pulls_open;
  CompactOptional branches;
  CompactOptional commits_before;  // the last day with one, before those of its series
  // In seconds since 1970.
  CompactOptional pushed_at;
  CompactOptional since;
  CompactOptional last_synced_at;
  CompactOptional next_sync_at;
  CompactOptional syncing_until;

  friend bool operator==(const Card&, const Card&) = default;
};

// Whether so many days have passed since that day.
[[nodiscard]] inline bool is_quiet(Day last_commit_on, std::chrono::days days, Day today) {
  return last_commit_on <= today - days;
}

// `row` and `merged` are of the days from first_card_day(today) on.
[[nodiscard]] Card make_card(const storage::FleetRow& row, std::span<const storage::MergedPull> merged, Day today);
// By how much the stars changed on the days after `before`, up to `last`: what Card::change() says, also of days that
// are over. `row` is of the days from `before` on. This is the one rule of the whole service.
[[nodiscard]] std::optional<std::int64_t> star_change(storage::FleetRow row, Day before, Day last);
// The card of a project of which only its status and its lease have changed.
[[nodiscard]] Card with_status(const Card& card, const model::Project& project);
// Whether with_status() tells all of this project that make_card() would.
[[nodiscard]] bool only_status_differs(const Card& card, const model::Project& project);

// What all of the card takes of memory, what its texts and series take elsewhere included.
[[nodiscard]] std::size_t size_bytes(const Card& card);

}  // namespace cpsg::fleet
