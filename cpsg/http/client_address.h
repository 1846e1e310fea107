// Who a request comes from, seen through proxies that are trusted to say so.
//
//   const TrustedProxies proxies({"10.0.0.0/8"});
//   client_of(proxies, "10.0.0.7", headers);  // what X-Forwarded-For says; the peer itself where it isn't trusted
//
// Pure functions; a TrustedProxies never changes once constructed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/http/message.h"

namespace cpsg::http {

class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Networks as `10.0.0.0/8` or `fd00::/8`, or single addresses. Throws Error(kConfigInvalid) that names a bad one.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  [[nodiscard]] bool contains(std::string_view address) const;

 private:
  using Bytes = std::array<std::uint8_t, 16>;  // an IPv4 address is mapped into IPv6
  struct Network {
    Bytes address{};
    unsigned bits = 0;
  };

  [[nodiscard]] static bool parse(std::string_view text, Bytes& bytes, bool& is_v4);

  std::vector<Network> networks_;
};

// Who asks, and how.
struct Client {
  std::string address;         // an IP address
  std::string scheme{"http"};  // "https" where a trusted proxy says that the client used it, or it came so to us
};

// X-Forwarded-For is read from its end, where the nearest proxy wrote: the first address that is not a trusted proxy is
// the client's. A part that is no address ends the reading. `peer` is the address of the connection.
[[nodiscard]] Client client_of(const TrustedProxies& proxies, std::string_view peer, const IncomingRequest& request);

}  // namespace cpsg::http
