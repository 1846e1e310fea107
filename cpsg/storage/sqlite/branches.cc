#include "cpsg/storage/sqlite/branches.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::sqlite {
namespace {

const std::string kSelectBranch =
    "SELECT name, oid, is_default, ahead, behind, merged, commits, committed_epoch, committed_offset, deleted_at,"
    " tip_node FROM branches WHERE project_no = ? ";

model::Branch read_branch(const Query& query) {
  model::Branch branch;
  branch.name = query.blob_text(0);
  const auto oid = query.blob(1);
  if (oid.size() != branch.oid.bytes.size()) throw Error(ErrorCode::kStoreCorrupt, "a stored branch has a broken oid");
  std::ranges::copy(oid, branch.oid.bytes.begin());
  branch.is_default = query.integer(2) != 0;
  branch.ahead = query.integer_or_null(3);
  branch.behind = query.integer_or_null(4);
  if (!query.is_null(5)) branch.merged = query.integer(5) != 0;
  branch.commits = query.integer(6);
  if (!query.is_null(7)) branch.committed_at = {query.integer(7), static_cast<std::int16_t>(query.integer(8))};
  branch.deleted_at = query.time_or_null(9);
  return branch;
}

using TipNode = std::optional<std::uint32_t>;

TipNode read_tip_node(const Query& query) {
  return query.is_null(10) ? std::nullopt : TipNode(static_cast<std::uint32_t>(query.integer(10)));
}

void write_branch(Query& replace, ProjectNo project_no, const model::Branch& branch, TipNode tip_node) {
  const auto epoch = branch.committed_at ? std::optional(branch.committed_at->epoch_s) : std::nullopt;
  const auto offset = branch.committed_at ? std::optional(branch.committed_at->offset_minutes) : std::nullopt;
  replace
      .bind(project_no, blob_of(branch.name), Blob{branch.oid.bytes}, branch.is_default, branch.ahead, branch.behind,
            branch.merged, branch.commits, epoch, offset, branch.deleted_at, tip_node)
      .run();
}

// In the order of the index that the table itself is: a page ends when it is full, or when so many rows have been
// looked at. Tombstones and names that do not pass may lie between any two that do.
BranchPage page_by_name(Connection& connection, ProjectNo project_no, const BranchQuery& query) {
  constexpr std::size_t kLooksMax = 20'000;
  static const std::string ascending = kSelectBranch + "AND name > ? ORDER BY name";
  static const std::string descending = kSelectBranch + "AND (?2 IS NULL OR name < ?2) ORDER BY name DESC";
  Query select(connection, query.descending ? descending : ascending);
  std::optional<Blob> after;
  if (query.after) after = blob_of(query.after->name);
  query.descending ? select.bind(project_no, after) : select.bind(project_no, after.value_or(blob_of("")));

  BranchPage page;
  BlockBound bound;
  bool full = query.limit == 0;
  std::string looked_at;  // the last one
  for (std::size_t looks = 0; select.step(); ++looks) {
    if (looks == kLooksMax) {
      page.next = BranchCursor{std::nullopt, std::move(looked_at)};
      return page;
    }
    model::Branch branch = read_branch(select);
    if (passes(branch, query.filter)) {
      if (full) {
        // Not behind those that were looked at since: others may come between.
        page.next = BranchCursor{std::nullopt, page.branches.empty() ? looked_at : page.branches.back().name};
        return page;
      }
      full = !bound.take(branch) || page.branches.size() + 1 == query.limit;
      looked_at = branch.name;
      page.branches.push_back(std::move(branch));
    } else {
      looked_at = std::move(branch.name);
    }
  }
  return page;
}

struct Placed {
  BranchCursor place;
  model::Branch branch;
};

// The first of the branches that were added: as many as a page has, in number or in bytes, and a little more.
class FirstBranches {
 public:
  explicit FirstBranches(const BranchQuery& query) : query_(query), order_{query} {}

  void add(Placed each) {
    if (are_more_than_a_page() && !order_(each, heap_.front())) return;
    bytes_ += text_bytes(each.branch);
    heap_.push_back(std::move(each));
    std::push_heap(heap_.begin(), heap_.end(), order_);
    while (have_one_too_many()) {
      bytes_ -= text_bytes(heap_.front().branch);
      std::pop_heap(heap_.begin(), heap_.end(), order_);
      heap_.pop_back();
    }
  }
  [[nodiscard]] std::vector<Placed> take() {
    std::sort_heap(heap_.begin(), heap_.end(), order_);
    return std::move(heap_);
  }

