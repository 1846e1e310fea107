#include "cpsg/history/commit_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "cpsg/base/limits.h"
#include "cpsg/git/graph/reachability.h"

namespace cpsg::history {
namespace {

constexpr std::size_t kKeptMaxBytes = 4 * limits::kMiB;
constexpr std::size_t kEntryBytes = 256;  // of memory that a kept set takes beside its bits and key

using model::Bitmap;

// The commits by these people, who must be given in ascending order; at least one.
Bitmap rows_by(const StoredGraph& stored, const std::vector<std::uint32_t>& people, std::size_t rows) {
  Bitmap wanted(people.back() + std::size_t{1});
  for (const std::uint32_t person : people) wanted.set(person);
  Bitmap selected(rows);
  for (const Node each : stored.order) {
    const CommitFacts facts = stored.graph.facts(each);
    if (facts.row < rows && wanted.test(facts.author)) selected.set(facts.row);
  }
  return selected;
}

Bitmap rows_without_bots(const StoredGraph& stored, std::size_t rows) {
  Bitmap selected(rows);
  for (const Node each : stored.order) {
    const CommitFacts facts = stored.graph.facts(each);
    if (facts.row < rows && !facts.bot) selected.set(facts.row);
  }
  return selected;
}

}  // namespace

Bitmap rows_reached(const StoredGraph& stored, const model::Oid& tip, std::size_t rows) {
  Bitmap selected(rows);
  const auto node = stored.graph.find(tip);
  if (!node || !stored.graph.present(*node)) return selected;
  const std::array tips = {*node};
  const Bitmap reached = git::graph::reachable(stored.graph, tips);
  for (const Node each : stored.order) {
    if (!reached.test(each)) continue;
    const std::uint32_t row = stored.graph.row(each);
    if (row < rows) selected.set(row);  // the graph may be of a later generation, which has more rows
  }
  return selected;
}

// One condition of a filter: the key under which its set is kept, and how the set is computed.
struct CommitSelector::Part {
  std::string key;
  std::function<Bitmap(const StoredGraph&)> compute;
};

Bitmap CommitSelector::select(const storage::CommitView& view, const CommitFilter& filter) {
  std::vector<Part> parts;
  const std::string prefix = fmt::format("{} {} {} ", view.project_id, view.incarnation, view.generation);
  if (filter.tip) {
    parts.push_back({prefix + "tip " + filter.tip->hex(),
                     [&](const StoredGraph& stored) { return rows_reached(stored, *filter.tip, view.rows); }});
  }
  std::vector<std::uint32_t> people;
  if (filter.author_texts) {
    people = history_.people_matching(view.project_id, *filter.author_texts);
    if (people.empty()) return Bitmap(view.rows);
    std::sort(people.begin(), people.end());
    parts.push_back({fmt::format("{}people {}", prefix, fmt::join(people, ",")),
                     [&](const StoredGraph& stored) { return rows_by(stored, people, view.rows); }});
  }

  if (filter.without_bots) {
    parts.push_back(
        {prefix + "without bots", [&](const StoredGraph& stored) { return rows_without_bots(stored, view.rows); }});
  }

  Bitmap selected = view.live;
  std::vector<const Part*> missing;
  for (const Part& part : parts) {
    const auto kept = kept_set(part.key, view.rows);
    kept ? void(selected &= *kept) : missing.push_back(&part);
  }
  if (missing.empty()) return selected;
  graphs_.read(view, [&](const StoredGraph& stored) {
    for (const Part* part : missing) {
      const Bitmap rows = part->compute(stored);
      selected &= rows;
      keep(part->key, rows);
    }
  });
  return selected;
}

std::optional<Bitmap> CommitSelector::kept_set(const std::string& key, std::size_t rows) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const KeptSet& each) { return each.key == key; });
  if (found == kept_.end() || found->rows.size() != rows) return std::nullopt;
  kept_.splice(kept_.begin(), kept_, found);
  return kept_.front().rows;
}

std::size_t CommitSelector::bytes_of(const KeptSet& kept) {
  return kept.rows.size() / 8 + kept.key.size() + kEntryBytes;
}

void CommitSelector::forget(std::string_view project_id) {
  const std::lock_guard lock(mutex_);
  const std::string prefix = fmt::format("{} ", project_id);
  std::erase_if(kept_, [&](const KeptSet& each) {
    const bool of_project = each.key.starts_with(prefix);
    if (of_project) kept_bytes_ -= bytes_of(each);
    return of_project;
  });
}

void CommitSelector::keep(std::string key, const Bitmap& rows) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const KeptSet& each) {
    if (each.key == key) kept_bytes_ -= bytes_of(each);
    return each.key == key;
  });
  kept_.push_front({std::move(key), rows});
  kept_bytes_ += bytes_of(kept_.front());
  while (kept_bytes_ > kKeptMaxBytes) {
    kept_bytes_ -= bytes_of(kept_.back());
    kept_.pop_back();
  }
}

}  // namespace cpsg::history
