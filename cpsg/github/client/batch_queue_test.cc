// Protects which things share a query: those of an installation's owner are alone, all others together, and each is
// given out once.
#include "cpsg/github/client/batch_queue.h"

#include <gmock/gmock.h>

namespace cpsg::github::client {
namespace {

using testing::ElementsAre;

const std::vector<std::string> kOwners = {"acme", "", "Umbrella", "stranger", "ACME"};
const std::vector<accounts::Account> kAccounts = {
    {"user-alice", accounts::AccountKind::kUser, "alice", std::nullopt},
    {"installation-7", accounts::AccountKind::kInstallation, "installation 7 of Acme", "Acme"},
    {"installation-8", accounts::AccountKind::kInstallation, "installation 8 of umbrella", "umbrella"},
    {"installation-9", accounts::AccountKind::kInstallation, "installation 9", std::nullopt}};

BatchQueue queue_of(std::span<const accounts::Account> accounts) {
  return BatchQueue(kOwners.size(), [](std::size_t i) { return std::string_view(kOwners[i]); }, accounts);
}

TEST(BatchQueue, KeepsTheThingsOfEachInstallationTogether) {
  BatchQueue queue = queue_of(kAccounts);
  EXPECT_EQ(queue.count_batches(50), 3U);
  EXPECT_THAT(queue.next(50).indexes, ElementsAre(1, 3));
  const BatchQueue::Batch acme = queue.next(50);
  EXPECT_EQ(acme.owner, "Acme");
  EXPECT_THAT(acme.indexes, ElementsAre(0, 4));
  EXPECT_THAT(queue.next(50).indexes, ElementsAre(2));
  EXPECT_TRUE(queue.next(50).indexes.empty());
}

TEST(BatchQueue, GivesOutAtMostTheSizeThatIsAskedFor) {
  BatchQueue queue = queue_of({});
  EXPECT_EQ(queue.count_batches(2), 3U);
  EXPECT_THAT(queue.next(2).indexes, ElementsAre(0, 1));
  EXPECT_THAT(queue.next(1).indexes, ElementsAre(2));
  EXPECT_THAT(queue.next(9).indexes, ElementsAre(3, 4));
  EXPECT_TRUE(queue.next(9).indexes.empty());
}

TEST(BatchQueue, GivesOutNothingOnceCleared) {
  BatchQueue queue = queue_of(kAccounts);
  queue.clear();
  EXPECT_TRUE(queue.next(2).indexes.empty());
}

}  // namespace
}  // namespace cpsg::github::client
