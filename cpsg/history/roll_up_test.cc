// Protects the roll-ups: which hour and kind a commit counts in, who is one contributor, and that years are replaced
// only when they differ. The graph is small and made by hand; the counts are done by hand.
#include "cpsg/history/roll_up.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cpsg::history {
namespace {

using git::graph::CommitGraph;
using git::graph::Node;
using model::ActivityCounts;
using model::ActivityYear;

model::Oid oid_of(std::uint8_t number) {
  model::Oid oid;
  oid.bytes[0] = number;
  return oid;
}

// A person by number. Two numbers of one contributor: kJane under two names.
constexpr std::uint32_t kJane = 0;
constexpr std::uint32_t kJaneDoe = 1;
constexpr std::uint32_t kMax = 2;
constexpr std::uint32_t kBot = 3;
const std::vector<std::uint64_t> kContributorOfPerson = {70, 70, 80, 90};

// Builds a graph commit by commit.
struct Fixture {
  CommitGraph graph;
  std::vector<Node> nodes;
  model::Bitmap live{64};
  model::Bitmap on_default{64};

  Node add(std::uint32_t author, std::int64_t authored_s, std::vector<Node> parents, bool is_default) {
    const Node node = graph.intern(oid_of(static_cast<std::uint8_t>(nodes.size() + 1)));
    graph.add(node, parents,
              {.committed_epoch_s = authored_s,
               .authored_epoch_s = authored_s,
               .row = static_cast<std::uint32_t>(nodes.size()),
               .author = author,
               .bot = author == kBot});
    nodes.push_back(node);
    live.set(node);
    if (is_default) on_default.set(node);
    return node;
  }
};

constexpr std::int64_t kHour = 3600;

TEST(RollUpActivity, CountsByHourOfTheYearKindAndBranch) {
  Fixture f;
  const Node root = f.add(kJane, 0, {}, true);               // 1970, hour 0
  const Node side = f.add(kJane, kHour - 1, {root}, false);  // hour 0, another branch
  const Node bot = f.add(kBot, kHour, {root}, true);         // hour 1
  f.add(kJane, 366 * 24 * kHour, {bot, side}, true);         // 1971, hour 24: a merge
  f.add(kJane, -1, {root}, true);                            // no date: in no hour

  const std::vector<ActivityYear> years = roll_up_activity(f.graph, f.nodes, f.live, f.on_default);
  ASSERT_EQ(years.size(), 2U);
  EXPECT_EQ(years[0].year, 1970);
  ASSERT_EQ(years[0].hours.size(), 2U);
  EXPECT_EQ(years[0].hours[0].hour_of_year, 0);
  EXPECT_EQ(years[0].hours[0].counts.all[ActivityCounts::kPlain], 2U);
  EXPECT_EQ(years[0].hours[0].counts.on_default[ActivityCounts::kPlain], 1U);
  EXPECT_EQ(years[0].hours[1].hour_of_year, 1);
  EXPECT_EQ(years[0].hours[1].counts.all[ActivityCounts::kBot], 1U);
  EXPECT_EQ(years[1].year, 1971);
  ASSERT_EQ(years[1].hours.size(), 1U);
  EXPECT_EQ(years[1].hours[0].hour_of_year, 24);
  EXPECT_EQ(years[1].hours[0].counts.on_default[ActivityCounts::kMerge], 1U);
}

TEST(RollUpActivity, LeavesOutWhatNoBranchReaches) {
  Fixture f;
  f.add(kJane, 0, {}, true);
  EXPECT_TRUE(roll_up_activity(f.graph, f.nodes, model::Bitmap(64), model::Bitmap(64)).empty());
}

TEST(ChangedYears, AreThoseThatDifferAndThoseThatAreGone) {
  const ActivityYear same{2001, {{5, {}}}};
  const ActivityYear before{2002, {{5, {}}}};
  const ActivityYear after{2002, {{6, {}}}};
  const ActivityYear gone{2003, {{1, {}}}};
  const ActivityYear added{2004, {{1, {}}}};
  EXPECT_THAT(changed_years({same, after, added}, {same, before, gone}),
              testing::ElementsAre(after, added, ActivityYear{2003, {}}));
  EXPECT_THAT(changed_years({same}, {same}), testing::IsEmpty());
}

TEST(RollUpContributors, OneEmailIsOneContributorNamedByTheNewestCommit) {
  Fixture f;
  const Node root = f.add(kJane, 100, {}, true);
  const Node second = f.add(kJaneDoe, 300, {root}, true);
  const Node third = f.add(kJane, 200, {second}, false);
  f.add(kMax, -1, {third}, true);

  auto contributors = roll_up_contributors(f.graph, f.nodes, f.live, f.on_default, kContributorOfPerson);
  std::sort(contributors.begin(), contributors.end(),
            [](const auto& a, const auto& b) { return a.commits_all > b.commits_all; });
  ASSERT_EQ(contributors.size(), 2U);
  EXPECT_EQ(contributors[0].person, kJaneDoe);
  EXPECT_EQ(contributors[0].commits_all, 3);
  EXPECT_EQ(contributors[0].commits, 2);
  EXPECT_EQ(contributors[0].first_commit_at, UnixTime{std::chrono::seconds{100}});
  EXPECT_EQ(contributors[0].last_commit_at, UnixTime{std::chrono::seconds{300}});
  EXPECT_EQ(contributors[1].first_commit_at, std::nullopt);
}

}  // namespace
}  // namespace cpsg::history
