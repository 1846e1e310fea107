// What SQLite did for the statements of a connection, from its own counters, for tests.
#pragma once

#include <sqlite3.h>

#include <cstdint>

#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// The runs of all statements of the connection, the virtual machine's steps in them, and whether any of them had to
// sort or to read a whole table.
struct Effort {
  int statements = 0;
  std::int64_t steps = 0;
  bool sorted_or_scanned = false;
};
inline Effort effort_so_far(Connection& connection) {
  Effort effort;
  for (sqlite3_stmt* each = nullptr; (each = sqlite3_next_stmt(connection.handle(), each)) != nullptr;) {
    effort.statements += sqlite3_stmt_status(each, SQLITE_STMTSTATUS_RUN, 0);
    effort.steps += sqlite3_stmt_status(each, SQLITE_STMTSTATUS_VM_STEP, 0);
    effort.sorted_or_scanned |= sqlite3_stmt_status(each, SQLITE_STMTSTATUS_SORT, 0) != 0;
    effort.sorted_or_scanned |= sqlite3_stmt_status(each, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) != 0;
  }
  return effort;
}

}  // namespace cpsg::storage::sqlite
