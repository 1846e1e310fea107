// Which commits of a project belong to a branch or a person, as a set of rows (the store's numbers of commits).
//
//   CommitView view = history.commit_view(project_id);
//   view.live = selector.select(view, {.tip = branch.oid});
//
// The set replaces the live commits of the view, so that the store reads pages of it in the usual order. Sets are kept
// in memory for the pages that follow, at most 4 MiB of them, one bit a commit; the latest used stay.
//
// Threads: all functions may be called from several threads at once.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/history/graph_reader.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/model/oid.h"
#include "cpsg/storage/history_reader.h"

namespace cpsg::history {

// All of them together that are set.
struct CommitFilter {
  std::optional<model::Oid> tip;  // commits that can be reached from it
  std::optional<std::vector<std::string>>
      author_texts;           // commits by people whose name, e-mail or login is one of these
  bool without_bots = false;  // commits that are not by bots
};

// The commits that can be reached from the tip, as rows below `rows`; none if the graph does not have the tip.
[[nodiscard]] model::Bitmap rows_reached(const StoredGraph& stored, const model::Oid& tip, std::size_t rows);

class CommitSelector {
 public:
  // Both must outlive the selector.
  CommitSelector(storage::HistoryReader& history, GraphReader& graphs) : history_(history), graphs_(graphs) {}

  // The live commits of the view that pass the filter, as rows below `view.rows`. Reads the graph where a set is not
  // kept, so it throws Error(kOverloaded) as GraphReader::read() does.
  [[nodiscard]] model::Bitmap select(const storage::CommitView& view, const CommitFilter& filter);

  // Drops the sets of a project that was removed. Those that another process removed fall out by themselves: a later
  // project of the same id is another incarnation, for which no set is kept.
  void forget(std::string_view project_id);

 private:
  struct KeptSet {
    std::string key;
    model::Bitmap rows;
  };
  struct Part;  // of a filter

  static std::size_t bytes_of(const KeptSet& kept);
  std::optional<model::Bitmap> kept_set(const std::string& key, std::size_t rows);
  void keep(std::string key, const model::Bitmap& rows);

  storage::HistoryReader& history_;
  GraphReader& graphs_;
  std::mutex mutex_;         // of the members below
  std::list<KeptSet> kept_;  // the latest used first
  std::size_t kept_bytes_ = 0;
};

}  // namespace cpsg::history
