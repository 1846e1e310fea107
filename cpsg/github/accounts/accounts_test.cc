// Protects which account is used where users' tokens are configured: tokens of one user are one account, a refused or
// ended one is set aside while the others go on, warnings come days ahead and once a day, and no secret is ever in a
// text. Time is a parameter; GitHub is not asked.
#include "cpsg/github/accounts/accounts.h"

#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/github/accounts/token_text.h"

namespace cpsg::github::accounts {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr UnixTime kNow{std::chrono::seconds(1'790'000'000)};
const std::string kFirst = "ghp_aaaaaaaaaaaaaaaa";
const std::string kSecond = "github_pat_bbbbbbbbbbbbbbbb";
const std::string kThird = "gho_cccccccccccccccc";

Accounts accounts_of(std::vector<std::string> tokens) {
  return Accounts(AccountSettings{.tokens = std::move(tokens), .app = std::nullopt}, AppRequests{});
}

std::string first_key(const std::string& token) { return "token-" + fingerprint_of(token); }

std::vector<std::string> usable_keys(Accounts& accounts, UnixTime now = kNow) {
  std::vector<std::string> keys;
  for (const Account& account : accounts.usable("acme", now)) keys.push_back(account.key);
  return keys;
}

TEST(Accounts, AreAnonymousWithoutTokens) {
  Accounts accounts = accounts_of({});
  EXPECT_TRUE(accounts.anonymous());
  EXPECT_THAT(usable_keys(accounts), ElementsAre("anonymous"));
  EXPECT_EQ(accounts.usable("acme", kNow).at(0).kind, AccountKind::kAnonymous);
  EXPECT_EQ(accounts.bearer_token("anonymous", kNow), std::nullopt);
  EXPECT_FALSE(accounts.git_credentials("acme", kNow).has_value());
  EXPECT_THAT(accounts.report(kNow), IsEmpty());
  EXPECT_THAT(accounts.warnings(kNow), IsEmpty());
}

TEST(Accounts, AreOneForEachTokenUntilTheUserIsKnown) {
  Accounts accounts = accounts_of({kFirst, kSecond, kFirst});
  EXPECT_FALSE(accounts.anonymous());
  EXPECT_THAT(usable_keys(accounts), ElementsAre(first_key(kFirst), first_key(kSecond)));
  EXPECT_EQ(accounts.usable("acme", kNow).at(1).title, "token 2");
  EXPECT_EQ(accounts.bearer_token(first_key(kSecond), kNow), kSecond);
}

TEST(Accounts, OfOneUserBecomeOne) {
  Accounts accounts = accounts_of({kFirst, kSecond, kThird});
  EXPECT_EQ(accounts.token_is_of(kFirst, "Alice"), "user-alice");
  EXPECT_EQ(accounts.token_is_of(kSecond, "bob"), "user-bob");
  EXPECT_EQ(accounts.token_is_of(kThird, "alice"), "user-alice");
  EXPECT_THAT(usable_keys(accounts), ElementsAre("user-alice", "user-bob"));
  EXPECT_EQ(accounts.usable("acme", kNow).at(0).title, "Alice");
  EXPECT_EQ(accounts.bearer_token("user-alice", kNow), kFirst);
  EXPECT_EQ(accounts.bearer_token(first_key(kThird), kNow), kFirst) << "an old key names the account it became";
  EXPECT_EQ(accounts.present_key(first_key(kThird)), "user-alice");
  EXPECT_EQ(accounts.present_key("user-bob"), "user-bob");
  EXPECT_EQ(accounts.present_key("anonymous"), "anonymous");
  accounts.token_refused(kFirst, "Bad credentials", kNow);
  EXPECT_EQ(accounts.bearer_token("user-alice", kNow), kThird);
  EXPECT_EQ(accounts.bearer_token(first_key(kFirst), kNow), kThird);
}

TEST(Accounts, GoOnWithTheOthersWhenOneIsSetAside) {
  Accounts accounts = accounts_of({kFirst, kSecond, kThird});
  accounts.token_refused(kFirst, "Bad credentials", kNow);
  accounts.token_expires(kSecond, kNow + 1h);
  EXPECT_THAT(usable_keys(accounts), ElementsAre(first_key(kSecond), first_key(kThird)));
  accounts.token_refused(kFirst, "Bad credentials", kNow + 59min);
  EXPECT_THAT(usable_keys(accounts, kNow + 1h), ElementsAre(first_key(kThird)));
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token(first_key(kFirst), kNow + 1h)); }).code,
            ErrorCode::kUnauthorized);
  EXPECT_EQ(accounts.git_credentials("acme", kNow + 1h)->password, kThird);
  accounts.token_refused(kThird, "Bad credentials", kNow + 1h);
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.usable("acme", kNow + 1h)); }).code, ErrorCode::kUnauthorized);
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.git_credentials("acme", kNow + 1h)); }).code,
            ErrorCode::kUnauthorized);
  EXPECT_EQ(failure_of([&] { static_cast<void>(accounts.bearer_token("user-nobody", kNow)); }).code,
            ErrorCode::kUnauthorized);
}

