// Protects: one thing is called by its singular, whatever the type of the number, and shares stay short.
#include "cpsg/base/counted.h"

#include <gmock/gmock.h>

#include <cstdint>

namespace cpsg {
namespace {

TEST(Counted, OneThingHasItsSingular) {
  EXPECT_EQ(counted(std::uint64_t{1}, "branch", "branches"), "1 branch");
  EXPECT_EQ(counted(std::int64_t{0}, "branch", "branches"), "0 branches");
  EXPECT_EQ(counted(21, "branch", "branches"), "21 branches");
  EXPECT_EQ(counted(1.0, "point", "points"), "1 point");
}

TEST(Counted, SharesAreShort) {
  EXPECT_EQ(counted(16.0 / 3, "point", "points"), "5.33 points");
  EXPECT_EQ(counted(0.0, "point", "points"), "0 points");
  EXPECT_EQ(counted(0.9999, "point", "points"), "1 point");
  EXPECT_EQ(counted(99.97, "point", "points"), "100 points");
  EXPECT_EQ(counted(1234.4, "point", "points"), "1234 points");
}

}  // namespace
}  // namespace cpsg
