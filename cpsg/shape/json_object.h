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

// Writes the values of members as JSON. A writer derives from it and says where the value of the next member goes:
// begin_value(name) gives the string, or null where that member is not wanted. What a member means is for Describer; it
// is ignored here.
template <typename Writer>
class ValueWriter {
 public:
  void text(std::string_view name, std::string_view value, const Meaning& /*meaning*/ = {}) {
    if (std::string* const out = begin(name)) append_json_string(*out, value);
  }
  void number(std::string_view name, std::int64_t value, const Meaning& /*meaning*/ = {}) {
    std::string* const out = begin(name);
    if (out == nullptr) return;
    if (value >= 0 && value <= 9) {  // as most are
      *out += static_cast<char>('0' + value);
      return;
    }
    char digits[24];
    append(*out, digits, std::to_chars(digits, digits + sizeof digits, value));
  }
  // Plain digits with three decimals.
  void decimal(std::string_view name, double value) {
    char digits[400];
    if (std::string* const out = begin(name)) {
      append(*out, digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 3));
    }
  }
  // As few digits as identify the number: 1, 0.25.
  void fraction(std::string_view name, double value, const Meaning& /*meaning*/ = {}) {
    char digits[32];
    if (std::string* const out = begin(name)) {
      append(*out, digits, std::to_chars(digits, digits + sizeof digits, value));
    }
  }
  void boolean(std::string_view name, bool value, const Meaning& /*meaning*/ = {}) {
    if (std::string* const out = begin(name)) *out += value ? "true" : "false";
  }
  void oid(std::string_view name, const model::Oid& value, const Meaning& /*meaning*/ = {}) {
    if (std::string* const out = begin(name)) append_oid(*out, value);
  }
  // A value that is given as JSON.
  void raw(std::string_view name, std::string_view json) {
    if (std::string* const out = begin(name)) *out += json;
  }
  void list(std::string_view name, const std::vector<std::string>& values, const Meaning& /*meaning*/ = {}) {
    append_list(name, values, [](std::string& out, const std::string& value) { append_json_string(out, value); });
  }
  void oids(std::string_view name, const std::vector<model::Oid>& values, const Meaning& /*meaning*/ = {}) {
    append_list(name, values, &append_oid);
  }
  // A list of objects: [{"name":"C++","bytes":20}].
  void sizes(std::string_view name, const std::vector<model::LanguageSize>& values, const Meaning& /*meaning*/ = {});
  // A list of objects that are described each by describe().
  template <typename View>
  void objects(std::string_view name, const std::vector<View>& values, const Meaning& /*meaning*/ = {});

 private:
  std::string* begin(std::string_view name) { return static_cast<Writer*>(this)->begin_value(name); }

  static void append(std::string& out, const char* digits, const std::to_chars_result& written) {
    out.append(digits, static_cast<std::size_t>(written.ptr - digits));
  }
  static void append_oid(std::string& out, const model::Oid& value) {
    char digits[model::Oid::kHexSize + 2];
    digits[0] = digits[sizeof digits - 1] = '"';
    write_hex(value.bytes, digits + 1);
    out.append(digits, sizeof digits);
  }
  template <typename Value, typename Append>
  void append_list(std::string_view name, const std::vector<Value>& values, const Append& append_value) {
    std::string* const out = begin(name);
    if (out == nullptr) return;
    *out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) *out += ',';
      append_value(*out, values[i]);
    }
    *out += ']';
  }
};

class JsonObject : public ValueWriter<JsonObject> {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  void finish() { out_ += '}'; }

  // Opens an object within this one.
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

  // ---- for ValueWriter ----

  [[nodiscard]] std::string* begin_value(std::string_view name) {
    key(name);
    return &out_;
  }

 private:
  void key(std::string_view name) {
    constexpr std::size_t kShort = 40;  // such names are appended at once: lists have tens of thousands of keys
    char text[kShort + 4];
    char* at = text;
    if (!first_) *at++ = ',';
    first_ = false;
    *at++ = '"';
    if (name.size() <= kShort) {
      at = std::copy(name.begin(), name.end(), at);
    } else {
      out_.append(text, static_cast<std::size_t>(at - text)).append(name);
      at = text;
    }
    *at++ = '"';
    *at++ = ':';
    out_.append(text, static_cast<std::size_t>(at - text));
  }

  std::string& out_;
  bool first_ = true;
};

template <typename Writer>
void ValueWriter<Writer>::sizes(std::string_view name, const std::vector<model::LanguageSize>& values,
                                const Meaning& /*meaning*/) {
  append_list(name, values, [](std::string& out, const model::LanguageSize& value) {
    JsonObject each(out);
    each.text("name", value.name);
    each.number("bytes", value.size_bytes);
    each.finish();
  });
}

template <typename Writer>
template <typename View>
void ValueWriter<Writer>::objects(std::string_view name, const std::vector<View>& values, const Meaning& /*meaning*/) {
  append_list(name, values, [](std::string& out, const View& value) {
    JsonObject each(out);
    describe(each, value);
    each.finish();
  });
}

}  // namespace cpsg::shape
