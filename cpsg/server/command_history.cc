// `cpsg contributors`, `activity` and `history`: who worked on a project, when, and how its numbers changed.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <ranges>

#include "cpsg/history/days.h"
#include "cpsg/history/project_activity.h"
#include "cpsg/model/git_time.h"
#include "cpsg/model/period.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/find_stored_project.h"
#include "cpsg/server/output.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kPage = 500;
constexpr std::string_view kUnknown = "-";

template <typename Value>
void print_json(const Value& value) {
  std::string line;
  shape::append_json(line, value);
  line += '\n';
  write_result(line);
}

void require_not_stopped(const CommandContext& context) {
  if (context.signals.stopped()) throw Error(ErrorCode::kCancelled, "stopped");
}

// `time` is what the option's text was read as.
std::optional<UnixTime> checked(const std::optional<std::string>& text, std::optional<UnixTime> time,
                                std::string_view option) {
  if (text && !time) throw Error(ErrorCode::kUsage, fmt::format("{} takes a date like 2026-01-31", option));
  return time;
}

std::optional<UnixTime> parse_since(const std::optional<std::string>& text) {
  return checked(text, text ? model::period_begin(*text) : std::nullopt, "--since");
}

// The first moment after the period.
std::optional<UnixTime> parse_until(const std::optional<std::string>& text) {
  return checked(text, text ? model::period_end(*text) : std::nullopt, "--until");
}

std::string day_text(const std::optional<UnixTime>& time) {
  constexpr std::size_t kDateBytes = 10;
  return time ? model::format_utc(*time).substr(0, kDateBytes) : std::string(kUnknown);
}

std::string number_text(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : std::string(kUnknown);
}

void print_contributor(const model::Contributor& each) {
  std::string name = printable(each.person.name.value_or(std::string(kUnknown)));
  if (each.person.login) name += fmt::format(" (@{})", printable(*each.person.login));
  print_result("{:>8} {:>8}  {:<10}  {:<10}  {}\n", each.commits_all, each.commits, day_text(each.first_commit_at),
               day_text(each.last_commit_at), name);
}

// A bar that is `kWidth` wide for the largest number.
std::string bar(std::int64_t number, std::int64_t largest) {
  constexpr std::int64_t kWidth = 40;
  if (number <= 0) return {};
  return std::string(static_cast<std::size_t>(std::max<std::int64_t>(1, number * kWidth / largest)), '#');
}

std::string start_text(const model::ActivityBucket& bucket, history::Interval interval) {
  constexpr std::size_t kMonthBytes = 7;
  constexpr std::size_t kDayBytes = 10;
  constexpr std::size_t kMinuteBytes = 16;
  const std::string start = model::format_git_time(bucket.start.time);
  switch (interval) {
    case history::Interval::kMonth:
      return start.substr(0, kMonthBytes);
    case history::Interval::kHour:
      return start.substr(0, kMinuteBytes);
    default:
      return start.substr(0, kDayBytes);
  }
}

void print_buckets(const std::vector<model::ActivityBucket>& buckets, history::Interval interval) {
  std::int64_t largest = 1;
  for (const model::ActivityBucket& each : buckets) largest = std::max(largest, each.all->commits);
  print_result("{:<16} {:>8} {:>8} {:>8} {:>8}\n", "FROM", "ALL", "DEFAULT", "MERGES", "BOTS");
  for (const model::ActivityBucket& each : buckets) {
    print_result("{:<16} {:>8} {:>8} {:>8} {:>8}  {}\n", start_text(each, interval), each.all->commits,
                 each.branch.commits, each.all->merges, each.all->bots, bar(each.all->commits, largest));
  }
}

std::string_view note_of(const model::HistoryDay& row) {
  if (row.partial) return "  in part";
  return row.source == model::DaySource::kGithubStarHistory ? "  before it was followed" : "";
}

void print_day(const model::HistoryDay& row) {
  const model::DailySnapshot& each = row.last;
  print_result("{:<10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8}{}\n", day_text(UnixTime(row.first)),
               number_text(each.stars), number_text(each.forks), number_text(each.open_issues),
               number_text(each.pulls.open), number_text(each.pulls.merged), number_text(each.commits),
               number_text(each.branches), number_text(each.contributors), note_of(row));
}

}  // namespace

int run(const CommandContext& context, const ContributorsArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  const model::Project project = find_stored_project(store.ports.projects, context.config(), arguments.project);
  if (!arguments.json) print_result("{:>8} {:>8}  {:<10}  {:<10}  {}\n", "ALL", "DEFAULT", "FIRST", "LAST", "NAME");
  std::optional<storage::ContributorCursor> after;
  std::size_t left = arguments.limit.value_or(std::numeric_limits<std::size_t>::max());
  while (left > 0) {
    require_not_stopped(context);
    const std::size_t limit = std::min(left, kPage);
    const std::vector<model::Contributor> page = store.ports.history.contributors(project.id, after, limit);
    for (const model::Contributor& each : page) {
      arguments.json ? print_json(each) : print_contributor(each);
      after = storage::cursor_behind(after, each);
    }
    if (storage::is_last(page, limit)) break;
    left -= page.size();
  }
  return 0;
}

int run(const CommandContext& context, const ActivityArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  const model::Project project = find_stored_project(store.ports.projects, context.config(), arguments.project);
  const history::ActivityQuery query{.interval = calendar_unit_from_name(arguments.interval).value(),
                                     .since = parse_since(arguments.since),
                                     .until = parse_until(arguments.until),
                                     .now = system_clock()()};
  history::GraphReader graphs(store.ports.history);
  history::CommitTables tables(store.ports.history, graphs);
  history::CommitSelector selector(store.ports.history, graphs);
  const auto buckets =
      history::project_activity({store.ports.history, tables, selector, project.id, history::CommitFilter()}, query);
  if (!buckets) {
    throw Error(ErrorCode::kAnswerTooLarge,
                fmt::format("these are more than {} intervals: take a longer one, or less time with "
                            "--since and --until",
                            history::kActivityBucketsMax));
  }
  if (!arguments.json) {
    print_buckets(*buckets, query.interval);
  } else {
    for (const model::ActivityBucket& each : *buckets) print_json(each);
  }
  return 0;
}

int run(const CommandContext& context, const HistoryArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  const model::Project project = find_stored_project(store.ports.projects, context.config(), arguments.project);
  const auto day_of = [](UnixTime time) { return std::chrono::floor<std::chrono::days>(time); };
  constexpr UnixTime kNoEnd{std::chrono::seconds{model::kMaxEpochS}};
  history::DaysQuery query{.interval = history::day_interval_from_name(arguments.interval).value(),
                           .first = day_of(parse_since(arguments.since).value_or(UnixTime{})),
                           .end = day_of(parse_until(arguments.until).value_or(kNoEnd)),
                           .today = day_of(system_clock()()),
                           .limit = kPage};
  if (!arguments.json) {
    print_result("{:<10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8}\n", "DAY", "STARS", "FORKS", "ISSUES", "PULLS",
                 "MERGED", "COMMITS", "BRANCHES", "PEOPLE");
  }
  for (;;) {
    require_not_stopped(context);
    const auto stored = store.ports.daily_history.days(std::array{history::range_of(query, project.id)});
    const std::vector<model::HistoryDay> page = history::history_days(stored.front(), query);
    for (const model::HistoryDay& each : page | std::views::take(kPage)) {
      arguments.json ? print_json(each) : print_day(each);
      query.first = history::interval_end(each.first, query.interval);
    }
    if (page.size() <= kPage) return 0;
  }
}

}  // namespace cpsg::server
