#include "cpsg/shape/json_values.h"

#include <charconv>
#include <cstdint>

namespace cpsg::shape {

std::size_t end_of_json_string(std::string_view json, std::size_t position) {
  const std::size_t quote = json.find('"', position + 1);
  if (json[quote - 1] != '\\') return quote;  // that is most strings
  for (++position; json[position] != '"'; ++position) {
    if (json[position] == '\\') ++position;
  }
  return position;
}

std::size_t end_of_json_value(std::string_view json, std::size_t position) {
  for (int depth = 0;; ++position) {
    switch (json[position]) {
      case '"':
        position = end_of_json_string(json, position);
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case ',':
        if (depth == 0) return position;
        break;
      case '}':
      case ']':
        if (depth == 0) return position;
        --depth;
        break;
      default:
        break;
    }
  }
}

void append_json_text(std::string& out, std::string_view string) {
  std::string_view rest = string.substr(1, string.size() - 2);
  while (!rest.empty()) {
    const std::size_t escape = rest.find('\\');
    out += rest.substr(0, escape);
    if (escape == std::string_view::npos) return;
    rest.remove_prefix(escape + 1);
    constexpr std::string_view kLetters = "bfnrt";
    constexpr std::string_view kMeanings = "\b\f\n\r\t";
    const char kind = rest.front();
    rest.remove_prefix(1);
    if (kind == 'u') {  // a control character: others are never escaped so
      constexpr std::size_t kDigits = 4;
      std::uint8_t byte = 0;
      (void)std::from_chars(rest.data(), rest.data() + kDigits, byte, 16);
      out += static_cast<char>(byte);
      rest.remove_prefix(kDigits);
    } else {
      const std::size_t letter = kLetters.find(kind);
      out += letter == std::string_view::npos ? kind : kMeanings[letter];
    }
  }
}

}  // namespace cpsg::shape
