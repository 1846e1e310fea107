#include "cpsg/base/secure_random.h"

#include <openssl/rand.h>

#include "cpsg/base/error.h"

namespace cpsg {

Secret random_secret() {
  Secret secret{};
  if (RAND_priv_bytes(secret.data(), static_cast<int>(secret.size())) != 1) {
    throw Error(ErrorCode::kInternal, "the system gives no random numbers");
  }
  return secret;
}

}  // namespace cpsg
