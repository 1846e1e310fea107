// Removal of many rows, in steps that each are a short transaction.
//
// Rows that no reader sees any more (staged rows, rows of a removed project) need not go all at once. Call a step until
// it returns false. If the process dies between two steps, the next caller removes the rest. Connections that write
// have secure_delete on, so what is deleted is overwritten.
//
// A removed project leaves a mark in removed_projects until none of its rows is left, the log has been truncated after
// that, and whoever had the lease has given it back. A history that was rewritten leaves one in replaced_histories
// until none of its rows is left and the log has been truncated.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

// Removes some rows at or above the bounds; false when none is left.
[[nodiscard]] bool discard_some(Connection& connection, const Bounds& bounds);

// Removes the project itself; what other tables hold for it is left to clear_some_rows(). Returns the removal's number.
std::uint64_t remove_project(Connection& connection, ProjectNo project_no);
// The same for one that was merged into `kept`.
void remove_merged(Connection& connection, ProjectNo merged, ProjectNo kept);

// Leaves the rows of a history that nobody reads any more to clear_some_rows().
void replace_history(Connection& connection, const Bounds& bounds, ProjectNo history_no);

// Whether a mark is left, of a removed project or of a replaced history.
[[nodiscard]] bool has_something_to_clear(Connection& connection);
// Whether marks are left of this project.
[[nodiscard]] bool is_removed(Connection& connection, ProjectNo project_no);
// Removes some rows of replaced histories; false when none is left.
[[nodiscard]] bool clear_some_replaced(Connection& connection);
// The same of removed projects too.
[[nodiscard]] bool clear_some_rows(Connection& connection);
// Those without rows whose lease is over.
[[nodiscard]] std::vector<ProjectNo> removed_without_rows(Connection& connection, UnixTime now);
[[nodiscard]] std::vector<ProjectNo> replaced_without_rows(Connection& connection);
void forget_removed(Connection& connection, std::span<const ProjectNo> project_nos);
void forget_replaced(Connection& connection, std::span<const ProjectNo> history_nos);
// The sync with this fence, of a project that may have been removed, has ended.
void forget_holder_of_removed(Connection& connection, std::uint64_t fence);

// All tables with rows of a project, beside `projects` and `batch_items`.
[[nodiscard]] std::vector<std::string_view> cleared_tables();

}  // namespace cpsg::storage::sqlite
