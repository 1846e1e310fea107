// Who a request comes from, seen through proxies that are trusted to say so.
//
//   const TrustedProxies proxies({"10.0.0.0/8"});
//   client_of(proxies, "10.0.0.7", headers);  // what X-Forwarded-For says; the peer itself where it isn't trusted
//
// Pure functions; a TrustedProxies never changes once constructed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/http/message.h"

namespace cpsg::http {

// The bytes of an IPv6 address, and of an IPv4 one in its IPv6 form (`::ffff:127.0.0.1`).
using AddressBytes = std::array<std::uint8_t, 16>;
// Nothing for a text that is no address.
[[nodiscard]] std::optional<AddressBytes> address_bytes(std::string_view text);
[[nodiscard]] bool is_ipv4(const AddressBytes& bytes);

class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Networks as `10.0.0.0/8` or `fd00::/8`, or single addresses. Throws Error(kConfigInvalid) that names a bad one.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  [[nodiscard]] bool contains(std::string_view address) const;
  // Who a connection's peer speaks for. X-Forwarded-For is read from its end, where the nearest proxy wrote: the first
  // address that is not a trusted proxy is the client's. A part that is no address ends the reading, and so does a
  // loopback address that another machine tells of, since that is not this machine's.
  [[nodiscard]] std::string client_address(std::string_view peer, std::string_view forwarded_for) const;

 private:
  struct Network {
    AddressBytes address{};
    unsigned bits = 0;
  };

  std::vector<Network> networks_;
};

// Who asks, and how.
struct Client {
  std::string address;         // an IP address
  std::string scheme{"http"};  // "https" where a trusted proxy says that the client used it, or it came so to us
};

// `peer` is the address of the connection.
[[nodiscard]] Client client_of(const TrustedProxies& proxies, std::string_view peer, const IncomingRequest& request);

// `127.0.0.1`, `::1`, and IPv4's in their IPv6 form; as the system writes them, no other spelling.
[[nodiscard]] bool is_loopback_address(std::string_view address);

}  // namespace cpsg::http
