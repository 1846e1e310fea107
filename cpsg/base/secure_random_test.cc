// Protects: secrets differ from each other, and all their bytes are drawn.
#include "cpsg/base/secure_random.h"

#include <gtest/gtest.h>

#include <set>

namespace cpsg {
namespace {

TEST(SecureRandom, DrawsAllBytesEachTime) {
  std::set<Secret> drawn;
  Secret seen{};
  for (int i = 0; i < 64; ++i) {
    const Secret secret = random_secret();
    drawn.insert(secret);
    for (std::size_t byte = 0; byte < secret.size(); ++byte) seen[byte] |= secret[byte];
  }
  EXPECT_EQ(drawn.size(), 64U);
  for (const std::uint8_t byte : seen) EXPECT_NE(byte, 0) << "a byte that was zero in all of them";
}

}  // namespace
}  // namespace cpsg
