// Protects what is derived from digests: ids of projects and people, hashes of addresses, signatures of deliveries.
// Held against FIPS 180-4, RFC 4231 and the openssl program.
#include "cpsg/base/sha256.h"

#include "cpsg/base/hex.h"

namespace cpsg {
namespace {

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(hex_encode(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_encode(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex_encode(sha256({})), hex_encode(sha256("")));
}

TEST(HmacSha256, IsThatOfTheStandard) {
  EXPECT_EQ(hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex_encode(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, TakesAnEmptyKeyForOne) {
  static_cast<void>(hmac_sha256("another key, which must not be used again", "text"));
  // printf '' | openssl dgst -sha256 -hmac ''
  EXPECT_EQ(hex_encode(hmac_sha256({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(EqualInConstantTime, ComparesAllBytes) {
  const Sha256Digest digest = sha256("a");
  EXPECT_TRUE(equal_in_constant_time(digest, sha256("a")));
  for (const std::size_t i : {0U, 15U, 31U}) {
    Sha256Digest other = digest;
    other[i] ^= 1;
    EXPECT_FALSE(equal_in_constant_time(digest, other)) << i;
  }
}

}  // namespace
}  // namespace cpsg
