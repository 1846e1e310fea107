// For tests: a random history with its people, as a list to compute with by hand and as the table of its commits.
//
//   const RandomCommits commits(random, 300, zone);
//   for (const RandomCommit& commit : commits.list) ...
//   const CommitTable& table = commits.table;
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "cpsg/base/time_zone.h"
#include "cpsg/git/graph/testing/random_history.h"
#include "cpsg/history/commit_table.h"
#include "cpsg/history/roll_up.h"

namespace cpsg::history {

struct RandomCommit {
  std::int64_t epoch_s = -1;  // -1: no author time
  std::int16_t offset_minutes = 0;
  std::uint32_t person = 0;
  bool merge = false;
  bool bot = false;
  bool on_default = false;
  bool on_branch = false;  // of a branch that is not the default one
};

inline constexpr std::uint32_t kRandomPeople = 12;
// Of the person: three are one contributor each with another.
inline std::uint64_t contributor_key_of(std::uint32_t person) { return 1'000 + person % 9; }

// Times of 2015 to 2026, most of them within days of a change of the zone's clocks, a few without a date or of the far
// future.
inline std::int64_t random_epoch(std::mt19937& random, const TimeZone& zone) {
  constexpr std::int64_t kFirst = 1'420'070'400;
  constexpr std::int64_t kYears = 11LL * 365 * 86'400;
  const auto any = kFirst + static_cast<std::int64_t>(random() % kYears);
  switch (random() % 20) {
    case 0:
      return -1;
    case 1:
      return random() % 2 == 0 ? 5'000'000'000 : 253'402'300'799 + 3'600;
    case 2:
    case 3:
    case 4:
    case 5:
      return any;
    default:
      break;
  }
  const TimeZone::Span& span = zone.span_at(UnixTime(std::chrono::seconds(any)));
  const std::int64_t change = span.begin.time_since_epoch().count();
  if (change < kFirst || change > kFirst + kYears) return any;
  return change + static_cast<std::int64_t>(random() % 200'000) - 100'000;
}

class RandomCommits {
 public:
  RandomCommits(std::mt19937& random, std::size_t count, const TimeZone& zone)
      : list(random_list(random, count, zone)), table(make_graph(), view, keys()) {}

  std::vector<RandomCommit> list;  // by row
  storage::CommitView view;
  model::Bitmap branch;                       // rows
  std::vector<model::ActivityYear> roll_ups;  // of them all
  CommitTable table;

 private:
  static std::vector<RandomCommit> random_list(std::mt19937& random, std::size_t count, const TimeZone& zone) {
    std::vector<RandomCommit> list;
    for (std::size_t i = 0; i < count; ++i) {
      list.push_back({.epoch_s = random_epoch(random, zone),
                      .offset_minutes = static_cast<std::int16_t>(static_cast<int>(random() % 113) * 15 - 12 * 60),
                      .person = static_cast<std::uint32_t>(random() % kRandomPeople),
                      .merge = i > 1 && random() % 4 == 0,
                      .bot = random() % 5 == 0,
                      .on_default = random() % 2 == 0,
                      .on_branch = random() % 3 == 0});
    }
    return list;
  }
  static std::vector<std::uint64_t> keys() {
    std::vector<std::uint64_t> keys;
    for (std::uint32_t person = 0; person < kRandomPeople; ++person) keys.push_back(contributor_key_of(person));
    return keys;
  }

  StoredGraph make_graph() {
    StoredGraph stored;
    const auto rows = static_cast<std::uint32_t>(list.size());
    view.rows = rows;
    branch = model::Bitmap(rows);
    model::Bitmap live(rows);
    model::Bitmap on_default(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
      const RandomCommit& commit = list[row];
      const Node node = stored.graph.intern(git::graph::oid_of(row));
      const std::vector<Node> parents = commit.merge ? std::vector<Node>{node - 1, node - 2} : std::vector<Node>{};
      stored.graph.add(node, parents,
                       {.committed_epoch_s = std::max<std::int64_t>(commit.epoch_s, 0),
                        .authored_epoch_s = commit.epoch_s,
                        .row = row,
                        .author = commit.person,
                        .bot = commit.bot,
                        .author_offset_minutes = commit.offset_minutes});
      stored.order.push_back(node);
      live.set(row);
      if (commit.on_default) on_default.set(row);
      if (commit.on_branch) branch.set(row);
    }
    roll_ups = roll_up_activity(stored.graph, stored.order, live, on_default);  // here nodes are rows
    view.live = std::move(live);
    view.on_default = std::move(on_default);
    return stored;
  }
};

}  // namespace cpsg::history
