// What is still to be done for projects, and which of them are due. The indexes keep both a matter of the projects that
// are asked for, however many there are.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"
#include "cpsg/storage/store.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<model::Project> due_projects(Connection& connection, UnixTime now, Due due,
                                                       std::size_t limit);
// Waiting counts from when the project last had no work at all, or from the end of a time for which it was put off.
[[nodiscard]] std::vector<model::Project> projects_with_work(Connection& connection, model::Work work, UnixTime now,
                                                             std::size_t limit);

// These throw Error(kNotFound).
void put_off_work(Connection& connection, std::string_view project_id, UnixTime until);
void add_work(Connection& connection, std::string_view project_id, model::Work work, UnixTime due_at,
              model::Priority priority);
void finish_work(Connection& connection, ProjectNo project_no, model::Work done, std::uint64_t work_version);

// The parts of these: work alone, not when the project is due.
[[nodiscard]] std::uint64_t read_work_version(Connection& connection, ProjectNo project_no);
void note_work(Connection& connection, ProjectNo project_no, model::Work work, UnixTime now);
void take_work(Connection& connection, ProjectNo project_no, model::Work done);

}  // namespace cpsg::storage::sqlite
