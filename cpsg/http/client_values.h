// The values of the HTTP clients: what is asked, how, and the head of what comes back.
//
//   const Request request{.method = "POST", .url = url, .headers = {"Accept: text/plain"}, .body = text};
//   const auto type = head.header("content-type");  // nothing where there is none
//
// Plain values. Credentials and bearer tokens go to the URL's host alone: clients follow no redirects, log neither, and
// send neither to a proxy.
//
// Source: RFC 9110 (HTTP semantics), RFC 7617 (Basic authentication), RFC 6750 (bearer tokens).
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/clock.h"

namespace cpsg::http {

struct ClientOptions {
  std::string user_agent = "cpsg";
  std::string ca_file{};  // PEM; empty = the system's
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds stall_timeout{60'000};  // without a byte in either direction
  const std::atomic<bool>* cancelled = nullptr;     // when it turns true, perform() ends with Error(kCancelled)
};

// Sent as HTTP Basic authentication; never logged, and never to a proxy: a plain-http request with credentials (which
// its caller allows for loopback alone) goes around one.
struct Credentials {
  std::string user;
  std::string password;
};

struct Request {
  std::string method = "GET";
  std::string url{};
  std::vector<std::string> headers{};  // "Name: value"
  std::string body{};
  std::optional<Credentials> credentials{};
  std::optional<std::string> bearer_token{};  // sent as `Authorization: Bearer`, with the same care as credentials
};

struct ResponseHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case

  // The first header of that name.
  [[nodiscard]] std::optional<std::string> header(std::string_view lower_case_name) const;
  // How long Retry-After (seconds, or an HTTP date) asks to wait from `now` on; at most a day, never negative.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after(UnixTime now) const;
};

}  // namespace cpsg::http
