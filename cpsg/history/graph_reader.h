// Reads commit graphs for requests that no stored roll-up answers.
//
//   GraphReader graphs(history);
//   graphs.read(view, [&](const StoredGraph& stored) { rows = rows_reached(stored, tip, view.rows); });
//
// A graph is large (about 60 bytes a commit), so it is in memory for one request only, and one at a time: another
// request waits, more are refused. The memory is given back to the system at once.
//
// Threads: read() may be called from several threads at once.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>

#include "cpsg/history/stored_graph.h"
#include "cpsg/storage/history_reader.h"

namespace cpsg::history {

class GraphReader {
 public:
  // `history` must outlive the reader.
  explicit GraphReader(storage::HistoryReader& history) : history_(history) {}

  // Calls `use` with the graph of the view's project: all commits of the view, and those that were published since.
  // What `use` throws is passed on. Throws Error(kOverloaded) with a time to retry after where a request waits already.
  void read(const storage::CommitView& view, const std::function<void(StoredGraph&)>& use);

 private:
  storage::HistoryReader& history_;
  std::mutex slots_mutex_;       // of slots_taken_
  std::size_t slots_taken_ = 0;  // requests that read or wait
  std::mutex one_at_a_time_;
};

}  // namespace cpsg::history
