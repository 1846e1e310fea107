#include "cpsg/http/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"

namespace cpsg::http {
namespace {

constexpr std::chrono::seconds kLookInterval{2};
constexpr std::string_view kProtocols = "\x08http/1.1";

// OpenSSL's reason, and what else it noted is forgotten.
std::string take_reason() {
  const char* const reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return reason != nullptr ? reason : "it cannot be read";
}

int choose_protocol(SSL* /*session*/, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned int offered_size, void* /*argument*/) {
  unsigned char* chosen = nullptr;
  const int result = SSL_select_next_proto(&chosen, out_size, reinterpret_cast<const unsigned char*>(kProtocols.data()),
                                           static_cast<unsigned int>(kProtocols.size()), offered, offered_size);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A key that needs a password is refused; OpenSSL would ask for it at the terminal.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*argument*/) { return 0; }

TlsContext load(const std::filesystem::path& certificate_file, const std::filesystem::path& key_file) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) throw std::bad_alloc();
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);  // idle sessions have no buffers
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(raw, no_password);
  const auto refuse = [](std::string_view key, const std::filesystem::path& file) {
    throw Error(ErrorCode::kConfigInvalid, fmt::format("{} = {}: {}", key, file.string(), take_reason()));
  };
  ERR_clear_error();
  for (const auto& [key, file] :
       {std::pair{"server.tls_certificate_file", &certificate_file}, std::pair{"server.tls_key_file", &key_file}}) {
    std::error_code ignored;  // what is not there is refused below
    if (std::filesystem::exists(*file, ignored) && !std::filesystem::is_regular_file(*file, ignored)) {
      throw Error(ErrorCode::kConfigInvalid, fmt::format("{} = {}: it is no file", key, file->string()));
    }
  }
  if (SSL_CTX_use_certificate_chain_file(raw, certificate_file.c_str()) != 1) {
    refuse("server.tls_certificate_file", certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(raw, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    refuse("server.tls_key_file", key_file);
  }
  if (SSL_CTX_check_private_key(raw) != 1) refuse("server.tls_key_file", key_file);
  return context;
}

std::string stamp_of(const std::filesystem::path& file) {
  struct stat found{};
  if (::stat(file.c_str(), &found) != 0) return "none";
  return fmt::format("{}.{} {} {}", found.st_ctim.tv_sec, found.st_ctim.tv_nsec, found.st_size, found.st_ino);
}

}  // namespace

TlsIdentity::TlsIdentity(std::filesystem::path certificate_file, std::filesystem::path key_file)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      stamp_(stamp()),
      context_(load(certificate_file_, key_file_)) {}

std::string TlsIdentity::stamp() const { return stamp_of(certificate_file_) + ", " + stamp_of(key_file_); }

const TlsContext& TlsIdentity::context(SteadyTime now) {
  if (now < next_look_) return context_;
  next_look_ = now + kLookInterval;
  std::string found = stamp();
  if (found == stamp_) return context_;
  stamp_ = std::move(found);
  try {
    context_ = load(certificate_file_, key_file_);
    log::info("the certificate of the server was renewed");
  } catch (const Error& e) {
    log::warning("the certificate of the server stays the one before: {}", e.what());
  }
  return context_;
}

TlsSession::TlsSession(const TlsContext& context) : session_(SSL_new(context.get()), SSL_free) {
  BIO* const input = BIO_new(BIO_s_mem());
  BIO* const output = BIO_new(BIO_s_mem());
  if (!session_ || input == nullptr || output == nullptr) throw std::bad_alloc();
  SSL_set_bio(session_.get(), input, output);  // owns both
  SSL_set_accept_state(session_.get());
}

void TlsSession::note_failure(int result) {
  const int error = SSL_get_error(session_.get(), result);
  ERR_clear_error();
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) ended_ = true;
}

void TlsSession::feed(std::string_view bytes) {
  BIO_write(SSL_get_rbio(session_.get()), bytes.data(), static_cast<int>(bytes.size()));
}

bool TlsSession::shake_hands() {
  const int result = SSL_do_handshake(session_.get());
  if (result != 1) note_failure(result);
  return result == 1;
}

std::size_t TlsSession::read(std::span<char> space) {
  const int result = SSL_read(session_.get(), space.data(), static_cast<int>(space.size()));
  if (result > 0) return static_cast<std::size_t>(result);
  note_failure(result);
  return 0;
}

bool TlsSession::has_input() const {
  return SSL_pending(session_.get()) > 0 || BIO_ctrl_pending(SSL_get_rbio(session_.get())) > 0;
}

bool TlsSession::write(std::string_view plain) {
  if (plain.empty()) return true;
  const int result = SSL_write(session_.get(), plain.data(), static_cast<int>(plain.size()));
  if (result <= 0) note_failure(result);
  return result > 0;
}

void TlsSession::close() {
  SSL_shutdown(session_.get());
  ERR_clear_error();
}

std::string TlsSession::take_output() {
  constexpr std::size_t kKeptBytes = 4'096;
  BIO* const output = SSL_get_wbio(session_.get());
  std::string bytes(BIO_ctrl_pending(output), '\0');
  if (!bytes.empty()) BIO_read(output, bytes.data(), static_cast<int>(bytes.size()));
  if (bytes.size() > kKeptBytes) {  // it would keep its memory for the rest of the session
    BIO* const fresh = BIO_new(BIO_s_mem());
    if (fresh == nullptr) throw std::bad_alloc();
    SSL_set0_wbio(session_.get(), fresh);
  }
  return bytes;
}

}  // namespace cpsg::http
