// Protects: a webhook delivery counts and makes its project due once, however often it comes.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::int64_t kDayS = 86'400;

std::vector<std::pair<std::string, std::int64_t>> counts(Deliveries& deliveries) {
  std::vector<std::pair<std::string, std::int64_t>> result;
  for (const DeliveryCount& each : deliveries.delivery_counts()) result.emplace_back(each.event, each.count);
  return result;
}

TEST_P(DeliveriesConformance, DeliveryCountsOnce) {
  EXPECT_THAT(counts(deliveries()), IsEmpty());
  EXPECT_TRUE(deliveries().record_delivery("one", "push", {}, at(0)));
  EXPECT_FALSE(deliveries().record_delivery("one", "push", {}, at(1)));
  EXPECT_TRUE(deliveries().record_delivery("two", "push", {}, at(1)));
  EXPECT_TRUE(deliveries().record_delivery("three", "other", {}, at(1)));
  EXPECT_FALSE(reopen().deliveries.record_delivery("one", "push", {}, at(3 * kDayS)))
      << "GitHub delivers again for three days";
  EXPECT_THAT(counts(deliveries()), ElementsAre(Pair("other", 1), Pair("push", 2)));
}

TEST_P(DeliveriesConformance, OldDeliveryIsForgottenAndCountsNoMore) {
  deliveries().record_delivery("one", "push", {}, at(0));
  EXPECT_TRUE(deliveries().record_delivery("two", "push", {}, at(30 * kDayS)));
  EXPECT_TRUE(deliveries().record_delivery("one", "push", {}, at(30 * kDayS)));
  EXPECT_THAT(counts(deliveries()), ElementsAre(Pair("push", 2)));
}

TEST_P(DeliveriesConformance, WorkOfADeliveryIsAddedWithIt) {
  const std::string id = projects().add_project("o", "n", "", at(0), at(500), model::Priority::kRefresh).project.id;
  const auto version = [&] { return projects().project(id).work_version; };
  const std::uint64_t before = version();
  const DeliveredWork work{.project_id = id, .work = model::Work::kAudit};

  EXPECT_TRUE(deliveries().record_delivery("one", "push", work, at(100)));
  const model::Project project = projects().project(id);
  EXPECT_EQ(project.work, model::kInitialWork | model::Work::kAudit);
  EXPECT_EQ(project.work_version, before + 1);
  EXPECT_EQ(project.priority, model::Priority::kWebhook);
  EXPECT_EQ(project.status.next_sync_at, at(100));

  EXPECT_FALSE(deliveries().record_delivery("one", "push", work, at(50)));
  EXPECT_EQ(version(), before + 1) << "known, so nothing is done";
  EXPECT_EQ(projects().project(id).status.next_sync_at, at(100));
  EXPECT_THAT(counts(deliveries()), ElementsAre(Pair("push", 1)));
}

TEST_P(DeliveriesConformance, WorkOfAProjectThatIsGoneIsRefusedWithItsDelivery) {
  const DeliveredWork work{.project_id = "gone", .work = model::Work::kRefs};
  EXPECT_TRUE(
      throws_error(ErrorCode::kNotFound, [&] { (void)deliveries().record_delivery("one", "push", work, at(1)); }));
  EXPECT_THAT(counts(deliveries()), IsEmpty()) << "so it can be recorded for the project that took its place";
  EXPECT_TRUE(deliveries().record_delivery("one", "push", {}, at(1)));
}

TEST_P(DeliveriesConformance, CountsGoByTheBytesOfTheEvent) {
  int delivery = 0;
  for (const char* event : {"push", "a_b", "\xC3\xA4", "Push", "a", "ab"}) {
    deliveries().record_delivery(std::to_string(++delivery), event, {}, at(0));
  }
  EXPECT_THAT(counts(deliveries()), ElementsAre(Pair("Push", 1), Pair("a", 1), Pair("a_b", 1), Pair("ab", 1),
                                                Pair("push", 1), Pair("\xC3\xA4", 1)));
}

}  // namespace
}  // namespace cpsg::storage::conformance
