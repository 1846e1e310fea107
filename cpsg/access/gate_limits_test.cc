// Protects: a key and an address get so many requests a minute and no more, whatever headers they send, and are told so
// in the standard's words; guessing keys is stopped before it reaches the store; this machine's own users are spared
// unless the configuration says otherwise.
#include <gmock/gmock.h>

#include "cpsg/access/gate.h"
#include "cpsg/access/testing/gate_fixture.h"

namespace cpsg::access {
namespace {

using model::KeyScope;
using testing::HasSubstr;

constexpr const char* kFar = "198.51.100.7";
const Policy kOpen{.anonymous_read = AnonymousRead::kOn, .listens_on_loopback = false};

TEST_F(GateTest, AddressHasItsRequestsAMinute) {
  open({.policy = kOpen, .limits = {.requests_per_address = 3}});
  const auto get = [&](std::string peer) { return admit(request("GET", {}, std::move(peer)), Level::kRead); };
  Admission admission = get(kFar);
  EXPECT_EQ(status(admission), 0);
  EXPECT_EQ(header(admission.headers, "RateLimit-Policy"), "\"address\";q=3;w=60");
  EXPECT_EQ(header(admission.headers, "RateLimit"), "\"address\";r=2;t=20");
  EXPECT_EQ(status(get(kFar)), 0);
  EXPECT_EQ(status(get(kFar)), 0);
  admission = get(kFar);
  ASSERT_EQ(status(admission), 429);
  EXPECT_EQ(header(admission.headers, "RateLimit"), "\"address\";r=0;t=60");
  EXPECT_EQ(header(admission.refusal->headers, "Retry-After"), "20");
  EXPECT_THAT(admission.refusal->body, HasSubstr("\"code\":\"too_many_requests\""));
  EXPECT_EQ(status(get("198.51.100.8")), 0);
  pass(std::chrono::seconds(20));
  EXPECT_EQ(status(get(kFar)), 0);
  EXPECT_EQ(status(get(kFar)), 429);
}

TEST_F(GateTest, AddressesOfOneSubscriberCountTogether) {
  open({.policy = kOpen, .limits = {.requests_per_address = 1}});
  EXPECT_EQ(status(admit(request("GET", {}, "2001:db8::1"), Level::kRead)), 0);
  EXPECT_EQ(status(admit(request("GET", {}, "2001:db8::2"), Level::kRead)), 429);
  EXPECT_EQ(status(admit(request("GET", {}, "2001:db8:0:1::2"), Level::kRead)), 0);
}

TEST_F(GateTest, ForgedHeadersBuyNothing) {
  open({.policy = kOpen,
        .trusted_proxies = http::TrustedProxies({"10.0.0.0/8"}),
        .limits = {.requests_per_address = 1}});
  const auto get = [&](std::string peer, std::string forwarded) {
    return status(admit(request("GET", {{"x-forwarded-for", std::move(forwarded)}}, std::move(peer)), Level::kRead));
  };
  EXPECT_EQ(get(kFar, "203.0.113.1"), 0);
  EXPECT_EQ(get(kFar, "203.0.113.2"), 429) << "nobody has to believe it";
  EXPECT_EQ(get("10.0.0.1", "203.0.113.3"), 0);
  EXPECT_EQ(get("10.0.0.1", "203.0.113.4"), 0) << "each behind the proxy has his own";
  EXPECT_EQ(get("10.0.0.2", "203.0.113.99, 203.0.113.4"), 429)
      << "what the client wrote stands before the proxy's word";
  EXPECT_EQ(get("10.0.0.3", "::ffff:203.0.113.4"), 429) << "the same address";
  EXPECT_EQ(get("10.0.0.4", "127.0.0.1"), 0);
  EXPECT_EQ(get("10.0.0.4", "127.0.0.1"), 429) << "another machine's own address is none of this one's users";
}

TEST_F(GateTest, KeyHasItsRequestsAMinuteWhereverItComesFrom) {
  open({.policy = kOpen, .limits = {.requests_per_key = 2, .requests_per_address = 1}});
  const NewSecret one = add_key("one", KeyScope::kRead);
  const NewSecret other = add_key("other", KeyScope::kRead);
  Admission admission = admit(request("GET", {bearer(one)}, kFar), Level::kRead);
  EXPECT_EQ(header(admission.headers, "RateLimit-Policy"), "\"key\";q=2;w=60");
  EXPECT_EQ(status(admit(request("GET", {bearer(one)}, "198.51.100.8"), Level::kRead)), 0);
  EXPECT_EQ(status(admit(request("GET", {bearer(one)}, "198.51.100.9"), Level::kRead)), 429);
  EXPECT_EQ(status(admit(request("GET", {bearer(other)}, kFar), Level::kRead)), 0);
  EXPECT_EQ(status(admit(request("GET", {}, kFar), Level::kRead)), 0) << "requests with a key count for the key alone";
}

TEST_F(GateTest, GuessingStopsBeforeTheStore) {
  open({.policy = {.listens_on_loopback = false}});
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const auto show = [&](const NewSecret& shown, std::string peer) {
    return status(admit(request("GET", {bearer(shown)}, std::move(peer)), Level::kRead));
  };
  EXPECT_EQ(show(key, kFar), 0);
  for (std::uint32_t i = 0; i < kRefusedKeysPerMinutePerAddress; ++i) EXPECT_EQ(show(new_key_secret(), kFar), 403);
  counting().calls().reset();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(show(new_key_secret(), kFar), 429);
  EXPECT_EQ(status(admit(request("GET", {{"authorization", "Bearer x"}}, kFar), Level::kRead)), 429);
  EXPECT_EQ(counting().calls().of("find_key"), 0U);
  pass(std::chrono::milliseconds(1'500));
  EXPECT_EQ(show(key, kFar), 0) << "a key that was good is not shut out by who guesses beside it";
  EXPECT_EQ(show(new_key_secret(), "198.51.100.8"), 403);
  pass(std::chrono::seconds(3));
  EXPECT_EQ(show(new_key_secret(), kFar), 403);
}

TEST_F(GateTest, UsersOfThisMachineAreSparedUnlessANumberIsConfigured) {
  const NewSecret key = add_key("ci", KeyScope::kRead);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(status(admit(request("GET", {bearer(new_key_secret())}), Level::kRead)), 403);
  EXPECT_EQ(admit(request("GET"), Level::kRead).headers.size(), 0U);
  EXPECT_EQ(admit(request("GET", {bearer(key)}), Level::kRead).headers.size(), 0U);

  open({.trusted_proxies = http::TrustedProxies({"127.0.0.0/8"})});
  EXPECT_EQ(admit(request("GET", {{"x-forwarded-for", kFar}}), Level::kRead).headers.size(), 2U);

  open({.limits = {.requests_per_key = 1, .requests_per_address = 1, .refused_keys_per_address = 1}});
  EXPECT_EQ(status(admit(request("GET"), Level::kRead)), 0);
  EXPECT_EQ(status(admit(request("GET"), Level::kRead)), 429);
  EXPECT_EQ(status(admit(request("GET", {bearer(key)}), Level::kRead)), 0);
  EXPECT_EQ(status(admit(request("GET", {bearer(key)}), Level::kRead)), 429);
  EXPECT_EQ(status(admit(request("GET", {bearer(new_key_secret())}), Level::kRead)), 403);
  EXPECT_EQ(status(admit(request("GET", {bearer(new_key_secret())}), Level::kRead)), 429);
}

TEST_F(GateTest, ZeroIsNoLimit) {
  open({.policy = kOpen, .limits = {.requests_per_key = 0, .requests_per_address = 0, .refused_keys_per_address = 0}});
  for (int i = 0; i < 3'000; ++i) ASSERT_EQ(status(admit(request("GET", {}, kFar), Level::kRead)), 0);
  EXPECT_EQ(admit(request("GET", {}, kFar), Level::kRead).headers.size(), 0U);
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(status(admit(request("GET", {bearer(new_key_secret())}, kFar), Level::kRead)), 403);
  }
}

}  // namespace
}  // namespace cpsg::access
