// Protects: what is asked of the whole fleet is answered at once from the cards of ten thousand made-up projects: the
// index whole in 20 ms, the overview, a search with facets and totals, and an order in 10 ms each; and the cards stay
// below 15 MB.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <random>

#include "cpsg/api/index_columns.h"
#include "cpsg/fleet/overview.h"
#include "cpsg/fleet/selection.h"

namespace cpsg::api {
namespace {

using fleet::Card;
using fleet::Day;
using fleet::Snapshot;
using fleet::Window;

constexpr int kProjects = 10'000;
constexpr Day kToday = std::chrono::November / 1 / 2'026;
constexpr UnixTime kNow = kToday + std::chrono::hours(9);

// Few projects are busy every day, most are seldom touched: the n-th has about 1/n of the activity of the first.
class MadeUpRows {
 public:
  storage::FleetRow make(int number) {
    storage::FleetRow row;
    row.project.id = "p" + std::to_string(10'000'000'000'000'000'000ULL + static_cast<unsigned>(number));
    row.project.owner = "organisation-" + std::to_string(number % 400);
    row.project.name = "project-" + std::to_string(number);
    row.project.status = {.state = model::SyncState::kOk, .next_sync_at = kNow, .last_synced_at = kNow};
    auto& seen = row.project.statistics.emplace();
    seen.description =
        std::string("A library of things for the people who need them, fast and small").substr(0, 20 + below(45));
    for (int i = below(8); i > 0; --i) seen.topics.push_back("topic-" + std::to_string(below(300)));
    seen.license = "MIT";
    seen.visibility = "public";
    seen.language = "language-" + std::to_string(below(30));
    seen.stars = below(20'000);
    seen.forks = below(2'000);
    seen.pushed_at = kNow - std::chrono::hours(below(10'000));
    row.project.counts.emplace().commits = below(50'000);
    row.pulls_were_listed = true;
    const double busy = std::min(1.0, 0.02 + 150.0 / (number + 1));
    for (int back = 400; back >= 0; --back) add_day(row, kToday - std::chrono::days(back), busy);
    return row;
  }
  std::vector<storage::MergedPull> merged(int number) {
    std::vector<storage::MergedPull> pulls;
    for (int i = 60'000 / (number + 30); i >= 0; --i) {
      pulls.push_back({kNow - std::chrono::hours(below(9'000)), below(2'000'000)});
    }
    return pulls;
  }

 private:
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  bool chance(double of) { return std::uniform_real_distribution<double>()(random_) < of; }
  void add_day(storage::FleetRow& row, Day day, double busy) {
    if (chance(busy)) row.commits.push_back({day, 1 + below(12)});
    if (chance(busy / 3)) row.people.push_back({day, 1 + below(3)});
    if (chance(busy * 2)) stars_ += 1 + below(5);
    if (chance(busy)) ++forks_;
    if (chance(busy)) open_ += below(5) - 2;
    row.observed.push_back({.day = day, .stars = stars_, .forks = forks_, .pulls_open = open_});
  }

  std::mt19937 random_{1};
  std::int64_t stars_ = 0, forks_ = 0, open_ = 100;
};

const Snapshot& made_up_fleet() {
  static const Snapshot snapshot = [] {
    Snapshot made;
    MadeUpRows rows;
    for (int i = 0; i < kProjects; ++i) {
      const auto merged = rows.merged(i);
      made.entries.push_back(fleet::make_entry(fleet::make_card(rows.make(i), merged, kToday), 1));
    }
    std::sort(made.entries.begin(), made.entries.end(), [](const auto& a, const auto& b) {
      return fleet::less_by_name(a.card->text(Card::kFullName), b.card->text(Card::kFullName));
    });
    return made;
  }();
  return snapshot;
}

void index_whole(benchmark::State& state) {
  const Snapshot& snapshot = made_up_fleet();
  std::size_t bytes = 0;
  for (auto _ : state) {
    IndexColumns columns(column_bits({}), fleet::kWindows[static_cast<std::size_t>(state.range(0))], kNow,
                         snapshot.entries.size());
    for (const fleet::Entry& entry : snapshot.entries) columns.add(*entry.card);
    std::string body;
    body.reserve(columns.size_bytes());
    columns.append_to(body);
    bytes = body.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(index_whole)->Arg(1)->Arg(3)->Unit(benchmark::kMillisecond);

// One changed project among all, as after every sync.
void one_change(benchmark::State& state) {
  const Snapshot& snapshot = made_up_fleet();
  MadeUpRows rows;
  const auto row = rows.make(7);
  fleet::Changes changes;
  changes.positions[row.project.id] = 2;
  changes.last = 2;
  for (auto _ : state) {
    const Snapshot next =
        changed_snapshot(snapshot, changes, {fleet::make_card(row, rows.merged(7), kToday)}, kNow, 10);
    const fleet::Moment seen{.position = 1, .day = kToday};
    IndexColumns columns(column_bits({}), Window::kMonth, kNow, 0);
    for (const fleet::Entry& entry : next.entries) {
      if (changed_since(entry, seen)) columns.add(*entry.card);
    }
    benchmark::DoNotOptimize(columns.size_bytes());
  }
}
BENCHMARK(one_change)->Unit(benchmark::kMillisecond);

void overview(benchmark::State& state) {
  const auto all = select(made_up_fleet(), {}, kNow);
  for (auto _ : state) {
    benchmark::DoNotOptimize(make_overview(all, {.since = kNow - std::chrono::days(state.range(0)), .now = kNow}));
  }
}
BENCHMARK(overview)->Arg(7)->Arg(365)->Unit(benchmark::kMillisecond);

void search_with_facets(benchmark::State& state) {
  for (auto _ : state) {
    const auto found = select(made_up_fleet(), {.words = {"things", "people"}}, kNow);
    for (std::size_t of = 0; of < 4; ++of) {
      benchmark::DoNotOptimize(count_values(found, static_cast<fleet::FacetOf>(of), kNow));
    }
  }
}
BENCHMARK(search_with_facets)->Unit(benchmark::kMillisecond);

void order_by_window(benchmark::State& state) {
  for (auto _ : state) {
    auto found = select(made_up_fleet(), {}, kNow);
    sort_cards(found, {.by = fleet::SortBy::kCommitsWindow, .descending = true, .window = Window::kYear}, kToday);
    benchmark::DoNotOptimize(found.data());
  }
}
BENCHMARK(order_by_window)->Unit(benchmark::kMillisecond);

void memory(benchmark::State& state) {
  const Snapshot& snapshot = made_up_fleet();
  std::size_t cards = 0;
  for (auto _ : state) {
    const std::size_t before = mallinfo2().uordblks;
    std::vector<std::shared_ptr<const Card>> copies;
    for (const fleet::Entry& entry : snapshot.entries) copies.push_back(std::make_shared<const Card>(*entry.card));
    cards = mallinfo2().uordblks - before;
  }
  state.counters["bytes"] = static_cast<double>(cards + snapshot.entries.capacity() * sizeof(fleet::Entry));
}
BENCHMARK(memory)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cpsg::api
