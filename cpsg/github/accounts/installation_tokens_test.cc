// Protects which account is used where an App is configured: its tokens are renewed before they end, by one thread
// while the others wait; a refused one is replaced once; after a failure that may pass GitHub is left alone for a
// while, and an installation that it refuses is set aside while the others go on. GitHub is a script here; time is a
// parameter.
#include <atomic>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "cpsg/github/accounts/testing/scripted_app.h"

namespace cpsg::github::accounts {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(InstallationTokens, ComeFirstForTheOwnerTheyWereMadeFor) {
  ScriptedApp app;
  Accounts accounts = app.accounts({}, {"ghp_user"});
  const std::string user = usable_keys(accounts, "nobody").at(0);
  EXPECT_THAT(usable_keys(accounts, "nobody"), ElementsAre(user, "installation-7", "installation-8"));
  EXPECT_THAT(usable_keys(accounts, "umbrella"), ElementsAre("installation-8", user, "installation-7"));
  EXPECT_EQ(accounts.usable("umbrella", kNow).at(0).title, "installation 8 of Umbrella");
  EXPECT_EQ(accounts.usable("umbrella", kNow).at(0).owner, "Umbrella");
  EXPECT_EQ(app.lists, 1);
  EXPECT_EQ(app.tokens, 0);
}

TEST(InstallationTokens, AreOfTheConfiguredInstallationsAlone) {
  ScriptedApp app;
  Accounts accounts = app.accounts({8, 9});
  EXPECT_THAT(usable_keys(accounts, "umbrella"), ElementsAre("installation-8", "installation-9"));
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow)); }).code,
            ErrorCode::kUnauthorized);
  ScriptedApp silent{.list_failure = Error(ErrorCode::kNetwork, "down")};
  Accounts others = silent.accounts({8});
  EXPECT_THAT(usable_keys(others, "umbrella"), ElementsAre("installation-8"));
  EXPECT_EQ(others.report(kNow).size(), 1u);
}

TEST(InstallationTokens, AreRenewedWhenLessThanFiveMinutesAreLeft) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7});
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow), "ghs_7_1");
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 55min), "ghs_7_1");
  app.expires_at = kNow + 2h;
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 55min + 1s), "ghs_7_2");
  EXPECT_EQ(accounts.report(kNow).at(0).expires_at, kNow + 2h);
  const auto credentials = accounts.git_credentials("acme", kNow + 1h);
  ASSERT_TRUE(credentials.has_value());
  EXPECT_EQ(credentials->user, "x-access-token");
  EXPECT_EQ(credentials->password, "ghs_7_2");
}

TEST(InstallationTokens, AreRenewedByOneThreadWhileOthersWaitAndOtherInstallationsDoNot) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7, 8});
  static_cast<void>(accounts.bearer_token("installation-8", kNow));
  std::atomic<int> asked = 0;
  std::binary_semaphore answer{0};
  app.before_token = [&] {
    ++asked;
    EXPECT_TRUE(answer.try_acquire_for(10s));
  };
  std::vector<std::string> tokens(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& token : tokens) {
      threads.emplace_back([&] { token = accounts.bearer_token("installation-7", kNow).value(); });
    }
    EXPECT_TRUE(app.clock.wait_for_waiters(tokens.size() - 1));
    EXPECT_EQ(accounts.bearer_token("installation-8", kNow), "ghs_8_1");
    EXPECT_EQ(accounts.report(kNow).size(), 2u);
    answer.release();
  }
  EXPECT_THAT(tokens, testing::Each("ghs_7_2"));
  EXPECT_EQ(asked, 1);
}

TEST(InstallationTokens, ThatAreRefusedAreReplacedOnce) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7, 8});
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow), "ghs_7_1");
  accounts.token_refused("ghs_7_1", "Bad credentials", kNow);
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow), "ghs_7_2");
  accounts.token_refused("ghs_7_1", "Bad credentials", kNow);  // by another thread, late
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow), "ghs_7_2");
  accounts.token_refused("ghs_7_2", "Bad credentials", kNow);
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow)); }).code,
            ErrorCode::kUnauthorized);
  EXPECT_THAT(usable_keys(accounts, "acme"), ElementsAre("installation-8"));
  EXPECT_EQ(accounts.report(kNow).at(0).state, TokenState::kRefused);
  EXPECT_THAT(
      accounts.warnings(kNow),
      ElementsAre(HasSubstr("installation 7 of acme (7) is set aside until 2026-09-21T14:14:20Z: Bad credentials")));
  EXPECT_EQ(app.tokens, 2);
}

