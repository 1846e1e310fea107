#include "cpsg/shape/rows.h"

#include <algorithm>
#include <cassert>

#include "cpsg/base/json_text.h"
#include "cpsg/shape/json_values.h"

namespace cpsg::shape {
namespace {

constexpr std::string_view kNull = "null";
constexpr std::string_view kEmptyList = "[]";
// That a list is given for the rows that are expected.
constexpr std::size_t kExpectedMaxBytes = std::size_t{4} * 1024 * 1024;

bool is_pairs(const MemberDescription& member) {
  const auto& members = member.members;
  return member.type == MemberType::kObjectList && members.size() == 2 && members[0].type == MemberType::kText &&
         !members[0].nullable && members[1].type == MemberType::kInteger;
}

// Calls use(value) for each value of a JSON list.
template <typename Use>
void for_each_item(std::string_view list, const Use& use) {
  for (std::size_t at = 1; at < list.size() && list[at] != ']';) {
    const std::size_t end = end_of_json_value(list, at);
    use(list.substr(at, end - at));
    at = list[end] == ',' ? end + 1 : end;
  }
}

std::string joined(const RowForm::Value& form, std::string_view list) {
  std::string text;
  for_each_item(list, [&](std::string_view item) {
    if (!text.empty()) text += ' ';
    if (!form.is_pairs) {
      append_json_text(text, item);
      return;
    }
    for_each_json_member(item, [&](std::string_view /*name*/, std::string_view value) {
      value.front() == '"' ? append_json_text(text, value) : void(text.append(":").append(value));
    });
  });
  return text;
}

constexpr const char* kByteOrderMark = "\xEF\xBB\xBF";

bool is_formula(std::string_view text) {
  constexpr std::string_view kStarts = "=+-@\t\r";
  return !text.empty() && kStarts.find(text.front()) != std::string_view::npos;
}

void append_field(std::string& out, std::string_view text, const CsvOptions& options) {
  const bool guarded = options.for_spreadsheets && is_formula(text);
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    if (guarded) out += '\'';
    out += text;
    return;
  }
  out += guarded ? "\"'" : "\"";
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  out += '"';
}

// What is between the quotes of a JSON string needs no change if it has none of these.
bool is_plain(std::string_view inner) { return inner.find_first_of("\\,") == std::string_view::npos; }

}  // namespace

RowForm::RowForm(const ShapeDescription& shape, const std::vector<std::string>& fields, ObjectLists lists)
    : lists_(lists), members_(add(shape.members, "", fields.empty() ? nullptr : &fields)) {}

std::vector<RowForm::Member> RowForm::add(const std::vector<MemberDescription>& members, const std::string& prefix,
                                          const std::vector<std::string>* fields) {
  std::vector<Member> out;
  for (const MemberDescription& each : members) {
    Member& member = out.emplace_back();
    member.name_size = each.name.size();
    member.wanted = fields == nullptr || std::find(fields->begin(), fields->end(), each.name) != fields->end();
    if (!member.wanted) continue;
    const std::size_t before = values_.size();
    if (each.type == MemberType::kObject) {
      member.members = add(each.members, prefix + each.name + "_", nullptr);
    } else if (lists_ == ObjectLists::kSplit && each.type == MemberType::kObjectList && !is_pairs(each)) {
      assert(!split_at_ && prefix.empty() && "a shape has one list to split, which is its own member");
      split_at_ = before;
      split_members_ = add(each.members, each.name + "_", nullptr);
    } else {
      values_.push_back({prefix + each.name, each.type, is_pairs(each)});
    }
    member.values = values_.size() - before;
  }
  return out;
}

void RowForm::read(std::string_view object, std::vector<std::string_view>& out) const {
  out.clear();
  read_members(object, members_, out);
  assert(out.size() == values_.size() && "the object has all members of the shape");
}

void RowForm::read_split(std::string_view object, std::vector<std::string_view>& out) const {
  std::vector<std::string_view> values;
  read_members(object, split_members_, values);
  std::copy(values.begin(), values.end(), out.begin() + static_cast<std::ptrdiff_t>(*split_at_));
}

