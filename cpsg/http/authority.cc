#include "cpsg/http/authority.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdint>

#include "cpsg/base/ascii.h"
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

bool is_ip(int family, std::string_view text) {
  char bytes[sizeof(in6_addr)];
  return inet_pton(family, std::string(text).c_str(), bytes) == 1;
}

bool is_port(std::string_view text) {
  return text.empty() || (std::all_of(text.begin(), text.end(), is_ascii_digit) && parse_number<std::uint16_t>(text));
}

std::optional<Authority> ipv6_authority(std::string_view text) {
  const std::size_t close = text.find(']');
  if (close == std::string_view::npos || !is_ip(AF_INET6, text.substr(1, close - 1))) return std::nullopt;
  std::string_view rest = text.substr(close + 1);
  if (!rest.empty() && rest.front() != ':') return std::nullopt;
  if (!rest.empty()) rest.remove_prefix(1);
  if (!is_port(rest)) return std::nullopt;
  return Authority{ascii_lower(text.substr(0, close + 1)), std::string(rest), true};
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
  if (text.starts_with('[')) return ipv6_authority(text);
  const std::size_t colon = text.find(':');
  std::string_view host = text.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (host.ends_with('.')) host.remove_suffix(1);
  const bool sane =
      !host.empty() && host.size() <= kHostMaxBytes && std::all_of(host.begin(), host.end(), is_name_char);
  if (!sane || !is_port(port)) return std::nullopt;
  return Authority{ascii_lower(host), std::string(port), is_ip(AF_INET, host)};
}

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
