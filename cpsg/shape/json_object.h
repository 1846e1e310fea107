// Writes one JSON object, compact, member by member, straight into a string.
//
//   JsonObject object(out);
//   object.text("name", "flask");
//   object.finish();  // {"name":"flask"}
//
// The caller keeps the order: every begin() has its end(), and finish() comes last, once. Names are plain ASCII and are
// not escaped. Text is written as UTF-8: bytes that are not are replaced by U+FFFD. The string must outlive the writer.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/hex_digits.h"
#include "cpsg/base/json_text.h"
#include "cpsg/model/oid.h"
#include "cpsg/model/statistics.h"
#include "cpsg/shape/meaning.h"

namespace cpsg::shape {

class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  void finish() { out_ += '}'; }

  // Opens an object within this one. What a member means is for Describer; it is ignored here.
  void begin(std::string_view name, const Meaning& /*meaning*/ = {}) {
    key(name);
    out_ += '{';
    first_ = true;
  }
  void end() {
    out_ += '}';
    first_ = false;
  }

  void null(std::string_view name) {
    key(name);
    out_ += "null";
  }
  void text(std::string_view name, std::string_view value, const Meaning& /*meaning*/ = {}) {
    key(name);
    append_json_string(out_, value);
  }
  void number(std::string_view name, std::int64_t value, const Meaning& /*meaning*/ = {}) {
    char digits[24];
    const auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
    key(name);
    out_.append(digits, end);
  }
  // Plain digits with three decimals.
  void decimal(std::string_view name, double value) {
    char digits[400];
    const auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 3);
    key(name);
    out_.append(digits, end);
  }
  // As few digits as identify the number: 1, 0.25.
  void fraction(std::string_view name, double value, const Meaning& /*meaning*/ = {}) {
    char digits[32];
    const auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
    key(name);
    out_.append(digits, end);
  }
  void boolean(std::string_view name, bool value, const Meaning& /*meaning*/ = {}) {
    key(name);
    out_ += value ? "true" : "false";
  }
  void list(std::string_view name, const std::vector<std::string>& values, const Meaning& /*meaning*/ = {}) {
    key(name);
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      append_json_string(out_, values[i]);
    }
    out_ += ']';
  }
  void oid(std::string_view name, const model::Oid& value, const Meaning& /*meaning*/ = {}) {
    key(name);
    append_oid(value);
  }
  void oids(std::string_view name, const std::vector<model::Oid>& values, const Meaning& /*meaning*/ = {}) {
    key(name);
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      append_oid(values[i]);
    }
    out_ += ']';
  }
  // A value that is given as JSON.
  void raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
  }
  // A list of objects: [{"name":"C++","bytes":20}].
  void sizes(std::string_view name, const std::vector<model::LanguageSize>& values, const Meaning& /*meaning*/ = {}) {
    key(name);
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      JsonObject each(out_);
      each.text("name", values[i].name);
      each.number("bytes", values[i].size_bytes);
      each.finish();
    }
    out_ += ']';
  }
  // A list of objects that are described each by describe().
  template <typename View>
  void objects(std::string_view name, const std::vector<View>& values, const Meaning& /*meaning*/ = {}) {
    key(name);
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      JsonObject each(out_);
      describe(each, values[i]);
      each.finish();
    }
    out_ += ']';
  }

 private:
  void append_oid(const model::Oid& value) {
    char digits[model::Oid::kHexSize + 2];
    digits[0] = digits[sizeof digits - 1] = '"';
    write_hex(value.bytes, digits + 1);
    out_.append(digits, sizeof digits);
  }

  // At once, for lists have tens of thousands of keys.
  void key(std::string_view name) {
    const std::size_t before = out_.size();
    const std::size_t comma = first_ ? 0 : 1;
    out_.resize(before + comma + name.size() + 3);
    char* at = out_.data() + before;
    if (comma != 0) *at++ = ',';
    *at++ = '"';
    at = std::copy(name.begin(), name.end(), at);
    *at++ = '"';
    *at = ':';
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace cpsg::shape
