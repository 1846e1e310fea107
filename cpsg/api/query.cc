#include "cpsg/api/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "cpsg/base/hex.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/git_time.h"

namespace cpsg::api {
namespace {

http::FieldError bad(std::string_view name, std::string_view reason) {
  return {ErrorCode::kRequestInvalid, std::string(name), fmt::format("{} {}", name, reason)};
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string decode_parameter(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto decoded = percent_decode(spaced);
  if (!decoded) throw Error(ErrorCode::kRequestInvalid, "the query has a '%' without two hex digits after it");
  return *std::move(decoded);
}

// Calls `each` with the parts of `text` between separators.
template <typename Each>
void split(std::string_view text, char separator, const Each& each) {
  while (true) {
    const std::size_t end = text.find(separator);
    each(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    std::array<std::uint8_t, 1> byte{};
    if (i + 2 >= text.size() || !hex_decode(text.substr(i + 1, 2), byte)) return std::nullopt;
    out += static_cast<char>(byte[0]);
    i += 2;
  }
  return out;
}

Query::Query(std::string_view text) {
  split(text, '&', [this](std::string_view part) {
    if (part.empty()) return;
    const std::size_t equals = part.find('=');
    std::string name = decode_parameter(part.substr(0, equals));
    std::string value = equals == std::string_view::npos ? "" : decode_parameter(part.substr(equals + 1));
    if (this->text(name)) throw bad(name, "is given twice");
    parameters_.emplace_back(std::move(name), std::move(value));
  });
}

void Query::allow(std::initializer_list<std::string_view> names) const {
  for (const auto& [name, value] : parameters_) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw bad(name, names.size() == 0 ? "is not a parameter here; there are none"
                                      : fmt::format("is not a parameter here; there are {}", fmt::join(names, ", ")));
  }
}

std::optional<std::string> Query::text(std::string_view name) const {
  for (const auto& [known, value] : parameters_) {
    if (known == name) return value;
  }
  return std::nullopt;
}

bool Query::boolean(std::string_view name) const {
  const auto value = text(name);
  if (!value || *value == "false") return false;
  if (*value == "true") return true;
  throw bad(name, "must be true or false");
}

std::optional<UnixTime> Query::time(std::string_view name) const {
  auto value = text(name);
  if (!value) return std::nullopt;
  constexpr std::size_t kOffsetSize = 6;  // of "+01:00"
  if (value->size() > kOffsetSize && (*value)[value->size() - kOffsetSize] == ' ') {
    (*value)[value->size() - kOffsetSize] = '+';
  }
  const auto time = model::parse_time(*value);
  if (!time) throw bad(name, "must be a time like 2026-01-31T12:00:00Z or a date like 2026-01-31");
  return time;
}

std::size_t Query::limit() const {
  const auto value = text("limit");
  if (!value) return limits::kPageDefault;
  std::size_t number = 0;
  const char* const last = value->data() + value->size();
  const auto [end, ec] = std::from_chars(value->data(), last, number);
  if (ec != std::errc() || end != last || number < 1 || number > limits::kPageMax) {
    throw bad("limit", fmt::format("must be a number from 1 to {}", limits::kPageMax));
  }
  return number;
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
  split(inner, '/', [&](std::string_view segment) {
    auto decoded = percent_decode(segment);
    if (!decoded) throw Error(ErrorCode::kRequestInvalid, "the path has a '%' without two hex digits after it");
    parsed.path += "/" + percent_encode(*decoded);
    parsed.segments.push_back(*std::move(decoded));
  });
  return parsed;
}

}  // namespace cpsg::api
