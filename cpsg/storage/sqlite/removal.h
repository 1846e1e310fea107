// Removal of many rows, in steps that each keep their transaction short.
//
// What nobody sees any more (staged rows, a removed project's rows) needs no atomicity. A step that does nothing says
// that the work is done; a process that dies between two steps leaves the rest to the next one that asks.
#pragma once

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

// Removes some rows at or above the bounds; false when none is left.
[[nodiscard]] bool discard_some(Connection& connection, const Bounds& bounds);

// The project is gone with this step; its rows are left to remove_some.
void remove_project(Connection& connection, ProjectNo project_no);
[[nodiscard]] bool has_leftovers(Connection& connection);
// Removes some rows of removed projects; false when none is left.
[[nodiscard]] bool remove_some(Connection& connection);

}  // namespace cpsg::storage::sqlite
