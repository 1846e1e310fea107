// For tests: an HTTP/1.1 server on loopback whose every answer is written by the test, byte by byte if need be.
//
//   ScriptedServer server([](const auto&, const auto&) { return ScriptedServer::answer("200 OK", "", "body"); });
//   get(server.url("/path"));  // server.requests() has it
//
// The handler is called by a thread of each connection. The destructor waits for handlers under way.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cassert>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace cpsg::http {

struct ScriptedRequest {
  std::string method;
  std::string target;
  std::string head;  // as it came
  std::string body;

  // The value of a header, by its name as libcurl writes it; empty when it isn't there.
  [[nodiscard]] std::string header(std::string_view name) const {
    const std::string prefix = "\r\n" + std::string(name) + ": ";
    const auto at = head.find(prefix);
    if (at == std::string::npos) return {};
    const auto begin = at + prefix.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

class ScriptedServer {
 public:
  // Answers with raw bytes; the connection stays open unless they hold "Connection: close". `send` writes early pieces.
  using Send = std::function<void(std::string_view)>;
  using Handler = std::function<std::string(const ScriptedRequest&, const Send&)>;

  // What a client hears that begins with a TLS handshake.
  enum class Tls { kPlainText, kHangUp };

  explicit ScriptedServer(Handler handler, Tls tls = Tls::kPlainText) : handler_(std::move(handler)), tls_(tls) {
    setenv("no_proxy", "127.0.0.1,localhost", 1);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, kBacklog) != 0 ||
        getsockname(listener_, generic, &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~ScriptedServer() {
    stopping_ = true;
    acceptor_.join();
    for (std::thread& worker : workers_) worker.join();
    close(listener_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view path = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  [[nodiscard]] bool stopping() const { return stopping_; }
  [[nodiscard]] std::vector<ScriptedRequest> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  [[nodiscard]] int connections() const { return connections_; }

  // A whole answer with its Content-Length.
  static std::string answer(std::string_view status, std::string_view headers, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  }

 private:
  static constexpr int kBacklog = 16;
  static constexpr int kPollMs = 20;
  static constexpr char kTlsHandshake = 0x16;

  bool readable(int socket) const {
    while (!stopping_) {
      pollfd entry{socket, POLLIN, 0};
      if (poll(&entry, 1, kPollMs) > 0) return true;
    }
    return false;
  }

  void accept_all() {
    while (readable(listener_)) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      ++connections_;
      workers_.emplace_back([this, client] { serve(client); });
    }
  }

  // Appends what came to `buffer`; false at the end of the connection.
  bool receive(int client, std::string& buffer) const {
    if (!readable(client)) return false;
    char piece[16384];
    const ssize_t count = recv(client, piece, sizeof piece, 0);
    if (count <= 0) return false;
    buffer.append(piece, static_cast<std::size_t>(count));
    return true;
  }

  bool read_request(int client, std::string& buffer, ScriptedRequest& request) const {
    std::size_t head_end = 0;
    while ((head_end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!receive(client, buffer)) return false;
      if (buffer.front() == kTlsHandshake) {
        if (tls_ == Tls::kPlainText) send_all(client, "plain text\r\n");
        return false;
      }
    }
    request.head = buffer.substr(0, head_end + 2);
    const auto space = buffer.find(' ');
    request.method = buffer.substr(0, space);
    request.target = buffer.substr(space + 1, buffer.find(' ', space + 1) - space - 1);
    const std::string length = request.header("Content-Length");
    const std::size_t end = head_end + 4 + (length.empty() ? 0 : std::stoul(length));
    while (buffer.size() < end) {
      if (!receive(client, buffer)) return false;
    }
    request.body = buffer.substr(head_end + 4, end - head_end - 4);
    buffer.erase(0, end);
    return true;
  }

  static void send_all(int client, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void serve(int client) {
    std::string buffer;
    ScriptedRequest request;
    while (read_request(client, buffer, request)) {
      {
        const std::scoped_lock lock(mutex_);
        requests_.push_back(request);
      }
      const std::string reply = handler_(request, [client](std::string_view piece) { send_all(client, piece); });
      send_all(client, reply);
      if (reply.empty() || reply.find("Connection: close") != std::string::npos) break;
    }
    close(client);
  }

  Handler handler_;
  Tls tls_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::vector<ScriptedRequest> requests_;
  std::vector<std::thread> workers_;  // of the acceptor alone until it ends
  std::thread acceptor_;
};

}  // namespace cpsg::http
