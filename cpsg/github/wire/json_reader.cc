#include "cpsg/github/wire/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "cpsg/base/error.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/utf8.h"
#include "cpsg/model/git_time.h"

namespace cpsg::github::wire {
namespace {

constexpr std::size_t kEscapeBytes = 6;  // of \uD800

// The code unit that an escape at the front of `text` spells.
std::optional<unsigned> code_unit(std::string_view text) {
  if (text.size() < kEscapeBytes || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  unsigned unit = 0;
  for (const char c : text.substr(2, 4)) {
    const int digit = hex_digit_value(c);
    if (digit < 0) return std::nullopt;
    unit = unit * 16 + static_cast<unsigned>(digit);
  }
  return unit;
}

bool is_high(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

simdjson::dom::element parse(simdjson::dom::parser& parser, std::string_view body) {
  if (body.size() > limits::kApiAnswerMaxBytes) throw Error(ErrorCode::kLimitExceeded, "GitHub's answer is too large");
  // An empty one has nothing to allocate for.
  const std::size_t capacity = std::max<std::size_t>(body.size(), 1);
  simdjson::dom::element root;
  auto failure = parser.allocate(capacity, limits::kApiJsonDepthMax);
  if (failure == simdjson::SUCCESS) failure = parser.parse(body.data(), body.size()).get(root);
  if (failure == simdjson::MEMALLOC) throw std::bad_alloc();
  if (failure != simdjson::SUCCESS) {
    throw Error(ErrorCode::kBadData, fmt::format("GitHub's answer is no JSON: {}", simdjson::error_message(failure)));
  }
  return root;
}

template <typename T>
T required(const JsonValue& value, std::optional<T> found) {
  if (!found) value.refuse("missing");
  return *std::move(found);
}

}  // namespace

std::optional<std::string> mend_surrogates(std::string_view json) {
  std::optional<std::string> mended;
  for (auto at = json.find('\\'); at != std::string_view::npos; at = json.find('\\', at)) {
    const auto unit = code_unit(json.substr(at));
    if (!unit) {
      at += 2;  // an escape of two characters, or none at all
      continue;
    }
    const auto next = is_high(*unit) ? code_unit(json.substr(at + kEscapeBytes)) : std::nullopt;
    if (next && is_low(*next)) {
      at += 2 * kEscapeBytes;
      continue;
    }
    if (is_high(*unit) || is_low(*unit)) {
      if (!mended) mended = std::string(json);
      mended->replace(at, kEscapeBytes, "\\ufffd");
    }
    at += kEscapeBytes;
  }
  return mended;
}

JsonDocument::JsonDocument(std::string_view body) {
  // Before parsing: the parser accepts some of them, and turns them into bytes that are no UTF-8.
  const auto mended = mend_surrogates(body);
  root_ = parse(parser_, mended ? std::string_view(*mended) : body);
}

void JsonValue::refuse(std::string_view complaint) const {
  throw Error(ErrorCode::kBadData, fmt::format("GitHub's answer cannot be used: {} is {}", name_, complaint));
}

JsonValue JsonValue::operator[](std::string_view key) const {
  if (is_null()) return {std::nullopt, key};
  if (!is_object()) refuse("no object");
  simdjson::dom::element found;
  if (element_->at_key(key).get(found) != simdjson::SUCCESS) return {std::nullopt, key};
  return {found, key};
}

std::vector<JsonValue> JsonValue::elements(std::size_t most) const {
  std::vector<JsonValue> found;
  if (is_null()) return found;
  simdjson::dom::array array;
  if (element_->get(array) != simdjson::SUCCESS) refuse("no list");
  for (const simdjson::dom::element element : array) {
    if (found.size() == most) refuse("longer than was asked for");
    found.emplace_back(element, name_);
  }
  return found;
}

std::vector<std::pair<std::string_view, JsonValue>> JsonValue::members(std::size_t most) const {
  std::vector<std::pair<std::string_view, JsonValue>> found;
  if (is_null()) return found;
  simdjson::dom::object object;
  if (element_->get(object) != simdjson::SUCCESS) refuse("no object");
  for (const auto& member : object) {
    if (found.size() == most) refuse("longer than anybody's");
    found.emplace_back(member.key, JsonValue(member.value, name_));
  }
  return found;
}

std::optional<std::string_view> JsonValue::string() const {
  if (is_null()) return std::nullopt;
  std::string_view text;
  if (element_->get(text) != simdjson::SUCCESS) refuse("no text");
  return text;
}

std::optional<std::string> JsonValue::optional_text(std::size_t max_bytes) const {
  const auto found = string();
  return found ? std::optional(std::string(cut_utf8(*found, max_bytes))) : std::nullopt;
}

std::string JsonValue::text(std::size_t max_bytes) const { return required(*this, optional_text(max_bytes)); }

std::string JsonValue::handle() const {
  const std::string_view found = required(*this, string());
  if (found.empty()) refuse("empty");
  if (found.size() > limits::kShortTextMaxBytes) refuse("too long");
  return std::string(found);
}

std::optional<bool> JsonValue::optional_boolean() const {
  if (is_null()) return std::nullopt;
  bool found = false;
  if (element_->get(found) != simdjson::SUCCESS) refuse("neither true nor false");
  return found;
}

bool JsonValue::boolean() const { return required(*this, optional_boolean()); }

std::optional<std::int64_t> JsonValue::optional_count() const {
  if (is_null()) return std::nullopt;
  std::int64_t found = 0;
  if (element_->get(found) != simdjson::SUCCESS || found < 0) refuse("no count");
  return found;
}

std::int64_t JsonValue::count() const { return required(*this, optional_count()); }

std::optional<UnixTime> JsonValue::optional_time() const {
  constexpr std::size_t kTimeBytes = 20;
  const auto found = string();
  if (!found) return std::nullopt;
  const bool spelled = found->size() == kTimeBytes && (*found)[10] == 'T' && found->back() == 'Z';
  const auto time = spelled ? model::parse_time(*found) : std::nullopt;
  if (!time) refuse("no time in UTC");
  return time;
}

UnixTime JsonValue::time() const { return required(*this, optional_time()); }

std::optional<model::Oid> JsonValue::optional_oid() const {
  const auto found = string();
  if (!found) return std::nullopt;
  const auto oid = model::Oid::from_hex(*found);
  if (!oid) refuse("no object id");
  return oid;
}

}  // namespace cpsg::github::wire
