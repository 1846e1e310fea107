// Protects: a prefix is 4 to 40 hex digits in either case, also an odd number of them, and names what begins with it.
#include "cpsg/model/oid_prefix.h"

#include <gtest/gtest.h>

#include <string>

namespace cpsg::model {
namespace {

bool names(std::string_view digits, const std::string& oid) {
  return OidPrefix::from_hex(digits).value().matches(Oid::from_hex(oid).value().bytes.data());
}

TEST(OidPrefix, NamesWhatBeginsWithIt) {
  const std::string oid = "0123456789abcdef0123456789abcdef01234567";
  for (std::size_t digits = OidPrefix::kDigitsMin; digits <= Oid::kHexSize; ++digits) {
    const std::string prefix = oid.substr(0, digits);
    EXPECT_TRUE(names(prefix, oid)) << digits;
    for (const std::size_t place : {std::size_t{0}, digits / 2, digits - 1}) {
      std::string other = prefix;
      other[place] = other[place] == '0' ? '1' : '0';
      EXPECT_FALSE(names(other, oid)) << other;
    }
  }
  EXPECT_TRUE(names("0123456789ABCDEF", oid));
}

TEST(OidPrefix, IsFourToFortyHexDigits) {
  EXPECT_FALSE(OidPrefix::from_hex(""));
  EXPECT_FALSE(OidPrefix::from_hex("abc"));
  EXPECT_FALSE(OidPrefix::from_hex("abcg"));
  EXPECT_FALSE(OidPrefix::from_hex("abcdg"));
  EXPECT_FALSE(OidPrefix::from_hex("ab d"));
  EXPECT_FALSE(OidPrefix::from_hex(std::string(41, 'a')));
  EXPECT_TRUE(OidPrefix::from_hex(std::string(40, 'a')));
}

}  // namespace
}  // namespace cpsg::model