TEST(Accounts, ReportTheirTokensWithoutTheSecret) {
  Accounts accounts = accounts_of({kFirst, kSecond, kThird, "0123456789abcdef"});
  accounts.token_is_of(kFirst, "alice");
  accounts.token_refused(kSecond, "Bad credentials", kNow);
  accounts.token_expires(kThird, kNow + 24h);
  const std::vector<TokenReport> reports = accounts.report(kNow);
  ASSERT_EQ(reports.size(), 4u);
  EXPECT_EQ(reports[0].title, "token 1");
  EXPECT_EQ(reports[0].account, "alice");
  EXPECT_EQ(reports[0].fingerprint.size(), 8u);
  EXPECT_EQ(reports[0].state, TokenState::kUsable);
  EXPECT_EQ(reports[1].state, TokenState::kRefused);
  EXPECT_EQ(reports[1].reason, "Bad credentials");
  EXPECT_EQ(reports[2].state, TokenState::kExpiring);
  EXPECT_EQ(reports[2].expires_at, kNow + 24h);
  EXPECT_EQ(accounts.report(kNow + 24h)[2].state, TokenState::kExpired);
  const auto kind = [&](std::size_t i) { return reports[i].kind; };
  EXPECT_THAT((std::vector{kind(0), kind(1), kind(2), kind(3)}),
              ElementsAre("classic", "fine-grained", "oauth", "other"));
  for (const TokenReport& report : reports) EXPECT_EQ(report.fingerprint.find("aaaa"), std::string::npos);
}

TEST(Accounts, WarnDaysAheadAndOnceADay) {
  Accounts accounts = accounts_of({kFirst, kSecond, kThird});
  accounts.token_expires(kFirst, kNow + 24h * 7 + 1s);
  EXPECT_THAT(accounts.warnings(kNow), IsEmpty());
  EXPECT_THAT(accounts.warnings(kNow + 1s),
              ElementsAre(AllOf(HasSubstr("token 1"), HasSubstr("ends at 2026-09-28T"), Not(HasSubstr(kFirst)))));
  EXPECT_THAT(accounts.warnings(kNow + 2s), IsEmpty());
  accounts.token_refused(kSecond, "Bad credentials", kNow);
  EXPECT_THAT(accounts.warnings(kNow + 3s),
              ElementsAre(HasSubstr("set aside until 2026-09-21T14:14:20Z: Bad credentials")));
  EXPECT_EQ(accounts.warnings(kNow + 24h + 3s).size(), 2u) << "the next day, both again";
  EXPECT_THAT(accounts.warnings(kNow + 24h * 7 + 1s), testing::Contains(HasSubstr("ended at")))
      << "what gets worse is said at once";
}

