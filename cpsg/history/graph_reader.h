// Commit graphs for requests that no stored roll-up answers.
//
// A graph is large (about 60 bytes a commit), so it lives for one request only, and one at a time: few requests wait
// for their turn, more are sent away. What it took is given back to the system at once.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>

#include "cpsg/history/stored_graph.h"
#include "cpsg/storage/stores.h"

namespace cpsg::history {

class GraphReader {
 public:
  explicit GraphReader(const storage::Stores& stores) : stores_(stores) {}

  // Calls `use` with the graph of the view's project: all that the view holds, and what was published since. Throws
  // Error(kOverloaded) when too many wait already.
  void read(const storage::CommitView& view, const std::function<void(const StoredGraph&)>& use);

 private:
  const storage::Stores stores_;
  std::mutex waiting_mutex_;  // of waiting_
  std::size_t waiting_ = 0;   // those with a graph among them
  std::mutex turn_;
};

}  // namespace cpsg::history
