#include "cpsg/base/utf8.h"

#include <cassert>
#include <cstring>

namespace cpsg {
namespace {

struct LeadByte {
  std::size_t size;  // of the whole character; 0 if no character begins like this
  std::uint8_t second_min;
  std::uint8_t second_max;
};

// Table 3-7 of the Unicode standard: well-formed UTF-8 byte sequences.
constexpr LeadByte lead_byte(std::uint8_t byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

constexpr bool is_continuation(char c) { return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80; }

// The first byte from `position` on that is not ASCII, eight at a time.
std::size_t skip_ascii(std::string_view text, std::size_t position) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t word = 0;
  for (; position + sizeof word <= text.size(); position += sizeof word) {
    std::memcpy(&word, text.data() + position, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (position < text.size() && static_cast<std::uint8_t>(text[position]) < 0x80) ++position;
  return position;
}

}  // namespace

Utf8Sequence utf8_sequence_at(std::string_view text, std::size_t position) noexcept {
  assert(position < text.size());
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[position + i]); };
  const LeadByte lead = lead_byte(byte(0));
  if (lead.size <= 1) return {1, lead.size == 1};
  const std::size_t left = text.size() - position;
  if (left < 2 || byte(1) < lead.second_min || byte(1) > lead.second_max) return {1, false};
  std::size_t size = 2;
  while (size < lead.size && size < left && is_continuation(text[position + size])) ++size;
  return {size, size == lead.size};
}

char32_t decode_utf8(std::string_view character) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
  char32_t code_point = byte(0);
  if (character.size() > 1) code_point &= 0x7FU >> character.size();
  for (std::size_t i = 1; i < character.size(); ++i) code_point = (code_point << 6) | (byte(i) & 0x3F);
  return code_point;
}

std::size_t find_invalid_utf8(std::string_view text, std::size_t position) noexcept {
  for (;;) {
    position = skip_ascii(text, position);
    if (position == text.size()) return position;
    const Utf8Sequence sequence = utf8_sequence_at(text, position);
    if (!sequence.valid) return position;
    position += sequence.size;
  }
}

bool append_repaired_utf8(std::string& out, std::string_view text) {
  std::size_t bad = find_invalid_utf8(text);
  out.append(text.substr(0, bad));
  if (bad == text.size()) return false;
  while (bad < text.size()) {
    out.append(kReplacementCharacter);
    const std::size_t good = bad + utf8_sequence_at(text, bad).size;
    bad = find_invalid_utf8(text, good);
    out.append(text.substr(good, bad - good));
  }
  return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace cpsg
