// Protects: who is let in and who is not, and what each hears of it: nobody, a key, a key that is wrong, has ended or
// may too little; the day of use; and that answers from memory are the same answers.
#include "cpsg/access/gate.h"

#include <gmock/gmock.h>

#include "cpsg/access/testing/gate_fixture.h"
#include "cpsg/base/testing/eventually.h"

namespace cpsg::access {
namespace {

using model::KeyScope;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFar = "198.51.100.7";
const GateOptions kClosed{.policy = {.anonymous_read = AnonymousRead::kOff}};

TEST_F(GateTest, NobodyIsToldWhichKeyIsNeeded) {
  open({.policy = {.listens_on_loopback = false}});
  const Admission admission = admit(request("GET", {}, kFar), Level::kRead);
  ASSERT_EQ(status(admission), 401);
  EXPECT_EQ(header(admission.refusal->headers, "WWW-Authenticate"), "Bearer realm=\"cpsg\"");
  EXPECT_THAT(admission.refusal->body, AllOf(HasSubstr("\"code\":\"key_missing\""), HasSubstr("scope read")));
  EXPECT_EQ(status(admit(request("GET", {}, kFar), Level::kPublic)), 0);
}

TEST_F(GateTest, LocalUserOfALocalServerNeedsNone) {
  const Admission admission = admit(request("DELETE"), Level::kAdmin);
  EXPECT_EQ(status(admission), 0);
  EXPECT_EQ(admission.caller.text(), "nobody");
  EXPECT_EQ(status(admit(request("POST", {{"x-forwarded-for", kFar}}), Level::kWrite)), 401) << "through a proxy";
  EXPECT_EQ(status(admit(request("GET", {{"x-forwarded-for", kFar}}), Level::kRead)), 0);
}

TEST_F(GateTest, KeyMayDoWhatItsScopeSays) {
  open(kClosed);
  const NewSecret reads = add_key("reads", KeyScope::kRead);
  const NewSecret writes = add_key("writes", KeyScope::kWrite);
  const NewSecret rules = add_key("rules", KeyScope::kAdmin);
  const auto statuses = [&](const NewSecret& key) {
    return std::vector{status(admit(request("GET", {bearer(key)}), Level::kRead)),
                       status(admit(request("POST", {bearer(key)}), Level::kWrite)),
                       status(admit(request("POST", {bearer(key)}), Level::kAdmin))};
  };
  EXPECT_EQ(statuses(reads), (std::vector{0, 403, 403}));
  EXPECT_EQ(statuses(writes), (std::vector{0, 0, 403}));
  EXPECT_EQ(statuses(rules), (std::vector{0, 0, 0}));
  const Admission refused = admit(request("POST", {bearer(reads)}), Level::kWrite);
  EXPECT_THAT(refused.refusal->body, AllOf(HasSubstr("\"code\":\"key_refused\""), HasSubstr("scope write"),
                                           HasSubstr("the key reads has read")));
  EXPECT_THAT(header(refused.refusal->headers, "WWW-Authenticate"), HasSubstr("insufficient_scope"));
  EXPECT_EQ(admit(request("GET", {bearer(writes)}), Level::kRead).caller.text(), "key writes (k-writes)");
}

TEST_F(GateTest, KeyThatIsWrongNeverFallsBackToNobody) {
  const std::vector<std::string> wrong{"Bearer " + new_key_secret().text, "Bearer", "Bearer x"};
  for (const std::string& authorization : wrong) {
    const Admission admission = admit(request("GET", {{"authorization", authorization}}), Level::kRead);
    ASSERT_EQ(status(admission), 403) << authorization;
    EXPECT_THAT(admission.refusal->body, HasSubstr("\"code\":\"key_refused\""));
    EXPECT_THAT(admission.refusal->body, Not(HasSubstr("cpsg_"))) << "no secret comes back";
  }
  EXPECT_EQ(status(admit(request("GET", {{"authorization", "Basic dXNlcjpwYXNz"}}), Level::kRead)), 0)
      << "a proxy's password is no key";
}

TEST_F(GateTest, KeyEndsAtItsTime) {
  open(kClosed);
  const NewSecret key = add_key("short", KeyScope::kRead, kStart + std::chrono::seconds(10));
  pass(std::chrono::milliseconds(9'999));
  EXPECT_EQ(status(admit(request("GET", {bearer(key)}), Level::kRead)), 0);
  pass(std::chrono::milliseconds(1));
  const Admission refused = admit(request("GET", {bearer(key)}), Level::kRead);
  EXPECT_EQ(status(refused), 403);
  EXPECT_THAT(refused.refusal->body, HasSubstr("The key short expired at 2026-11-27T08:00:10Z."));
}

TEST_F(GateTest, GuessesPushOutNoKeyThatIsUsed) {
  open(kClosed);
  const NewSecret key = add_key("ci", KeyScope::kRead);
  (void)admit(request("GET", {bearer(key)}), Level::kRead);
  for (int i = 0; i < 2'000; ++i) (void)admit(request("GET", {bearer(new_key_secret())}), Level::kRead);
  counting().calls().reset();
  EXPECT_EQ(status(admit(request("GET", {bearer(key)}), Level::kRead)), 0);
  EXPECT_EQ(counting().calls().of("find_key"), 0U);
}

TEST_F(GateTest, DayOfUseIsWrittenOnceADay) {
  open(kClosed);
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const auto day_of_use = [&] { return stores().keys.find_key(key.digest).value().last_used_on; };
  const auto today = std::chrono::floor<std::chrono::days>(kStart);
  for (int i = 0; i < 10; ++i) (void)admit(request("GET", {bearer(key)}), Level::kRead);
  EXPECT_TRUE(eventually([&] { return day_of_use() == today; }));
  pass(std::chrono::hours(1));
  (void)admit(request("GET", {bearer(key)}), Level::kRead);
  pass(std::chrono::hours(24));
  (void)admit(request("POST", {bearer(key)}), Level::kWrite);
  EXPECT_EQ(day_of_use(), today) << "what is refused is no use";
  (void)admit(request("GET", {bearer(key)}), Level::kRead);
  EXPECT_TRUE(eventually([&] { return day_of_use() == today + std::chrono::days(1); }));
  EXPECT_EQ(counting().calls().of("record_use"), 2U);
}

TEST_F(GateTest, PublicHidesWhatIsPrivateFromNobodyAlone) {
  open({.policy = {.anonymous_read = AnonymousRead::kPublic}});
  const NewSecret key = add_key("ci", KeyScope::kRead);
  EXPECT_FALSE(admit(request("GET"), Level::kRead).caller.sees_private);
  EXPECT_TRUE(admit(request("GET", {bearer(key)}), Level::kRead).caller.sees_private);
  EXPECT_EQ(status(admit(request("POST"), Level::kWrite)), 401);
}

TEST_F(GateTest, AtOnceIsWhatAdmitWouldSay) {
  open({.policy = {.listens_on_loopback = false}});
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const std::string authorization = "Bearer " + key.text;
  const auto at_once = [&](std::optional<std::string_view> shown, Level needed, bool sees_private = true) {
    http::PlainRequest request;
    request.authorization = shown;
    return gate().admit_at_once(request, kFar, needed, sees_private, now());
  };
  EXPECT_FALSE(at_once({}, Level::kRead)) << "a refusal is left to admit()";
  EXPECT_FALSE(at_once(authorization, Level::kRead)) << "it was not looked up yet";
  EXPECT_EQ(status(admit(request("GET", {bearer(key)}, kFar), Level::kRead)), 0);
  EXPECT_FALSE(at_once(authorization, Level::kRead, false)) << "that is another answer";
  const auto admission = at_once(authorization, Level::kRead);
  ASSERT_TRUE(admission);
  EXPECT_EQ(admission->caller.text(), "key ci (k-ci)");
  EXPECT_EQ(header(admission->headers, "RateLimit"), "\"key\";r=5998;t=1") << "what was refused is not counted";
  EXPECT_FALSE(at_once(authorization, Level::kWrite));
  EXPECT_FALSE(at_once("Bearer x", Level::kRead));
  pass(std::chrono::hours(24));
  EXPECT_TRUE(at_once(authorization, Level::kRead));
  http::PlainRequest with_cookie;
  with_cookie.authorization = authorization;
  with_cookie.cookie = "cpsg=x";
  EXPECT_FALSE(gate().admit_at_once(with_cookie, kFar, Level::kRead, true, now()));
}

TEST_F(GateTest, AtOnceSeesWhoStandsBehindATrustedProxy) {
  open({.policy = {.anonymous_read = AnonymousRead::kOn, .listens_on_loopback = false},
        .trusted_proxies = http::TrustedProxies({"10.0.0.0/8"}),
        .limits = {.requests_per_address = 2}});
  const auto left = [&](std::string_view peer, std::string_view forwarded_for) {
    http::PlainRequest request;
    request.forwarded_for = forwarded_for;
    const auto admission = gate().admit_at_once(request, peer, Level::kRead, true, now());
    return admission ? header(admission->headers, "RateLimit") : "none";
  };
  const auto get = [&](std::string peer, std::string forwarded_for) {
    return status(
        admit(request("GET", {{"x-forwarded-for", std::move(forwarded_for)}}, std::move(peer)), Level::kRead));
  };
  EXPECT_EQ(left("10.0.0.1", "198.51.100.1"), "\"address\";r=1;t=30");
  EXPECT_EQ(left("10.0.0.1", "198.51.100.2"), "\"address\";r=1;t=30");
  EXPECT_EQ(get("10.0.0.2", "203.0.113.9, 198.51.100.1"), 0) << "the same client by the other way";
  EXPECT_EQ(left("10.0.0.1", "198.51.100.1"), "none");
  EXPECT_EQ(get("10.0.0.1", "198.51.100.1"), 429);
  EXPECT_EQ(left(kFar, "198.51.100.3"), "\"address\";r=1;t=30");
  EXPECT_EQ(left(kFar, "198.51.100.4"), "\"address\";r=0;t=60") << "nobody has to believe that";
}

}  // namespace
}  // namespace cpsg::access
