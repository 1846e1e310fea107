// For tests: what cards tell, computed in the slow and obvious way from what the ports give of one project.
//
//   const SlowProject slow = read_slowly(stores, id);
//   EXPECT_EQ(card.commits(first, last), slow.commits(first, last));
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/fleet/card.h"
#include "cpsg/storage/stores.h"

namespace cpsg::fleet {

struct SlowProject {
  model::Project project;
  std::vector<model::ActivityYear> activity;
  std::vector<model::Contributor> contributors;
  std::vector<model::DailySnapshot> days;
  std::optional<storage::StarsBefore> stars_before;
  std::vector<model::PullRequest> pulls;
  bool pulls_were_listed = false;

  [[nodiscard]] std::optional<std::int64_t> commits(Day first, Day last) const {
    if (!project.counts) return std::nullopt;
    std::int64_t sum = 0;
    for (const auto& year : activity) {
      for (const auto& hour : year.hours) {
        const Day day = day_of(model::start_of({year.year, hour.hour_of_year}));
        if (day < first || day > last) continue;
        for (const auto count : hour.counts.on_default) sum += count;
      }
    }
    return sum;
  }
  [[nodiscard]] std::optional<std::int64_t> people(Day first, Day last) const {
    if (!project.counts) return std::nullopt;
    return std::count_if(contributors.begin(), contributors.end(), [&](const model::Contributor& each) {
      return each.last_commit_at && day_of(*each.last_commit_at) >= first && day_of(*each.last_commit_at) <= last;
    });
  }
  [[nodiscard]] std::vector<std::int64_t> leads(Day first, Day last) const {
    std::vector<std::int64_t> found;
    for (const auto& pull : pulls) {
      if (!pull.merged_at || day_of(*pull.merged_at) < first || day_of(*pull.merged_at) > last) continue;
      found.push_back((*pull.merged_at - pull.created_at).count());
    }
    std::sort(found.begin(), found.end());
    return found;
  }
  [[nodiscard]] std::optional<std::int64_t> merged(Day first, Day last) const {
    if (!pulls_were_listed) return std::nullopt;
    return static_cast<std::int64_t>(leads(first, last).size());
  }
  [[nodiscard]] std::optional<std::int64_t> lead_p50(Day first, Day last) const {
    const auto found = leads(first, last);
    if (found.empty()) return std::nullopt;
    return found[(found.size() + 1) / 2 - 1];
  }
  // Between the last observation until the end of `before` and the last of all; nothing where one is missing, or an
  // observation between them has no number.
  template <typename Value>
  [[nodiscard]] std::optional<std::int64_t> change(Day before, const Value& value_of) const {
    const model::DailySnapshot* base = nullptr;
    for (const auto& day : days) {
      if (day.day <= before) base = &day;
    }
    if (base == nullptr || days.back().day <= before) return std::nullopt;
    for (const auto& day : days) {
      if (day.day >= base->day && !value_of(day)) return std::nullopt;
    }
    return *value_of(days.back()) - *value_of(*base);
  }
  // Likewise of stars, of which GitHub's star history tells the days before all observations.
  [[nodiscard]] std::optional<std::int64_t> stars_change(Day before) const {
    const auto stars_of = [](const model::DailySnapshot& day) { return day.stars; };
    if (days.empty() || days.front().day <= before) return change(before, stars_of);
    if (!stars_before || stars_before->first > before || !days.front().stars) return std::nullopt;
    if (!std::all_of(days.begin(), days.end(), [](const auto& day) { return day.stars.has_value(); }))
      return std::nullopt;
    std::int64_t at_first = *days.front().stars;
    for (const model::StarDay& each : stars_before->gained) at_first -= each.day > before ? each.gained : 0;
    return *days.back().stars - std::max<std::int64_t>(at_first, 0);
  }
  [[nodiscard]] std::optional<Day> last_commit_on(Day today) const {
    std::optional<Day> last;
    if (!project.counts) return last;
    for (const auto& year : activity) {
      for (const auto& hour : year.hours) {
        const Day day = day_of(model::start_of({year.year, hour.hour_of_year}));
        for (const auto count : hour.counts.on_default) {
          if (count > 0 && day <= today) last = std::max(last.value_or(day), day);
        }
      }
    }
    return last;
  }
};

[[nodiscard]] inline SlowProject read_slowly(const storage::Stores& stores, const std::string& id) {
  SlowProject slow;
  slow.project = stores.projects.project(id);
  slow.activity = stores.history.activity(id, 0, 9'999);
  slow.contributors = stores.history.contributors(id, std::nullopt, 1'000);
  slow.days = stores.observations.daily_snapshots(id, Day(std::chrono::days(-1'000'000)), 100'000);
  const storage::DayRange all_days{id, Day(std::chrono::days(-1'000'000)), Day(std::chrono::days(1'000'000)), 1};
  slow.stars_before = stores.daily_history.days(std::array{all_days}).front().before;
  slow.pulls = stores.pulls.pull_requests(id, 0, 1'000);
  slow.pulls_were_listed = stores.pulls.pull_walk(id).watermark.has_value();
  return slow;
}

}  // namespace cpsg::fleet
