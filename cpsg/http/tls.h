// TLS for a server, without a socket: bytes of the network in, plain text out, and the other way round.
//
//   TlsIdentity identity("cert.pem", "key.pem");
//   TlsSession session(identity.context(now));
//   session.feed(bytes_of_the_network);  // then send session.output(), and read() until it gives nothing
//
// TLS 1.2 and 1.3, with http/1.1 as the protocol of applications (ALPN). Threads: both belong to one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "cpsg/http/load_shedding.h"

struct ssl_ctx_st;
struct ssl_st;

namespace cpsg::http {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// A certificate with its key, as they stand in two files. Renewed files are picked up; where they do not belong
// together, or one cannot be read, the pair that was used before is kept and the log says so.
class TlsIdentity {
 public:
  // PEM files; the certificate's has those of its issuers after it. Throws Error(kConfigInvalid) where they cannot be
  // used.
  TlsIdentity(std::filesystem::path certificate_file, std::filesystem::path key_file);

  // For the next session. Looks at the files at most every few seconds.
  [[nodiscard]] const TlsContext& context(SteadyTime now);

 private:
  // What changes when a file is written, replaced, or made readable; the times and sizes of both.
  [[nodiscard]] std::string stamp() const;

  const std::filesystem::path certificate_file_;
  const std::filesystem::path key_file_;
  std::string stamp_;  // before context_, so that what is written while it is loaded is seen later
  TlsContext context_;
  SteadyTime next_look_{};
};

class TlsSession {
 public:
  explicit TlsSession(const TlsContext& context);

  // Takes bytes of the network. It has something to say then, or something to read, or both.
  void feed(std::string_view bytes);
  // Goes on with the handshake. True once it is done.
  bool shake_hands();
  // Plain text that has come; 0: none.
  [[nodiscard]] std::size_t read(std::span<char> space);
  // Nothing more can be read: the client has said so, or what came is no TLS.
  [[nodiscard]] bool has_ended() const { return ended_; }
  // Whether feed() had bytes that read() has not seen yet.
  [[nodiscard]] bool has_input() const;

  // Encrypts. False once the session is broken.
  bool write(std::string_view plain);
  // Says that nothing more will come, so that the client knows that it has all.
  void close();
  // What is to be sent; it is taken.
  [[nodiscard]] std::string take_output();

 private:
  void note_failure(int result);

  std::shared_ptr<ssl_st> session_;
  bool ended_ = false;
};

}  // namespace cpsg::http
