// The target of a request taken apart: path segments and query parameters, decoded and checked.
//
//   const Target target = parse_target("/v1/projects?limit=10");
//   const std::size_t limit = target.query.limit();  // 10
//
// Errors are http::FieldError(kRequestInvalid), which names the parameter at fault; `path` or `query` where it has no
// name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/time_zone.h"
#include "cpsg/history/buckets.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {

// The error of a request whose parameter or member of the body is wrong. The reason is a whole sentence without a full
// stop.
[[nodiscard]] http::FieldError invalid(std::string field, const std::string& reason);

// The zone of everybody's own clock.
inline constexpr std::string_view kAuthorClocks = "author";

class Query {
 public:
  // No route has as many.
  static constexpr std::size_t kParametersMax = 32;

  // `a=b&c=d`, with '+' for a space. Throws for malformed encodings, and for more parameters than kParametersMax.
  explicit Query(std::string_view text);

  // Names and values, in the order in which they were sent.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return parameters_; }

  // Nothing when absent, here and in all that give an optional. The first, where a name is given several times.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  // All values of that name, and of those that are separated by commas each by itself.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] bool boolean(std::string_view name) const;  // `true` or `false`; false when absent
  // A time or a date. The '+' of an offset may have been sent unencoded.
  [[nodiscard]] std::optional<UnixTime> time(std::string_view name) const;
  // A zone by its offset or its name. The '+' may have been sent unencoded here too.
  [[nodiscard]] std::optional<TimeZone> zone(std::string_view name) const;
  // The same, or `author`: the authors' own clocks. UTC when absent.
  [[nodiscard]] history::Clocks clocks(std::string_view name) const;
  // `since` and `until`: the first moment of what is asked for, and the first one after it. A date alone is its whole
  // day in the zone.
  [[nodiscard]] std::optional<UnixTime> since(const TimeZone& zone = TimeZone()) const;
  [[nodiscard]] std::optional<UnixTime> until(const TimeZone& zone = TimeZone()) const;
  // The midnights with which they begin and end where they are dates alone, on whatever clock is meant.
  [[nodiscard]] std::optional<LocalTime> since_midnight() const;
  [[nodiscard]] std::optional<LocalTime> until_midnight() const;
  // A number that the table has checked; `otherwise` when absent.
  [[nodiscard]] std::size_t number(std::string_view name, std::size_t otherwise) const;
  [[nodiscard]] std::size_t limit() const;  // `limit`, 1-1000, default 100

  // The same query, encoded, with this cursor instead of its own.
  [[nodiscard]] std::string with_cursor(std::string_view cursor) const;

 private:
  // As it was meant. Throws where it is neither a time nor a date.
  [[nodiscard]] std::optional<std::string> time_text(std::string_view name) const;

  std::vector<std::pair<std::string, std::string>> parameters_;
};

struct Target {
  std::vector<std::string> segments;  // of the path, decoded; a slash at the end is ignored
  std::string path;                   // the segments again, encoded in the one way that links have
  Query query;
};

// Of a path with or without a query.
[[nodiscard]] Target parse_target(std::string_view target);

}  // namespace cpsg::api
