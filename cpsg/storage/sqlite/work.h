// What is still to be done for projects, and which of them are due. Both are found by indexes: a query costs as much as
// the projects that it returns, however many others there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cpsg/storage/projects.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<model::Project> due_projects(Connection& connection, UnixTime now, Due due,
                                                       std::size_t limit);
// The longest waiting first: since the project last had no work, or since the end of the time for which its work was
// put off.
[[nodiscard]] std::vector<model::Project> projects_with_work(Connection& connection, model::Work work, UnixTime now,
                                                             std::size_t limit);

void put_off_work(Connection& connection, ProjectNo project_no, UnixTime until);
// Throws Error(kNotFound).
void add_work(Connection& connection, std::string_view project_id, model::Work work, UnixTime due_at,
              model::Priority priority);
// As Projects::ask_for_sync() says; throws Error(kNotFound).
void ask_for_sync(Connection& connection, std::string_view project_id, model::Work work, UnixTime now);
// As Projects::make_due() says.
[[nodiscard]] std::size_t make_due(Connection& connection, std::span<const ErrorCode> codes, UnixTime since,
                                   UnixTime now, std::size_t limit);
void finish_work(Connection& connection, ProjectNo project_no, model::Work done, std::uint64_t work_version);

// For other steps that change the work of a project: these leave alone when the project is due.
[[nodiscard]] std::uint64_t read_work_version(Connection& connection, ProjectNo project_no);
// Adds to what is to be done, and so makes the work version grow.
void mark_work(Connection& connection, ProjectNo project_no, model::Work work, UnixTime now);
// Removes what is done, whatever was added since; the priority falls back as Projects::finish_work() says.
void clear_work(Connection& connection, ProjectNo project_no, model::Work done);

}  // namespace cpsg::storage::sqlite
