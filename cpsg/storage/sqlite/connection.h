// SQLite's C interface as owned objects: a connection with its prepared statements, one use of a statement, and a
// transaction. Every failed call throws what failure.h says.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "cpsg/base/clock.h"

namespace cpsg::storage::sqlite {

// One thread at a time.
class Connection {
 public:
  // Opens an existing file for reading and writing.
  Connection(std::filesystem::path path, std::chrono::milliseconds busy_timeout);
  // Opens what SQLite finds under `uri` ("file:..."); `path` is its name in messages.
  Connection(std::filesystem::path path, const std::string& uri, std::chrono::milliseconds busy_timeout);

  // The prepared form of `sql`, which is prepared once and kept with its text: for statements of a fixed set.
  [[nodiscard]] sqlite3_stmt* prepared(std::string_view sql);
  // Runs statements that are needed once and answer nothing.
  void execute(const char* sql);
  // Rows that the last finished statement inserted, changed or deleted.
  [[nodiscard]] std::int64_t changes() const { return sqlite3_changes64(db_.get()); }

  void check(int result_code) {
    if (result_code != SQLITE_OK) fail(result_code);
  }
  [[noreturn]] void fail(int result_code);

  [[nodiscard]] sqlite3* handle() { return db_.get(); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::chrono::milliseconds busy_timeout() const { return busy_timeout_; }

 private:
  void open(const std::string& name, int flags);

  struct Closer {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  // Looks a text up without a copy of it.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };

  std::filesystem::path path_;
  std::chrono::milliseconds busy_timeout_;
  std::unique_ptr<sqlite3, Closer> db_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalizer>, TextHash, std::equal_to<>> statements_;
};

// Bytes, as opposed to text.
struct Blob {
  std::span<const std::uint8_t> bytes;
};
[[nodiscard]] inline Blob blob_of(std::string_view text) {
  return {{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}};
}

// One use of a prepared statement, from binding to reset.
class Query {
 public:
  Query(Connection& connection, std::string_view sql) : connection_(connection), statement_(connection.prepared(sql)) {}
  ~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Binds parameters 1, 2, ... Text and bytes are not copied: they must live until the query is run.
  template <typename... Values>
  Query& bind(Values&&... values) {
    static_assert(((std::is_lvalue_reference_v<Values> || std::is_trivially_copyable_v<Values>) && ...),
                  "a temporary that owns its bytes would be gone when the query runs");
    int parameter = 0;
    (bind_at(++parameter, values), ...);
    return *this;
  }

  // Binds one parameter; as bind().
  template <typename Integer>
    requires std::is_integral_v<Integer>
  void bind_at(int parameter, Integer value) {
    connection_.check(sqlite3_bind_int64(statement_, parameter, static_cast<std::int64_t>(value)));
  }
  void bind_at(int parameter, double value) { connection_.check(sqlite3_bind_double(statement_, parameter, value)); }
  void bind_at(int parameter, std::nullopt_t) { connection_.check(sqlite3_bind_null(statement_, parameter)); }
  void bind_at(int parameter, UnixTime value) { bind_at(parameter, value.time_since_epoch().count()); }
  // A null pointer would bind NULL where empty text or bytes are meant.
  void bind_at(int parameter, std::string_view value) {
    const char* data = value.data() == nullptr ? "" : value.data();
    connection_.check(sqlite3_bind_text64(statement_, parameter, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  void bind_at(int parameter, Blob value) {
    const void* data = value.bytes.data() == nullptr ? static_cast<const void*>("") : value.bytes.data();
    connection_.check(sqlite3_bind_blob64(statement_, parameter, data, value.bytes.size(), SQLITE_STATIC));
  }
  template <typename Value>
  void bind_at(int parameter, const std::optional<Value>& value) {
    if (value) {
      bind_at(parameter, *value);
    } else {
      bind_at(parameter, std::nullopt);
    }
  }
  // Of text that doesn't live until the query is run.
  void bind_copy_at(int parameter, std::string_view value) {
    connection_.check(
        sqlite3_bind_text64(statement_, parameter, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }

  // The first row for these values, where there is one; for look-ups in a loop.
  template <typename... Values>
  bool find(Values&&... values) {
    sqlite3_reset(statement_);
    return bind(std::forward<Values>(values)...).step();
  }

  // The next row; false at the end.
  bool step() {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) connection_.fail(result);
    return result == SQLITE_ROW;
  }
  // Runs a statement that answers no rows, and makes it ready to be bound again.
  void run() {
    step();
    sqlite3_reset(statement_);
  }

  // Columns of the current row, from 0. Views are valid until the next step.
  [[nodiscard]] bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] double real(int column) const { return sqlite3_column_double(statement_, column); }
  [[nodiscard]] UnixTime time(int column) const { return UnixTime(std::chrono::seconds(integer(column))); }
  [[nodiscard]] std::string_view text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return text == nullptr ? std::string_view() : std::string_view(text, bytes(column));
  }
  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, data == nullptr ? 0 : bytes(column)};
  }
  [[nodiscard]] std::string blob_text(int column) const {
    const auto data = blob(column);
    return {data.begin(), data.end()};
  }
  [[nodiscard]] std::optional<std::int64_t> integer_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
  }
  [[nodiscard]] std::optional<UnixTime> time_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }
  [[nodiscard]] std::optional<std::string> text_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(std::string(text(column)));
  }

 private:
  [[nodiscard]] std::size_t bytes(int column) const {
    return static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  }

  Connection& connection_;
  sqlite3_stmt* statement_;
};

// The first column of the first row. `sql` must be a literal.
[[nodiscard]] std::int64_t single_integer(Connection& connection, std::string_view sql);

// Rolled back unless committed.
class Transaction {
 public:
  // One that writes takes the database's write lock at once, so that it can't fail later because another holds it.
  enum class Kind { kRead, kWrite };
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Connection& connection_;
};

}  // namespace cpsg::storage::sqlite
