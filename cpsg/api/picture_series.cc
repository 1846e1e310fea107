#include "cpsg/api/picture_series.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "cpsg/history/contributor_activity.h"
#include "cpsg/history/days.h"
#include "cpsg/pulls/summary.h"

namespace cpsg::api {
namespace {

using picture::ChartPoint;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr std::int64_t kDayS = 86'400;
constexpr std::array<std::pair<CalendarUnit, std::int64_t>, 4> kUnits = {{{CalendarUnit::kHour, 3'600},
                                                                          {CalendarUnit::kDay, kDayS},
                                                                          {CalendarUnit::kWeek, 7 * kDayS},
                                                                          {CalendarUnit::kMonth, 30 * kDayS}}};
constexpr std::int64_t kHoursUpToS = 14 * kDayS;
constexpr std::int64_t kDaysUpToS = 400 * kDayS;
constexpr std::int64_t kWeeksUpToS = 6 * 366 * kDayS;
constexpr std::int64_t kPullsMin = 5;  // fewer are dots
// More than anybody has, so that one read gives all.
constexpr std::size_t kDaysMax = 40'000;

std::int64_t seconds_of(UnixTime time) { return time.time_since_epoch().count(); }

// What is asked of one project, as moments.
struct Span {
  UnixTime from{};
  UnixTime to{};
  CalendarUnit unit = CalendarUnit::kMonth;
};

CalendarUnit least_unit(ChartKind kind, std::int64_t length_s) {
  if (kind == ChartKind::kLeadTime) return CalendarUnit::kWeek;
  if (kind == ChartKind::kCommits && length_s <= kHoursUpToS) return CalendarUnit::kHour;
  if (length_s <= kDaysUpToS) return CalendarUnit::kDay;
  return length_s <= kWeeksUpToS ? CalendarUnit::kWeek : CalendarUnit::kMonth;
}

CalendarUnit unit_for(const ChartQuestion& question, std::int64_t length_s) {
  const CalendarUnit least = least_unit(question.kind, length_s);
  for (const auto& [unit, unit_s] : kUnits) {
    if (unit >= least && length_s / unit_s <= static_cast<std::int64_t>(question.points_max)) return unit;
  }
  return CalendarUnit::kMonth;
}

// The whole range; where it is by age or all of time, `first` is the first moment of which something is known.
Span span_of(const ChartQuestion& question, UnixTime now, UnixTime first) {
  const TimeZone& zone = question.scope.zone;
  Span span{.from = first, .to = today_end(now, zone)};
  if (question.by_age) {
    if (question.range.days > 0) span.to = std::min(span.to, first + days(question.range.days));
  } else if (question.range.first) {
    constexpr LocalTime kEpoch{};
    span.from = zone.first_at(std::max(LocalTime(*question.range.first), kEpoch));
    span.to = std::min(span.to, zone.first_at(LocalTime(*question.range.last + days(1))));
  } else if (question.range.days > 0) {
    span.from = days_begin(now, zone, question.range.days);
  }
  span.to = std::max(span.to, span.from + seconds(1));
  span.unit = question.unit ? *question.unit : unit_for(question, seconds_of(span.to) - seconds_of(span.from));
  CalendarPeriods periods(zone, span.unit);
  span.from = periods.at(span.from).begin;
  return span;
}

bool needs_first(const ChartQuestion& question) {
  return question.by_age || (question.range.days == 0 && !question.range.first);
}

ProjectSeries series_of(const Span& span) {
  return {.from_s = seconds_of(span.from), .to_s = seconds_of(span.to), .unit = span.unit};
}

// A point for each stretch of the span, valued by `value_of(begin)`.
template <typename ValueOf>
std::vector<ChartPoint> points_of(const Span& span, const TimeZone& zone, UnixTime now, const ValueOf& value_of) {
  std::vector<ChartPoint> points;
  CalendarPeriods periods(zone, span.unit);
  for (UnixTime at = span.from; at < span.to;) {
    const CalendarPeriod& period = periods.at(at);
    ChartPoint point{.begin_s = seconds_of(period.begin), .end_s = seconds_of(period.end)};
    point.partial = period.end > now;
    value_of(point);
    points.push_back(point);
    at = period.end;
  }
  return points;
}

// ---- commits and people: a stretch without any has none ----

using Counts = std::map<std::int64_t, std::int64_t>;  // by the begin of the stretch

Counts commits_by(const PictureSources& sources, const storage::ProjectRevision& project,
                  const history::ActivityQuery& query) {
  const history::CommitFilter all;
  const auto buckets =
      history::project_activity({sources.stores.history, sources.tables, sources.selector, project.id, all}, query);
  Counts counts;
  if (!buckets) return counts;
  for (const model::ActivityBucket& each : *buckets) counts[each.start.time.epoch_s] = each.branch.commits;
  return counts;
}

Counts people_by(const PictureSources& sources, const storage::ProjectRevision& project,
                 const history::ActivityQuery& query) {
  const history::CommitFilter all;
  const auto chosen = history::chosen_commits(
      {sources.stores.history, sources.tables, sources.selector, project.id, all}, query.clocks);
  const auto series = history::summarize_contributors(*chosen.table, chosen.choice, query);
  Counts counts;
  if (!series) return counts;
  for (const model::ContributorBucket& each : series->buckets) {
    counts[each.start.time.epoch_s] = each.summary.active;
  }
  return counts;
}

ProjectSeries read_counts(const PictureSources& sources, const storage::ProjectRevision& project,
                          const ChartQuestion& question) {
  if (!project.published) return {};
  const auto read = question.kind == ChartKind::kPeople ? &people_by : &commits_by;
  UnixTime first{};
  if (needs_first(question)) {
    const Counts months = read(sources, project, activity_by(question.scope, sources.now, CalendarUnit::kMonth));
    const auto some = std::find_if(months.begin(), months.end(), [](const auto& each) { return each.second > 0; });
    if (some == months.end()) return {};
    first = UnixTime(seconds(some->first));
  }
  const Span span = span_of(question, sources.now, first);
  if (span.from > sources.now) return {};  // of days to come nothing is known
  history::ActivityQuery query = activity_by(question.scope, sources.now, span.unit);
  query.since = span.from;
  query.until = span.to;
  const Counts counts = read(sources, project, query);
  ProjectSeries series = series_of(span);
  series.points = points_of(span, question.scope.zone, sources.now, [&](ChartPoint& point) {
    const auto found = counts.find(point.begin_s);
    point.value = found == counts.end() ? 0 : static_cast<double>(found->second);
  });
  return series;
}

// ---- lead times ----

UnixTime first_merge(const storage::PullFactsSet& facts) {
  UnixTime first = storage::PullFacts::kNever;
  for (const storage::PullFacts& each : facts.pulls) first = std::min(first, each.merged_at);
  return first;
}

pulls::SummaryQuery summary_query(const ChartQuestion& question, const Span& span, UnixTime now) {
  const auto periods = std::make_shared<CalendarPeriods>(question.scope.zone, span.unit);
  return {.period_of =
              [periods](UnixTime time) {
                const CalendarPeriod& period = periods->at(time);
                return pulls::Period{period.begin, period.end};
              },
          .since = span.from,
          .until = span.to,
          .bots = question.scope.with_bots,
          .draft = std::nullopt,
          .base = std::nullopt,
          .now = now};
}

// Whether most of the stretches with merges have too few of them for a line.
bool is_sparse(const model::PullSummary& summary) {
  std::size_t with_some = 0;
  std::size_t with_few = 0;
  for (const model::PullPeriod& each : summary.periods) {
    if (each.flow.n > 0) ++with_some;
    if (each.flow.n > 0 && each.flow.n < kPullsMin) ++with_few;
  }
  return 2 * with_few > with_some;
}

ProjectSeries read_lead_times(const PictureSources& sources, const storage::ProjectRevision& project,
                              const ChartQuestion& question) {
  const auto facts = sources.pull_facts.read(project);
  const UnixTime first = first_merge(*facts);
  if (!facts->all_read || first == storage::PullFacts::kNever) return {};
  Span span = span_of(question, sources.now, first);
  auto summary = pulls::summarize(*facts, summary_query(question, span, sources.now));
  if (summary && !question.unit && span.unit == CalendarUnit::kWeek && is_sparse(*summary)) {
    ChartQuestion by_month = question;
    by_month.unit = CalendarUnit::kMonth;
    span = span_of(by_month, sources.now, first);
    summary = pulls::summarize(*facts, summary_query(question, span, sources.now));
  }
  ProjectSeries series = series_of(span);
  if (!summary) return series;
  std::map<std::int64_t, const model::PullFlow*> flows;
  for (const model::PullPeriod& each : summary->periods) flows[each.start.epoch_s] = &each.flow;
  const auto points = [&](auto member) {
    return points_of(span, question.scope.zone, sources.now, [&](ChartPoint& point) {
      const auto found = flows.find(point.begin_s);
      if (found == flows.end() || !(found->second->*member)) return;
      point.value = static_cast<double>(*(found->second->*member));
      point.few = found->second->n < kPullsMin;
    });
  };
  series.points = points(&model::PullFlow::lead_p50_s);
  series.beside = points(&model::PullFlow::lead_p95_s);
  // Of few the median is all that there is to see.
  for (ChartPoint& each : series.beside) {
    if (each.few) each.value.reset();
  }
  return series;
}

// ---- stars: days of UTC; a stretch without an observation is a gap ----

std::optional<UnixTime> first_day_of(const std::vector<model::HistoryDay>& rows) {
  for (const model::HistoryDay& each : rows) {
    if (each.last.stars) return UnixTime(each.first);
  }
  return std::nullopt;
}

ProjectSeries read_stars(const PictureSources& sources, const storage::ProjectRevision& project,
                         const ChartQuestion& asked) {
  ChartQuestion question = asked;
  question.scope.zone = TimeZone();
  const sys_days today = std::chrono::floor<days>(sources.now);
  history::DaysQuery query{.first = {}, .end = today + days(1), .today = today, .limit = kDaysMax};
  if (!needs_first(question)) {
    query.first = std::chrono::floor<days>(span_of(question, sources.now, {}).from);
  }
  const auto read = sources.stores.daily_history.days(std::array{history::range_of(query, project.id)});
  const auto first = first_day_of(history::history_days(read.front(), query));
  if (!first) return {};
  const Span span = span_of(question, sources.now, *first);
  query.interval = span.unit == CalendarUnit::kMonth  ? history::DayInterval::kMonth
                   : span.unit == CalendarUnit::kWeek ? history::DayInterval::kWeek
                                                      : history::DayInterval::kDay;
  std::map<std::int64_t, model::HistoryDay> rows;
  for (model::HistoryDay& each : history::history_days(read.front(), query)) {
    rows.emplace(seconds_of(UnixTime(each.first)), std::move(each));
  }
  ProjectSeries series = series_of(span);
  const auto points = [&](model::DaySource source) {
    return points_of(span, question.scope.zone, sources.now, [&](ChartPoint& point) {
      const auto found = rows.find(point.begin_s);
      point.partial = false;  // the last observation is one
      if (found == rows.end() || !found->second.last.stars || found->second.source != source) return;
      point.value = static_cast<double>(*found->second.last.stars);
    });
  };
  series.points = points(model::DaySource::kObserved);
  series.beside = points(model::DaySource::kGithubStarHistory);
  // So that both lines meet.
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    if (series.beside[i - 1].value && series.points[i].value) series.beside[i].value = series.points[i].value;
  }
  return series;
}

}  // namespace

std::optional<ChartKind> chart_kind_from_name(std::string_view name) noexcept {
  const auto found = std::find(kChartKindNames.begin(), kChartKindNames.end(), name);
  if (found == kChartKindNames.end()) return std::nullopt;
  return static_cast<ChartKind>(found - kChartKindNames.begin());
}

ProjectSeries read_series(const PictureSources& sources, const storage::ProjectRevision& project,
                          const ChartQuestion& question) {
  ProjectSeries series;
  switch (question.kind) {
    case ChartKind::kStars:
      series = read_stars(sources, project, question);
      break;
    case ChartKind::kCommits:
    case ChartKind::kPeople:
      series = read_counts(sources, project, question);
      break;
    case ChartKind::kLeadTime:
      series = read_lead_times(sources, project, question);
      break;
  }
  if (!question.by_age) return series;
  for (auto* const points : {&series.points, &series.beside}) {
    for (ChartPoint& each : *points) {
      each.begin_s -= series.from_s;
      each.end_s -= series.from_s;
    }
  }
  series.to_s -= series.from_s;
  series.from_s = 0;
  return series;
}

}  // namespace cpsg::api
