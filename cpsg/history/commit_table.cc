#include "cpsg/history/commit_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/history/roll_up.h"

namespace cpsg::history {
namespace {

constexpr std::size_t kWaitingMax = 4;
constexpr std::chrono::seconds kRetryAfter{2};
constexpr std::size_t kEntryBytes = 512;  // of memory that a table takes beside its columns

template <typename Value>
std::size_t bytes_of(const std::vector<Value>& column) {
  return column.capacity() * sizeof(Value);
}

std::string prefix_of(std::string_view project_id) { return fmt::format("{} ", project_id); }

}  // namespace

// ---- one table ----

struct CommitTable::Place {
  std::int64_t epoch_s = 0;
  std::uint32_t row = 0;
  Node node = 0;

  friend bool operator<(const Place& a, const Place& b) {
    return a.epoch_s != b.epoch_s ? a.epoch_s < b.epoch_s : a.row < b.row;
  }
};

CommitTable::CommitTable(const StoredGraph& stored, const storage::CommitView& view,
                         const std::vector<std::uint64_t>& contributor_keys) {
  std::vector<Place> places;
  places.reserve(view.live.count());
  for (const Node node : stored.order) {
    const CommitFacts facts = stored.graph.facts(node);
    if (view.live.test(facts.row)) places.push_back({facts.authored_epoch_s, facts.row, node});
  }
  std::sort(places.begin(), places.end());
  add(stored, view, places);
  add_contributors(stored, view, contributor_keys);
}

void CommitTable::add(const StoredGraph& stored, const storage::CommitView& view, const std::vector<Place>& places) {
  const auto first_from = [&](std::int64_t epoch_s) {
    return static_cast<std::size_t>(std::lower_bound(places.begin(), places.end(), Place{epoch_s, 0, 0}) -
                                    places.begin());
  };
  first_dated_ = first_from(0);
  first_late_ = first_from(std::int64_t{std::numeric_limits<std::uint32_t>::max()} + 1);
  epochs_.reserve(first_late_);
  offsets_.reserve(places.size());
  persons_.reserve(places.size());
  flags_.reserve(places.size());
  rows_.reserve(places.size());
  for (const Place& place : places) {
    const CommitFacts facts = stored.graph.facts(place.node);
    if (epochs_.size() < first_late_) {
      epochs_.push_back(static_cast<std::uint32_t>(std::max<std::int64_t>(place.epoch_s, 0)));
    } else {
      late_epochs_.push_back(place.epoch_s);
    }
    const bool is_known = facts.author_offset_minutes != git::graph::kOffsetUnknown;
    offsets_.push_back(is_known ? facts.author_offset_minutes : std::int16_t{0});
    if (!is_known && place.epoch_s >= 0) has_offsets_ = false;
    persons_.push_back(facts.author);
    const bool merge = stored.graph.parents(place.node).size() > 1;
    flags_.push_back(static_cast<std::uint8_t>((merge ? kMerge : 0) | (facts.bot ? kBot : 0) |
                                               (view.on_default.test(facts.row) ? kOnDefault : 0)));
    rows_.push_back(place.row);
  }
}

void CommitTable::add_contributors(const StoredGraph& stored, const storage::CommitView& view,
                                   const std::vector<std::uint64_t>& contributor_keys) {
  model::Bitmap live(stored.graph.nodes());
  model::Bitmap on_default(stored.graph.nodes());
  for (const Node node : stored.order) {
    const CommitFacts facts = stored.graph.facts(node);
    if (!view.live.test(facts.row)) continue;
    if (facts.author >= contributor_keys.size()) {
      throw Error(ErrorCode::kStoreCorrupt, "the commit graph names a person who is not stored");
    }
    live.set(node);
    if (view.on_default.test(facts.row)) on_default.set(node);
  }
  std::unordered_map<std::uint64_t, std::uint32_t> places;
  for (storage::StagedContributor& counts :
       roll_up_contributors(stored.graph, stored.order, live, on_default, contributor_keys)) {
    const std::uint64_t key = contributor_keys[counts.person];
    places.emplace(key, static_cast<std::uint32_t>(contributors_.size()));
    contributors_.push_back({key, std::move(counts)});
  }
  contributor_of_person_.reserve(contributor_keys.size());
  for (const std::uint64_t key : contributor_keys) {
    const auto found = places.find(key);
    contributor_of_person_.push_back(found == places.end() ? kNobody : found->second);
  }
}

CommitTable::CommitTable(const CommitTable& other, std::span<const std::int16_t> offsets_minutes) : CommitTable(other) {
  for (std::size_t i = 0; i < size(); ++i) offsets_[i] = offsets_minutes[rows_[i]];
  has_offsets_ = true;
}

std::size_t CommitTable::first_at(UnixTime time) const {
  std::size_t low = first_dated_;
  for (std::size_t count = size() - first_dated_; count > 0;) {
    const std::size_t half = count / 2;
    if (this->time(low + half) < time) {
      low += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return low;
}

std::size_t CommitTable::bytes() const {
  return kEntryBytes + bytes_of(epochs_) + bytes_of(offsets_) + bytes_of(persons_) + bytes_of(flags_) +
         bytes_of(rows_) + bytes_of(late_epochs_) + bytes_of(contributors_) + bytes_of(contributor_of_person_);
}

// ---- those that are kept ----

// One table that is being made, while it exists.
class CommitTables::Making {
 public:
  Making(CommitTables& tables, const std::string& key) : tables_(tables), key_(key) { tables_.making_.insert(key_); }
  ~Making() {
    const std::lock_guard lock(tables_.mutex_);
    tables_.making_.erase(key_);
    tables_.made_.notify_all();
  }
  Making(const Making&) = delete;
  Making& operator=(const Making&) = delete;

 private:
  CommitTables& tables_;
  const std::string& key_;
};

std::shared_ptr<const CommitTable> CommitTables::get(const storage::CommitView& view, AuthorOffsets offsets) {
  const std::string prefix = prefix_of(view.project_id);
  const std::string key = fmt::format("{}{} {}", prefix, view.incarnation, view.generation);
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto table = find(key, offsets)) return table;
    if (!making_.contains(key)) break;
    if (waiting_ >= kWaitingMax) {
      throw Error(ErrorCode::kOverloaded, "too many requests need the commits of a project at once; try again",
                  kRetryAfter);
    }
    ++waiting_;
    made_.wait(lock);
    --waiting_;
  }
  const Making making(*this, key);
  std::shared_ptr<const CommitTable> table = find(key, AuthorOffsets::kNotNeeded);
  lock.unlock();
  if (!table) {
    table = make(view);
    keep(key, prefix, table);
  }
  if (offsets == AuthorOffsets::kNeeded && !table->has_offsets()) {
    table = with_offsets(*table, view);
    keep(key, prefix, table);
  }
  return table;
}

std::shared_ptr<const CommitTable> CommitTables::find(const std::string& key, AuthorOffsets offsets) {
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& each) { return each.key == key; });
  if (found == kept_.end()) return nullptr;
  if (offsets == AuthorOffsets::kNeeded && !found->table->has_offsets()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return kept_.front().table;
}