TEST(InstallationTokens, ForgiveARefusalAfterATokenThatLastedItsHour) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7});
  static_cast<void>(accounts.bearer_token("installation-7", kNow));
  accounts.token_refused("ghs_7_1", "Bad credentials", kNow);
  static_cast<void>(accounts.bearer_token("installation-7", kNow));
  app.expires_at = kNow + 2h;
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 58min), "ghs_7_3");
  accounts.token_refused("ghs_7_3", "Bad credentials", kNow + 58min);
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 58min), "ghs_7_4");
}

TEST(InstallationTokens, AreNotAskedForSoonAfterAFailureThatMayPass) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7}, {"ghp_user"});
  static_cast<void>(accounts.bearer_token("installation-7", kNow));
  app.token_failure = Error(ErrorCode::kRemoteError, "502");
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 58min), "ghs_7_1") << "the old one is used to its end";
  const auto at_end = [&](std::chrono::seconds later) {
    return failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow + 1h + later)); }).code;
  };
  EXPECT_EQ(at_end(0s), ErrorCode::kRemoteError);
  EXPECT_EQ(at_end(1s), ErrorCode::kRemoteError);
  EXPECT_EQ(app.tokens, 3) << "one for each attempt, none just after a failure";
  EXPECT_EQ(usable_keys(accounts, "acme", kNow + 1h + 1s).size(), 1u) << "only the user's meanwhile";
  app.token_failure.reset();
  app.expires_at = kNow + 2h;
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 1h + 15s), "ghs_7_4");
  EXPECT_EQ(usable_keys(accounts, "acme", kNow + 1h + 15s).size(), 2u);
}

TEST(InstallationTokens, OfALimitedAppAreNotAskedForBeforeTheLimitEnds) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7, 8});
  const auto ask = [&](const char* key, std::chrono::seconds later) {
    return failure_of([&] { static_cast<void>(accounts.bearer_token(key, kNow + later)); }).code;
  };
  app.before_token = [&] { app.clock.advance(1ms); };  // a second that has begun counts
  app.token_failure = Error(ErrorCode::kRateLimited, "slow down", 300s);
  EXPECT_EQ(ask("installation-7", 0s), ErrorCode::kRateLimited);
  for (const auto later : {1s, 20s, 300s}) {
    EXPECT_EQ(ask("installation-7", later), ErrorCode::kRateLimited) << later.count();
    EXPECT_EQ(ask("installation-8", later), ErrorCode::kRateLimited) << "of the same App";
  }
  EXPECT_EQ(app.tokens, 1);
  try {
    static_cast<void>(accounts.bearer_token("installation-8", kNow + 100s));
  } catch (const Error& e) {
    EXPECT_GE(e.retry_after(), 200s);
    EXPECT_LE(e.retry_after(), 220s);
  }
  app.token_failure.reset();
  EXPECT_EQ(accounts.bearer_token("installation-8", kNow + 330s), "ghs_8_2");
}

TEST(InstallationTokens, OfALimitedAppWaitFifteenSecondsAtLeastAndAMinuteIfNoTimeIsGiven) {
  for (const auto& [told, wait] :
       {std::pair{std::optional(1s), 15s}, std::pair{std::optional<std::chrono::seconds>(), 60s}}) {
    ScriptedApp app;
    Accounts accounts = app.accounts({7});
    app.token_failure =
        told ? Error(ErrorCode::kRateLimited, "slow down", *told) : Error(ErrorCode::kRateLimited, "no");
    const auto ask = [&](std::chrono::seconds later) {
      (void)failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow + later)); });
      return app.tokens.load();
    };
    EXPECT_EQ(ask(0s), 1);
    EXPECT_EQ(ask(wait - 1s), 1);
    EXPECT_EQ(ask(wait + 20s), 2);
  }
}

TEST(InstallationTokens, OfALimitedAppAreUsedToTheirEnd) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7});
  static_cast<void>(accounts.bearer_token("installation-7", kNow));
  app.token_failure = Error(ErrorCode::kRateLimited, "slow down", 600s);
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 56min), "ghs_7_1");
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 59min), "ghs_7_1");
  EXPECT_EQ(app.tokens, 2);
}

