#include "cpsg/access/visitor.h"

#include <algorithm>
#include <array>

namespace cpsg::access {
namespace {

// By which proxies tell that they pass a request on.
constexpr std::array<std::string_view, 3> kProxyHeaders = {"forwarded", "via", "x-real-ip"};
constexpr std::string_view kProxyPrefix = "x-forwarded-";

bool tells_of_a_proxy(const http::IncomingRequest& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const http::Header& header) {
    return header.name.starts_with(kProxyPrefix) ||
           std::find(kProxyHeaders.begin(), kProxyHeaders.end(), header.name) != kProxyHeaders.end();
  });
}

}  // namespace

Visitor visitor_of(const http::TrustedProxies& proxies, const http::IncomingRequest& request) {
  const bool is_direct = !tells_of_a_proxy(request);
  Visitor visitor{.client = http::client_of(proxies, request.peer, request),
                  .is_local = is_direct && http::is_loopback_address(request.peer) && !proxies.contains(request.peer)};
  if (is_direct && request.over_tls) visitor.client.scheme = "https";
  return visitor;
}

std::string network_of(std::string_view address) {
  constexpr std::size_t kV4Bytes = 4;
  constexpr std::size_t kV6NetworkBytes = 8;
  const auto bytes = http::address_bytes(address);
  if (!bytes) return {};
  const std::string_view all(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return std::string(http::is_ipv4(*bytes) ? all.substr(all.size() - kV4Bytes) : all.substr(0, kV6NetworkBytes));
}

Transport transport_of(const Visitor& visitor) {
  if (visitor.client.scheme == "https") return Transport::kHttps;
  return visitor.is_local ? Transport::kLocalHttp : Transport::kOtherHttp;
}

}  // namespace cpsg::access
