// The Store on one SQLite file, for one machine: nothing to install, nothing to run beside the program.
//
// Any number of threads and processes may have the same file open. Writers take turns, each for a short transaction;
// readers see the last committed state and never wait for a writer (write-ahead log). The log stays bounded, and so do
// the page caches: a store holds at most about 16 MiB, and almost nothing after release_memory().
#pragma once

#include <filesystem>
#include <memory>

#include "cpsg/storage/sqlite/options.h"
#include "cpsg/storage/store.h"

namespace cpsg::storage::sqlite {

// Opens the database, creating it (mode 0600) and its directory where they don't exist, and brings an older schema up
// to date. Throws Error: kStoreNewer for a database that a newer version wrote, kStoreCorrupt for a file that is not a
// database of this program, kStoreLocked, kStoreFull, kStoreIo.
[[nodiscard]] std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& path, const SqliteOptions& options);

}  // namespace cpsg::storage::sqlite
