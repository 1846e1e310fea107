// Protects the rule by which a lease is taken over at once: only from a holder that has certainly ended.
#include "cpsg/sync/lease_holder.h"

#include "cpsg/sync/testing/ended_process.h"

namespace cpsg::sync {
namespace {

TEST(Holder, ThisProcessHasNotEnded) {
  EXPECT_THAT(current_holder(), testing::StartsWith("process "));
  EXPECT_FALSE(holder_has_ended(current_holder()));
}

TEST(Holder, AnEndedProcessOfThisMachineHas) { EXPECT_TRUE(holder_has_ended(holder_of_ended_child())); }

TEST(Holder, AReusedProcessNumberIsNotMistakenForTheHolder) {
  std::string other_start = current_holder();
  other_start.replace(other_start.rfind('.') + 1, std::string::npos, "1)");
  EXPECT_TRUE(holder_has_ended(other_start));
}

TEST(Holder, NothingIsClaimedOfOtherMachinesOrOtherText) {
  std::string elsewhere = holder_of_ended_child();
  elsewhere.replace(elsewhere.find(" on ") + 4, 1, "?");
  EXPECT_FALSE(holder_has_ended(elsewhere));
  EXPECT_FALSE(holder_has_ended(""));
  EXPECT_FALSE(holder_has_ended("process 12"));
  EXPECT_FALSE(holder_has_ended("process x on y (a.b.c)"));
}

}  // namespace
}  // namespace cpsg::sync
