#include "cpsg/http/listen_address.h"

#include <fmt/format.h>

#include <charconv>

#include "cpsg/base/error.h"

namespace cpsg::http {

ListenAddress parse_listen_address(std::string_view text) {
  const auto fail = [&] {
    return Error(ErrorCode::kConfigInvalid,
                 fmt::format("server.listen must be ADDRESS:PORT, like 127.0.0.1:8080 or [::1]:8080, not '{}'", text));
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) throw fail();
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty() || bracketed != (host.find(':') != std::string_view::npos)) throw fail();
  const std::string_view digits = text.substr(colon + 1);
  ListenAddress address{std::string(host == "localhost" ? "127.0.0.1" : host), 0};
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (ec != std::errc() || end != digits.data() + digits.size()) throw fail();
  return address;
}

std::string format_listen_address(const ListenAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address.host, address.port) : fmt::format("{}:{}", address.host, address.port);
}

}  // namespace cpsg::http
