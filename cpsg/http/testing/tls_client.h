// For tests: certificates, and a client that speaks TLS to a server on loopback.
//
//   write_certificate(directory / "cert.pem", directory / "key.pem", "first");
//   TlsClient client(server.port());
//   client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
//   EXPECT_THAT(client.receive_to_end(), StartsWith("HTTP/1.1 200 "));
//
// It trusts everybody. One thread at a time; it gives up after ten seconds without a byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace cpsg::http {

// A new key, and a certificate for it that it signs itself.
inline void write_certificate(const std::filesystem::path& certificate_file, const std::filesystem::path& key_file,
                              const std::string& name) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  constexpr long kDayS = 86'400;
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDayS);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDayS);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  if (std::FILE* const file = std::fopen(certificate_file.c_str(), "w")) {
    PEM_write_X509(file, certificate.get());
    std::fclose(file);
  }
  if (std::FILE* const file = std::fopen(key_file.c_str(), "w")) {
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
  }
}

struct TlsClientOptions {
  int version_max = TLS1_3_VERSION;
  std::string protocols;                   // of ALPN, each with its length before it; empty: none are offered
  std::function<void()> before_handshake;  // called once it is connected; may be empty
};

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, const TlsClientOptions& options = {})
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        session_(nullptr, SSL_free) {
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
    SSL_CTX_set_security_level(context_.get(), 0);  // so that it may offer what is too old
    SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
    session_.reset(SSL_new(context_.get()));
    if (!options.protocols.empty()) {
      SSL_set_alpn_protos(session_.get(), reinterpret_cast<const unsigned char*>(options.protocols.data()),
                          static_cast<unsigned int>(options.protocols.size()));
    }
    SSL_set_fd(session_.get(), fd_);
    if (options.before_handshake) options.before_handshake();
    connected_ = SSL_connect(session_.get()) == 1;
  }
  ~TlsClient() { ::close(fd_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // Whether the handshake was done.
  [[nodiscard]] bool connected() const { return connected_; }
  // The protocol of applications that was agreed on; empty: none.
  [[nodiscard]] std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(session_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  // The name in the server's certificate.
  [[nodiscard]] std::string peer_name() const {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(session_.get()), X509_free);
    std::array<char, 64> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(), name.size());
    return name.data();
  }

  void send(std::string_view bytes) { SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  // Changes the keys, and asks the server to change its own. False once the connection has ended.
  bool change_keys() {
    return SSL_key_update(session_.get(), SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(session_.get()) == 1;
  }
  // What comes up to the first `text`, with it; all, if the connection ends before that.
  std::string receive_to(std::string_view text) {
    std::string all;
    char byte = 0;
    while (!all.ends_with(text) && SSL_read(session_.get(), &byte, 1) == 1) all += byte;
    return all;
  }
  // `pause` is how long it waits before it reads on.
  std::string receive_to_end(std::chrono::microseconds pause = {}) {
    std::string all;
    std::array<char, 16'384> piece{};
    int size = 0;
    while ((size = SSL_read(session_.get(), piece.data(), piece.size())) > 0) {
      all.append(piece.data(), static_cast<std::size_t>(size));
      std::this_thread::sleep_for(pause);
    }
    ended_well_ = SSL_get_error(session_.get(), size) == SSL_ERROR_ZERO_RETURN;
    return all;
  }
  // After the end: whether the server had said that this was all.
  [[nodiscard]] bool ended_well() const { return ended_well_; }

 private:
  int fd_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> session_;
  bool connected_ = false;
  bool ended_well_ = false;
};

}  // namespace cpsg::http
