#include "cpsg/git/graph/reachability.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

namespace cpsg::git::graph {
namespace {

constexpr std::size_t kTipsAPass = 64;

// How many of up to 64 tips' ancestors are on the default branch, and how many are not, from one mask of tips a commit.
// Neighbours mostly have the same mask (a trunk that every branch shares), so runs are counted, not bits.
class TipCounters {
 public:
  void count(std::uint64_t mask, bool on_default) {
    if (mask != run_mask_ || on_default != run_on_default_) {
      end_run();
      run_mask_ = mask;
      run_on_default_ = on_default;
    }
    ++run_length_;
  }
  void end_run() {
    auto& counters = run_on_default_ ? shared_ : ahead_;
    for (std::uint64_t rest = run_mask_; rest != 0; rest &= rest - 1) {
      counters[static_cast<std::size_t>(std::countr_zero(rest))] += run_length_;
    }
    run_length_ = 0;
  }
  // After end_run().
  [[nodiscard]] BranchPosition position(std::size_t tip, std::int64_t default_commits) const {
    return {shared_[tip] + ahead_[tip], ahead_[tip], default_commits - shared_[tip]};
  }

 private:
  std::array<std::int64_t, kTipsAPass> shared_{};
  std::array<std::int64_t, kTipsAPass> ahead_{};
  std::uint64_t run_mask_ = 0;
  bool run_on_default_ = false;
  std::int64_t run_length_ = 0;
};

}  // namespace

model::Bitmap reachable(const CommitGraph& graph, std::span<const Node> tips) {
  return reachable_beyond(model::Bitmap(graph.nodes()), graph, tips);
}

model::Bitmap reachable_beyond(model::Bitmap seen, const CommitGraph& graph, std::span<const Node> tips) {
  std::vector<Node> open;
  const auto enter = [&](Node node) {
    if (!graph.present(node) || seen.test(node)) return;
    seen.set(node);
    open.push_back(node);
  };
  for (const Node tip : tips) {
    enter(tip);
    while (!open.empty()) {
      const Node node = open.back();
      open.pop_back();
      for (const Node parent : graph.parents(node)) enter(parent);
    }
  }
  return seen;
}

std::vector<BranchPosition> compare_to_default(const CommitGraph& graph, std::span<const Node> topological,
                                               std::span<const Node> tips, const model::Bitmap& on_default) {
  assert(topological.size() == graph.commits());
  const auto default_commits = static_cast<std::int64_t>(on_default.count());

  std::vector<BranchPosition> positions;
  positions.reserve(tips.size());
  std::vector<std::uint64_t> masks;  // by node: which tips of this pass reach it
  for (; !tips.empty(); tips = tips.subspan(std::min(tips.size(), kTipsAPass))) {
    const std::span<const Node> pass = tips.first(std::min(tips.size(), kTipsAPass));
    masks.assign(graph.nodes(), 0);
    for (std::size_t i = 0; i < pass.size(); ++i) {
      assert(graph.present(pass[i]));
      masks[pass[i]] |= std::uint64_t{1} << i;
    }
    TipCounters counters;
    for (std::size_t i = topological.size(); i-- > 0;) {
      const Node node = topological[i];
      const std::uint64_t mask = masks[node];
      if (mask == 0) continue;
      for (const Node parent : graph.parents(node)) masks[parent] |= mask;
      counters.count(mask, on_default.test(node));
    }
    counters.end_run();
    for (std::size_t i = 0; i < pass.size(); ++i) positions.push_back(counters.position(i, default_commits));
  }
  return positions;
}

std::vector<Node> sample_ancestors(const CommitGraph& graph, std::span<const Node> tips, std::size_t most) {
  model::Bitmap taken(graph.nodes());
  std::vector<Node> cursors;  // where the walk along each tip's first parents stands
  for (const Node tip : tips) {
    if (!graph.present(tip) || taken.test(tip)) continue;
    taken.set(tip);
    // More walks than samples give nothing more; without that bound a hostile graph could make this quadratic.
    if (cursors.size() < most) cursors.push_back(tip);
  }
  std::vector<Node> samples;
  for (std::size_t distance = 1, step = 1; samples.size() < most && distance < graph.nodes();
       step = distance, distance *= 2) {
    std::vector<Node> advanced;
    for (Node node : cursors) {
      std::size_t left = step;
      for (; left > 0 && !graph.parents(node).empty() && graph.present(graph.parents(node)[0]); --left) {
        node = graph.parents(node)[0];
      }
      if (left > 0) continue;  // the history is shorter
      advanced.push_back(node);
      if (taken.test(node)) continue;
      taken.set(node);
      if (samples.size() < most) samples.push_back(node);
    }
    cursors = std::move(advanced);
  }
  return samples;
}

}  // namespace cpsg::git::graph
