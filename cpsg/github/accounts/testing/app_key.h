// For tests of Apps: private keys that are made in the process, so that no file holds one.
//
//   AppSettings app{"42", pem_of(rsa_test_key()), {}};
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace cpsg::github::accounts {

using TestKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

inline std::string pem_of(EVP_PKEY* key, const char* passphrase = nullptr) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> target(BIO_new(BIO_s_mem()), BIO_free);
  const EVP_CIPHER* cipher = passphrase == nullptr ? nullptr : EVP_aes_256_cbc();
  if (PEM_write_bio_PKCS8PrivateKey(target.get(), key, cipher, nullptr, 0, nullptr, const_cast<char*>(passphrase)) !=
      1) {
    std::abort();
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(target.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

// The same one in the whole process, because making one takes a while.
inline EVP_PKEY* rsa_test_key() {
  static const TestKey key(EVP_RSA_gen(2048), EVP_PKEY_free);
  return key.get();
}

}  // namespace cpsg::github::accounts
