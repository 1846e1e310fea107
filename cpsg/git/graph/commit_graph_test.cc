// Protects the graph that every roll-up is computed from: ids keep their nodes while the index grows, parents may come
// before their commits or never, and the order puts parents first, against random histories with gaps.
#include "cpsg/git/graph/commit_graph.h"

#include "cpsg/base/error.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/git/graph/testing/random_history.h"

namespace cpsg::git::graph {
namespace {

CommitFacts row(std::uint32_t number) {
  CommitFacts facts;
  facts.row = number;
  return facts;
}

TEST(CommitGraph, IdsKeepTheirNodesWhileItGrows) {
  constexpr std::uint32_t kIds = 100'000;
  CommitGraph graph;
  for (std::uint32_t i = 0; i < kIds; ++i) ASSERT_EQ(graph.intern(oid_of(i)), i);
  for (std::uint32_t i = 0; i < kIds; ++i) {
    ASSERT_EQ(graph.intern(oid_of(i)), i);
    ASSERT_EQ(graph.find(oid_of(i)), i);
    ASSERT_EQ(graph.oid(i), oid_of(i));
    ASSERT_EQ(graph.find(oid_of(kIds + i)), std::nullopt);
  }
  EXPECT_EQ(graph.nodes(), kIds);
}

TEST(CommitGraph, FindsOnlyTheIdsThatAreWantedWhereThoseAreTold) {
  constexpr std::uint32_t kIds = 20'000;
  CommitGraph graph;
  const std::vector<model::Oid> wanted{oid_of(7), oid_of(19'999), oid_of(kIds + 5)};
  graph.index_only(wanted);
  for (std::uint32_t i = 0; i < kIds; ++i) ASSERT_EQ(graph.intern_stored(oid_of(i)), i);
  EXPECT_EQ(graph.find(oid_of(7)), 7U);
  EXPECT_EQ(graph.find(oid_of(19'999)), 19'999U);
  EXPECT_EQ(graph.find(oid_of(8)), std::nullopt) << "it is there, and was not wanted";
  EXPECT_EQ(graph.intern(oid_of(kIds + 5)), kIds) << "one that is new gets a node";
  for (std::uint32_t i = kIds + 10; i < 3 * kIds; ++i) graph.intern(oid_of(i));
  EXPECT_EQ(graph.find(oid_of(7)), 7U) << "also when the index has grown";
  EXPECT_EQ(graph.oid(8), oid_of(8));
}

TEST(CommitGraph, TellsIdsApartThatHashAlike) {
  CommitGraph graph;
  model::Oid oid = oid_of(1);
  for (std::uint8_t last = 0; last < 200; ++last) {
    oid.bytes[19] = last;
    ASSERT_EQ(graph.find(oid), std::nullopt);
    ASSERT_EQ(graph.intern(oid), last);
  }
  for (std::uint8_t last = 0; last < 200; ++last) {
    oid.bytes[19] = last;
    ASSERT_EQ(graph.find(oid), last);
  }
}

TEST(CommitGraph, AnAuthorCanBeReplaced) {
  CommitGraph graph;
  for (std::uint32_t i = 0; i < 9; ++i) {
    CommitFacts facts = row(i);
    facts.author = i;
    facts.bot = i % 2 == 0;
    graph.add(graph.intern(oid_of(i)), {}, facts);
  }
  graph.set_author(3, 70, true);
  graph.set_author(4, 71, false);
  EXPECT_EQ(graph.facts(3).author, 70U);
  EXPECT_TRUE(graph.facts(3).bot);
  EXPECT_FALSE(graph.facts(4).bot);
  EXPECT_TRUE(graph.facts(2).bot);
  EXPECT_FALSE(graph.facts(5).bot);
  EXPECT_EQ(graph.facts(4).row, 4U);
}

TEST(CommitGraph, ParentsMayComeBeforeTheirCommits) {
  CommitGraph graph;
  const Node child = graph.intern(oid_of(1));
  const Node parent = graph.intern(oid_of(2));
  const Node never = graph.intern(oid_of(3));
  graph.add(child, std::vector<Node>{parent, never}, row(7));
  EXPECT_TRUE(graph.present(child));
  EXPECT_FALSE(graph.present(parent));
  EXPECT_TRUE(graph.parents(parent).empty());
  EXPECT_EQ(graph.commits(), 1U);
  EXPECT_EQ(graph.missing(), 2U);

  graph.add(graph.intern(oid_of(2)), {}, row(8));
  EXPECT_TRUE(graph.present(parent));
  EXPECT_TRUE(graph.parents(parent).empty());
  EXPECT_THAT(graph.parents(child), ::testing::ElementsAre(parent, never));
  EXPECT_EQ(graph.commits(), 2U);
  EXPECT_EQ(graph.missing(), 1U);
}

TEST(CommitGraph, KeepsFactsAndParentsOfEveryCommit) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  CommitGraph graph;
  std::vector<CommitFacts> facts;
  std::vector<std::vector<Node>> parents;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    facts.push_back(random_facts(random, i));
    parents.emplace_back(i == 500 ? 300 : random() % 4, graph.intern(oid_of(i)));
    graph.add(graph.intern(oid_of(i)), parents.back(), facts.back());
  }
  for (Node node = 0; node < 1000; ++node) {
    ASSERT_EQ(graph.facts(node), facts[node]);
    ASSERT_TRUE(std::ranges::equal(graph.parents(node), parents[node]));
  }
}

TEST(CommitGraph, TakesAnAnnouncedNumberWithABound) {
  CommitGraph graph;
  graph.intern(oid_of(1));
  graph.reserve(SIZE_MAX);
  EXPECT_EQ(graph.find(oid_of(1)), 0U);
  EXPECT_EQ(graph.intern(oid_of(2)), 1U);
}

// Checks that `order` holds each present node from `first` on once, after its present parents.
void expect_topological(const CommitGraph& graph, Node first, const std::vector<Node>& order) {
  constexpr std::size_t kNowhere = SIZE_MAX;
  std::vector<std::size_t> place(graph.nodes(), kNowhere);
  for (std::size_t i = 0; i < order.size(); ++i) {
    ASSERT_GE(order[i], first);
    ASSERT_EQ(place[order[i]], kNowhere);
    place[order[i]] = i;
  }
  for (Node node = first; node < graph.nodes(); ++node) {
    ASSERT_EQ(place[node] != kNowhere, graph.present(node));
    for (const Node parent : graph.parents(node)) {
      if (parent >= first && graph.present(parent)) {
        ASSERT_LT(place[parent], place[node]);
      }
    }
  }
}

TEST(TopologicalOrder, PutsParentsFirst) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 2000; ++round) {
    std::vector<Node> nodes;
    const auto size = static_cast<std::uint32_t>(random() % 60);
    const CommitGraph graph = build_graph(random_history(random, size, true), random, nodes);
    const std::vector<Node> order = graph.topological_order();
    ASSERT_NO_FATAL_FAILURE(expect_topological(graph, 0, order));
    ASSERT_EQ(graph.topological_order(), order);
  }
}

TEST(TopologicalOrder, LeavesOutNodesThatAreInOrderAlready) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  CommitGraph graph;
  for (std::uint32_t i = 0; i < 100; ++i) {
    graph.add(graph.intern(oid_of(i)), i == 0 ? std::vector<Node>{} : std::vector<Node>{i - 1}, row(i));
  }
  // A hundred more on top, the newest first.
  const auto first = static_cast<Node>(graph.nodes());
  for (std::uint32_t i = 200; i-- > 100;) {
    const Node node = graph.intern(oid_of(i));
    graph.add(node, std::vector<Node>{graph.intern(oid_of(i - 1))}, row(i));
  }
  EXPECT_EQ(graph.topological_order(first).size(), 100U);
  expect_topological(graph, first, graph.topological_order(first));
  EXPECT_TRUE(graph.topological_order(static_cast<Node>(graph.nodes())).empty());
}

TEST(TopologicalOrder, TakesLinesOfAnyLength) {
  constexpr std::uint32_t kCommits = 300'000;
  CommitGraph graph;
  graph.reserve(kCommits);
  for (std::uint32_t i = 0; i < kCommits; ++i) {
    const Node node = graph.intern(oid_of(i));
    graph.add(node, i + 1 == kCommits ? std::vector<Node>{} : std::vector<Node>{graph.intern(oid_of(i + 1))}, row(i));
  }
  const std::vector<Node> order = graph.topological_order();
  ASSERT_EQ(order.size(), kCommits);
  EXPECT_EQ(order.front(), kCommits - 1);
  EXPECT_EQ(order.back(), 0U);
}

TEST(TopologicalOrder, RefusesCycles) {
  CommitGraph graph;
  for (std::uint32_t i = 0; i < 4; ++i) {
    const Node node = graph.intern(oid_of(i));
    graph.add(node, std::vector<Node>{graph.intern(oid_of(i == 3 ? 1 : i + 1))}, row(i));
  }
  try {
    (void)graph.topological_order();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadData);
  }
}

}  // namespace
}  // namespace cpsg::git::graph
