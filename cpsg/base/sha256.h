// SHA-256 and HMAC-SHA256 of texts, by OpenSSL.
//
//   hex_encode(sha256("abc"));            // "ba7816bf..."
//   hex_encode(hmac_sha256("key", body))  // what GitHub signs webhook deliveries with
//
// Any bytes are taken, empty ones and an empty key too. They cannot fail but for a broken OpenSSL, which is asserted.
// Safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cpsg {

using Sha256Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256Digest sha256(std::string_view text);

[[nodiscard]] Sha256Digest hmac_sha256(std::string_view key, std::string_view text);

// Whether the digests are the same, in a time that does not tell where they differ: for what proves a secret.
[[nodiscard]] bool equal_in_constant_time(const Sha256Digest& a, const Sha256Digest& b) noexcept;

}  // namespace cpsg
