#include "cpsg/base/mask_addresses.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/utf8.h"

namespace cpsg {
namespace {

struct CodePoints {
  char32_t first;
  char32_t last;
};
// Beyond ASCII, what separates words as blanks and punctuation do; all else counts as letters.
constexpr std::array<CodePoints, 14> kSeparators{{{0x80, 0xA9},
                                                  {0xAB, 0xB4},
                                                  {0xB6, 0xB9},
                                                  {0xBB, 0xBF},
                                                  {0xD7, 0xD7},
                                                  {0xF7, 0xF7},
                                                  {0x2000, 0x206F},
                                                  {0x3000, 0x303F},
                                                  {0xFE10, 0xFE6F},
                                                  {0xFEFF, 0xFEFF},
                                                  {0xFF00, 0xFF0F},
                                                  {0xFF1A, 0xFF20},
                                                  {0xFF3B, 0xFF65},
                                                  {0xFFFD, 0xFFFD}}};

bool is_address_character(std::string_view character) {
  const char c = character[0];
  if (static_cast<unsigned char>(c) < 0x80) {
    return is_ascii_alphanumeric(c) || std::string_view("._%+-=").find(c) != std::string_view::npos;
  }
  const char32_t code_point = decode_utf8(character);
  return std::ranges::none_of(
      kSeparators, [&](const CodePoints& range) { return range.first <= code_point && code_point <= range.last; });
}

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The character that ends at `end`, which is not 0.
std::string_view character_before(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && continues_a_character(text[begin])) --begin;
  return text.substr(begin, end - begin);
}

std::size_t begin_of_local_part(std::string_view text, std::size_t at) {
  if (at > 1 && text[at - 1] == '"') {
    const std::size_t quote = text.find_last_of("\"\n", at - 2);
    return quote != std::string_view::npos && text[quote] == '"' ? quote : at;
  }
  std::size_t begin = at;
  while (begin > 0) {
    const std::string_view character = character_before(text, begin);
    if (!is_address_character(character) && character != "'") break;
    begin -= character.size();
  }
  while (begin < at && text[begin] == '\'') ++begin;  // a quotation mark
  return begin;
}

std::size_t end_of_domain(std::string_view text, std::size_t begin) {
  if (begin < text.size() && text[begin] == '[') {
    const std::size_t close = text.find_first_not_of("0123456789abcdefABCDEFIPVipv.:", begin + 1);
    return close != std::string_view::npos && text[close] == ']' && close > begin + 1 ? close + 1 : begin;
  }
  std::size_t end = begin;
  while (end < text.size()) {
    const Utf8Sequence sequence = utf8_sequence_at(text, end);
    if (!sequence.valid || !is_address_character(text.substr(end, sequence.size))) break;
    end += sequence.size;
  }
  while (end > begin && text[end - 1] == '.') --end;  // the full stop of a sentence
  return end;
}

// Where the address around the @ at `at` begins and ends; empty when there is none.
std::pair<std::size_t, std::size_t> address_around(std::string_view text, std::size_t at) {
  const std::size_t begin = begin_of_local_part(text, at);
  const std::size_t end = end_of_domain(text, at + 1);
  return begin < at && end > at + 1 ? std::pair(begin, end) : std::pair(at, at);
}

}  // namespace

std::string mask_addresses(std::string_view text, std::string_view mask) {
  std::string result;
  result.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto [begin, end] = address_around(text, at);
    if (begin == end || begin < copied) continue;
    result.append(text.substr(copied, begin - copied)).append(mask);
    copied = end;
  }
  result.append(text.substr(copied));
  return result;
}

void remove_userinfo(std::string& text, std::string_view authority_ends) {
  constexpr std::string_view kAuthority = "://";
  for (auto at = text.find(kAuthority); at != std::string::npos; at = text.find(kAuthority, at)) {
    at += kAuthority.size();
    const auto end = std::min(text.find_first_of(authority_ends, at), text.size());
    const auto sign = text.rfind('@', end);
    if (sign != std::string::npos && sign >= at) text.erase(at, sign + 1 - at);
  }
}

}  // namespace cpsg
