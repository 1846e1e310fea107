// Protects: the processes of one machine share budgets as the port promises, by the file beside their database.
#include "cpsg/coordination/local/local_budget_source.h"

#include "cpsg/coordination/local/testing/database.h"
#include "cpsg/coordination/testing/budget_source_suite.h"

namespace cpsg::coordination::local {
namespace {

struct LocalSources {
  std::unique_ptr<BudgetSource> open() { return std::make_unique<LocalBudgetSource>(database.path(), "a server"); }
  TestDatabase database;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Local, BudgetSourceSuite, LocalSources);

TEST(LocalBudgetSource, ServersAreApart) {
  const TestDatabase database;
  LocalBudgetSource one(database.path(), "one server");
  LocalBudgetSource other(database.path(), "another server");
  const Instant now = std::chrono::steady_clock::now();
  DrawRequest all;
  all.least.places = all.wanted.places = 10;
  EXPECT_FALSE(one.draw("user-alice", kSuiteLimits, all, now)->shortage);
  EXPECT_FALSE(other.draw("user-alice", kSuiteLimits, all, now)->shortage);
}

TEST(LocalBudgetSource, WindowThatNobodyWatchedIsLearnedAnewAndTheRestIsKept) {
  const TestDatabase database;
  const Instant now = std::chrono::steady_clock::now();
  DrawRequest known;
  known.facts = facts_of_window(100, now);
  known.facts.blocked_until = now + std::chrono::seconds(60);
  known.used = {{.at = now, .minute_points = {0, 100}, .server_time = {}}};
  (void)LocalBudgetSource(database.path(), "a server").draw("user-alice", kSuiteLimits, known, now);
  LocalBudgetSource later(database.path(), "a server");
  const Instant soon = now + std::chrono::seconds(1);
  const Slice slice = *later.draw("user-alice", kSuiteLimits, {}, soon);
  EXPECT_FALSE(slice.facts.windows[1].known) << "GitHub may have begun another one";
  EXPECT_EQ(slice.facts.blocked_until, now + std::chrono::seconds(60));
  const Instant after = now + std::chrono::seconds(59);
  LocalBudgetSource company(database.path(), "a server");
  known.facts = facts_of_window(100, soon);
  (void)company.draw("user-alice", kSuiteLimits, known, soon);
  EXPECT_TRUE(later.draw("user-alice", kSuiteLimits, {}, after)->facts.windows[1].known) << "somebody was there";
}

TEST(LocalBudgetSource, WithoutAFileTheProcessIsAlone) {
  LocalBudgetSource source("/nowhere/cpsg.db", "a server");
  const Instant now = std::chrono::steady_clock::now();
  EXPECT_FALSE(source.draw("user-alice", kSuiteLimits, {}, now));
  EXPECT_FALSE(source.reserve_send("git default", std::chrono::milliseconds(100), now));
  EXPECT_EQ(source.revision(), 0U);
}

}  // namespace
}  // namespace cpsg::coordination::local