 private:
  struct Order {
    const BranchQuery& query;
    bool operator()(const Placed& a, const Placed& b) const {
      return comes_before(a.place, b.place, query.sort, query.descending);
    }
  };
  [[nodiscard]] std::size_t bytes_before_last() const { return bytes_ - text_bytes(heap_.front().branch); }
  [[nodiscard]] bool are_more_than_a_page() const {
    return heap_.size() > query_.limit || (!heap_.empty() && bytes_before_last() >= kBlockMaxBytes);
  }
  // Without the last one they would be more than a page still, whichever the last one would be then.
  [[nodiscard]] bool have_one_too_many() const {
    return heap_.size() > query_.limit + 1 || bytes_before_last() >= kBlockMaxBytes + limits::kRefNameMaxBytes;
  }

  const BranchQuery& query_;
  const Order order_;
  std::vector<Placed> heap_;  // the last one on top
  std::size_t bytes_ = 0;
};

// The first of all branches that pass, by a look at each of them: no more than a page is in memory.
BranchPage page_of_all(Connection& connection, ProjectNo project_no, const BranchQuery& query) {
  Query select(connection, kSelectBranch);
  select.bind(project_no);
  FirstBranches first(query);
  std::int64_t total = 0;
  while (select.step()) {
    Placed each{{}, read_branch(select)};
    if (!passes(each.branch, query.filter)) continue;
    ++total;
    each.place = cursor_of(each.branch, query.sort);
    if (query.after && !comes_before(*query.after, each.place, query.sort, query.descending)) continue;
    first.add(std::move(each));
  }

  BranchPage page;
  if (query.with_total) page.total = total;
  BlockBound bound;
  bool full = query.limit == 0;
  for (Placed& each : first.take()) {
    if (full) {
      if (!page.branches.empty()) page.next = cursor_of(page.branches.back(), query.sort);
      break;
    }
    full = !bound.take(each.branch) || page.branches.size() + 1 == query.limit;
    page.branches.push_back(std::move(each.branch));
  }
  return page;
}

}  // namespace

LiveBranches live_branches(Connection& connection, ProjectNo project_no) {
  static const std::string sql = kSelectBranch + "AND deleted_at IS NULL ORDER BY name";
  Query query(connection, sql);
  query.bind(project_no);
  LiveBranches live;
  while (query.step()) {
    live.branches.push_back(read_branch(query));
    live.tip_nodes.push_back(read_tip_node(query));
  }
  return live;
}

std::vector<model::Branch> branch_page(Connection& connection, ProjectNo project_no, std::string_view after,
                                       std::size_t limit) {
  static const std::string sql = kSelectBranch + "AND name > ? ORDER BY name LIMIT ?";
  Query query(connection, sql);
  query.bind(project_no, blob_of(after), limit);
  std::vector<model::Branch> branches;
  BlockBound bound;
  while (query.step() && bound.take(branches.emplace_back(read_branch(query)))) {
  }
  return branches;
}

BranchPage sorted_branch_page(Connection& connection, ProjectNo project_no, const BranchQuery& query) {
  const bool by_index = query.sort == BranchSort::kName && !query.with_total;
  return by_index ? page_by_name(connection, project_no, query) : page_of_all(connection, project_no, query);
}

std::optional<model::Branch> find_branch(Connection& connection, ProjectNo project_no, std::string_view name) {
  static const std::string sql = kSelectBranch + "AND name = ?";
  Query query(connection, sql);
  if (!query.bind(project_no, blob_of(name)).step()) return std::nullopt;
  return read_branch(query);
}

void write_branches(Connection& connection, ProjectNo project_no, const Publication& publication) {
  assert(publication.tip_nodes.empty() || publication.tip_nodes.size() == publication.branches.size());
  const auto tip_node_of = [&](std::size_t index) {
    return publication.tip_nodes.empty() ? TipNode() : TipNode(publication.tip_nodes[index]);
  };
  std::unordered_map<std::string_view, std::size_t> to_write;  // places in the publication
  for (std::size_t i = 0; i < publication.branches.size(); ++i) to_write.emplace(publication.branches[i].name, i);
  std::vector<model::Branch> vanished;
  {
    static const std::string sql = kSelectBranch + "ORDER BY name";
    Query query(connection, sql);
    query.bind(project_no);
    while (query.step()) {
      model::Branch stored = read_branch(query);
      const auto wanted = to_write.find(stored.name);
      if (wanted == to_write.end()) {
        if (!stored.deleted_at) vanished.push_back(std::move(stored));
      } else if (publication.branches[wanted->second] == stored &&
                 tip_node_of(wanted->second) == read_tip_node(query)) {
        to_write.erase(wanted);
      }
    }
  }
  Query replace(connection, "INSERT OR REPLACE INTO branches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (model::Branch& branch : vanished) {
    branch.deleted_at = publication.now;
    branch.is_default = false;
    write_branch(replace, project_no, branch, std::nullopt);
  }
  for (const auto& [name, index] : to_write) {
    write_branch(replace, project_no, publication.branches[index], tip_node_of(index));
  }
}

}  // namespace cpsg::storage::sqlite
