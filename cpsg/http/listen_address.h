// The setting `server.listen`: the address and port at which a server listens.
//
//   const ListenAddress address = parse_listen_address("[::1]:8080");  // host "::1", port 8080
//   format_listen_address(address);                                    // "[::1]:8080"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cpsg::http {

struct ListenAddress {
  std::string host;  // an IP address, without brackets
  std::uint16_t port = 0;
};

// `127.0.0.1:8080`, `[::1]:0` (0: any free port), `localhost:8080`. Throws Error(kConfigInvalid) on anything that is
// not host and port; whether the host is an address of this machine shows when a server listens there.
[[nodiscard]] ListenAddress parse_listen_address(std::string_view text);

// `host:port`, an IPv6 host in brackets.
[[nodiscard]] std::string format_listen_address(const ListenAddress& address);

// Whether only programs of this machine can reach it.
[[nodiscard]] bool is_loopback(const ListenAddress& address);

// Tries to listen there, for a moment. False if somebody listens there now. Throws Error(kConfigInvalid) that says why
// nobody can: it is no address of this machine, or a port of the system's.
[[nodiscard]] bool is_free(const ListenAddress& address);

}  // namespace cpsg::http
