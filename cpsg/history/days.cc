#include "cpsg/history/days.h"

#include <algorithm>
#include <utility>

namespace cpsg::history {
namespace {

using model::DaySource;
using std::chrono::days;
using std::chrono::sys_days;

std::size_t days_at_most(DayInterval interval) {
  switch (interval) {
    case DayInterval::kDay:
      return 1;
    case DayInterval::kWeek:
      return 7;
    case DayInterval::kMonth:
      return 31;
  }
  return 1;
}

// Collects rows from days that ascend.
class Rows {
 public:
  explicit Rows(const DaysQuery& query) : query_(query) {}

  [[nodiscard]] bool full() const { return rows_.size() > query_.limit; }
  void add(model::DailySnapshot day, DaySource source) {
    const sys_days first = interval_begin(day.day, query_.interval);
    if (rows_.empty() || rows_.back().first != first) {
      if (full()) return;
      const sys_days end = interval_end(day.day, query_.interval);
      const bool partial = (first <= query_.today && query_.today < end) || query_.end < end;
      rows_.push_back({.first = first, .partial = partial});
    }
    rows_.back().last = std::move(day);
    rows_.back().source = source;
  }
  [[nodiscard]] std::vector<model::HistoryDay> take() { return std::move(rows_); }

 private:
  const DaysQuery& query_;
  std::vector<model::HistoryDay> rows_;
};

void add_days_before(const storage::StarsBefore& before, const DaysQuery& query, Rows& rows) {
  const sys_days first = std::max(query.first, before.first);
  const sys_days end = std::min(query.end, before.first_observed);
  std::int64_t stars = before.stars;
  auto later = before.gained.begin();
  while (later != before.gained.end() && later->day <= first) ++later;
  for (auto each = later; each != before.gained.end(); ++each) stars -= each->gained;
  for (sys_days day = first; day < end && !rows.full(); day += days(1)) {
    if (later != before.gained.end() && later->day == day) {
      stars += later->gained;
      ++later;
    }
    model::DailySnapshot known{.day = day};
    known.stars = std::max<std::int64_t>(stars, 0);
    rows.add(std::move(known), DaySource::kGithubStarHistory);
  }
}

}  // namespace

std::optional<DayInterval> day_interval_from_name(std::string_view name) {
  if (name == "day") return DayInterval::kDay;
  if (name == "week") return DayInterval::kWeek;
  if (name == "month") return DayInterval::kMonth;
  return std::nullopt;
}

sys_days interval_begin(sys_days day, DayInterval interval) {
  switch (interval) {
    case DayInterval::kDay:
      return day;
    case DayInterval::kWeek:
      return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case DayInterval::kMonth: {
      const std::chrono::year_month_day date(day);
      return sys_days(date.year() / date.month() / 1);
    }
  }
  return day;
}

sys_days interval_end(sys_days day, DayInterval interval) {
  const sys_days begin = interval_begin(day, interval);
  if (interval != DayInterval::kMonth) return begin + days(static_cast<int>(days_at_most(interval)));
  const std::chrono::year_month_day date(begin);
  return sys_days((date.year() / date.month() + std::chrono::months(1)) / 1);
}

storage::DayRange range_of(const DaysQuery& query, std::string project_id) {
  return {std::move(project_id), query.first, query.end, (query.limit + 1) * days_at_most(query.interval)};
}

std::vector<model::HistoryDay> history_days(const storage::ProjectDays& days, const DaysQuery& query) {
  Rows rows(query);
  if (days.before) add_days_before(*days.before, query, rows);
  for (const model::DailySnapshot& each : days.observed) rows.add(each, DaySource::kObserved);
  return rows.take();
}

}  // namespace cpsg::history
