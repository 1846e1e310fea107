#include "cpsg/base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>

namespace cpsg {

Sha256Digest sha256(std::string_view text) {
  Sha256Digest digest{};
  unsigned int size = 0;
  [[maybe_unused]] const int done = EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  assert(done == 1 && size == digest.size());
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
