#include "cpsg/access/visitor.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace cpsg::access {
namespace {

constexpr std::string_view kMappedPrefix = "::ffff:";

// By which proxies tell that they pass a request on.
constexpr std::array<std::string_view, 3> kProxyHeaders = {"forwarded", "via", "x-real-ip"};
constexpr std::string_view kProxyPrefix = "x-forwarded-";

std::string_view without_mapping(std::string_view address) {
  const bool is_mapped_v4 = address.starts_with(kMappedPrefix) && address.find('.') != std::string_view::npos;
  return is_mapped_v4 ? address.substr(kMappedPrefix.size()) : address;
}

bool tells_of_a_proxy(const http::IncomingRequest& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const http::Header& header) {
    return header.name.starts_with(kProxyPrefix) ||
           std::find(kProxyHeaders.begin(), kProxyHeaders.end(), header.name) != kProxyHeaders.end();
  });
}

}  // namespace

bool is_loopback_address(std::string_view address) {
  const std::string_view plain = without_mapping(address);
  return plain.starts_with("127.") || plain == "::1";
}

Visitor visitor_of(const http::TrustedProxies& proxies, const http::IncomingRequest& request) {
  const bool is_direct = !tells_of_a_proxy(request);
  Visitor visitor{.client = http::client_of(proxies, request.peer, request),
                  .is_local = is_direct && is_loopback_address(request.peer)};
  if (is_direct && request.over_tls) visitor.client.scheme = "https";
  return visitor;
}

std::string network_of(std::string_view address) {
  constexpr std::size_t kV4Bytes = 4;
  constexpr std::size_t kV6NetworkBytes = 8;
  const std::string text(without_mapping(address));
  std::array<char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), kV4Bytes};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.data(), kV6NetworkBytes};
  return text;
}

Transport transport_of(const Visitor& visitor) {
  if (visitor.client.scheme == "https") return Transport::kHttps;
  return visitor.is_local ? Transport::kLocalHttp : Transport::kOtherHttp;
}

}  // namespace cpsg::access
