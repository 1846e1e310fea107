// Which commits of a project a branch or a person stands for, as a set of rows.
//
// Such a set takes the place of the live commits in a CommitView, so that the store pages through it in the usual
// order. Sets are kept for the pages that follow: they are small (one bit a commit), and their number is bounded.
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
#include "cpsg/storage/stores.h"

namespace cpsg::history {

struct CommitFilter {
  std::optional<model::Oid> tip;                         // commits reachable from it
  std::optional<std::vector<std::string>> author_texts;  // commits by people with such a name, e-mail or login
};

// Rows below `rows` that the tip reaches; none where the graph doesn't have it.
[[nodiscard]] model::Bitmap rows_reached(const StoredGraph& stored, const model::Oid& tip, std::size_t rows);

class CommitSelector {
 public:
  CommitSelector(const storage::Stores& stores, GraphReader& graphs) : stores_(stores), graphs_(graphs) {}

  // Rows of the view's live commits that pass the filter.
  [[nodiscard]] model::Bitmap select(const storage::CommitView& view, const CommitFilter& filter);

  // Drops what is kept of a project that was removed: one of the same name will have its id and count from the start.
  void forget(std::string_view project_id);

 private:
  struct Kept {
    std::string key;
    model::Bitmap rows;
  };
  struct Part;

  static std::size_t bytes_of(const Kept& kept);
  std::optional<model::Bitmap> recall(const std::string& key, std::size_t rows);
  void keep(std::string key, const model::Bitmap& rows);

  const storage::Stores stores_;
  GraphReader& graphs_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // the latest used first
  std::size_t kept_bytes_ = 0;
};

}  // namespace cpsg::history
