// Published generations: what a sync starts from, what readers see, and the publication of the next one.
#pragma once

#include <cstdint>
#include <string_view>

#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/kept_history.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] PublishedState published_state(Connection& connection, std::string_view project_id);
[[nodiscard]] CommitView commit_view(Connection& connection, std::string_view project_id, KeptHistory& kept);
std::uint64_t read_graph(Connection& connection, std::string_view project_id, const HistoryReader::ChunkSink& sink);

void publish(Connection& connection, const Bounds& before, const Publication& publication);

}  // namespace cpsg::storage::sqlite
