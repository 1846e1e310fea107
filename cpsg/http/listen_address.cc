#include "cpsg/http/listen_address.h"

#include <fmt/format.h>

#include "cpsg/base/error.h"
#include "cpsg/base/parse_number.h"

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
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) throw fail();
  return {std::string(host == "localhost" ? "127.0.0.1" : host), *port};
}

std::string format_listen_address(const ListenAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address.host, address.port) : fmt::format("{}:{}", address.host, address.port);
}

}  // namespace cpsg::http
