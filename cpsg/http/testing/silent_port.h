// For tests: a port of loopback that answers no attempt to connect, as a network that drops packets does.
//
//   SilentPort silent;
//   session.perform({.url = silent.url()}, ...);  // until connect_timeout
//
// Its queue of connections is full and nobody takes one out of it, so the kernel drops what comes.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace cpsg::http {

class SilentPort {
 public:
  SilentPort() {
    setenv("no_proxy", "127.0.0.1,localhost", 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const int listener = add_socket();
    if (bind(listener, generic, size) != 0 || listen(listener, 0) != 0 || getsockname(listener, generic, &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    for (int i = 0; i < kToFillTheQueue; ++i) static_cast<void>(connect(add_socket(), generic, size));
  }
  ~SilentPort() {
    for (const int each : sockets_) close(each);
  }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  static constexpr int kToFillTheQueue = 4;

  int add_socket() {
    sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    return sockets_.back();
  }

  std::vector<int> sockets_;
  int port_ = 0;
};

}  // namespace cpsg::http
