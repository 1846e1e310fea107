#include "cpsg/http/json_text.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace cpsg::http {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Sequence {
  std::size_t size = 1;  // bytes of the character, or of the maximal bad part
  bool good = false;
};

// What the lead byte allows: how many bytes follow, and the range of the first of them (it excludes overlong forms,
// surrogates and what is beyond U+10FFFF).
struct LeadRule {
  std::uint8_t following = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
};

constexpr LeadRule rule_of(std::uint8_t lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {1, 0x80, 0xBF};
  if (lead == 0xE0) return {2, 0xA0, 0xBF};
  if (lead == 0xED) return {2, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {2, 0x80, 0xBF};
  if (lead == 0xF0) return {3, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {3, 0x80, 0xBF};
  if (lead == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

// `text` starts with a byte of 0x80 or above.
Sequence read_sequence(std::string_view text) {
  const LeadRule rule = rule_of(static_cast<std::uint8_t>(text[0]));
  if (rule.following == 0) return {};
  for (std::size_t i = 1; i <= rule.following; ++i) {
    const auto byte = i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
    const bool fits = i == 1 ? byte >= rule.low && byte <= rule.high : byte >= 0x80 && byte <= 0xBF;
    if (!fits) return {i, false};
  }
  return {rule.following + std::size_t{1}, true};
}

constexpr bool is_plain_json(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

constexpr std::array<bool, 256> kPlainJson = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = is_plain_json(static_cast<char>(i));
  return table;
}();

void append_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<std::uint8_t>(c);
  out += "\\u00";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

// Copies runs of plain bytes at once; `is_plain` is false for every byte from 0x80 on.
template <typename IsPlain, typename Escape>
void append_runs(std::string& out, std::string_view text, const IsPlain& is_plain, const Escape& escape) {
  std::size_t start = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    if (is_plain(text[i])) {
      ++i;
      continue;
    }
    if (static_cast<std::uint8_t>(text[i]) < 0x80) {
      out.append(text, start, i - start);
      escape(out, text[i]);
      start = ++i;
      continue;
    }
    const Sequence sequence = read_sequence(text.substr(i));
    if (!sequence.good) {
      out.append(text, start, i - start);
      out += kReplacement;
      start = i + sequence.size;
    }
    i += sequence.size;
  }
  out.append(text, start, text.size() - start);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  append_runs(out, text, [](char c) { return kPlainJson[static_cast<std::uint8_t>(c)]; }, append_escape);
  out += '"';
}

void append_utf8(std::string& out, std::string_view text) {
  append_runs(out, text, [](char c) { return static_cast<std::uint8_t>(c) < 0x80; }, [](std::string&, char) {});
}

}  // namespace cpsg::http
