#include "cpsg/http/client_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/trim.h"

namespace cpsg::http {
namespace {

constexpr unsigned kV4Bits = 32;
constexpr unsigned kV6Bits = 128;
constexpr unsigned kByteBits = 8;
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};  // before an IPv4 address

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

// What a trusted proxy may tell: an address, but not one that is another machine's own.
std::optional<std::string_view> told_address(std::string_view part, std::string_view teller) {
  const std::string_view address = without_port(part);
  if (!address_bytes(address)) return std::nullopt;
  if (is_loopback_address(address) && !is_loopback_address(teller)) return std::nullopt;
  return address;
}

}  // namespace

std::optional<AddressBytes> address_bytes(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() >= copy.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), copy.begin());
  AddressBytes bytes{};
  if (inet_pton(AF_INET, copy.data(), bytes.data() + kMapped.size()) == 1) {
    std::copy(kMapped.begin(), kMapped.end(), bytes.begin());
    return bytes;
  }
  return inet_pton(AF_INET6, copy.data(), bytes.data()) == 1 ? std::optional(bytes) : std::nullopt;
}

bool is_ipv4(const AddressBytes& bytes) { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

bool is_loopback_address(std::string_view address) {
  constexpr std::string_view kMappedText = "::ffff:";
  if (address == "::1") return true;
  if (address.starts_with(kMappedText)) address.remove_prefix(kMappedText.size());
  return address.starts_with("127.");
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string& text : networks) {
    const std::size_t slash = text.find('/');
    const auto address = address_bytes(std::string_view(text).substr(0, slash));
    const unsigned most = text.find(':') == std::string::npos ? kV4Bits : kV6Bits;
    const auto bits = slash == std::string::npos ? std::optional(most) : parse_number<unsigned>(text.substr(slash + 1));
    if (!address || !bits || *bits > most) {
      throw Error(ErrorCode::kConfigInvalid, "must be networks like 10.0.0.0/8 or fd00::/8, or single addresses");
    }
    networks_.push_back({*address, *bits + (kV6Bits - most)});
  }
}

bool TrustedProxies::contains(std::string_view address) const {
  if (networks_.empty()) return false;
  const auto bytes = address_bytes(address);
  return bytes && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return equal_to(network.bits, network.address.data(), bytes->data());
         });
}

std::string TrustedProxies::client_address(std::string_view peer, std::string_view forwarded_for) const {
  std::string_view address = peer;
  while (!forwarded_for.empty() && contains(address)) {
    const auto next = told_address(take_last(forwarded_for), address);
    if (!next) break;
    address = *next;
  }
  return std::string(address);
}

Client client_of(const TrustedProxies& proxies, std::string_view peer, const IncomingRequest& request) {
  Client client{.address = proxies.client_address(peer, request.header("x-forwarded-for").value_or("")),
                .scheme = request.over_tls ? "https" : "http"};
  auto schemes = request.header("x-forwarded-proto");
  if (schemes && proxies.contains(peer)) {
    client.scheme = equal_ignoring_case(take_last(*schemes), "https") ? "https" : "http";
  }
  return client;
}

}  // namespace cpsg::http
