// Protects: a webhook delivery counts once however often it comes, and an ETag is the last one of its key.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::int64_t kDayS = 86'400;

std::vector<std::pair<std::string, std::int64_t>> counts(Store& store) {
  std::vector<std::pair<std::string, std::int64_t>> result;
  for (const DeliveryCount& each : store.delivery_counts()) result.emplace_back(each.event, each.count);
  return result;
}

TEST_P(DeliveryConformance, DeliveryCountsOnce) {
  EXPECT_THAT(counts(store()), IsEmpty());
  EXPECT_TRUE(store().record_delivery("one", "push", at(0)));
  EXPECT_FALSE(store().record_delivery("one", "push", at(1)));
  EXPECT_TRUE(store().record_delivery("two", "push", at(1)));
  EXPECT_TRUE(store().record_delivery("three", "other", at(1)));
  EXPECT_FALSE(reopen().record_delivery("one", "push", at(3 * kDayS))) << "GitHub delivers again for three days";
  EXPECT_THAT(counts(store()), ElementsAre(Pair("other", 1), Pair("push", 2)));
}

TEST_P(DeliveryConformance, OldDeliveryIsForgottenAndItsCountStays) {
  store().record_delivery("one", "push", at(0));
  EXPECT_TRUE(store().record_delivery("two", "push", at(30 * kDayS)));
  EXPECT_TRUE(store().record_delivery("one", "push", at(30 * kDayS)));
  EXPECT_THAT(counts(store()), ElementsAre(Pair("push", 3)));
}

TEST_P(DeliveryConformance, EtagIsTheLastOneOfItsKey) {
  EXPECT_FALSE(store().etag("key"));
  store().put_etag("key", "\"one\"", at(0));
  store().put_etag("other", "W/\"x\"", at(0));
  store().put_etag("key", "\"two\"", at(1));
  EXPECT_EQ(reopen().etag("key"), "\"two\"");
  EXPECT_EQ(store().etag("other"), "W/\"x\"");
}

}  // namespace
}  // namespace cpsg::storage::conformance
