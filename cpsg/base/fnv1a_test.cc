// Protects entity tags and the times at which projects are looked at: another hash would change all of them. Held
// against the test vectors of FNV's authors.
#include "cpsg/base/fnv1a.h"

namespace cpsg {
namespace {

TEST(Fnv1a, IsThatOfItsAuthors) {
  EXPECT_EQ(fnv1a(""), 0xCBF29CE484222325U);
  EXPECT_EQ(fnv1a("a"), 0xAF63DC4C8601EC8CU);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171F73967E8U);
}

}  // namespace
}  // namespace cpsg
