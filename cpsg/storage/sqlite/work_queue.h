// What of the table `projects` waits for work, and what is worked on.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/work_queue.h"

namespace cpsg::storage::sqlite {

// As the port WorkQueue says.
[[nodiscard]] QueueCounts count_queue(Connection& connection, UnixTime now, std::chrono::seconds late_after);
[[nodiscard]] std::optional<QueuePlace> queue_place(Connection& connection, std::string_view project_id, UnixTime now);
[[nodiscard]] std::vector<RunningProject> running_projects(Connection& connection, UnixTime now,
                                                           const RunningQuery& query);

}  // namespace cpsg::storage::sqlite
