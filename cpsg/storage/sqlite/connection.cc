#include "cpsg/storage/sqlite/connection.h"

#include <cassert>
#include <cstdlib>

#include "cpsg/storage/sqlite/failure.h"
#include "cpsg/storage/sqlite/zeroing_vfs.h"

namespace cpsg::storage::sqlite {
namespace {

// The errno of the last system call that failed. SQLite keeps it with the connection, but after a failed commit with
// the log or the database file.
int last_errno(sqlite3* db) {
  int error = sqlite3_system_errno(db);
  sqlite3_file* log = nullptr;
  if (error == 0 && sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
      log != nullptr && log->pMethods != nullptr) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  }
  if (error == 0) sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
  return error;
}

// 0 if it cannot be read now.
std::int64_t read_schema_version(sqlite3* db) {
  std::int64_t version = 0;
  const auto keep = [](void* out, int, char** values, char**) {
    *static_cast<std::int64_t*>(out) = values[0] == nullptr ? 0 : std::strtoll(values[0], nullptr, 10);
    return 0;
  };
  sqlite3_exec(db, "PRAGMA user_version", keep, &version, nullptr);
  return version;
}

// SQLite counts what it allocates under one lock for the whole process. Nobody asks for the count, and staging a commit
// takes 8 % less of a processor without it. It can be turned off only before SQLite is used for the first time; in
// a test that has used it before, the count stays on.
void turn_off_memory_statistics() {
  [[maybe_unused]] static const int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

Connection::Connection(std::filesystem::path path, std::chrono::milliseconds busy_timeout)
    : path_(std::move(path)), busy_timeout_(busy_timeout) {
  // Absolute, because a relative name might look like a URI ("file:..."), which SQLite would interpret.
  open(std::filesystem::absolute(path_).string(), 0);
}

Connection::Connection(std::filesystem::path path, const std::string& uri, std::chrono::milliseconds busy_timeout)
    : path_(std::move(path)), busy_timeout_(busy_timeout) {
  open(uri, SQLITE_OPEN_URI);
}

void Connection::open(const std::string& name, int flags) {
  turn_off_memory_statistics();
  sqlite3* db = nullptr;
  const int result =
      sqlite3_open_v2(name.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | flags, zeroing_vfs_name());
  db_.reset(db);
  if (db == nullptr) throw std::bad_alloc();
  sqlite3_extended_result_codes(db, 1);
  check(result);
  check(sqlite3_busy_timeout(db, static_cast<int>(busy_timeout_.count())));
}

sqlite3_stmt* Connection::prepared(std::string_view sql) {
  auto known = statements_.find(sql);
  if (known == statements_.end()) {
    sqlite3_stmt* made = nullptr;
    check(sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made,
                             nullptr));
    std::unique_ptr<sqlite3_stmt, Finalizer> statement(made);
    known = statements_.emplace(std::string(sql), std::move(statement)).first;
  }
  assert(sqlite3_stmt_busy(known->second.get()) == 0 && "a statement is used twice at the same time");
  return known->second.get();
}

void Connection::execute(const char* sql) { check(sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr)); }

std::int64_t single_integer(Connection& connection, std::string_view sql) {
  Query query(connection, sql);
  query.step();
  return query.integer(0);
}

void Connection::fail(int result_code) {
  const std::string detail = sqlite3_errmsg(db_.get());
  throw_failure({.result_code = result_code,
                 .system_errno = last_errno(db_.get()),
                 .detail = detail,
                 .path = path_,
                 .busy_timeout = busy_timeout_,
                 .schema_version = read_schema_version(db_.get())});
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  Query(connection_, kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

Transaction::~Transaction() {
  // SQLite ends a transaction by itself after some failures (a full disk).
  if (sqlite3_get_autocommit(connection_.handle()) != 0) return;
  sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() { Query(connection_, "COMMIT").run(); }

}  // namespace cpsg::storage::sqlite
