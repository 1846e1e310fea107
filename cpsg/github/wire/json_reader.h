// Untrusted JSON, read field by field into the types that the program works with.
//
//   const JsonDocument document(body);
//   const std::string id = document.root()["data"]["viewer"]["id"].handle();
//
// A document is complete, bounded in size and depth, and valid UTF-8. A value that is absent counts as null, and so do
// the members of null; everything else that is not of the type asked for throws Error(kBadData) with the field's name.
// Unknown and repeated fields are ignored. Half a surrogate pair, which JSON can spell but UTF-8 cannot, becomes
// U+FFFD.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/oid.h"

namespace cpsg::github::wire {

// Points into its document; `name` must live as long.
class JsonValue {
 public:
  JsonValue(std::optional<simdjson::dom::element> element, std::string_view name) : element_(element), name_(name) {}

  [[nodiscard]] bool is_null() const { return !element_ || element_->is_null(); }
  // Of a field that is not there at all; it is null too.
  [[nodiscard]] bool is_missing() const { return !element_; }
  [[nodiscard]] bool is_true() const { return element_ && element_->is_bool() && element_->get_bool().value_unsafe(); }
  [[nodiscard]] bool is_object() const { return element_ && element_->is_object(); }
  [[nodiscard]] bool is_array() const { return element_ && element_->is_array(); }
  [[nodiscard]] bool is_text() const { return element_ && element_->is_string(); }

  [[nodiscard]] JsonValue operator[](std::string_view key) const;
  // Of an array; of null, none. More than `most` are refused.
  [[nodiscard]] std::vector<JsonValue> elements(std::size_t most) const;
  [[nodiscard]] std::vector<std::pair<std::string_view, JsonValue>> members(std::size_t most) const;

  // Text for people: cut to `max_bytes` between two characters.
  [[nodiscard]] std::string text(std::size_t max_bytes) const;
  [[nodiscard]] std::optional<std::string> optional_text(std::size_t max_bytes) const;
  // Text for programs: never cut; empty or longer than limits::kShortTextMaxBytes is refused.
  [[nodiscard]] std::string handle() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::optional<bool> optional_boolean() const;
  // Not negative.
  [[nodiscard]] std::int64_t count() const;
  [[nodiscard]] std::optional<std::int64_t> optional_count() const;
  // `2026-11-24T12:36:31Z` and no other spelling.
  [[nodiscard]] UnixTime time() const;
  [[nodiscard]] std::optional<UnixTime> optional_time() const;
  [[nodiscard]] std::optional<model::Oid> optional_oid() const;

  // Throws Error(kBadData) that says "NAME is " and the complaint.
  [[noreturn]] void refuse(std::string_view complaint) const;

 private:
  [[nodiscard]] std::optional<std::string_view> string() const;

  std::optional<simdjson::dom::element> element_;
  std::string_view name_;
};

class JsonDocument {
 public:
  // Throws Error(kBadData).
  explicit JsonDocument(std::string_view body);
  JsonDocument(const JsonDocument&) = delete;  // values point into it
  JsonDocument& operator=(const JsonDocument&) = delete;
  [[nodiscard]] JsonValue root() const { return {root_, "the answer"}; }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

// Escapes of lone surrogates replaced by that of U+FFFD; nothing if there are none.
[[nodiscard]] std::optional<std::string> mend_surrogates(std::string_view json);

}  // namespace cpsg::github::wire
