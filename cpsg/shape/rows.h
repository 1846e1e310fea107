// Rows: the members of an object as one flat list of values, for CSV and for lists of columns.
//
//   const RowForm form(commit_description(), {"oid", "author"});
//   std::string csv = csv_header(form);         // "oid,author_name,author_email,..."
//   append_csv_record(csv, form, json, {});     // from what append_json() wrote
//   Columns columns(form);
//   columns.add(json);
//
// Members of nested objects are values of their own, named `outer_inner`. So are, in CSV, those of the objects of a
// list: each of these is a record, which repeats what is beside the list. Rows are made from the compact JSON of an
// object, so that whatever is written as JSON has these forms too. The object has all members of the form's shape, in
// their order. Pure but for the classes' own state; a RowForm may be used by several threads at once.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/shape/describer.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::shape {

// What becomes of a list of objects: one value, or values for each member of its objects, which are rows then. Pairs of
// a text and a number, such as `name` and `bytes`, are one value in either; of others a shape has one at most.
enum class ObjectLists : std::uint8_t { kWhole, kSplit };

class RowForm {
 public:
  // `fields`: the members of the shape that are wanted; empty: all.
  explicit RowForm(const ShapeDescription& shape, const std::vector<std::string>& fields = {},
                   ObjectLists lists = ObjectLists::kWhole);

  struct Value {
    std::string name;
    MemberType type = MemberType::kText;
    bool is_pairs = false;  // a list of pairs
  };
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

  // The values of the object as JSON, in the order of values(). An object that is null has null for each of its
  // members. The views point into the object.
  void read(std::string_view object, std::vector<std::string_view>& out) const;

  // The place of the first value of a list that is split. There read() gives the list, and null for the values behind.
  [[nodiscard]] std::optional<std::size_t> split_at() const { return split_at_; }
  // Puts the values of one object of that list into their places.
  void read_split(std::string_view object, std::vector<std::string_view>& out) const;

 private:
  friend class ColumnRow;

  // Of members of one object: for each how many values it has, and whether they are wanted.
  struct Member {
    std::size_t name_size = 0;
    bool wanted = true;
    std::size_t values = 1;
    std::vector<Member> members = {};  // of an object
  };
  std::vector<Member> add(const std::vector<MemberDescription>& members, const std::string& prefix,
                          const std::vector<std::string>* fields);
  static void read_members(std::string_view object, const std::vector<Member>& members,
                           std::vector<std::string_view>& out);

  const ObjectLists lists_;
  std::vector<Value> values_;
  std::optional<std::size_t> split_at_;
  std::vector<Member> split_members_;
  std::vector<Member> members_;
};

struct CsvOptions {
  // Puts an apostrophe before a text that a spreadsheet would take for a formula: one that begins with = + - @, a tab
  // or a carriage return. The header begins with the byte order mark by which Excel knows UTF-8.
  bool for_spreadsheets = false;
};

// RFC 4180, lines ended by CRLF. Lists are joined by spaces, lists of pairs are `name:bytes` joined by spaces, other
// lists of objects are JSON, or a record for each of their objects where the form splits them. Null and a list without
// items are empty.
[[nodiscard]] std::string csv_header(const RowForm& form, const CsvOptions& options = {});
void append_csv_record(std::string& out, const RowForm& form, std::string_view object, const CsvOptions& options = {});

// One JSON list for each value.
class Columns {
 public:
  // The form must outlive it.
  explicit Columns(const RowForm& form) : form_(form), lists_(form.values().size(), "[") {}

  // Takes memory for that many rows when the first one has come: most are about as long as it is.
  void expect(std::size_t rows) { expected_rows_ = rows; }

  void add(std::string_view object);
  // Takes the last row away again. Not twice in a row.
  void remove_last();
  [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }
  // Appends `{"oid":[...],"author_name":[...]}`. Called once, at the end.
  void take(std::string& out);

 private:
  friend class ColumnRow;

  void begin_row();
  void end_row();

  const RowForm& form_;
  std::vector<std::string> lists_;
  std::size_t expected_rows_ = 0;
  std::vector<std::size_t> lengths_before_;  // of the lists before the last row
  std::vector<std::string_view> row_;
  std::size_t size_bytes_ = 0;
  std::size_t rows_ = 0;
};

// Writes an object as a row of columns: a writer for describe() as JsonObject is, several times as fast as add().
//
//   ColumnRow row(columns);
//   describe(row, bucket);
//   row.finish();
class ColumnRow : public ValueWriter<ColumnRow> {
 public:
  explicit ColumnRow(Columns& columns);
  void finish() { columns_.end_row(); }

  void begin(std::string_view name, const Meaning& meaning = {});
  void end() { --depth_; }
  void null(std::string_view name);

  // ---- for ValueWriter ----

  [[nodiscard]] std::string* begin_value(std::string_view name) {
    const RowForm::Member* const member = next_member(name);
    return member != nullptr ? begin_list() : nullptr;
  }

 private:
  static constexpr std::size_t kDepthMax = 8;  // of objects in objects

  // That of this name, which comes next; null where it is not wanted.
  const RowForm::Member* next_member(std::string_view name) {
    const RowForm::Member*& next = next_[depth_];
    if (next == nullptr) return nullptr;
    const RowForm::Member* const member = next++;
    assert(member->name_size == name.size() && "it is the shape's next member");
    (void)name;
    return member->wanted ? member : nullptr;
  }
  std::string* begin_list() {
    std::string& list = columns_.lists_[list_++];
    if (columns_.rows_ > 0) list += ',';
    return &list;
  }

  Columns& columns_;
  // The next member of each object that is being written; null where the object is not wanted.
  std::array<const RowForm::Member*, kDepthMax> next_{};
  std::size_t depth_ = 0;
  std::size_t list_ = 0;
};

}  // namespace cpsg::shape
