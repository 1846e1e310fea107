// A blocking HTTP client that streams the bodies of its answers, over libcurl.
//
//   Session session({.cancelled = &stopped});
//   const ResponseHead head = session.perform({.url = url}, [&](auto bytes) { parser.feed(bytes); });
//
// A Session is used by one thread at a time and keeps its connections alive between requests. Redirects are not
// followed: the caller sees the 3xx and decides, because credentials must not travel. The proxy variables of the
// environment are honoured.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "cpsg/http/client_values.h"

namespace cpsg::http {

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
