// Protects: connections leave file descriptors for everything else, and one is there when all others are used.
// How: bounds by their numbers; the spare one at this process's own limit.
#include "cpsg/http/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace cpsg::http {
namespace {

TEST(Descriptors, LeaveSomeForOthersThanConnections) {
  const auto total = [](std::size_t wanted, std::size_t descriptors) {
    const ConnectionBounds bounds = connection_bounds(wanted, descriptors);
    EXPECT_GT(bounds.served, 0U) << descriptors;
    return bounds.served + bounds.refused;
  };
  EXPECT_EQ(connection_bounds(16'384, 1'000'000).served, 16'384U);
  EXPECT_EQ(connection_bounds(100, 20'000).served, 100U);
  EXPECT_EQ(total(16'384, 1'024), 1'024U - 128);
  EXPECT_EQ(total(16'384, 64), 32U);
  EXPECT_EQ(total(16'384, 16), 8U);
}

TEST(Descriptors, ASpareOneIsThereWhenAllAreUsed) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  SpareDescriptor spare;
  const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const rlimit none_left{static_cast<rlim_t>(next), before.rlim_max};
  ::close(next);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none_left), 0);
  const int none = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_TRUE(spare.close());
  const int one = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  spare.open();
  const bool has_one = spare.close();
  ::close(one);
  spare.open();
  const bool has_it_again = spare.close();
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_LT(none, 0);
  EXPECT_GE(one, 0);
  EXPECT_FALSE(has_one) << "somebody else has it";
  EXPECT_TRUE(has_it_again);
}

}  // namespace
}  // namespace cpsg::http
