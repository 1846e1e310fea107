// Five years of a project of 100,000 commits, counted from the table of its commits and from its stored hours; and what
// making the table costs.
#include <benchmark/benchmark.h>

#include <random>

#include "cpsg/git/graph/testing/random_history.h"
#include "cpsg/history/activity.h"
#include "cpsg/history/contributor_activity.h"
#include "cpsg/history/roll_up.h"

namespace cpsg::history {
namespace {

constexpr std::uint32_t kCommits = 100'000;
constexpr std::uint32_t kPeople = 1'000;
constexpr std::int64_t kFirst = 1'600'000'000;
constexpr std::int64_t kFiveYears = 5LL * 365 * 86'400;

struct Project {
  Project() {
    std::mt19937 random(1);
    view.rows = kCommits;
    model::Bitmap live(kCommits);
    model::Bitmap on_default(kCommits);
    branch = model::Bitmap(kCommits);
    for (std::uint32_t row = 0; row < kCommits; ++row) {
      const Node node = stored.graph.intern(git::graph::oid_of(row));
      const std::int64_t time = kFirst + static_cast<std::int64_t>(random() % kFiveYears);
      const auto offset = static_cast<std::int16_t>(60 * (static_cast<int>(random() % 24) - 11));
      stored.graph.add(node, row == 0 ? std::vector<Node>{} : std::vector<Node>{node - 1},
                       {time, time, row, static_cast<std::uint32_t>(random() % kPeople), random() % 9 == 0, offset});
      stored.order.push_back(node);
      live.set(row);
      if (random() % 4 != 0) on_default.set(row);
      if (random() % 2 == 0) branch.set(row);
    }
    view.live = std::move(live);
    view.on_default = std::move(on_default);
    for (std::uint64_t person = 0; person < kPeople; ++person) keys.push_back(person * 7);
    roll_ups = roll_up_activity(stored.graph, stored.order, view.live, view.on_default);
  }

  StoredGraph stored;
  storage::CommitView view;
  model::Bitmap branch;
  std::vector<std::uint64_t> keys;
  std::vector<model::ActivityYear> roll_ups;
};

const Project& project() {
  static const Project project;
  return project;
}

const CommitTable& table() {
  static const CommitTable table(project().stored, project().view, project().keys);
  return table;
}

ActivityQuery by(Interval interval, const char* zone) {
  ActivityQuery query{.interval = interval};
  query.clocks.of_authors = std::string_view(zone) == "author";
  if (!query.clocks.of_authors) query.clocks.zone = *TimeZone::find(zone);
  return query;
}

void making_the_table(benchmark::State& state) {
  for (auto _ : state) {
    const CommitTable made(project().stored, project().view, project().keys);
    benchmark::DoNotOptimize(made.size());
  }
}
BENCHMARK(making_the_table)->Unit(benchmark::kMillisecond);

void from_roll_ups(benchmark::State& state, Interval interval, const char* zone) {
  const ActivityQuery query = by(interval, zone);
  for (auto _ : state) benchmark::DoNotOptimize(activity_from_roll_ups(project().roll_ups, query)->size());
}
BENCHMARK_CAPTURE(from_roll_ups, day_utc, Interval::kDay, "UTC")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(from_roll_ups, hour_utc, Interval::kHour, "UTC")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(from_roll_ups, hour_berlin, Interval::kHour, "Europe/Berlin")->Unit(benchmark::kMillisecond);

void from_table(benchmark::State& state, Interval interval, const char* zone, bool of_branch) {
  const ActivityQuery query = by(interval, zone);
  CommitChoice choice;
  if (of_branch) choice.rows = project().branch;
  for (auto _ : state) benchmark::DoNotOptimize(activity_from_table(table(), choice, query)->size());
}
BENCHMARK_CAPTURE(from_table, day_kathmandu, Interval::kDay, "Asia/Kathmandu", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(from_table, hour_kathmandu, Interval::kHour, "Asia/Kathmandu", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(from_table, hour_of_a_branch, Interval::kHour, "UTC", true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(from_table, hour_authors, Interval::kHour, "author", false)->Unit(benchmark::kMillisecond);

void hours_of_week(benchmark::State& state, const char* zone) {
  const ActivityQuery query = by(Interval::kHour, zone);
  for (auto _ : state) benchmark::DoNotOptimize(hours_of_week_from_table(table(), {}, query).size());
}
BENCHMARK_CAPTURE(hours_of_week, kathmandu, "Asia/Kathmandu")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hours_of_week, authors, "author")->Unit(benchmark::kMillisecond);

void people_by_week(benchmark::State& state) {
  const ActivityQuery query = by(Interval::kWeek, "Europe/Berlin");
  for (auto _ : state) benchmark::DoNotOptimize(summarize_contributors(table(), {}, query)->whole.active);
}
BENCHMARK(people_by_week)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cpsg::history
