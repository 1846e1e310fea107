// Protects which installations an App has: those of all pages of the list, which is fetched daily, as long as it goes
// on, and again soon where it is doubted; what came of one that breaks off is used.
#include "cpsg/github/accounts/testing/scripted_app.h"

namespace cpsg::github::accounts {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(InstallationList, IsFetchedDaily) {
  ScriptedApp app;
  Accounts accounts = app.accounts();
  EXPECT_EQ(usable_keys(accounts, "acme").size(), 2u);
  app.listed = {{8, "Umbrella", true}, {9, "late"}};
  EXPECT_EQ(usable_keys(accounts, "acme", kNow + 23h).size(), 2u);
  EXPECT_EQ(app.lists, 1);
  EXPECT_THAT(usable_keys(accounts, "acme", kNow + 24h), ElementsAre("installation-9"));
  EXPECT_EQ(app.lists, 2);
  EXPECT_THAT(accounts.warnings(kNow + 24h),
              ElementsAre(HasSubstr("installation 7 of acme (7)"), HasSubstr("suspended")));
  app.list_failure = Error(ErrorCode::kNetwork, "down");
  EXPECT_THAT(usable_keys(accounts, "acme", kNow + 48h), ElementsAre("installation-9")) << "the old list holds";
  app.list_failure.reset();
  app.listed = {{7, "acme"}, {8, "Umbrella"}};
  EXPECT_THAT(usable_keys(accounts, "acme", kNow + 48h + 15min), ElementsAre("installation-7", "installation-8"));
}

std::vector<wire::Installation> many_installations(std::int64_t count) {
  std::vector<wire::Installation> many;
  for (std::int64_t id = 1; id <= count; ++id) many.push_back({id, "owner-" + std::to_string(id)});
  return many;
}

TEST(InstallationList, HasAllPages) {
  for (const std::int64_t count : {99, 100, 101, 250}) {
    ScriptedApp app;
    app.listed = many_installations(count);
    Accounts accounts = app.accounts();
    EXPECT_EQ(usable_keys(accounts, "nobody").size(), static_cast<std::size_t>(count));
    EXPECT_EQ(app.lists, count / 100 + 1);
    EXPECT_EQ(usable_keys(accounts, "owner-99").at(0), "installation-99");
    app.listed.pop_back();
    EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 24h).size(), static_cast<std::size_t>(count - 1));
  }
}

TEST(InstallationList, IsFetchedAgainSoonWhenOneMayHaveMovedBetweenPages) {
  ScriptedApp app;
  app.listed = many_installations(150);
  Accounts accounts = app.accounts();
  EXPECT_EQ(usable_keys(accounts, "nobody").size(), 150u);
  app.listed.erase(app.listed.begin() + 100);
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 24h).size(), 149u);
  app.listed = many_installations(150);
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 24h + 60s).size(), 150u);
  app.listed.pop_back();
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 49h).size(), 149u);
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 49h + 60s).size(), 149u);
  const int lists = app.lists;
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 49h + 120s).size(), 149u);
  EXPECT_EQ(app.lists, lists) << "it is gone, twice confirmed";
}

TEST(InstallationList, ThatBreaksOffIsUsedAsFarAsItCame) {
  ScriptedApp app;
  app.listed = many_installations(250);
  app.list_failure = Error(ErrorCode::kRemoteError, "502");
  app.pages_before_failure = 1;
  Accounts accounts = app.accounts();
  EXPECT_EQ(usable_keys(accounts, "nobody").size(), 100u);
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 14min).size(), 100u);
  EXPECT_EQ(app.lists, 2);
  app.list_failure.reset();
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 15min).size(), 250u);
  app.list_failure = Error(ErrorCode::kRemoteError, "502");
  EXPECT_EQ(usable_keys(accounts, "nobody", kNow + 25h).size(), 250u) << "a part says nothing of the others";
}

TEST(InstallationList, Ends) {
  ScriptedApp app;
  app.listed = many_installations(100);
  app.ignores_pages = true;
  Accounts same = app.accounts();
  EXPECT_EQ(usable_keys(same, "nobody").size(), 100u);
  EXPECT_EQ(app.lists, 2);
  ScriptedApp large;
  large.listed = many_installations(10'200);
  Accounts accounts = large.accounts();
  EXPECT_EQ(usable_keys(accounts, "nobody").size(), 10'000u);
  EXPECT_EQ(large.lists, 100);
}

TEST(InstallationList, IsDoubtedWhenOneIsRefused) {
  ScriptedApp app;
  Accounts accounts = app.accounts();
  EXPECT_EQ(usable_keys(accounts, "acme").size(), 2u);
  app.token_failure = Error(ErrorCode::kNotFound, "Not Found");
  static_cast<void>(failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow)); }));
  app.listed = {{8, "Umbrella"}};
  EXPECT_THAT(usable_keys(accounts, "acme", kNow + 60s), ElementsAre("installation-8"));
  EXPECT_EQ(app.lists, 2);
}

}  // namespace
}  // namespace cpsg::github::accounts
