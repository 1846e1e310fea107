#include "cpsg/base/json_text.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "cpsg/base/utf8.h"

namespace cpsg {
namespace {

constexpr bool is_plain_json(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

constexpr std::array<bool, 256> kPlainJson = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = is_plain_json(static_cast<char>(i));
  return table;
}();

// The first byte from `position` on that is not plain, eight at a time.
std::size_t skip_plain(std::string_view text, std::size_t position) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  // The high bit of the lowest byte that is zero is set, and none below it.
  const auto zeros = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighBits; };
  std::uint64_t word = 0;
  for (; position + sizeof word <= text.size(); position += sizeof word) {
    std::memcpy(&word, text.data() + position, sizeof word);
    const std::uint64_t below_space = (word - kOnes * 0x20) & ~word & kHighBits;
    const std::uint64_t special = below_space | zeros(word ^ (kOnes * '"')) | zeros(word ^ (kOnes * '\\'));
    if (((word & kHighBits) | special) != 0) break;
  }
  while (position < text.size() && kPlainJson[static_cast<std::uint8_t>(text[position])]) ++position;
  return position;
}

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

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t start = 0;  // of a run that needs no change and is copied at once
  std::size_t i = 0;
  while (i < text.size()) {
    i = skip_plain(text, i);
    if (i == text.size()) break;
    const auto byte = static_cast<std::uint8_t>(text[i]);
    const Utf8Sequence sequence = utf8_sequence_at(text, i);
    const bool ascii = byte < 0x80;
    if (ascii || !sequence.valid) {
      out.append(text, start, i - start);
      ascii ? append_escape(out, text[i]) : void(out += kReplacementCharacter);
      start = i + sequence.size;
    }
    i += sequence.size;
  }
  out.append(text, start, text.size() - start);
  out += '"';
}

}  // namespace cpsg
