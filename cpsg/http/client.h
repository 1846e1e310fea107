// A blocking HTTP client that streams the bodies of its answers, over libcurl.
//
//   Session session({.cancelled = &stopped});
//   const ResponseHead head = session.perform({.url = url}, [&](auto bytes) { parser.feed(bytes); });
//
// A Session is used by one thread at a time and keeps its connections alive between requests. Redirects are not
// followed: the caller sees the 3xx and decides, because credentials must not travel. The proxy variables of the
// environment are honoured.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
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

class Session {
 public:
  explicit Session(ClientOptions options);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  using BodySink = std::function<void(std::span<const std::uint8_t>)>;
  // Sends the request and hands the body to `sink` piece by piece as it comes. `on_head` is called once before that,
  // when the head is complete. Both may be empty. Any HTTP status is a normal answer. What `sink` or `on_head`
  // throws ends the transfer and is rethrown. Throws Error(kNetwork | kTls | kTimeout | kCancelled), kUrlInvalid for
  // anything but http and https, kBadData and kLimitExceeded for an answer whose head is no HTTP or too long.
  ResponseHead perform(const Request& request, const BodySink& sink,
                       const std::function<void(const ResponseHead&)>& on_head = {});

  // Since construction.
  [[nodiscard]] std::uint64_t requests() const;
  [[nodiscard]] std::uint64_t received_bytes() const;  // bodies, as they crossed the wire

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::http
