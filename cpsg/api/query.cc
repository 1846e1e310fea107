#include "cpsg/api/query.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/base/limits.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/base/split.h"
#include "cpsg/model/git_time.h"
#include "cpsg/model/period.h"

namespace cpsg::api {
namespace {

http::FieldError bad(std::string_view name, std::string_view reason) {
  return invalid(std::string(name), fmt::format("{} {}", name, reason));
}

// `field` is what is told to be at fault where the text cannot be decoded.
std::string decode_parameter(std::string_view text, std::string_view field) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto decoded = percent_decode(spaced);
  if (!decoded) throw bad(field, "has a '%' without two hex digits after it");
  return *std::move(decoded);
}

}  // namespace

// The reason may quote what a client sent, and an exception's text ends at a NUL.
http::FieldError invalid(std::string field, const std::string& reason) {
  std::string shown;
  for (const char c : reason) {
    const bool is_control = (c >= 0 && c < ' ') || c == '\x7F';
    is_control ? shown += "\xEF\xBF\xBD" : shown += c;
  }
  return {ErrorCode::kRequestInvalid, std::move(field), shown};
}

Query::Query(std::string_view text) {
  for_each_part(text, '&', [this](std::string_view part) {
    if (part.empty()) return;
    const std::size_t equals = part.find('=');
    std::string name = decode_parameter(part.substr(0, equals), "query");
    if (name.empty()) throw bad("query", "has a value without a name");
    std::string value = equals == std::string_view::npos ? "" : decode_parameter(part.substr(equals + 1), name);
    if (parameters_.size() == kParametersMax) {
      throw bad("query", fmt::format("has more than {} parameters", kParametersMax));
    }
    parameters_.emplace_back(std::move(name), std::move(value));
  });
}

std::optional<std::string> Query::text(std::string_view name) const {
  for (const auto& [known, value] : parameters_) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Query::texts(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [known, value] : parameters_) {
    if (known == name) for_each_part(value, ',', [&](std::string_view part) { all.emplace_back(part); });
  }
  return all;
}

bool Query::boolean(std::string_view name) const {
  const auto value = text(name);
  if (!value || *value == "false") return false;
  if (*value == "true") return true;
  throw bad(name, "must be true or false");
}

std::optional<std::string> Query::time_text(std::string_view name) const {
  auto value = text(name);
  if (!value) return std::nullopt;
  constexpr std::size_t kOffsetSize = 6;  // of "+01:00"
  if (value->size() > kOffsetSize && (*value)[value->size() - kOffsetSize] == ' ') {
    (*value)[value->size() - kOffsetSize] = '+';
  }
  if (model::parse_time(*value)) return value;
  throw bad(name, "must be a time like 2026-01-31T12:00:00Z or a date like 2026-01-31");
}

std::optional<UnixTime> Query::time(std::string_view name) const {
  const auto value = time_text(name);
  return value ? model::parse_time(*value) : std::nullopt;
}

std::optional<TimeZone> Query::zone(std::string_view name) const {
  auto value = text(name);
  if (!value) return std::nullopt;
  if (value->starts_with(' ')) value->front() = '+';
  if (auto zone = TimeZone::find(*value)) return zone;
  const auto similar = similar_zone_name(*value);
  throw bad(name, fmt::format("must be UTC, an offset like +02:00 or the name of a zone like Europe/Berlin{}",
                              similar ? fmt::format("; did you mean {}", *similar) : std::string()));
}

history::Clocks Query::clocks(std::string_view name) const {
  if (text(name) == kAuthorClocks) return {.zone = {}, .of_authors = true};
  return {.zone = zone(name).value_or(TimeZone()), .of_authors = false};
}

std::optional<UnixTime> Query::since(const TimeZone& zone) const {
  const auto value = time_text("since");
  return value ? model::period_begin(*value, zone) : std::nullopt;
}

std::optional<UnixTime> Query::until(const TimeZone& zone) const {
  const auto value = time_text("until");
  return value ? model::period_end(*value, zone) : std::nullopt;
}

std::optional<LocalTime> Query::since_midnight() const {
  const auto value = text("since");
  return value ? model::midnight_of(*value) : std::nullopt;
}

std::optional<LocalTime> Query::until_midnight() const {
  const auto value = text("until");
  const auto begin = value ? model::midnight_of(*value) : std::nullopt;
  return begin ? std::optional(*begin + std::chrono::days(1)) : std::nullopt;
}

std::size_t Query::number(std::string_view name, std::size_t otherwise) const {
  const auto value = text(name);
  return value ? parse_number<std::size_t>(*value).value_or(otherwise) : otherwise;
}

std::size_t Query::limit() const {
  const auto value = text("limit");
  if (!value) return limits::kPageDefault;
  const auto number = parse_number<std::size_t>(*value);
  if (!number || *number < 1 || *number > limits::kPageMax) {
    throw bad("limit", fmt::format("must be a number from 1 to {}", limits::kPageMax));
  }
  return *number;
}

std::string Query::with_cursor(std::string_view cursor) const {
  std::string out;
  for (const auto& [name, value] : parameters_) {
    if (name != "cursor") out += percent_encode(name) + "=" + percent_encode(value) + "&";
  }
  return out + "cursor=" + percent_encode(cursor);
}

Target parse_target(std::string_view target) {
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  Target parsed{{}, "", Query(question == std::string_view::npos ? "" : target.substr(question + 1))};
  std::string_view inner = path;
  if (inner.starts_with('/')) inner.remove_prefix(1);
  if (inner.ends_with('/')) inner.remove_suffix(1);
  for_each_part(inner, '/', [&](std::string_view segment) {
    auto decoded = percent_decode(segment);
    if (!decoded) throw bad("path", "has a '%' without two hex digits after it");
    parsed.path += "/" + percent_encode(*decoded);
    parsed.segments.push_back(*std::move(decoded));
  });
  return parsed;
}

}  // namespace cpsg::api
