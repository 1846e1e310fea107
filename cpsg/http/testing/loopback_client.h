// For tests: a client of a server on loopback that sends bytes as they are and shows what comes back.
//
//   LoopbackClient client(server.port());
//   client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
//   EXPECT_EQ(client.receive().status, 200);
//
// One thread at a time, but for send() beside receive(). It gives up after ten seconds without a byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace cpsg::http {

struct LoopbackResponse {
  int status = 0;    // 0: the connection ended before a head was complete
  std::string head;  // with the empty line
  std::string body;

  [[nodiscard]] bool has(std::string_view line) const {
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
  }
};

// A chunked body, and whether it has its last chunk.
struct ChunkedText {
  std::string body;
  bool whole = false;
};

inline ChunkedText decode_chunks(std::string_view text) {
  ChunkedText found;
  while (!found.whole && !text.empty()) {
    const std::size_t line_end = text.find("\r\n");
    if (line_end == std::string_view::npos) break;
    const auto size =
        static_cast<std::size_t>(std::strtoul(std::string(text.substr(0, line_end)).c_str(), nullptr, 16));
    text.remove_prefix(line_end + 2);
    found.whole = size == 0;
    found.body += text.substr(0, size);
    text.remove_prefix(std::min(text.size(), size + 2));
  }
  return found;
}

class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~LoopbackClient() { ::close(fd_); }
  LoopbackClient(const LoopbackClient&) = delete;
  LoopbackClient& operator=(const LoopbackClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // Sends and reads nothing more.
  void shut_down() { ::shutdown(fd_, SHUT_RDWR); }

  // The next response by its Content-Length; `without_body` for answers to HEAD.
  LoopbackResponse receive(bool without_body = false) {
    LoopbackResponse response;
    std::size_t end = input_.find("\r\n\r\n");
    while (end == std::string::npos && read_more()) end = input_.find("\r\n\r\n");
    if (end == std::string::npos) return response;
    response.head = take(end + 4);
    response.status = std::atoi(response.head.c_str() + std::string_view("HTTP/1.1 ").size());
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const std::size_t length = response.head.find(kLength);
    if (without_body || length == std::string::npos) return response;
    const auto size = static_cast<std::size_t>(std::atoll(response.head.c_str() + length + kLength.size()));
    while (input_.size() < size && read_more()) {
    }
    response.body = take(size);
    return response;
  }

  // The next response, of what is here already: it came together with what was received before.
  LoopbackResponse receive_buffered() {
    may_read_ = false;
    LoopbackResponse response = receive();
    may_read_ = true;
    return response;
  }

  // All that comes up to the end of the connection.
  std::string receive_to_end() {
    while (read_more()) {
    }
    return take(input_.size());
  }
  // What comes up to the first `text`, with it; all, if the connection ends before that.
  std::string receive_to(std::string_view text) {
    std::size_t at = input_.find(text);
    while (at == std::string::npos && read_more()) at = input_.find(text);
    return take(at == std::string::npos ? input_.size() : at + text.size());
  }

  // Whether the server ends the connection, after nothing more than what was read already.
  bool ended() { return input_.empty() && !read_more(); }
  // Whether it did so by closing, not by a reset that can destroy what is still on its way.
  bool closed() { return ended() && last_read_ == 0; }
  // After the end: whether it was a reset.
  [[nodiscard]] bool was_reset() const { return last_read_ < 0; }

 private:
  bool read_more() {
    if (!may_read_) return false;
    char buffer[4096];
    const ssize_t size = ::recv(fd_, buffer, sizeof buffer, 0);
    last_read_ = size;
    if (size <= 0) return false;
    input_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }

  std::string take(std::size_t size) {
    std::string front = input_.substr(0, size);
    input_.erase(0, size);
    return front;
  }

  int fd_;
  bool connected_ = false;
  bool may_read_ = true;
  ssize_t last_read_ = 0;
  std::string input_;
};

}  // namespace cpsg::http
