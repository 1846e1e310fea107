// The part of a URL that names a host, as the Host header and an Origin carry it.
//
//   const auto authority = parse_authority("Stats.Example:8080");  // host "stats.example", port "8080"
//   normal_origin("https://Stats.Example:443");                    // "https://stats.example"
//
// Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cpsg::http {

struct Authority {
  std::string host;         // lower case, without the full stop that may end a name; an IPv6 address stands in brackets
  std::string port;         // decimal digits as written; empty where none is given
  bool is_address = false;  // the host is an IPv4 or IPv6 address, not a name
};

// Nothing where no http URL could have it (RFC 9110, 4.2; RFC 3986, 3.2): an empty host, user information, blanks,
// commas, a `%` that encodes nothing, a port that is none or is written with zeros before it. Zone ids of IPv6
// addresses have no place in a URL that is sent.
[[nodiscard]] std::optional<Authority> parse_authority(std::string_view text);

// Whether parse_authority() takes it; allocates nothing.
[[nodiscard]] bool is_authority(std::string_view text);

// The authority of an http or https URL in its absolute form; nothing for another scheme or a bad authority.
[[nodiscard]] std::optional<Authority> authority_of_url(std::string_view url);

// `http://host` or `https://host`, in lower case, with the port where it is not the scheme's own. Nothing for any other
// text: another scheme, a path, `null`.
[[nodiscard]] std::optional<std::string> normal_origin(std::string_view text);

// `host:port` without the port where it is that of `scheme` ("http" or "https").
[[nodiscard]] std::string without_default_port(const Authority& authority, std::string_view scheme);

}  // namespace cpsg::http
