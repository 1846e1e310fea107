#include "cpsg/picture/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "cpsg/picture/numbers.h"

namespace cpsg::picture {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;

constexpr std::int64_t kHourS = 3'600;
constexpr std::int64_t kDayS = 24 * kHourS;
constexpr std::int64_t kYearS = 365 * kDayS;
constexpr int kStepsWanted = 4;
constexpr double kHalfDecade = 0.5;

std::string value_label(double value, Unit unit) {
  const auto number = static_cast<std::int64_t>(std::llround(value));
  if (unit == Unit::kCount) return compact(number);
  return number == 0 ? "0" : duration_text(number);
}

// 1, 2 or 5 times a power of ten, at least `least`.
double round_count(double least) {
  double power = 1;
  while (power * 10 <= least) power *= 10;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

double round_duration(double least_s) {
  constexpr std::array<std::int64_t, 22> kSteps = {
      1,          5,          10,         30,          60,          5 * 60, 10 * 60,   30 * 60,
      kHourS,     2 * kHourS, 3 * kHourS, 6 * kHourS,  12 * kHourS, kDayS,  2 * kDayS, 5 * kDayS,
      10 * kDayS, 20 * kDayS, 50 * kDayS, 100 * kDayS, 200 * kDayS, kYearS};
  for (const std::int64_t step : kSteps) {
    if (static_cast<double>(step) >= least_s) return static_cast<double>(step);
  }
  return static_cast<double>(kYearS) * round_count(least_s / static_cast<double>(kYearS));
}

double round_step(double least, Unit unit) {
  return unit == Unit::kCount ? round_count(std::max(least, 1.0)) : round_duration(least);
}

ValueAxis linear_axis(const ValueAxisQuery& query) {
  const double highest = std::max(query.highest, 1.0);
  const bool leaves_zero = query.may_leave_zero && query.lowest > 0 && highest - query.lowest < highest / 4;
  const double lowest = leaves_zero ? query.lowest : 0;
  const double step = round_step((highest - lowest) / kStepsWanted, query.unit);
  ValueAxis axis;
  axis.begin = std::floor(lowest / step) * step;
  // A line along the edge would look like zero.
  if (leaves_zero && axis.begin == lowest) axis.begin -= step;
  axis.end = std::max(std::ceil(highest / step) * step, axis.begin + step);
  if (leaves_zero && axis.end == highest) axis.end += step;
  for (double value = axis.begin; value <= axis.end + step / 2; value += step) {
    axis.marks.push_back({value, value_label(value, query.unit)});
  }
  return axis;
}

ValueAxis log_axis(const ValueAxisQuery& query) {
  constexpr std::array<std::int64_t, 10> kDurations = {60,        10 * 60,    kHourS, 6 * kHourS, kDayS,
                                                       7 * kDayS, 30 * kDayS, kYearS, 4 * kYearS, 20 * kYearS};
  std::vector<double> candidates;
  if (query.unit == Unit::kSeconds) {
    candidates.assign(kDurations.begin(), kDurations.end());
  } else {
    for (double power = 1; power < 1e15; power *= 10) candidates.push_back(power);
  }
  ValueAxis axis;
  axis.scale = Scale::kLog;
  axis.unit_value = candidates.front();
  axis.marks.push_back({0, "0"});
  for (const double each : candidates) {
    axis.marks.push_back({each, value_label(each, query.unit)});
    axis.end = each;
    if (each >= query.highest) break;
  }
  // Six at most: every second or third one from the top, and zero.
  const std::size_t stride = (axis.marks.size() - 1 + 4) / 5;
  std::vector<Mark> kept;
  for (std::size_t i = axis.marks.size(); i-- > 1;) {
    if ((axis.marks.size() - 1 - i) % stride == 0) kept.insert(kept.begin(), axis.marks[i]);
  }
  kept.insert(kept.begin(), axis.marks.front());
  axis.marks = std::move(kept);
  return axis;
}

// A stretch between two marks of time.
struct Step {
  enum class Kind : std::uint8_t { kHours, kDays, kMonths } kind;
  int count;
  std::int64_t length_s;  // about
};
constexpr std::array kTimeSteps = {
    Step{Step::Kind::kHours, 6, 6 * kHourS},       Step{Step::Kind::kDays, 1, kDayS},
    Step{Step::Kind::kDays, 2, 2 * kDayS},         Step{Step::Kind::kDays, 7, 7 * kDayS},
    Step{Step::Kind::kDays, 14, 14 * kDayS},       Step{Step::Kind::kMonths, 1, 30 * kDayS},
    Step{Step::Kind::kMonths, 2, 61 * kDayS},      Step{Step::Kind::kMonths, 3, 91 * kDayS},
    Step{Step::Kind::kMonths, 6, 182 * kDayS},     Step{Step::Kind::kMonths, 12, kYearS},
    Step{Step::Kind::kMonths, 24, 2 * kYearS},     Step{Step::Kind::kMonths, 60, 5 * kYearS},
    Step{Step::Kind::kMonths, 120, 10 * kYearS},   Step{Step::Kind::kMonths, 600, 50 * kYearS},
    Step{Step::Kind::kMonths, 6'000, 500 * kYearS}};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The first mark of that step at the time or before it.
LocalTime floor_to(LocalTime time, const Step& step) {
  const local_days day = std::chrono::floor<days>(time);
  if (step.kind == Step::Kind::kHours) {
    return time - (time - LocalTime(day)) % std::chrono::hours(step.count);
  }
  if (step.kind == Step::Kind::kDays) {
    constexpr local_days kMonday{days(4)};  // 5 January 1970
    const auto since = (day - kMonday).count();
    const auto over = (since % step.count + step.count) % step.count;
    return LocalTime(day - days(over));
  }
  const year_month_day date(day);
  const int months = static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  const int floored = months - (months % step.count + step.count) % step.count;
  return LocalTime(local_days(std::chrono::year(floored / 12) / std::chrono::month(floored % 12 + 1) / 1));
}

LocalTime next_after(LocalTime floored, const Step& step) {
  if (step.kind == Step::Kind::kHours) return floored + std::chrono::hours(step.count);
  if (step.kind == Step::Kind::kDays) return floored + days(step.count);
  const year_month_day date(std::chrono::floor<days>(floored));
  const auto month = date.year() / date.month() + std::chrono::months(step.count);
  return LocalTime(local_days(month / 1));
}

std::string time_label(LocalTime time, const Step& step, bool first) {
  const local_days day = std::chrono::floor<days>(time);
  const year_month_day date(day);
  const auto hour = std::chrono::duration_cast<std::chrono::hours>(time - LocalTime(day)).count();
  const std::string_view month = kMonths.at(static_cast<unsigned>(date.month()) - 1);
  const int year = static_cast<int>(date.year());
  if (step.kind == Step::Kind::kHours && hour != 0) return fmt::format("{:02}:00", hour);
  if (step.kind != Step::Kind::kMonths) return fmt::format("{} {}", static_cast<unsigned>(date.day()), month);
  if (date.month() == std::chrono::January) return std::to_string(year);
  return first ? fmt::format("{} {}", month, year) : std::string(month);
}

}  // namespace

double ValueAxis::place(double value) const {
  if (scale == Scale::kLinear) return (value - begin) / (end - begin);
  const auto height = [this](double of) {
    return of < unit_value ? of / unit_value * kHalfDecade : kHalfDecade + std::log10(of / unit_value);
  };
  return height(value) / height(end);
}

ValueAxis value_axis(const ValueAxisQuery& query) {
  return query.scale == Scale::kLog ? log_axis(query) : linear_axis(query);
}

std::vector<Mark> time_marks(std::int64_t from_s, std::int64_t to_s, const TimeZone& zone, std::size_t most) {
  const auto wanted = (to_s - from_s) / static_cast<std::int64_t>(std::max<std::size_t>(most, 1));
  const auto found =
      std::find_if(kTimeSteps.begin(), kTimeSteps.end() - 1, [&](const Step& step) { return step.length_s >= wanted; });
  std::vector<Mark> marks;
  const UnixTime from{std::chrono::seconds(from_s)};
  const UnixTime to{std::chrono::seconds(to_s)};
  LocalTime local = floor_to(zone.local(from), *found);
  for (UnixTime at = zone.first_at(local); at <= to; local = next_after(local, *found), at = zone.first_at(local)) {
    if (at < from) continue;
    marks.push_back({static_cast<double>(at.time_since_epoch().count()), time_label(local, *found, marks.empty())});
  }
  return marks;
}

std::vector<Mark> age_marks(std::int64_t to_s, std::size_t most) {
  struct AgeStep {
    std::int64_t length_s;
    int count;
    std::string_view unit;
  };
  constexpr std::int64_t kMonthS = kYearS / 12;
  constexpr std::array kSteps = {
      AgeStep{kDayS, 1, "d"},         AgeStep{2 * kDayS, 2, "d"},    AgeStep{7 * kDayS, 7, "d"},
      AgeStep{14 * kDayS, 14, "d"},   AgeStep{kMonthS, 1, "mo"},     AgeStep{3 * kMonthS, 3, "mo"},
      AgeStep{6 * kMonthS, 6, "mo"},  AgeStep{kYearS, 1, "y"},       AgeStep{2 * kYearS, 2, "y"},
      AgeStep{5 * kYearS, 5, "y"},    AgeStep{10 * kYearS, 10, "y"}, AgeStep{50 * kYearS, 50, "y"},
      AgeStep{500 * kYearS, 500, "y"}};
  const auto wanted = to_s / static_cast<std::int64_t>(std::max<std::size_t>(most, 1));
  const auto step =
      std::find_if(kSteps.begin(), kSteps.end() - 1, [&](const AgeStep& each) { return each.length_s >= wanted; });
  std::vector<Mark> marks{{0, "0"}};
  for (std::int64_t i = 1; i * step->length_s <= to_s; ++i) {
    const std::int64_t count = i * step->count;
    const bool years = step->unit == "mo" && count % 12 == 0;
    marks.push_back({static_cast<double>(i * step->length_s),
                     years ? fmt::format("{} y", count / 12) : fmt::format("{} {}", count, step->unit)});
  }
  return marks;
}

}  // namespace cpsg::picture