// The names are known, so that only the values are looked through.
void RowForm::read_members(std::string_view object, const std::vector<Member>& members,
                           std::vector<std::string_view>& out) {
  constexpr std::size_t kAroundName = 3;  // two quotes and a colon
  std::size_t at = 1;
  for (const Member& member : members) {
    const std::size_t begin = at + member.name_size + kAroundName;
    assert(begin < object.size() && object[at] == '"' && object[begin - 1] == ':' && "it is the shape's next member");
    const std::size_t end = end_of_json_value(object, begin);
    at = end + 1;
    if (!member.wanted) continue;
    const std::string_view value = object.substr(begin, end - begin);
    if (member.members.empty()) {
      out.push_back(value);
      out.insert(out.end(), member.values - 1, kNull);  // of a list that is split
    } else if (value == kNull) {
      out.insert(out.end(), member.values, kNull);
    } else {
      read_members(value, member.members, out);
    }
  }
}

std::string csv_header(const RowForm& form, const CsvOptions& options) {
  std::string names;
  for (const RowForm::Value& value : form.values()) {
    if (!names.empty()) names += ',';
    names += value.name;
  }
  return (options.for_spreadsheets ? kByteOrderMark : "") + names + "\r\n";
}

namespace {

void append_record(std::string& out, const RowForm& form, const std::vector<std::string_view>& row,
                   const CsvOptions& options) {
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    const std::string_view value = row[i];
    if (value == kNull || value == kEmptyList) continue;
    const RowForm::Value& of = form.values()[i];
    if (value.front() == '"') {
      const std::string_view inner = value.substr(1, value.size() - 2);
      if (is_plain(inner)) {
        append_field(out, inner, options);
        continue;
      }
      text.clear();
      append_json_text(text, value);
      append_field(out, text, options);
    } else if (of.type == MemberType::kTextList || of.is_pairs) {
      append_field(out, joined(of, value), options);
    } else if (value.front() == '[' || value.front() == '{') {
      append_field(out, value, {});
    } else {
      out += value;
    }
  }
  out += "\r\n";
}

}  // namespace

void append_csv_record(std::string& out, const RowForm& form, std::string_view object, const CsvOptions& options) {
  std::vector<std::string_view> row;
  row.reserve(form.values().size());
  form.read(object, row);
  const auto split_at = form.split_at();
  if (!split_at || row[*split_at] == kEmptyList || row[*split_at] == kNull) {
    return append_record(out, form, row, options);
  }
  for_each_item(row[*split_at], [&](std::string_view item) {
    form.read_split(item, row);
    append_record(out, form, row, options);
  });
}

void Columns::add(std::string_view object) {
  form_.read(object, row_);
  begin_row();
  for (std::size_t i = 0; i < row_.size(); ++i) {
    if (rows_ > 0) lists_[i] += ',';
    lists_[i] += row_[i];
  }
  end_row();
}

void Columns::begin_row() {
  lengths_before_.clear();
  for (const std::string& list : lists_) lengths_before_.push_back(list.size());
}

void Columns::end_row() {
  for (std::size_t i = 0; i < lists_.size(); ++i) size_bytes_ += lists_[i].size() - lengths_before_[i];
  if (rows_++ > 0) return;
  for (std::string& list : lists_) list.reserve(std::min((list.size() + 1) * expected_rows_, kExpectedMaxBytes));
}

void Columns::remove_last() {
  assert(rows_ > 0 && !lengths_before_.empty());
  for (std::size_t i = 0; i < lists_.size(); ++i) {
    size_bytes_ -= lists_[i].size() - lengths_before_[i];
    lists_[i].resize(lengths_before_[i]);
  }
  lengths_before_.clear();
  --rows_;
}

void Columns::take(std::string& out) {
  std::size_t more = size_bytes_ + 2;
  for (const RowForm::Value& value : form_.values()) more += value.name.size() + 6;
  out.reserve(out.size() + more);
  out += '{';
  for (std::size_t i = 0; i < lists_.size(); ++i) {
    out += i == 0 ? "\"" : ",\"";
    out += form_.values()[i].name;
    out += "\":";
    out += lists_[i];
    out += ']';
    lists_[i] = {};
  }
  out += '}';
}

ColumnRow::ColumnRow(Columns& columns) : columns_(columns) {
  next_[0] = columns.form_.members_.data();
  columns.begin_row();
}

void ColumnRow::begin(std::string_view name, const Meaning& /*meaning*/) {
  const RowForm::Member* const member = next_member(name);
  assert(depth_ + 1 < kDepthMax);
  next_[++depth_] = member != nullptr ? member->members.data() : nullptr;
}

void ColumnRow::null(std::string_view name) {
  const RowForm::Member* const member = next_member(name);
  if (member == nullptr) return;
  for (std::size_t i = 0; i < member->values; ++i) *begin_list() += kNull;
}

}  // namespace cpsg::shape
