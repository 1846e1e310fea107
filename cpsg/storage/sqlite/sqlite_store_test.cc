// Protects: SQLite passes the conformance suites of all ports.
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

CPSG_INSTANTIATE_STORE_CONFORMANCE(Sqlite, StoreKind{"file", [] { return std::make_unique<sqlite::SqliteHome>(); }});
