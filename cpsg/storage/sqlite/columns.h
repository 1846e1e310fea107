// Between the columns of a statement and objects of the model, by the names that model/columns.h gives to members.
//
//   static const std::string sql = "SELECT " + column_list<model::ProbeMark>() + " FROM probe_marks WHERE ...";
//   const auto mark = ColumnReader(query, 0).read<model::ProbeMark>();
//
// Members that are a KeyColumn are left out of all of this: each table holds its keys in its own form.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/columns.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// ---- names, for the text of statements ----

// A visitor for describe_columns() that collects the names.
struct ColumnNames {
  std::vector<std::string_view> list;

  template <typename Value>
  void operator()(std::string_view name, const Value&) {
    list.push_back(name);
  }
  template <typename Value>
  void operator()(std::string_view, model::KeyColumn<Value>) {}
};

template <typename Object>
[[nodiscard]] std::vector<std::string_view> column_names() {
  ColumnNames names;
  const Object object{};
  describe_columns(object, names);
  return names.list;
}

// "a, b, c"; with a table's name that ends in a dot, "t.a, t.b, t.c".
template <typename Object>
[[nodiscard]] std::string column_list(std::string_view table = {}) {
  std::string list;
  for (const std::string_view name : column_names<Object>()) {
    if (!list.empty()) list += ", ";
    list.append(table).append(name);
  }
  return list;
}

// "a = ?2, b = ?3, c = ?4" for a first parameter of 2.
template <typename Object>
[[nodiscard]] std::string column_assignments(int first_parameter) {
  std::string list;
  for (const std::string_view name : column_names<Object>()) {
    if (!list.empty()) list += ", ";
    list.append(name).append(" = ?").append(std::to_string(first_parameter++));
  }
  return list;
}

// The statement that writes one row. Its parameters are those of the keys ("project_no, day"), then the columns.
template <typename Object>
[[nodiscard]] std::string replace_statement(std::string_view table, std::string_view keys) {
  const auto parameters = column_names<Object>().size() + static_cast<std::size_t>(std::ranges::count(keys, ','));
  std::string sql = "INSERT OR REPLACE INTO ";
  sql.append(table).append(" (").append(keys).append(", ").append(column_list<Object>()).append(") VALUES (?");
  for (std::size_t i = 0; i < parameters; ++i) sql += ", ?";
  return sql + ")";
}

// ---- values ----

// Reads objects from columns that follow each other in the current row of a query, which must live as long.
class ColumnReader {
 public:
  ColumnReader(const Query& query, int first_column) : query_(query), column_(first_column) {}

  // Throws Error(kStoreCorrupt) for values that no store of ours writes.
  template <typename Object>
  void read_into(Object& object) {
    describe_columns(object, *this);
  }
  template <typename Object>
  [[nodiscard]] Object read() {
    Object object;
    read_into(object);
    return object;
  }
  // Nothing where the first column is null, as it is if an outer join finds no row.
  template <typename Object>
  [[nodiscard]] std::optional<Object> read_if_there() {
    if (!query_.is_null(column_)) return read<Object>();
    column_ += static_cast<int>(column_names<Object>().size());
    return std::nullopt;
  }
  // The number of the column after those that were read.
  [[nodiscard]] int next() const { return column_; }

  // For describe_columns().
  template <typename Value>
  void operator()(std::string_view name, Value& value) {
    read_value(name, value);
    ++column_;
  }
  template <typename Value>
  void operator()(std::string_view, model::KeyColumn<Value>) {}
  void operator()(std::string_view, model::BytesColumn<std::optional<std::string>> bytes) {
    bytes.value = query_.is_null(column_) ? std::nullopt : std::optional(query_.blob_text(column_));
    ++column_;
  }

 private:
  template <typename Value>
  void read_value(std::string_view name, std::optional<Value>& value) {
    value.reset();
    if (!query_.is_null(column_)) read_value(name, value.emplace());
  }
  template <std::integral Integer>
  void read_value(std::string_view, Integer& value) {
    value = static_cast<Integer>(query_.integer(column_));
  }
  void read_value(std::string_view, bool& value) { value = query_.integer(column_) != 0; }
  void read_value(std::string_view, double& value) { value = query_.real(column_); }
  void read_value(std::string_view, UnixTime& value) { value = query_.time(column_); }
  void read_value(std::string_view, std::string& value) { value = query_.text(column_); }
  void read_value(std::string_view name, model::Oid& value);
  void read_value(std::string_view, std::vector<std::string>& value);
  void read_value(std::string_view, std::vector<model::LanguageSize>& value);
  // Enumerations are stored by name, except for what is compared or combined as a number.
  void read_value(std::string_view name, model::PullState& value);
  void read_value(std::string_view name, model::SyncState& value);
  void read_value(std::string_view name, ErrorCode& value);
  void read_value(std::string_view, model::Priority& value) {
    value = static_cast<model::Priority>(query_.integer(column_));
  }
  void read_value(std::string_view, model::Work& value) { value = static_cast<model::Work>(query_.integer(column_)); }

  const Query& query_;
  int column_;
};

// Binds the columns of objects to parameters that follow each other. The objects must live until the query has run.
class ColumnBinder {
 public:
  ColumnBinder(Query& query, int first_parameter) : query_(query), parameter_(first_parameter) {}

  template <typename Object>
  void bind(const Object& object) {
    describe_columns(object, *this);
  }
  // For describe_columns().
  template <typename Value>
  void operator()(std::string_view, const Value& value) {
    bind_value(value);
    ++parameter_;
  }
  template <typename Value>
  void operator()(std::string_view, model::KeyColumn<Value>) {}
  void operator()(std::string_view, model::BytesColumn<const std::optional<std::string>> bytes) {
    query_.bind_at(parameter_++, bytes.value ? std::optional(blob_of(*bytes.value)) : std::nullopt);
  }

 private:
  template <typename Value>
  void bind_value(const std::optional<Value>& value) {
    if (value) {
      bind_value(*value);
    } else {
      query_.bind_at(parameter_, std::nullopt);
    }
  }
  template <typename Value>
  void bind_value(const Value& value) {
    query_.bind_at(parameter_, value);
  }
  void bind_value(const model::Oid& value) { query_.bind_at(parameter_, Blob{value.bytes}); }
  void bind_value(const std::vector<std::string>& value);
  void bind_value(const std::vector<model::LanguageSize>& value);
  void bind_value(model::PullState value) { query_.bind_at(parameter_, model::name(value)); }
  void bind_value(model::SyncState value) { query_.bind_at(parameter_, model::name(value)); }
  void bind_value(ErrorCode value) { query_.bind_at(parameter_, traits(value).name); }
  void bind_value(model::Priority value) { query_.bind_at(parameter_, static_cast<int>(value)); }
  void bind_value(model::Work value) { query_.bind_at(parameter_, static_cast<int>(value)); }

  Query& query_;
  int parameter_;
};

// Runs `sql`, whose first parameters are these and whose next ones are the object's columns.
template <typename Object, typename... First>
void run_with_columns(Connection& connection, std::string_view sql, const Object& object, First... first) {
  Query query(connection, sql);
  query.bind(first...);
  ColumnBinder(query, 1 + static_cast<int>(sizeof...(first))).bind(object);
  query.run();
}

}  // namespace cpsg::storage::sqlite
