// The target of a request taken apart: path segments and query parameters, decoded and checked.
//
// Every error names the parameter at fault (http::FieldError, request_invalid).
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/clock.h"

namespace cpsg::api {

class Query {
 public:
  // `a=b&c=d`, with '+' for a space. Refuses malformed encodings and repeated names.
  explicit Query(std::string_view text);

  // Refuses parameters of other names: a misspelt filter must not be ignored.
  void allow(std::initializer_list<std::string_view> names) const;

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] bool boolean(std::string_view name) const;  // false when absent
  // A time or a date; a '+' of an offset that was sent unencoded is understood.
  [[nodiscard]] std::optional<UnixTime> time(std::string_view name) const;
  [[nodiscard]] std::size_t limit() const;  // `limit`, 1-1000, default 100

  // The same query with another cursor.
  [[nodiscard]] std::string with_cursor(std::string_view cursor) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

struct Target {
  std::vector<std::string> segments;  // of the path, decoded; a slash at the end means nothing
  std::string path;                   // the segments again, in their one spelling
  Query query;
};

[[nodiscard]] Target parse_target(std::string_view target);

}  // namespace cpsg::api
