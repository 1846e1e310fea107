// Takes commits as the remote sends them: parses them, numbers them, adds them to the graph, and stages them in the
// store in batches of bounded size.
//
//   CommitStager stager(writer, lease, privacy, graph, people, first_row);
//   remote.fetch(plan, [&](const model::Oid& oid, Bytes content) { stager.add(oid, content); }, ...);
//   stager.flush();
//
// Nothing of it is visible to readers before the publication. Not thread-safe. Throws Error: kBadData for content that
// is no commit, kLimitExceeded for more commits than can be numbered, and the store's errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/git/pack/object.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/sync/person_registry.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

class CommitStager {
 public:
  // All references outlive the stager. `first_row`: the first number that no published commit has.
  CommitStager(storage::HistoryWriter& writer, const storage::Lease& lease, const Privacy& privacy,
               git::graph::CommitGraph& graph, PersonRegistry& people, std::uint32_t first_row);

  // From now on, published commits that come are staged anew too, with their people and messages as they are now, and
  // get their authors in the graph. HistoryWriter::begin_rewrite() was called.
  void rewrite_published();
  // Which published rows were staged anew.
  [[nodiscard]] const model::Bitmap& rewritten() const { return rewritten_; }

  // Keeps the committer date of this commit when it comes. For branch tips, before add().
  void watch(const model::Oid& oid) { watched_.emplace(oid, std::nullopt); }
  // The committer date of a watched commit; nothing if it has not come, or has no date.
  [[nodiscard]] std::optional<model::GitTime> committed_at(const model::Oid& watched) const {
    return watched_.at(watched);
  }

  // Takes one commit's content as git stores it, without the header; of a huge one as PackReader gives it. A commit
  // that the graph has already is skipped where it need not be rewritten, because the remote may send more than was
  // asked for.
  void add(const model::Oid& oid, git::pack::ObjectContent content);
  // The graph is another one now: that of the stored commits, as it was read. Before the first add().
  void graph_was_read();
  // Stages the last batch. To be called after the last add().
  void flush();

  // The number that the next new commit gets; after flush(), the bound of what was staged.
  [[nodiscard]] std::uint32_t next_row() const { return next_row_; }
  // Whether a commit came whose oid the graph knew before as a missing parent.
  [[nodiscard]] bool filled_gap() const { return filled_gap_; }

 private:
  // A commit of the batch; its parents and message are offsets into the batch's buffers, which may still move.
  struct Pending {
    storage::StagedCommit commit;
    std::size_t first_parent = 0;
    std::size_t parents = 0;
    std::size_t message_begin = 0;
    std::size_t message_bytes = 0;
  };

  void rewrite(git::graph::Node node, git::pack::ObjectContent content);
  [[nodiscard]] bool batch_is_full() const;
  void stage_batch();

  storage::HistoryWriter& writer_;
  const storage::Lease& lease_;
  const Privacy& privacy_;
  git::graph::CommitGraph& graph_;
  PersonRegistry& people_;
  std::size_t known_nodes_;
  std::uint32_t next_row_;
  bool filled_gap_ = false;
  std::unordered_map<model::Oid, std::optional<model::GitTime>> watched_;

  git::pack::ParsedCommit parsed_;
  std::vector<git::graph::Node> parent_nodes_;
  std::vector<Pending> batch_;
  std::vector<model::Oid> batch_parents_;
  std::string batch_messages_;
  std::vector<storage::StagedCommit> staged_;

  // Of a rewrite: by row, and the batch.
  const std::uint32_t published_rows_;
  bool rewrites_ = false;
  model::Bitmap rewritten_;
  std::vector<storage::CommitText> texts_;
  std::size_t texts_bytes_ = 0;
};

}  // namespace cpsg::sync
