#include "cpsg/api/picture_values.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "cpsg/fleet/card.h"
#include "cpsg/history/contributor_activity.h"
#include "cpsg/picture/numbers.h"
#include "cpsg/pulls/summary.h"

namespace cpsg::api {
namespace {

using picture::Token;
using std::chrono::days;

constexpr int kMonthDays = 30;
constexpr int kQuarterDays = 90;

std::optional<std::string> compact(const std::optional<std::int64_t>& number) {
  return number ? std::optional(picture::compact(*number)) : std::nullopt;
}

std::optional<std::string> duration(const std::optional<std::int64_t>& seconds) {
  return seconds ? std::optional(picture::duration_text(*seconds)) : std::nullopt;
}

}  // namespace

std::optional<BadgeKind> badge_kind_from_name(std::string_view name) noexcept {
  const auto found = std::find(kBadgeKindNames.begin(), kBadgeKindNames.end(), name);
  if (found == kBadgeKindNames.end()) return std::nullopt;
  return static_cast<BadgeKind>(found - kBadgeKindNames.begin());
}

std::string_view default_label(BadgeKind kind) noexcept {
  constexpr std::array<std::string_view, kBadgeKindNames.size()> kLabels = {
      "stars",   "stars, 30 d",   "forks",        "open issues", "open pulls",   "lead time", "first review",
      "commits", "commits, 30 d", "people, 90 d", "branches",    "last release", "synced",    "coverage"};
  return kLabels.at(static_cast<std::size_t>(kind));
}

UnixTime days_begin(UnixTime now, const TimeZone& zone, int count) {
  return zone.first_at(LocalTime(std::chrono::floor<days>(zone.local(now)) - days(count - 1)));
}

UnixTime today_end(UnixTime now, const TimeZone& zone) { return days_begin(now, zone, 0); }

history::ActivityQuery activity_by(const PictureScope& scope, UnixTime now, history::Interval interval) {
  history::ActivityQuery query;
  query.interval = interval;
  query.clocks = {.zone = scope.zone};
  query.with_bots = scope.with_bots;
  query.until = today_end(now, scope.zone);
  query.now = now;
  return query;
}

const model::Project& PictureNumbers::project() {
  if (!project_) project_ = sources_.stores.projects.project(revision_.id);
  return *project_;
}

PictureNumber PictureNumbers::value(BadgeKind kind) {
  const std::optional<model::Statistics>& seen = project().statistics;
  const std::optional<model::ProjectCounts>& counts = project().counts;
  switch (kind) {
    case BadgeKind::kStars:
      return {compact(seen ? seen->stars : std::nullopt)};
    case BadgeKind::kStars30d: {
      const auto change = stars_of_30_days();
      return {change ? std::optional(picture::signed_compact(*change)) : std::nullopt};
    }
    case BadgeKind::kForks:
      return {compact(seen ? seen->forks : std::nullopt)};
    case BadgeKind::kIssues:
      return {compact(seen ? seen->open_issues : std::nullopt)};
    case BadgeKind::kPulls:
      return {compact(seen ? seen->pulls.open : std::nullopt)};
    case BadgeKind::kLeadTime:
      return {duration(pulls_of_90_days() ? pulls_of_90_days()->lead_p50_s : std::nullopt)};
    case BadgeKind::kFirstReview:
      return {duration(pulls_of_90_days() ? pulls_of_90_days()->first_review_p50_s : std::nullopt)};
    case BadgeKind::kCommits:
      return {compact(commits())};
    case BadgeKind::kCommits30d:
      return {compact(commits_of_30_days())};
    case BadgeKind::kPeople90d:
      return {compact(people_of_90_days())};
    case BadgeKind::kBranches:
      return {compact(counts ? std::optional(counts->branches) : std::nullopt)};
    case BadgeKind::kReleaseAge:
      return {release_age()};
    case BadgeKind::kSynced:
      return synced();
    case BadgeKind::kCoverage:
      return coverage();
  }
  return {};
}

// By the rule of the fleet's lists.
std::optional<std::int64_t> PictureNumbers::stars_of_30_days() {
  const fleet::Day today = fleet::day_of(sources_.now);
  const fleet::Day before = first_day(fleet::Window::kMonth, today) - days(1);
  auto rows = sources_.stores.fleet.fleet_rows(std::array{revision_.id}, before);
  return rows.empty() ? std::nullopt : fleet::star_change(std::move(rows.front()), before, today);
}

std::optional<std::int64_t> PictureNumbers::commits() {
  if (!project().counts) return std::nullopt;
  if (scope_.with_bots) return project().counts->commits;
  storage::CommitView view = sources_.stores.history.commit_view(revision_.id);
  view.live = view.on_default;
  return static_cast<std::int64_t>(sources_.selector.select(view, {.without_bots = true}).count());
}

std::optional<std::int64_t> PictureNumbers::commits_of_30_days() {
  if (!project().counts) return std::nullopt;
  history::ActivityQuery query = activity_by(scope_, sources_.now, history::Interval::kMonth);
  query.since = days_begin(sources_.now, scope_.zone, kMonthDays);
  const history::CommitFilter all;
  const auto buckets = history::project_activity(
      {sources_.stores.history, sources_.tables, sources_.selector, revision_.id, all}, query);
  if (!buckets) return std::nullopt;
  std::int64_t commits = 0;
  for (const model::ActivityBucket& bucket : *buckets) commits += bucket.branch.commits;
  return commits;
}

std::optional<std::int64_t> PictureNumbers::people_of_90_days() {
  if (!project().counts) return std::nullopt;
  history::ActivityQuery query = activity_by(scope_, sources_.now, history::Interval::kMonth);
  query.since = days_begin(sources_.now, scope_.zone, kQuarterDays);
  const history::CommitFilter all;
  const auto chosen = history::chosen_commits(
      {sources_.stores.history, sources_.tables, sources_.selector, revision_.id, all}, query.clocks);
  const auto series = history::summarize_contributors(*chosen.table, chosen.choice, query);
  return series ? std::optional(series->whole.active) : std::nullopt;
}

std::optional<model::PullFlow> PictureNumbers::pulls_of_90_days() {
  if (pulls_) return *pulls_;
  pulls_.emplace();
  const auto facts = sources_.pull_facts.read(revision_);
  if (!facts->all_read) return *pulls_;
  const UnixTime since = days_begin(sources_.now, scope_.zone, kQuarterDays);
  const UnixTime until = today_end(sources_.now, scope_.zone);
  const pulls::Period whole{since, until};
  const auto summary = pulls::summarize(*facts, {.period_of = [&](UnixTime) { return whole; },
                                                 .since = since,
                                                 .until = until,
                                                 .bots = scope_.with_bots,
                                                 .draft = std::nullopt,
                                                 .base = std::nullopt,
                                                 .now = sources_.now});
  if (summary) *pulls_ = summary->range;
  return *pulls_;
}

// Whole days, so that it is another one once a day. Without releases that is said, where it is known.
std::optional<std::string> PictureNumbers::release_age() {
  const auto newest = sources_.stores.releases.releases(revision_.id, {.limit = 1});
  if (newest.empty()) {
    const auto& seen = project().statistics;
    return seen && seen->releases == 0 ? std::optional<std::string>("none yet") : std::nullopt;
  }
  const auto day_of = [&](UnixTime time) { return std::chrono::floor<days>(scope_.zone.local(time)); };
  const days age = day_of(sources_.now) - day_of(newest.front().published_at);
  if (age < days(1)) return "today";
  return picture::duration_text(std::chrono::seconds(age).count()) + " ago";
}

PictureNumber PictureNumbers::synced() {
  const model::ProjectStatus& status = project().status;
  if (!status.last_synced_at) return {};
  const bool well = status.state == model::SyncState::kOk && !status.code;
  return {picture::date_text(*status.last_synced_at, scope_.zone), well ? Token::kOk : Token::kWarn};
}

// The least of what is known.
PictureNumber PictureNumbers::coverage() {
  const model::Coverage& known = project().coverage;
  std::optional<double> least;
  for (const auto& each : {known.commits, known.branches, known.pull_requests}) {
    if (each) least = std::min(least.value_or(1.0), *each);
  }
  if (!least) return {};
  return {picture::percent_text(*least), *least >= 1.0 ? Token::kOk : Token::kWarn};
}

}  // namespace cpsg::api
