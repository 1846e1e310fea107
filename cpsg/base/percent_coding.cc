#include "cpsg/base/percent_coding.h"

#include <array>
#include <cstdint>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"

namespace cpsg {
namespace {

bool is_unreserved(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("-._~").find(c) != std::string_view::npos;
}

// The byte that the escape at the front of `text` stands for.
std::optional<char> escaped_byte(std::string_view text) {
  std::array<std::uint8_t, 1> byte{};
  if (!hex_decode(text.substr(1, 2), byte)) return std::nullopt;
  return static_cast<char>(byte[0]);
}

// Appends the decoded text; the number of % signs that stand for themselves.
std::size_t decode(std::string_view text, std::string& out) {
  std::size_t bad = 0;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool sign = text[i] == '%';
    const std::optional<char> byte = sign ? escaped_byte(text.substr(i)) : std::nullopt;
    if (sign && !byte) ++bad;
    out += byte.value_or(text[i]);
    if (byte) i += 2;
  }
  return bad;
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
  if (decode(text, out) != 0) return std::nullopt;
  return out;
}

std::string percent_decode_leniently(std::string_view text) {
  std::string out;
  decode(text, out);
  return out;
}

}  // namespace cpsg
