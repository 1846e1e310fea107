// What is counted of a published history, counted once more from its whole stored graph.
//
//   Recount found = recount(history, writer, privacy, project_id, now);
//   if (!found.differ.empty()) writer.publish(lease, found.publication);
//
// Publications of pushes add to what was counted before (fast_forward.h), so a mistake would stay; this finds it and
// has what sets it right. The caller holds the project's lease. Writes nothing. Throws the store's errors, and
// Error(kStoreCorrupt) where a branch leads to a commit that is not in the graph.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

struct Recount {
  // The names of what differs from what is stored: "branches", "reachability", "tips", "activity", "contributors",
  // "counts".
  std::vector<std::string> differ;
  storage::Publication publication;  // of the same commits, as they are counted now
};

[[nodiscard]] Recount recount(storage::HistoryReader& history, storage::HistoryWriter& writer, const Privacy& privacy,
                              std::string_view project_id, UnixTime now);

}  // namespace cpsg::sync
