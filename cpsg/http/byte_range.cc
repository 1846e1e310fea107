#include "cpsg/http/byte_range.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "cpsg/base/ascii.h"
#include "cpsg/base/trim.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kUnit = "bytes=";

// Digits alone; what is beyond all sizes is the largest of them.
std::optional<std::size_t> parse_place(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return is_ascii_digit(c); })) {
    return std::nullopt;
  }
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  std::size_t place = 0;
  for (const char digit : text) {
    const auto value = static_cast<std::size_t>(digit - '0');
    if (place > (kMost - value) / 10) return kMost;
    place = place * 10 + value;
  }
  return place;
}

// `-100`: the last hundred bytes.
RangeRequest suffix(std::string_view text, std::size_t size) {
  const auto count = parse_place(text);
  if (!count) return {};
  if (*count == 0 || size == 0) return {.kind = RangeKind::kUnsatisfiable};
  const std::size_t taken = std::min(*count, size);
  return {.kind = RangeKind::kOne, .first = size - taken, .count = taken};
}

}  // namespace

RangeRequest parse_range(std::string_view text, std::size_t size) {
  if (!equal_ignoring_case(text.substr(0, kUnit.size()), kUnit)) return {};
  text = trim(text.substr(kUnit.size()), " \t");
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view last_text = text.substr(dash + 1);
  if (dash == 0) return suffix(last_text, size);
  const auto first = parse_place(text.substr(0, dash));
  const auto last = last_text.empty() ? std::optional(std::numeric_limits<std::size_t>::max()) : parse_place(last_text);
  if (!first || !last || *last < *first) return {};
  if (*first >= size) return {.kind = RangeKind::kUnsatisfiable};
  return {.kind = RangeKind::kOne, .first = *first, .count = std::min(*last, size - 1) - *first + 1};
}

}  // namespace cpsg::http
