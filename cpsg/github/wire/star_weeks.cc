// The reader of a page of star history. What GitHub calls the days of a week need not be UTC's; they are taken for
// them.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include "cpsg/github/wire/fields.h"
#include "cpsg/github/wire/json_reader.h"
#include "cpsg/github/wire/rest.h"

namespace cpsg::github::wire {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::size_t kWeekDays = 7;
constexpr std::int64_t kFirstWeekS = 1'104'537'600;  // 2005-01-01: there was no GitHub
constexpr std::int64_t kLastWeekS = 4'102'444'800;   // 2100-01-01
constexpr std::int64_t kGainedMax = 1'000'000'000;

sys_days read_week(const JsonValue& week) {
  const std::int64_t begin_s = week.count();
  if (begin_s < kFirstWeekS || begin_s > kLastWeekS) week.refuse("no time of GitHub's");
  return std::chrono::floor<days>(UnixTime(std::chrono::seconds(begin_s)));
}

std::int64_t read_gained(const JsonValue& gained) {
  const std::int64_t stars = gained.count();
  if (stars > kGainedMax) gained.refuse("too many stars");
  return stars;
}

std::vector<std::int64_t> read_week_days(const JsonValue& week) {
  std::vector<std::int64_t> gained;
  for (const JsonValue& day : week["days"].elements(kWeekDays)) gained.push_back(read_gained(day));
  if (gained.size() == kWeekDays) return gained;
  if (!gained.empty()) week["days"].refuse("not of seven days");
  gained.assign(kWeekDays, 0);
  gained.back() = read_gained(week["total"]);
  return gained;
}

}  // namespace

StarWeeks read_star_weeks(std::string_view body) {
  const JsonDocument document(body);
  if (!document.root().is_array()) document.root().refuse("no list");
  StarWeeks found;
  std::map<sys_days, std::int64_t> gained;
  for (const JsonValue& week : document.root().elements(kPageMost)) {
    const sys_days first = read_week(week["week"]);
    const std::vector<std::int64_t> stars = read_week_days(week);
    for (std::size_t i = 0; i < kWeekDays; ++i) gained[first + days(i)] = stars[i];
    ++found.weeks;
  }
  if (gained.empty()) return found;
  found.days.first = gained.begin()->first;
  found.days.end = gained.rbegin()->first + days(1);
  for (const auto& [day, stars] : gained) {
    if (stars > 0) found.days.gained.push_back({day, stars});
  }
  return found;
}

}  // namespace cpsg::github::wire
