// Protects: a webhook delivery counts and makes its project due once, however often it comes, and an ETag is the last
// one of its key.
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
  EXPECT_TRUE(store().record_delivery("one", "push", {}, at(0)));
  EXPECT_FALSE(store().record_delivery("one", "push", {}, at(1)));
  EXPECT_TRUE(store().record_delivery("two", "push", {}, at(1)));
  EXPECT_TRUE(store().record_delivery("three", "other", {}, at(1)));
  EXPECT_FALSE(reopen().record_delivery("one", "push", {}, at(3 * kDayS))) << "GitHub delivers again for three days";
  EXPECT_THAT(counts(store()), ElementsAre(Pair("other", 1), Pair("push", 2)));
}

TEST_P(DeliveryConformance, OldDeliveryIsForgottenAndItsCountStays) {
  store().record_delivery("one", "push", {}, at(0));
  EXPECT_TRUE(store().record_delivery("two", "push", {}, at(30 * kDayS)));
  EXPECT_TRUE(store().record_delivery("one", "push", {}, at(30 * kDayS)));
  EXPECT_THAT(counts(store()), ElementsAre(Pair("push", 3)));
}

TEST_P(DeliveryConformance, WorkOfADeliveryIsAddedWithIt) {
  const std::string id = store().add_project("o", "n", "", at(0), at(500), model::Priority::kRefresh).project.id;
  const auto version = [&] { return store().project(id).work_version; };
  const std::uint64_t before = version();
  const DeliveredWork work{.project_id = id, .work = model::Work::kAudit};

  EXPECT_TRUE(store().record_delivery("one", "push", work, at(100)));
  const model::Project project = store().project(id);
  EXPECT_EQ(project.work, model::kEverything | model::Work::kAudit);
  EXPECT_EQ(project.work_version, before + 1);
  EXPECT_EQ(project.priority, model::Priority::kWebhook);
  EXPECT_EQ(project.status.next_sync_at, at(100));

  EXPECT_FALSE(store().record_delivery("one", "push", work, at(50)));
  EXPECT_EQ(version(), before + 1) << "known, so nothing is done";
  EXPECT_EQ(store().project(id).status.next_sync_at, at(100));
  EXPECT_TRUE(store().record_delivery("two", "push", DeliveredWork{.project_id = "gone", .work = work.work}, at(100)));
  EXPECT_THAT(counts(store()), ElementsAre(Pair("push", 2)));
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
