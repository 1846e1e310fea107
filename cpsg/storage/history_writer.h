// The port by which a sync brings a project's history forward. Nobody else writes history.
//
//   writer.stage(lease, people, commits);   // as often as needed; nobody sees it
//   writer.publish(lease, publication);     // now everybody sees all of it
//
// A sync stages rows above the published bounds, then publishes: one step, after which readers see the next generation
// whole. A process that dies in between leaves staged rows, which no reader ever sees; the next sync discards them. A
// published row never changes or moves, but for what enrich_commits() adds to it, and where a history is rewritten.
//
// A history is rewritten as a whole when the rules for people and messages change: begin_rewrite() begins a copy that
// nobody sees, in which every published row is staged again with its new text, and publish() or publish_rewritten()
// puts it in the place of the old one in one step. Rows keep their numbers, people get new ones from 0 up.
//
// Every write carries a Lease and checks in its own transaction that it is still held; else it throws Error(kBusy) and
// has written nothing. Threads: all methods may be called from several threads and processes at once. They block, and
// hold no transaction once they have returned. Errors: Error(kNotFound) for an unknown project id, and the kStore...
// codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips. "Pieces" are as
// in history_reader.h; a sync writes new ones under its fence, and a manifest that names them and the older ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/storage/lease.h"
#include "cpsg/storage/publication.h"

namespace cpsg::storage {

class HistoryWriter {
 public:
  virtual ~HistoryWriter() = default;

  // ---- where a sync starts ----

  // Documents: projects by _id, the manifest, named pieces of branches and of both bitmaps; 3.
  [[nodiscard]] virtual PublishedState published_state(std::string_view project_id) = 0;
  // Of every published person.
  // Documents: all named pieces of people; 1 a megabyte.
  [[nodiscard]] virtual std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(std::string_view project_id) = 0;
  // The committer times of published rows, in the order given, and nothing else of these commits.
  // Documents: named pieces of commits; 1 however many rows.
  [[nodiscard]] virtual std::vector<std::optional<model::GitTime>> committer_times(
      std::string_view project_id, std::span<const std::uint32_t> rows) = 0;

  // The rows of published commits, live or not, in the order given; nothing for one that is not published.
  // Documents: named pieces of the order by their first place, then binary search in each; 1 however many commits.
  [[nodiscard]] virtual std::vector<std::optional<std::uint32_t>> find_rows(std::string_view project_id,
                                                                            std::span<const CommitPlace> commits) = 0;
  // What is published of the contributors whom these people name; nobody else names the same one. In no order.
  // Documents: named pieces of contributors; 1 a megabyte.
  [[nodiscard]] virtual std::vector<StagedContributor> contributors_named_by(std::string_view project_id,
                                                                             std::span<const std::uint32_t> people) = 0;

  // ---- a new generation ----

  // Removes what an earlier sync staged and did not publish. Its numbers are free again.
  // Documents: nothing to be done; pieces that no manifest names are collected by a sweep.
  virtual void discard_staged(const Lease& lease) = 0;
  // All of it or, where it throws, nothing. Each number may be staged once.
  // Documents: upserts of pieces, a hundred a bulk; 1 a bulk.
  virtual void stage(const Lease& lease, std::span<const StagedPerson> people,
                     std::span<const StagedCommit> commits) = 0;
  // Makes the staged rows below the new bounds and all that `publication` holds the next generation: its number is the
  // last one's plus one. Status becomes ok, Project::revision grows.
  // Documents: upserts of pieces, the manifest, then one update of projects under fence and generation; 3 or more.
  // While a rewrite is under way, it takes the copy, in which every row below the old bound must have been staged.
  virtual void publish(const Lease& lease, const Publication& publication) = 0;

  // ---- rewriting what was published ----

  // PublishedState::policy alone.
  // Documents: projects by _id, this field alone; 1.
  [[nodiscard]] virtual std::optional<std::string> history_policy(std::string_view project_id) = 0;
  // Published people from number `first` on, ascending.
  // Documents: named pieces of people; 1.
  [[nodiscard]] virtual std::vector<StagedPerson> people_from(std::string_view project_id, std::uint32_t first,
                                                              std::size_t limit) = 0;
  // Published commits from row `first` on, ascending; fewer where their messages reach about 2 MiB, but one at least.
  // Documents: named pieces of commits; 1.
  [[nodiscard]] virtual std::vector<CommitText> commit_texts(std::string_view project_id, std::uint32_t first,
                                                             std::size_t limit) = 0;
  // Begins a copy; discards one that was begun before, as discard_staged() does. What stage() writes from now on goes
  // into the copy.
  // Documents: nothing to be done; pieces are written under the fence, and the manifest names them at the end.
  virtual void begin_rewrite(const Lease& lease) = 0;
  // Published rows with their new text, each once; the rest of a row (parents, times, lines) is that of the published
  // one. A login that enrichment gave to a row's people goes to the new ones where those have none. `people` as in
  // stage(), with numbers from 0. All of it or, where it throws, nothing.
  // Documents: pieces of commits by _id, then upserts of pieces, a hundred a bulk; 2 a bulk.
  virtual void stage_rewritten(const Lease& lease, std::span<const StagedPerson> people,
                               std::span<const CommitText> commits) = 0;
  // The copy, in which every published row was staged, takes the place of the published history. The generation and
  // Project::revision grow; views of earlier generations fail with Error(kBusy) from now on.
  // Documents: upserts of pieces, the manifest, then one update of projects under fence and generation; 3.
  virtual void publish_rewritten(const Lease& lease, const RewrittenHistory& rewritten) = 0;
  // Clears what rewritten histories held before, so that no byte of it is left in the files of the database. Returns
  // false if somebody's long read prevented the last of it; then it is to be called again.
  // Documents: pieces that no manifest names are deleted by project and fence; 1 a thousand.
  virtual bool clear_replaced() = 0;

  // ---- enrichment ----

  // Live commits that were not enriched yet, newest first.
  // Documents: named pieces of the order, lines by _id range; 2.
  [[nodiscard]] virtual std::vector<UnenrichedCommit> unenriched_commits(std::string_view project_id,
                                                                         std::size_t limit) = 0;
  // Of published rows. Project::revision grows.
  // Documents: lines by _id, then an update that names what was read, a document for 64 rows; 2, again where another
  // writer came between.
  virtual void enrich_commits(const Lease& lease, std::span<const CommitDetail> details) = 0;
};

}  // namespace cpsg::storage