std::shared_ptr<const CommitTable> CommitTables::make(const storage::CommitView& view) {
  std::shared_ptr<const CommitTable> table;
  graphs_.read(view, [&](const StoredGraph& stored) {
    // After the graph, so that all of its people are there; it throws where the history was rewritten meanwhile.
    table = std::make_shared<const CommitTable>(stored, view, history_.contributor_keys(view));
  });
  return table;
}

// Outside GraphReader::read(), which others wait for.
std::shared_ptr<const CommitTable> CommitTables::with_offsets(const CommitTable& table,
                                                              const storage::CommitView& view) {
  std::vector<std::int16_t> by_row(view.rows);
  history_.read_author_offsets(view, [&](std::uint32_t row, std::int16_t minutes) { by_row[row] = minutes; });
  return std::make_shared<const CommitTable>(table, by_row);
}

// The tables of the project's earlier generations are of no use any more.
void CommitTables::keep(const std::string& key, const std::string& project_prefix,
                        std::shared_ptr<const CommitTable> table) {
  const std::lock_guard lock(mutex_);
  drop(project_prefix);
  made_.notify_all();  // some need no more than this
  if (table->bytes() > kept_max_bytes_) return;
  kept_bytes_ += table->bytes();
  kept_.push_front({key, std::move(table)});
  while (kept_bytes_ > kept_max_bytes_) {
    kept_bytes_ -= kept_.back().table->bytes();
    kept_.pop_back();
  }
}

void CommitTables::drop(const std::string& prefix) {
  std::erase_if(kept_, [&](const Kept& each) {
    const bool dropped = each.key.starts_with(prefix);
    if (dropped) kept_bytes_ -= each.table->bytes();
    return dropped;
  });
}

void CommitTables::forget(std::string_view project_id) {
  const std::lock_guard lock(mutex_);
  drop(prefix_of(project_id));
}

std::size_t CommitTables::kept_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_bytes_;
}

}  // namespace cpsg::history
