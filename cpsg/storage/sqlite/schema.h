// The tables, and how a database gets from one version of them to the next.
#pragma once

#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// Creates the tables in a new database or brings older ones up to date; does nothing when they are. Safe when several
// processes do so at once. Throws Error(kStoreNewer), Error(kStoreCorrupt) as open_sqlite_store says.
void prepare_schema(Connection& connection);

// Whether the tables are of an older version. Throws as prepare_schema() does.
[[nodiscard]] bool is_older_database(Connection& connection);

// Whether nothing was ever written to the database. Throws as prepare_schema() does if another program wrote it.
[[nodiscard]] bool is_new_database(Connection& connection);

// To be called in a transaction that writes: Error(kStoreNewer) where a newer version of the program has migrated the
// database since it was opened, whose guards this one does not know.
void require_known_schema(Connection& connection);

}  // namespace cpsg::storage::sqlite
