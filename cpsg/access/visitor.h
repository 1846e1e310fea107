// Where a request comes from: whose address it has, and whether it can come from this machine alone.
//
//   const Visitor visitor = visitor_of(trusted_proxies, request);
//   if (visitor.is_local) ...  // a program or browser of this machine, without a proxy between
//
// Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cpsg/http/client_address.h"
#include "cpsg/http/message.h"

namespace cpsg::access {

struct Visitor {
  http::Client client;  // seen through trusted proxies
  bool is_local =
      false;  // connected from a loopback address that is no proxy's, and no header tells of a proxy, trusted or not
};

[[nodiscard]] Visitor visitor_of(const http::TrustedProxies& proxies, const http::IncomingRequest& request);

// Who is counted together by limits: an IPv4 address, however it is written, or a /64 of IPv6, which is what one
// subscriber gets. Opaque bytes; all texts that are no address are one.
[[nodiscard]] std::string network_of(std::string_view address);

// How safely a cookie travels.
enum class Transport : std::uint8_t {
  kHttps,
  kLocalHttp,  // it never leaves this machine
  kOtherHttp,  // others may read it
};
[[nodiscard]] Transport transport_of(const Visitor& visitor);

}  // namespace cpsg::access
