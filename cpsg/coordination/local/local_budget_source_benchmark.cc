// What sharing costs a process: a draw of a slice, and the look that each request takes at the revision.
#include <benchmark/benchmark.h>

#include "cpsg/coordination/local/local_budget_source.h"
#include "cpsg/coordination/local/testing/database.h"

namespace cpsg::coordination::local {
namespace {

constexpr AccountLimits kLimits{.places = 100,
                                .minute_points = {900, 2'000},
                                .graphql_server_time = std::chrono::seconds(50),
                                .server_time = std::chrono::seconds(80),
                                .floor_fraction = 0.1};

void draw(benchmark::State& state) {
  const TestDatabase database;
  LocalBudgetSource source(database.path(), "a server");
  DrawRequest request;
  request.least.places = 1;
  request.wanted.places = 8;
  for (auto _ : state) {
    benchmark::DoNotOptimize(source.draw("user-alice", kLimits, request, std::chrono::steady_clock::now()));
  }
}
BENCHMARK(draw);

void revision(benchmark::State& state) {
  const TestDatabase database;
  LocalBudgetSource source(database.path(), "a server");
  (void)source.draw("user-alice", kLimits, {}, std::chrono::steady_clock::now());
  for (auto _ : state) benchmark::DoNotOptimize(source.revision());
}
BENCHMARK(revision);

}  // namespace
}  // namespace cpsg::coordination::local
