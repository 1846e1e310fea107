#include "cpsg/http/listen_address.h"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

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

bool is_loopback(const ListenAddress& address) { return address.host.starts_with("127.") || address.host == "::1"; }

bool is_free(const ListenAddress& address) {
  const auto fail = [&](const std::string& reason) {
    return Error(ErrorCode::kConfigInvalid,
                 fmt::format("nobody can listen on {}: {}", format_listen_address(address), reason));
  };
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int result = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (result != 0) throw fail("it is not an IP address");
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  const int socket = ::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, found->ai_protocol);
  if (socket < 0) throw fail(std::generic_category().message(errno));
  const int reuse = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  const bool usable = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0 && ::listen(socket, 1) == 0;
  const int error = errno;
  ::close(socket);
  if (!usable && error != EADDRINUSE) throw fail(std::generic_category().message(error));
  return usable;
}

}  // namespace cpsg::http
