#include "cpsg/base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>
#include <memory>

namespace cpsg {
namespace {

struct Freed {
  void operator()(EVP_MD* algorithm) const noexcept { EVP_MD_free(algorithm); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

}  // namespace

// The algorithm is looked up once, and each thread keeps a context: both cost more than the digest of a short text.
Sha256Digest sha256(std::string_view text) {
  static const std::unique_ptr<EVP_MD, Freed> algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  thread_local const std::unique_ptr<EVP_MD_CTX, Freed> context(EVP_MD_CTX_new());
  Sha256Digest digest{};
  unsigned int size = 0;
  [[maybe_unused]] const bool done = EVP_DigestInit_ex(context.get(), algorithm.get(), nullptr) == 1 &&
                                     EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1 &&
                                     EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
  assert(done && size == digest.size());
  return digest;
}

Sha256Digest hmac_sha256(std::string_view key, std::string_view text) {
  Sha256Digest digest{};
  unsigned int size = 0;
  // HMAC() takes a null key for "reuse the last one": an empty key needs a valid pointer.
  const char* const key_data = key.empty() ? "" : key.data();
  [[maybe_unused]] const unsigned char* const done =
      HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), digest.data(), &size);
  assert(done != nullptr && size == digest.size());
  return digest;
}

bool equal_in_constant_time(const Sha256Digest& a, const Sha256Digest& b) noexcept {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace cpsg
