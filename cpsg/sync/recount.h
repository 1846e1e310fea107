// What is counted of a published history, counted once more from its whole stored graph.
//
//   const std::vector<std::string> differ = recount(history, writer, privacy, project_id);
//   if (!differ.empty()) fetch_everything();
//
// Publications of pushes add to what was counted before (fast_forward.h), so a mistake would stay; this finds it. The
// caller holds the project's lease. Writes nothing. Throws the store's errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

// The names of what differs from what is stored: "branches", "reachability", "tips", "activity", "contributors",
// "counts".
[[nodiscard]] std::vector<std::string> recount(storage::HistoryReader& history, storage::HistoryWriter& writer,
                                               const Privacy& privacy, std::string_view project_id);

}  // namespace cpsg::sync