TEST(InstallationTokens, LetACancelledCallerGoWhileAnotherRenews) {
  ScriptedApp app;
  Accounts accounts = app.accounts({7});
  std::binary_semaphore asked{0};
  std::binary_semaphore answer{0};
  app.before_token = [&] {
    asked.release();
    EXPECT_TRUE(answer.try_acquire_for(10s));
  };
  std::jthread other([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow)); });
  ASSERT_TRUE(asked.try_acquire_for(10s));
  std::atomic<bool> cancelled = false;
  std::jthread waiting([&] {
    EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow, &cancelled)); }).code,
              ErrorCode::kCancelled);
  });
  EXPECT_TRUE(app.clock.wait_for_waiters(1));
  cancelled = true;
  waiting.join();
  answer.release();
}

TEST(InstallationTokens, OfASuspendedInstallationAreSetAside) {
  ScriptedApp app;
  app.token_failure = Error(ErrorCode::kForbidden, "This installation has been suspended");
  Accounts accounts = app.accounts({7});
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow)); }).code,
            ErrorCode::kUnauthorized);
  EXPECT_EQ(accounts.report(kNow).at(0).reason, "This installation has been suspended");
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.usable("acme", kNow)); }).code, ErrorCode::kUnauthorized);
  EXPECT_EQ(app.tokens, 1);
}

TEST(InstallationTokens, OfOneThatWasSuspendedAreTriedAgainAfterAMinute) {
  ScriptedApp app;
  app.token_failure = Error(ErrorCode::kForbidden, "This installation has been suspended");
  Accounts accounts = app.accounts({7, 8});
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow)); }).code,
            ErrorCode::kUnauthorized);
  EXPECT_THAT(usable_keys(accounts, "acme"), ElementsAre("installation-8")) << "the others go on";
  app.token_failure.reset();
  EXPECT_THAT(usable_keys(accounts, "acme", kNow + 59s), ElementsAre("installation-8"));
  EXPECT_THAT(usable_keys(accounts, "acme", kNow + 60s), ElementsAre("installation-7", "installation-8"));
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow + 60s), "ghs_7_2");
  accounts.token_answered("ghs_7_2");
  EXPECT_EQ(accounts.report(kNow + 60s).at(0).state, TokenState::kUsable);
}

TEST(InstallationTokens, DoNotShareTheCancellationOfOneCaller) {
  ScriptedApp app;
  app.token_failure = Error(ErrorCode::kCancelled, "stopped");
  Accounts accounts = app.accounts({7});
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token("installation-7", kNow)); }).code,
            ErrorCode::kCancelled);
  app.token_failure.reset();
  EXPECT_EQ(accounts.bearer_token("installation-7", kNow), "ghs_7_2");
}

TEST(InstallationTokens, SayWhyTheyAreNotKnown) {
  ScriptedApp app;
  app.list_failure = Error(ErrorCode::kNetwork, "no route");
  Accounts alone = app.accounts();
  EXPECT_EQ(failure_of([&] { static_cast<void>(alone.usable("acme", kNow)); }).code, ErrorCode::kNetwork);
  EXPECT_EQ(failure_of([&] { static_cast<void>(alone.usable("acme", kNow + 1s)); }).code, ErrorCode::kNetwork);
  EXPECT_EQ(app.lists, 1);
  Accounts with_user = app.accounts({}, {"ghp_user"});
  EXPECT_EQ(usable_keys(with_user, "acme").size(), 1u);
  EXPECT_THAT(with_user.warnings(kNow), ElementsAre(HasSubstr("no route")));
  app.list_failure.reset();
  EXPECT_EQ(usable_keys(with_user, "acme", kNow + 1min).size(), 3u);
  EXPECT_EQ(with_user.report(kNow + 1min).size(), 3u);
}

TEST(InstallationTokens, NeedAKeyThatCanSign) {
  const AccountSettings settings{.tokens = {}, .app = AppSettings{"4711", "no key", {}}};
  EXPECT_EQ(failure_of([&] { Accounts accounts(settings, AppRequests{}); }).code, ErrorCode::kConfigInvalid);
}

}  // namespace
}  // namespace cpsg::github::accounts
