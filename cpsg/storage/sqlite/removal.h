// Removal of many rows, in steps that each are a short transaction.
//
// Rows that no reader sees any more (staged rows, rows of a removed project) need not go all at once. Call a step until
// it returns false. If the process dies between two steps, the next caller removes the rest.
#pragma once

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

// Removes some rows at or above the bounds; false when none is left.
[[nodiscard]] bool discard_some(Connection& connection, const Bounds& bounds);

// Leaves the rows of a history that nobody reads any more to clear_some_replaced().
void replace_history(Connection& connection, ProjectNo history_no);
// Removes some rows of replaced histories; false when none is left.
[[nodiscard]] bool clear_some_replaced(Connection& connection);

// Removes the project itself; what other tables hold for it is left to remove_some().
void remove_project(Connection& connection, ProjectNo project_no);
[[nodiscard]] bool has_leftovers(Connection& connection);
// Removes some rows of removed projects and replaced histories; false when none is left.
[[nodiscard]] bool remove_some(Connection& connection);

}  // namespace cpsg::storage::sqlite
