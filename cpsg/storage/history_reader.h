// The port that reads a project's history as it was published: commits, branches, activity, contributors, the graph.
//
//   const CommitView view = history.commit_view(project_id);
//   const std::vector<model::Commit> newest = history.commits(view, {.limit = 100});
//
// Readers see published generations alone, each whole: nothing that a sync has staged, and no half of a publication.
// A CommitView fixes one generation, so that pages read one after the other belong together. It stays valid while later
// generations are published, and until the project is removed or its history is rewritten (history_writer.h). Names and
// texts are ordered by their bytes. Pages of commits, branches and contributors are bounded in bytes (page_bounds.h). A
// message beyond limits::kMessageMaxBytes, which nobody stages any more, is read cut, and marked so in `altered`.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: Error(kNotFound) for an unknown project id or the view of a removed project,
// Error(kBusy) for a view from before a rewrite,
// Error(kStoreCorrupt) where something published is missing, and the other kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips. "Named pieces"
// are the documents of `pieces` that the manifest of the published generation names; they never change, so they and the
// manifest may be kept in memory. Reading the project and its manifest costs 2 where they are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/branch.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/shared_bitmap.h"
#include "cpsg/storage/branch_query.h"
#include "cpsg/storage/graph_chunk.h"

namespace cpsg::storage {

// One generation of a project's commits, for reading them in pages without a long transaction. A reader may narrow
// `live` to the commits it wants; the store reads by the bitmap as given.
struct CommitView {
  std::string project_id;
  std::uint64_t incarnation = 0;  // as model::Project::incarnation; each one's generations count from the start
  std::uint64_t generation = 0;
  std::uint32_t rows = 0;
  model::SharedBitmap live;
  model::SharedBitmap on_default;
};

// The place after which a page starts: commits go by committer time descending (none: last), then oid ascending.
struct CommitCursor {
  std::optional<std::int64_t> committed_epoch_s;
  model::Oid oid;
};

struct CommitQuery {
  std::optional<CommitCursor> after;
  std::size_t limit = 100;
  std::optional<UnixTime> since;  // committer time, inclusive; commits without one are left out when either is set
  std::optional<UnixTime> until;  // inclusive
  bool include_unreachable = false;
};

// Contributors go by commits_all descending, then by stored e-mail, then by name.
struct ContributorCursor {
  std::int64_t commits_all = 0;
  std::string email;  // empty where there is none
  std::string name;   // likewise
  // How many of those that have the same three were given: people whose names may not be stored share them.
  std::uint32_t same = 1;
};

// The cursor behind `given`, who came right behind `before`.
[[nodiscard]] inline ContributorCursor cursor_behind(const std::optional<ContributorCursor>& before,
                                                     const model::Contributor& given) {
  ContributorCursor cursor{given.commits_all, given.person.email.value_or(""), given.person.name.value_or("")};
  const bool shared = before && before->commits_all == cursor.commits_all && before->email == cursor.email &&
                      before->name == cursor.name;
  if (shared) cursor.same = before->same + 1;
  return cursor;
}

class HistoryReader {
 public:
  virtual ~HistoryReader() = default;

  // ---- commits ----

  // Documents: named pieces of the two bitmaps; 1.
  [[nodiscard]] virtual CommitView commit_view(std::string_view project_id) = 0;
  // Documents: named pieces of the order, of commits, of people; 3 a page.
  [[nodiscard]] virtual std::vector<model::Commit> commits(const CommitView& view, const CommitQuery& query) = 0;
  // The commits of these rows, in the order given. Rows must be below the view's. Bounded by the number of rows alone:
  // ask for few. Documents: named pieces of commits, of people; 2.
  [[nodiscard]] virtual std::vector<model::Commit> commits_at(const CommitView& view,
                                                              std::span<const std::uint32_t> rows) = 0;

  // ---- branches ----

  // By name, tombstones included, after `after`, which need not exist.
  // Documents: named pieces of branches; 1.
  [[nodiscard]] virtual std::vector<model::Branch> branches(std::string_view project_id, std::string_view after,
                                                            std::size_t limit) = 0;
  // Those that pass a filter, in the order asked for. In the order of names a page costs what it holds, in all others,
  // and with a total, a look at all of the project's branches.
  // Documents: named pieces of branches; 1.
  [[nodiscard]] virtual BranchPage branches(std::string_view project_id, const BranchQuery& query) = 0;
  // The branch of exactly that name, a tombstone too.
  // Documents: one named piece of branches; 1.
  [[nodiscard]] virtual std::optional<model::Branch> branch(std::string_view project_id, std::string_view name) = 0;
  // The name of the author of each branch's tip, in the order given: nothing where that tip is not among the published
  // commits. Of a branch, `oid` and `committed_at` are looked at (and `name`, as a hint where the tip's row stands).
  // Documents: named pieces of branches, of commits, of people; 3 however many branches.
  [[nodiscard]] virtual std::vector<std::optional<std::string>> authors_of(std::string_view project_id,
                                                                           std::span<const model::Branch> branches) = 0;

  // ---- roll-ups and people ----

  // The years that have commits, ascending; both ends inclusive.
  // Documents: named pieces of years; 1.
  [[nodiscard]] virtual std::vector<model::ActivityYear> activity(std::string_view project_id, int first_year,
                                                                  int last_year) = 0;
  // Documents: named pieces of contributors, of people; 2.
  [[nodiscard]] virtual std::vector<model::Contributor> contributors(std::string_view project_id,
                                                                     const std::optional<ContributorCursor>& after,
                                                                     std::size_t limit) = 0;
  // By the number of each published person, a number that is equal for people who are one contributor. Of the view's
  // generation or a later one, which has more people at the end. Throws as commits() does for views of the past.
  // Documents: all named pieces of people; 1 a megabyte.
  [[nodiscard]] virtual std::vector<std::uint64_t> contributor_keys(const CommitView& view) = 0;
  // The people of these numbers, in the order given. Throws as commits() does for views of the past.
  // Documents: named pieces of people; 1 however many people.
  [[nodiscard]] virtual std::vector<model::Person> people(const CommitView& view,
                                                          std::span<const std::uint32_t> numbers) = 0;
  // Numbers of the people whose name, stored e-mail or login is one of `texts` (names and logins without regard to
  // case), ascending, each once.
  // Documents: all named pieces of people; 1 a megabyte.
  [[nodiscard]] virtual std::vector<std::uint32_t> people_matching(std::string_view project_id,
                                                                   std::span<const std::string> texts) = 0;

  // ---- the graph ----

  // All chunks of one generation in order; that generation's number (0: none). What the sink throws is thrown.
  // Documents: named pieces of the graph; 1 for 16 of them.
  using ChunkSink = std::function<void(const StoredChunk&)>;
  virtual std::uint64_t read_graph(std::string_view project_id, const ChunkSink& sink) = 0;
  // The offset of the author's clock of each row of the view that has an author time, in minutes east of UTC; rows
  // ascend. It reads all commits: for graphs whose chunks do not have the offsets yet. What the sink throws is thrown.
  // Documents: all named pieces of commits; 1 for 16 of them.
  using OffsetSink = std::function<void(std::uint32_t row, std::int16_t minutes)>;
  virtual void read_author_offsets(const CommitView& view, const OffsetSink& sink) = 0;
};

}  // namespace cpsg::storage
