// The numbers that badges and cards show of a project.
//
//   PictureNumbers numbers(sources, project, {.zone = zone});
//   const PictureNumber stars = numbers.value(BadgeKind::kStars);  // {"12.4k"}, or no text where it is not known
//
// Windows are whole days of the zone's clocks, of which today is the last; those of stars are days of UTC. Each kind
// reads the store at most three times, whatever the project holds, and what several need is read once.
//
// Threads: an object is used by one. Errors: those of the store, Error(kOverloaded) where a project's commits cannot be
// read at once, and Error(kNotFound) where the project was removed just now.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/time_zone.h"
#include "cpsg/history/project_activity.h"
#include "cpsg/model/pull_summary.h"
#include "cpsg/picture/token.h"
#include "cpsg/pulls/facts_cache.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

enum class BadgeKind : std::uint8_t {
  kStars,
  kStars30d,
  kForks,
  kIssues,
  kPulls,
  kLeadTime,
  kFirstReview,
  kCommits,
  kCommits30d,
  kPeople90d,
  kBranches,
  kReleaseAge,
  kSynced,
  kCoverage,
};
inline constexpr std::array<std::string_view, 14> kBadgeKindNames = {
    "stars",   "stars-30d",   "forks",      "issues",   "pulls",       "lead-time", "first-review",
    "commits", "commits-30d", "people-90d", "branches", "release-age", "synced",    "coverage"};
[[nodiscard]] std::optional<BadgeKind> badge_kind_from_name(std::string_view name) noexcept;
// What stands beside the number where nobody says otherwise.
[[nodiscard]] std::string_view default_label(BadgeKind kind) noexcept;

// What pictures are drawn from.
struct PictureSources {
  const storage::Stores& stores;
  history::CommitTables& tables;
  history::CommitSelector& selector;
  pulls::FactsCache& pull_facts;
  UnixTime now;
  bool shows_private = false;  // whether other projects than the public ones may be in it
};

struct DrawnPicture {
  std::string body;
  bool has_data = true;  // false: it says that there is none yet
};
struct PictureScope {
  TimeZone zone = TimeZone();
  bool with_bots = true;
};

struct PictureNumber {
  std::optional<std::string> text;  // nothing: not known
  picture::Token colour = picture::Token::kAccent;
};

class PictureNumbers {
 public:
  // All must outlive the object.
  PictureNumbers(const PictureSources& sources, const storage::ProjectRevision& project, const PictureScope& scope)
      : sources_(sources), revision_(project), scope_(scope) {}

  [[nodiscard]] PictureNumber value(BadgeKind kind);
  [[nodiscard]] const model::Project& project();

 private:
  [[nodiscard]] std::optional<std::int64_t> stars_of_30_days();
  [[nodiscard]] std::optional<std::int64_t> commits();  // on the default branch
  [[nodiscard]] std::optional<std::int64_t> commits_of_30_days();
  [[nodiscard]] std::optional<std::int64_t> people_of_90_days();
  // Of the last 90 days; nothing before all pull requests were read.
  [[nodiscard]] std::optional<model::PullFlow> pulls_of_90_days();
  [[nodiscard]] std::optional<std::string> release_age();
  [[nodiscard]] PictureNumber synced();
  [[nodiscard]] PictureNumber coverage();

  const PictureSources& sources_;
  const storage::ProjectRevision& revision_;
  const PictureScope& scope_;
  std::optional<model::Project> project_;
  std::optional<std::optional<model::PullFlow>> pulls_;
};

// The first moment of so many days, of which the one that `now` lies in is the last; and the first one behind them.
[[nodiscard]] UnixTime days_begin(UnixTime now, const TimeZone& zone, int days);
[[nodiscard]] UnixTime today_end(UnixTime now, const TimeZone& zone);

// Commits by those clocks.
[[nodiscard]] history::ActivityQuery activity_by(const PictureScope& scope, UnixTime now, history::Interval interval);

}  // namespace cpsg::api
