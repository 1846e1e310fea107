// Protects the bound of the cache, and that what is used stays while what is not goes.
#include "cpsg/git/pack/base_cache.h"

#include <gtest/gtest.h>

namespace cpsg::git::pack {
namespace {

BasePointer object_of(std::size_t size) {
  auto object = std::make_shared<BaseObject>();
  object->content.resize(size);
  return object;
}

TEST(BaseCache, ForgetsTheLeastRecentlyUsed) {
  BaseCache cache(4000);
  for (std::uint32_t entry = 0; entry < 3; ++entry) cache.add(entry, object_of(1000));
  EXPECT_NE(cache.find(0), nullptr);
  cache.add(3, object_of(1000));
  EXPECT_NE(cache.find(0), nullptr);
  EXPECT_EQ(cache.find(1), nullptr);
  EXPECT_NE(cache.find(2), nullptr);
  EXPECT_NE(cache.find(3), nullptr);
}

TEST(BaseCache, KeepsNothingLargerThanItself) {
  BaseCache cache(4000);
  cache.add(0, object_of(1000));
  cache.add(1, object_of(4001));
  EXPECT_NE(cache.find(0), nullptr);
  EXPECT_EQ(cache.find(1), nullptr);
}

TEST(BaseCache, CountsEmptyObjectsToo) {
  BaseCache cache(4000);
  for (std::uint32_t entry = 0; entry < 100; ++entry) cache.add(entry, object_of(0));
  EXPECT_EQ(cache.find(0), nullptr);
  EXPECT_NE(cache.find(99), nullptr);
}

}  // namespace
}  // namespace cpsg::git::pack
