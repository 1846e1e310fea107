// Bytes that nobody can guess, for keys and ids that prove who asks.
//
//   const std::array<std::uint8_t, 32> secret = random_secret();
//   send(base64url_encode(secret));
//
// From OpenSSL's generator, which the system seeds. Safe from any thread. Throws Error(kInternal) where the system
// gives no seed.
#pragma once

#include <array>
#include <cstdint>

namespace cpsg {

using Secret = std::array<std::uint8_t, 32>;

[[nodiscard]] Secret random_secret();

}  // namespace cpsg
