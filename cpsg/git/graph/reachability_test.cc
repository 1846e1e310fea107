// Protects the counts that users see of branches (commits, ahead, behind) and what is live: thousands of random
// histories with merges, gaps and more tips than one pass takes, against sets computed by brute force.
#include "cpsg/git/graph/reachability.h"

#include <set>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/git/graph/testing/random_history.h"

namespace cpsg::git::graph {
namespace {

// Present commits that `tip` reaches.
std::set<std::uint32_t> reach(const History& history, std::uint32_t tip) {
  std::set<std::uint32_t> seen;
  std::vector<std::uint32_t> open{tip};
  while (!open.empty()) {
    const std::uint32_t commit = open.back();
    open.pop_back();
    if (!history.present[commit] || !seen.insert(commit).second) continue;
    open.insert(open.end(), history.parents[commit].begin(), history.parents[commit].end());
  }
  return seen;
}

std::int64_t count_without(const std::set<std::uint32_t>& of, const std::set<std::uint32_t>& without) {
  return std::count_if(of.begin(), of.end(), [&](std::uint32_t commit) { return !without.contains(commit); });
}

std::vector<std::uint32_t> random_tips(std::mt19937& random, const History& history, std::size_t count) {
  std::vector<std::uint32_t> present;
  for (std::uint32_t commit = 0; commit < history.size(); ++commit) {
    if (history.present[commit]) present.push_back(commit);
  }
  std::vector<std::uint32_t> tips;
  while (!present.empty() && tips.size() < count) tips.push_back(present[random() % present.size()]);
  return tips;
}

TEST(Reachable, IsTheUnionOverTheTips) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 1000; ++round) {
    const History history = random_history(random, 1 + static_cast<std::uint32_t>(random() % 50), true);
    std::vector<Node> nodes;
    const CommitGraph graph = build_graph(history, random, nodes);
    std::vector<Node> tips;
    std::set<std::uint32_t> expected;
    for (const std::uint32_t tip : random_tips(random, history, random() % 4)) {
      tips.push_back(nodes[tip]);
      expected.merge(reach(history, tip));
    }
    const model::Bitmap found = reachable(graph, tips);
    ASSERT_EQ(found.size(), graph.nodes());
    ASSERT_EQ(found.count(), expected.size());
    for (const std::uint32_t commit : expected) ASSERT_TRUE(found.test(nodes[commit]));
    const auto half = std::span<const Node>(tips).first(tips.size() / 2);
    ASSERT_EQ(reachable_beyond(reachable(graph, half), graph, tips), found);
  }
}

TEST(Reachable, DoesNotCountMissingTips) {
  CommitGraph graph;
  const Node missing = graph.intern(oid_of(1));
  EXPECT_EQ(reachable(graph, std::vector<Node>{missing}).count(), 0U);
}

TEST(CompareToDefault, CountsLikeSets) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 3000; ++round) {
    const History history = random_history(random, 1 + static_cast<std::uint32_t>(random() % 60), random() % 2 == 0);
    std::vector<Node> nodes;
    const CommitGraph graph = build_graph(history, random, nodes);
    const std::vector<std::uint32_t> tips = random_tips(random, history, 1 + random() % (round % 50 == 0 ? 200 : 8));
    if (tips.empty()) continue;
    std::vector<Node> tip_nodes;
    for (const std::uint32_t tip : tips) tip_nodes.push_back(nodes[tip]);
    const std::vector<BranchPosition> found = compare_to_default(graph, graph.topological_order(), tip_nodes,
                                                                 reachable(graph, std::span(tip_nodes).first(1)));

    const std::set<std::uint32_t> on_default = reach(history, tips.front());
    ASSERT_EQ(found.size(), tips.size());
    for (std::size_t i = 0; i < tips.size(); ++i) {
      const std::set<std::uint32_t> on_tip = reach(history, tips[i]);
      ASSERT_EQ(found[i].commits, static_cast<std::int64_t>(on_tip.size()));
      ASSERT_EQ(found[i].ahead, count_without(on_tip, on_default));
      ASSERT_EQ(found[i].behind, count_without(on_default, on_tip));
    }
  }
}

TEST(CompareToDefault, AnswersNothingForNoTips) {
  CommitGraph graph;
  const Node root = graph.intern(oid_of(1));
  CommitFacts facts;
  facts.row = 0;
  graph.add(root, {}, facts);
  EXPECT_TRUE(
      compare_to_default(graph, std::vector<Node>{root}, {}, reachable(graph, std::vector<Node>{root})).empty());
}

// Lines of commits, each the first parent of the next: commit c of line l is node(l, c), the tips are the last ones.
class SampleAncestors : public ::testing::Test {
 protected:
  void add_line(std::uint32_t line, std::uint32_t length) {
    for (std::uint32_t i = 0; i < length; ++i) {
      const Node added = graph_.intern(oid_of(line * 1000 + i));
      CommitFacts facts;
      facts.row = added;
      graph_.add(added, i == 0 ? std::vector<Node>{} : std::vector<Node>{node(line, i - 1)}, facts);
    }
  }
  Node node(std::uint32_t line, std::uint32_t commit) { return *graph_.find(oid_of(line * 1000 + commit)); }

  CommitGraph graph_;
};

TEST_F(SampleAncestors, GoesBackInGrowingStepsNearestFirst) {
  add_line(0, 100);
  add_line(1, 10);
  const std::vector<Node> tips{node(0, 99), node(1, 9)};
  EXPECT_THAT(sample_ancestors(graph_, tips, 100),
              ::testing::ElementsAre(node(0, 98), node(1, 8), node(0, 97), node(1, 7), node(0, 95), node(1, 5),
                                     node(0, 91), node(1, 1), node(0, 83), node(0, 67), node(0, 35)));
}

TEST_F(SampleAncestors, StopsAtTheBound) {
  add_line(0, 100);
  add_line(1, 100);
  const std::vector<Node> tips{node(0, 99), node(1, 99)};
  EXPECT_THAT(sample_ancestors(graph_, tips, 3), ::testing::ElementsAre(node(0, 98), node(1, 98), node(0, 97)));
  EXPECT_TRUE(sample_ancestors(graph_, tips, 0).empty());
}

TEST_F(SampleAncestors, NamesNothingTwiceAndNoTip) {
  add_line(0, 10);
  const std::vector<Node> tips{node(0, 9), node(0, 8), node(0, 9)};
  // Distances from 9: 8 (a tip), 7, 5, 1; from 8: 7 (taken), 6, 4, 0.
  EXPECT_THAT(sample_ancestors(graph_, tips, 100),
              ::testing::ElementsAre(node(0, 7), node(0, 6), node(0, 5), node(0, 4), node(0, 1), node(0, 0)));
}

TEST_F(SampleAncestors, EndsWhereTheHistoryIsCut) {
  const Node tip = graph_.intern(oid_of(1));
  CommitFacts facts;
  facts.row = 0;
  graph_.add(tip, std::vector<Node>{graph_.intern(oid_of(2))}, facts);
  EXPECT_TRUE(sample_ancestors(graph_, std::vector<Node>{tip}, 100).empty());
  EXPECT_TRUE(sample_ancestors(graph_, std::vector<Node>{graph_.intern(oid_of(2))}, 100).empty());
}

}  // namespace
}  // namespace cpsg::git::graph
