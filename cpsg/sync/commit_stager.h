// Takes commits as the remote sends them: parses, numbers, adds to the graph and stages them in bounded batches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/git/pack/object.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/person_registry.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

class CommitStager {
 public:
  // All references outlive the stager. `first_row`: the first number that no published commit has.
  CommitStager(const storage::Stores& stores, const storage::Lease& lease, const Privacy& privacy,
               git::graph::CommitGraph& graph, PersonRegistry& people, std::uint32_t first_row);

  // Names a commit whose committer date will be asked for: a tip.
  void watch(const model::Oid& oid) { watched_.emplace(oid, std::nullopt); }
  // The committer date of a watched commit, once it came.
  [[nodiscard]] std::optional<model::GitTime> committed_at(const model::Oid& watched) const {
    return watched_.at(watched);
  }

  // A commit that the graph has already is passed over: the remote may send more than was asked for.
  void add(const model::Oid& oid, Bytes content);
  // Stages what is still held back.
  void flush();

  [[nodiscard]] std::uint32_t next_row() const { return next_row_; }
  // Whether a commit came that was known as somebody's missing parent when the stager began.
  [[nodiscard]] bool filled_gap() const { return filled_gap_; }

 private:
  // What a StagedCommit points to, as offsets into the batch's buffers.
  struct Pending {
    storage::StagedCommit commit;
    std::size_t first_parent = 0;
    std::size_t parents = 0;
    std::size_t message_begin = 0;
    std::size_t message_bytes = 0;
  };

  void stage_batch();

  const storage::Stores stores_;
  const storage::Lease& lease_;
  const Privacy& privacy_;
  git::graph::CommitGraph& graph_;
  PersonRegistry& people_;
  const std::size_t known_nodes_;
  std::uint32_t next_row_;
  bool filled_gap_ = false;
  std::unordered_map<model::Oid, std::optional<model::GitTime>> watched_;

  git::pack::ParsedCommit parsed_;
  std::vector<git::graph::Node> parent_nodes_;
  std::vector<Pending> batch_;
  std::vector<model::Oid> batch_parents_;
  std::string batch_messages_;
  std::vector<storage::StagedCommit> staged_;
};

}  // namespace cpsg::sync
