// What a client must know of an http or https URL before it sends a secret to it or names it in a message.
//
//   if (origin_of(next) == origin_of(first) && is_confidential(origin_of(next))) send_token();
//   without_userinfo("https://user:secret@host/x");  // "https://host/x"
//
// Pure functions, over libcurl's parser.
#pragma once

#include <string>
#include <string_view>

namespace cpsg::http {

// Two URLs of one origin are served by the same party: what is meant for the one may be sent to the other.
struct Origin {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case; an IPv6 address stands in brackets
  std::string port;    // the scheme's own where the URL has none

  friend bool operator==(const Origin&, const Origin&) = default;
};

// Throws Error(kUrlInvalid) unless the URL is absolute and of http or https.
[[nodiscard]] Origin origin_of(const std::string& url);

// Whether what is sent there can't be read on the way: https, or this machine itself.
[[nodiscard]] bool is_confidential(const Origin& origin);

// The same URL without user, password and fragment: fit for messages and for redirects. Throws as origin_of() does.
[[nodiscard]] std::string without_userinfo(const std::string& url);

// What a Location header means on an answer to `base`, userinfo removed. Throws Error(kUrlInvalid) unless it is
// http(s).
[[nodiscard]] std::string resolve(const std::string& base, const std::string& location);

}  // namespace cpsg::http
