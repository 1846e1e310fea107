#include "cpsg/http/client_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/trim.h"

namespace cpsg::http {
namespace {

constexpr unsigned kV4Bits = 32;
constexpr unsigned kV6Bits = 128;
constexpr unsigned kByteBits = 8;

bool equal_to(unsigned bits, const std::uint8_t* a, const std::uint8_t* b) {
  const unsigned whole = bits / kByteBits;
  if (!std::equal(a, a + whole, b)) return false;
  const unsigned rest = bits % kByteBits;
  return rest == 0 || (a[whole] ^ b[whole]) >> (kByteBits - rest) == 0;
}

// `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::1`, `[2001:db8::1]:4711`: some proxies add the port.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const std::size_t colon = text.find(':');
  const bool one_colon = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return one_colon ? text.substr(0, colon) : text;
}

// The last part of a list, taken off its end.
std::string_view take_last(std::string_view& list) {
  const std::size_t comma = list.rfind(',');
  const std::string_view last = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
  return trim(last);
}

bool is_address(std::string_view text) {
  char bytes[sizeof(in6_addr)];
  const std::string copy(text);
  return inet_pton(AF_INET, copy.c_str(), bytes) == 1 || inet_pton(AF_INET6, copy.c_str(), bytes) == 1;
}

}  // namespace

bool TrustedProxies::parse(std::string_view text, Bytes& bytes, bool& is_v4) {
  const std::string copy(text);
  is_v4 = inet_pton(AF_INET, copy.c_str(), bytes.data() + 12) == 1;
  if (is_v4) {
    std::fill(bytes.begin(), bytes.begin() + 10, std::uint8_t{0});
    bytes[10] = bytes[11] = 0xFF;
    return true;
  }
  return inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string& text : networks) {
    const std::size_t slash = text.find('/');
    Network network;
    bool is_v4 = false;
    const bool sane = parse(std::string_view(text).substr(0, slash), network.address, is_v4);
    const unsigned most = is_v4 ? kV4Bits : kV6Bits;
    const auto bits = slash == std::string::npos ? std::optional(most) : parse_number<unsigned>(text.substr(slash + 1));
    if (!sane || !bits || *bits > most) {
      throw Error(ErrorCode::kConfigInvalid, "must be networks like 10.0.0.0/8 or fd00::/8, or single addresses");
    }
    network.bits = *bits + (kV6Bits - most);
    networks_.push_back(network);
  }
}

bool TrustedProxies::contains(std::string_view address) const {
  Bytes bytes{};
  bool is_v4 = false;
  if (networks_.empty() || !parse(address, bytes, is_v4)) return false;
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return equal_to(network.bits, network.address.data(), bytes.data());
  });
}

Client client_of(const TrustedProxies& proxies, std::string_view peer, const IncomingRequest& request) {
  Client client{.address = std::string(peer), .scheme = request.over_tls ? "https" : "http"};
  if (!proxies.contains(peer)) return client;
  std::string_view forwarded = request.header("x-forwarded-for").value_or("");
  while (!forwarded.empty() && proxies.contains(client.address)) {
    const std::string_view next = without_port(take_last(forwarded));
    if (!is_address(next)) break;
    client.address = next;
  }
  if (auto schemes = request.header("x-forwarded-proto")) {
    client.scheme = equal_ignoring_case(take_last(*schemes), "https") ? "https" : "http";
  }
  return client;
}

}  // namespace cpsg::http
