#include "cpsg/github/accounts/app_jwt.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdint>
#include <memory>
#include <new>

#include "cpsg/base/base64url.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::github::accounts {
namespace {

using std::chrono::minutes;

constexpr std::size_t kKeyMaxBytes = 64 * limits::kKiB;
constexpr auto kClockSkew = minutes(1);
constexpr auto kValidity = minutes(9);  // GitHub takes at most ten

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// In place of OpenSSL's own, which would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

// OpenSSL's own words are dropped: they could show parts of the key, and left in its queue they'd be taken for
// failures of a later connection.
[[noreturn]] void refuse_key(const char* why) {
  ERR_clear_error();
  throw Error(ErrorCode::kConfigInvalid, why);
}

Key read_key(const std::string& pem) {
  if (pem.size() > kKeyMaxBytes) refuse_key("the App's private key is no PEM file: it is too long");
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                         BIO_free);
  if (!source) throw std::bad_alloc();
  Key key(PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  if (!key) refuse_key("the App's private key can't be read; it must be PEM, without a passphrase, as GitHub gave it");
  if (EVP_PKEY_is_a(key.get(), "RSA") != 1) refuse_key("the App's private key is not an RSA key");
  return key;
}

// RSASSA-PKCS1-v1_5 with SHA-256, which RS256 stands for.
std::string signature_of(std::string_view text, EVP_PKEY* key) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context) throw std::bad_alloc();
  const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t size = 0;
  std::vector<std::uint8_t> signature;
  const bool ready = EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr) == 1 &&
                     EVP_DigestSign(context.get(), nullptr, &size, data, text.size()) == 1;
  if (ready) signature.resize(size);
  if (!ready || EVP_DigestSign(context.get(), signature.data(), &size, data, text.size()) != 1) {
    refuse_key("the App's private key can't sign");
  }
  signature.resize(size);
  return base64url_encode(signature);
}

bool is_app_id(std::string_view text) {
  constexpr std::string_view kAlphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_";
  return !text.empty() && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace

std::string make_app_jwt(const std::string& app_id, const std::string& private_key_pem, UnixTime now) {
  if (!is_app_id(app_id)) throw Error(ErrorCode::kConfigInvalid, "the App's id is neither a number nor a client id");
  const Key key = read_key(private_key_pem);
  const UnixTime begin = now - kClockSkew;
  const auto seconds = [](UnixTime at) { return std::to_string(at.time_since_epoch().count()); };
  const std::string claims =
      R"({"iat":)" + seconds(begin) + R"(,"exp":)" + seconds(begin + kValidity) + R"(,"iss":")" + app_id + R"("})";
  const std::string text = base64url_encode(R"({"alg":"RS256","typ":"JWT"})") + "." + base64url_encode(claims);
  return text + "." + signature_of(text, key.get());
}

}  // namespace cpsg::github::accounts