TEST(Accounts, TryARefusedTokenAgainAfterAMinuteThenTwoUpToAnHour) {
  Accounts accounts = accounts_of({kFirst});
  UnixTime now = kNow;
  for (const std::chrono::seconds pause : {60s, 120s, 240s, 480s, 960s, 1'920s, 3'600s, 3'600s}) {
    accounts.token_refused(kFirst, "Bad credentials", now);
    accounts.token_refused(kFirst, "Bad credentials", now);  // of a request that was under way
    try {
      static_cast<void>(accounts.usable("acme", now + pause - 1s));
      ADD_FAILURE() << "tried again too early";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kUnauthorized);
      EXPECT_EQ(e.retry_after(), 1s);
    }
    now += pause;
    EXPECT_EQ(accounts.bearer_token(first_key(kFirst), now), kFirst);
    EXPECT_EQ(accounts.report(now).at(0).state, TokenState::kRefused) << "until it is answered";
  }
  accounts.token_answered(kFirst);
  EXPECT_EQ(accounts.report(now).at(0).state, TokenState::kUsable);
  accounts.token_refused(kFirst, "Bad credentials", now);
  EXPECT_EQ(accounts.bearer_token(first_key(kFirst), now + 60s), kFirst) << "a success begins anew";
}

TEST(Accounts, SetATokenAsideThatIsDoubtedThreeTimesInARow) {
  Accounts accounts = accounts_of({kFirst, kSecond});
  for (int i = 0; i < 5; ++i) {
    accounts.token_doubted(kFirst, "Bad credentials", kNow);
    accounts.token_doubted(kFirst, "Bad credentials", kNow);
    accounts.token_answered(kFirst);
  }
  EXPECT_EQ(accounts.report(kNow).at(0).state, TokenState::kUsable);
  for (int i = 0; i < 3; ++i) accounts.token_doubted(kFirst, "Bad credentials", kNow);
  EXPECT_THAT(usable_keys(accounts), ElementsAre(first_key(kSecond)));
}

TEST(Accounts, ThatOneOwnerRefusesServeTheOthers) {
  Accounts accounts = accounts_of({kFirst, kSecond});
  const Failure wall{ErrorCode::kSsoRequired, "single sign-on", {}};
  accounts.owner_refuses(first_key(kFirst), "Acme", wall, kNow);
  EXPECT_THAT(usable_keys(accounts), ElementsAre(first_key(kSecond)));
  EXPECT_EQ(accounts.usable("other", kNow).size(), 2u);
  EXPECT_EQ(accounts.usable("", kNow).size(), 2u);
  EXPECT_EQ(accounts.git_credentials("acme", kNow)->password, kSecond);
  accounts.owner_refuses(first_key(kSecond), "acme", wall, kNow);
  EXPECT_THAT(usable_keys(accounts), IsEmpty());
  EXPECT_FALSE(accounts.git_credentials("acme", kNow).has_value()) << "git may be open without them";
  EXPECT_EQ(accounts.owner_refusal("acme", kNow)->code, ErrorCode::kSsoRequired);
  EXPECT_EQ(accounts.owner_refusal("other", kNow), std::nullopt);
  accounts.owner_accepts(first_key(kSecond), "acme");
  EXPECT_THAT(usable_keys(accounts), ElementsAre(first_key(kSecond)));
}

TEST(WarningText, NamesTheTokenAndItsAccountWithoutAGap) {
  TokenReport report{.title = "token 1",
                     .fingerprint = "c19db0a3",
                     .account = "",
                     .kind = "classic",
                     .state = TokenState::kRefused,
                     .expires_at = std::nullopt,
                     .reason = "Bad credentials"};
  EXPECT_EQ(warning_text(report), "token 1 (c19db0a3) is set aside: Bad credentials");
  report.account = "alice";
  report.next_try = kNow;
  EXPECT_EQ(warning_text(report),
            "token 1 (c19db0a3, of alice) is set aside until 2026-09-21T14:13:20Z: Bad credentials");
  report.state = TokenState::kUsable;
  report.reason.reset();
  EXPECT_EQ(warning_text(report), "");
}

TEST(Accounts, RefuseWhatCannotBeAToken) {
  for (const std::string token : {"", "two words", "line\n", "gh\xc3\xa4"}) {
    try {
      static_cast<void>(accounts_of({kFirst, token}));
      ADD_FAILURE() << token;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kConfigInvalid);
      EXPECT_THAT(e.what(), HasSubstr("token 2"));
      EXPECT_TRUE(token.empty() || std::string(e.what()).find(token) == std::string::npos);
    }
  }
  const std::string long_token = "ghs_" + std::string(5'000, 'x');
  EXPECT_EQ(accounts_of({long_token}).bearer_token(first_key(long_token), kNow), long_token);
}

}  // namespace
}  // namespace cpsg::github::accounts
