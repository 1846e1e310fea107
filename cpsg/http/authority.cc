#include "cpsg/http/authority.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdint>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/parse_number.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";
constexpr std::size_t kHostMaxBytes = 255;  // of a name in the DNS

bool is_name_char(char c) {
  constexpr std::string_view kOthers = "-._~%!$&'()*+;=";  // RFC 3986's, but for the comma that joins repeated headers
  return is_ascii_alphanumeric(c) || kOthers.find(c) != std::string_view::npos;
}

// Every `%` begins an encoded byte.
bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kHostMaxBytes || !std::all_of(text.begin(), text.end(), is_name_char)) return false;
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || hex_digit_value(text[at + 1]) < 0 || hex_digit_value(text[at + 2]) < 0) return false;
  }
  return true;
}

bool is_ip(int family, std::string_view text) {
  char copy[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof copy || text.find('\0') != std::string_view::npos) return false;
  std::copy(text.begin(), text.end(), copy);
  char bytes[sizeof(in6_addr)];
  return inet_pton(family, copy, bytes) == 1;
}

bool is_port(std::string_view text) {
  const bool is_canonical = std::all_of(text.begin(), text.end(), is_ascii_digit) && !text.starts_with('0');
  return text.empty() || (is_canonical && parse_number<std::uint16_t>(text));
}

// Views into the text, as written but for the full stop that may end a name.
struct Parts {
  std::string_view host;
  std::string_view port;
};

std::optional<Parts> split(std::string_view text) {
  const bool has_brackets = text.starts_with('[');
  const std::size_t host_bytes = has_brackets ? text.find(']') + 1 : std::min(text.find(':'), text.size());
  Parts parts{text.substr(0, host_bytes), text.substr(host_bytes)};
  if (has_brackets) {
    const bool sane = host_bytes > 0 && is_ip(AF_INET6, parts.host.substr(1, host_bytes - 2));
    if (!sane || (!parts.port.empty() && parts.port.front() != ':')) return std::nullopt;
  } else {
    if (parts.host.ends_with('.')) parts.host.remove_suffix(1);
    if (!is_name(parts.host)) return std::nullopt;
  }
  if (!parts.port.empty()) parts.port.remove_prefix(1);
  if (!is_port(parts.port)) return std::nullopt;
  return parts;
}

// "http", "https" or nothing; takes it off the front of the URL together with "://".
std::string_view take_scheme(std::string_view& url) {
  for (const std::string_view prefix : {kHttp, kHttps}) {
    if (!equal_ignoring_case(url.substr(0, prefix.size()), prefix)) continue;
    url.remove_prefix(prefix.size());
    return prefix.substr(0, prefix.find(':'));
  }
  return {};
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  const bool is_address = parts->host.starts_with('[') || is_ip(AF_INET, parts->host);
  return Authority{ascii_lower(parts->host), std::string(parts->port), is_address};
}

bool is_authority(std::string_view text) { return split(text).has_value(); }

std::optional<Authority> authority_of_url(std::string_view url) {
  if (take_scheme(url).empty()) return std::nullopt;
  return parse_authority(url.substr(0, url.find_first_of("/?#")));
}

std::string without_default_port(const Authority& authority, std::string_view scheme) {
  const std::string_view own = scheme == "https" ? "443" : "80";
  return authority.port.empty() || authority.port == own ? authority.host : authority.host + ":" + authority.port;
}

std::optional<std::string> normal_origin(std::string_view text) {
  const std::string_view scheme = take_scheme(text);
  if (scheme.empty()) return std::nullopt;
  const auto authority = parse_authority(text);
  if (!authority) return std::nullopt;
  return std::string(scheme) + "://" + without_default_port(*authority, scheme);
}

}  // namespace cpsg::http
