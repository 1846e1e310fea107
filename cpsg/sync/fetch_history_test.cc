// Protects: what is offered to a remote first is what its new commits most likely lead to, so that it sends nothing
// that is stored, however branches share their tips.
#include "cpsg/sync/fetch_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cpsg::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

model::Oid oid(std::uint8_t number) {
  model::Oid oid{};
  oid.bytes[0] = number;
  return oid;
}

class HavesTest : public testing::Test {
 protected:
  // A published branch, each newer than the one before.
  void stored(const std::string& name, std::uint8_t tip, std::int64_t ahead = 0) {
    model::Branch& branch = before_.branches.emplace_back();
    branch.name = name;
    branch.oid = oid(tip);
    branch.is_default = name == "main";
    branch.committed_at = model::GitTime{.epoch_s = static_cast<std::int64_t>(before_.branches.size())};
    if (!branch.is_default) branch.ahead = ahead;
  }
  void listed(const std::string& name, std::uint8_t tip) { refs_.heads.push_back({"refs/heads/" + name, oid(tip)}); }
  git::client::FetchPlan plan() {
    git::client::FetchPlan plan;
    choose_haves(before_, refs_, plan);
    return plan;
  }

  storage::PublishedState before_;
  git::protocol::RefListing refs_;
};

TEST_F(HavesTest, ThoseThatMovedAndTheDefaultBranchComeFirst) {
  stored("main", 1);
  stored("still", 2);
  stored("moved", 3);
  stored("gone", 4);
  listed("main", 1);
  listed("still", 2);
  listed("moved", 5);
  const git::client::FetchPlan plan = this->plan();
  EXPECT_THAT(plan.haves, ElementsAre(oid(4), oid(3), oid(1)));
  EXPECT_THAT(plan.other_haves, ElementsAre(oid(2)));
  EXPECT_FALSE(plan.may_lead_to_others);
}

TEST_F(HavesTest, ABranchHasMovedThoughAnotherOneStillStandsThere) {
  stored("main", 1);
  stored("develop", 2);
  stored("staging", 2);
  listed("main", 1);
  listed("develop", 3);
  listed("staging", 2);
  const git::client::FetchPlan plan = this->plan();
  EXPECT_THAT(plan.haves, ElementsAre(oid(2), oid(1)));
  EXPECT_THAT(plan.other_haves, IsEmpty());
}

TEST_F(HavesTest, ABranchFarAheadComesFirstSinceItMayHaveBeenMerged) {
  stored("main", 1);
  stored("near", 2, 10);
  stored("far", 3, 5'000);
  listed("main", 4);
  listed("near", 2);
  listed("far", 3);
  const git::client::FetchPlan plan = this->plan();
  EXPECT_THAT(plan.haves, ElementsAre(oid(3), oid(1)));
  EXPECT_THAT(plan.other_haves, ElementsAre(oid(2)));
}

TEST_F(HavesTest, ANewBranchMayBeginAnywhere) {
  stored("main", 1);
  stored("other", 2);
  listed("main", 1);
  listed("other", 2);
  listed("new", 3);
  const git::client::FetchPlan plan = this->plan();
  EXPECT_THAT(plan.haves, ElementsAre(oid(1)));
  EXPECT_THAT(plan.other_haves, ElementsAre(oid(2)));
  EXPECT_TRUE(plan.may_lead_to_others);
}

TEST_F(HavesTest, SomethingIsOfferedFirstWhereNothingMoved) {
  stored("one", 1);
  stored("two", 2);
  listed("one", 1);
  listed("two", 2);
  listed("new", 3);
  const git::client::FetchPlan plan = this->plan();
  EXPECT_THAT(plan.haves, ElementsAre(oid(2)));
  EXPECT_THAT(plan.other_haves, ElementsAre(oid(1)));
}

}  // namespace
}  // namespace cpsg::sync
