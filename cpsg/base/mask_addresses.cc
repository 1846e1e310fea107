#include "cpsg/base/mask_addresses.h"

#include <algorithm>
#include <utility>

#include "cpsg/base/ascii.h"

namespace cpsg {
namespace {

bool is_address_char(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("._%+-=").find(c) != std::string_view::npos;
}

// Where the address around the @ at `at` begins and ends; empty when there is none.
std::pair<std::size_t, std::size_t> address_around(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && is_address_char(text[begin - 1])) --begin;
  std::size_t end = at + 1;
  while (end < text.size() && is_address_char(text[end])) ++end;
  while (end > at + 1 && text[end - 1] == '.') --end;  // the full stop of a sentence
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
