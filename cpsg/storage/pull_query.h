// What a list of pull requests is asked for: filters, order, and the place behind which it goes on.
//
//   PullQuery query{.filter = {.state = model::PullState::kOpen}, .sort = PullSort::kUpdated, .descending = true};
//   PullPage page = pulls.list_pulls(project_id, query);
//   query.after = page.next;  // where the next page begins
//
// Plain values and pure functions, which the stores and their callers have in common. A list is ordered by its sort
// value, and by number where values are equal, both in the same direction. Pull requests without the value (not merged,
// or of unknown size) come after all others, whatever the direction. A place in a list is the value and the number of
// an item, so that whatever is added, removed or changed elsewhere, an item that stays as it is comes exactly once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/pull_request.h"

namespace cpsg::storage {

enum class PullSort : std::uint8_t { kNumber, kCreated, kUpdated, kMerged, kLead, kSize };
// The time that a period is about.
enum class PullTime : std::uint8_t { kCreated, kUpdated, kMerged };

// A pull request passes if it passes each part that is set.
struct PullFilter {
  std::optional<model::PullState> state;
  std::optional<std::string> author;  // the login, whatever the case of its ASCII letters
  std::optional<std::string> label;   // one of its labels, likewise
  std::optional<std::string> base;    // the branch, by its bytes
  std::optional<bool> draft;
  std::optional<bool> bot;
  std::optional<bool> reviewed;         // whether its first review is known
  std::optional<std::string> decision;  // "approved"; empty: those without one
  std::vector<std::string> words;       // of pull_words(): each is in the title or the author, or is the number
  PullTime by = PullTime::kCreated;     // of the period
  std::optional<UnixTime> since;        // from then on
  std::optional<UnixTime> until;        // before it
};

// The place of an item: behind it the list goes on.
struct PullCursor {
  std::optional<std::int64_t> value;  // of what the list is sorted by; null: it has none. Null in a list by number.
  std::int64_t number = 0;
  friend bool operator==(const PullCursor&, const PullCursor&) = default;
};

struct PullQuery {
  PullFilter filter;
  PullSort sort = PullSort::kNumber;
  bool descending = false;
  std::optional<PullCursor> after;  // nothing: from the front
  std::size_t limit = 100;          // from 1 on
};

struct PullPage {
  std::vector<model::PullRequest> pulls;
  // Where the next page begins; nothing: this is the last. A page may be short, even empty, although more follow.
  std::optional<PullCursor> next;
};

// A page ends after this many pull requests were looked at, even if few of them passed the filter.
inline constexpr std::size_t kPullLooksMax = 20'000;
// A count that no index answers looks at no more than this many.
inline constexpr std::size_t kPullCountLooksMax = 100'000;
// Words of a search beyond these are passed over.
inline constexpr std::size_t kPullWordsMax = 8;

// The words of a search, in lower case, without the `#` of a number.
[[nodiscard]] std::vector<std::string> pull_words(std::string_view text);

// What a pull request has in the order of this sort: seconds since 1970, of lead time, or lines. Nothing for kNumber.
[[nodiscard]] inline std::optional<std::int64_t> sort_value(PullSort sort, const model::PullRequest& pull) {
  switch (sort) {
    case PullSort::kNumber:
      return std::nullopt;
    case PullSort::kCreated:
      return pull.created_at.time_since_epoch().count();
    case PullSort::kUpdated:
      return pull.updated_at.time_since_epoch().count();
    case PullSort::kMerged:
      return pull.merged_at ? std::optional<std::int64_t>(pull.merged_at->time_since_epoch().count()) : std::nullopt;
    case PullSort::kLead:
      return pull.lead_time_s();
    case PullSort::kSize:
      return pull.size_lines();
  }
  return std::nullopt;
}
[[nodiscard]] inline PullCursor cursor_of(PullSort sort, const model::PullRequest& pull) {
  return {sort_value(sort, pull), pull.number};
}

}  // namespace cpsg::storage
