#include "cpsg/sync/commit_stager.h"

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::sync {

CommitStager::CommitStager(storage::HistoryWriter& writer, const storage::Lease& lease, const Privacy& privacy,
                           git::graph::CommitGraph& graph, PersonRegistry& people, std::uint32_t first_row)
    : writer_(writer),
      lease_(lease),
      privacy_(privacy),
      graph_(graph),
      people_(people),
      known_nodes_(graph.nodes()),
      next_row_(first_row),
      published_rows_(first_row) {}

void CommitStager::graph_was_read() { known_nodes_ = graph_.nodes(); }

void CommitStager::rewrite_published() {
  rewrites_ = true;
  rewritten_ = model::Bitmap(published_rows_);
}

void CommitStager::add(const model::Oid& oid, git::pack::ObjectContent content) {
  const git::graph::Node node = graph_.intern(oid);
  if (graph_.present(node)) return rewrite(node, content);
  if (next_row_ == git::graph::kNone)
    throw Error(ErrorCode::kLimitExceeded, "the repository has more commits than fit");
  if (node < known_nodes_) filled_gap_ = true;

  git::pack::parse_commit(content, parsed_);
  parsed_.altered = parsed_.altered | apply_message_privacy(parsed_.message, privacy_.messages);
  const PersonRegistry::Entry author = people_.number_of(parsed_.author);
  const PersonRegistry::Entry committer = people_.number_of(parsed_.committer);

  parent_nodes_.clear();
  for (const model::Oid& parent : parsed_.parents) parent_nodes_.push_back(graph_.intern(parent));
  const auto epoch = [](const std::optional<model::GitTime>& time) { return time ? time->epoch_s : -1; };
  graph_.add(node, parent_nodes_,
             {.committed_epoch_s = epoch(parsed_.committer.time),
              .authored_epoch_s = epoch(parsed_.author.time),
              .row = next_row_,
              .author = author.number,
              .bot = author.bot,
              .author_offset_minutes =
                  parsed_.author.time ? parsed_.author.time->offset_minutes : git::graph::kOffsetUnknown});

  if (const auto watched = watched_.find(oid); watched != watched_.end()) watched->second = parsed_.committer.time;

  Pending& pending = batch_.emplace_back();
  pending.commit = {.row = next_row_++,
                    .oid = oid,
                    .parents = {},
                    .author = author.number,
                    .committer = committer.number,
                    .authored_at = parsed_.author.time,
                    .committed_at = parsed_.committer.time,
                    .message = {},
                    .altered = parsed_.altered};
  pending.first_parent = batch_parents_.size();
  pending.parents = parsed_.parents.size();
  pending.message_begin = batch_messages_.size();
  pending.message_bytes = parsed_.message.size();
  batch_parents_.insert(batch_parents_.end(), parsed_.parents.begin(), parsed_.parents.end());
  batch_messages_ += parsed_.message;
  if (batch_is_full()) stage_batch();
}

void CommitStager::rewrite(git::graph::Node node, git::pack::ObjectContent content) {
  const std::uint32_t row = graph_.row(node);
  if (!rewrites_ || row >= published_rows_ || rewritten_.test(row)) return;
  rewritten_.set(row);
  git::pack::parse_commit(content, parsed_);
  parsed_.altered = parsed_.altered | apply_message_privacy(parsed_.message, privacy_.messages);
  const PersonRegistry::Entry author = people_.number_of(parsed_.author);
  const PersonRegistry::Entry committer = people_.number_of(parsed_.committer);
  graph_.set_author(node, author.number, author.bot);
  texts_bytes_ += parsed_.message.size();
  texts_.push_back({.row = row,
                    .author = author.number,
                    .committer = committer.number,
                    .message = parsed_.message,
                    .altered = parsed_.altered});
  if (batch_is_full()) stage_batch();
}

bool CommitStager::batch_is_full() const {
  const std::size_t bytes = batch_messages_.size() + batch_parents_.size() * sizeof(model::Oid) + texts_bytes_;
  return batch_.size() + texts_.size() >= limits::kStageBatchCommits || bytes >= limits::kStageBatchBytes;
}

void CommitStager::flush() {
  if (!batch_.empty() || !texts_.empty()) stage_batch();
}

void CommitStager::stage_batch() {
  staged_.clear();
  for (const Pending& pending : batch_) {
    storage::StagedCommit& commit = staged_.emplace_back(pending.commit);
    commit.parents = std::span(batch_parents_).subspan(pending.first_parent, pending.parents);
    commit.message = std::string_view(batch_messages_).substr(pending.message_begin, pending.message_bytes);
  }
  const std::vector<storage::StagedPerson> people = people_.take_new();
  writer_.stage(lease_, people, staged_);
  batch_.clear();
  batch_parents_.clear();
  batch_messages_.clear();
  if (texts_.empty()) return;
  writer_.stage_rewritten(lease_, {}, texts_);
  texts_.clear();
  texts_bytes_ = 0;
}

}  // namespace cpsg::sync
