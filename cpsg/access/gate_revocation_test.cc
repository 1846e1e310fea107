// Protects: a key or a session that was ended is refused from then on, whoever ended it, though keys that are used cost
// the store next to nothing; and what goes on after its request learns of the end, too.
// How: the commits of another process are those of a second store on the same file.
#include <gmock/gmock.h>

#include "cpsg/access/gate.h"
#include "cpsg/access/testing/gate_fixture.h"
#include "cpsg/base/testing/eventually.h"

namespace cpsg::access {
namespace {

using model::KeyScope;
using std::chrono::hours;
using std::chrono::milliseconds;
using testing::HasSubstr;

class GateRevocation : public GateTest {
 protected:
  GateRevocation() { open({.policy = {.anonymous_read = AnonymousRead::kOff}}); }

  int get(const NewSecret& key) { return status(admit(request("GET", {bearer(key)}), Level::kRead)); }
  int get(const http::Header& cookie) { return status(admit(request("GET", {cookie}), Level::kRead)); }
  bool at_once(const NewSecret& key) {
    const std::string authorization = "Bearer " + key.text;
    http::PlainRequest plain;
    plain.authorization = authorization;
    return gate().admit_at_once(plain, "127.0.0.1", Level::kRead, true, now()).has_value();
  }
  http::Header log_in(const NewSecret& key, std::vector<http::Header> headers = {}) {
    headers.push_back(bearer(key));
    const auto opened = gate().open_session(request("POST", std::move(headers)), {}, now());
    const std::string cookie = header(std::get<OpenedSession>(opened).headers, "Set-Cookie");
    return {"cookie", cookie.substr(0, cookie.find(';'))};
  }
  Caller caller(const http::Header& shown) { return admit(request("GET", {shown}), Level::kRead).caller; }
  // Its day of use is written, which is a commit by itself.
  void use(const NewSecret& key) {
    EXPECT_EQ(get(key), 0);
    EXPECT_TRUE(eventually([&] { return counting().calls().of("record_use") > 0; }));
    EXPECT_TRUE(eventually([&] { return stores().keys.find_key(key.digest)->last_used_on.has_value(); }));
    counting().calls().reset();
  }
};

TEST_F(GateRevocation, AKeyIsRefusedByTheNextRequestOfTheProcessThatRevokedIt) {
  const NewSecret key = add_key("ci", KeyScope::kRead);
  use(key);
  EXPECT_TRUE(at_once(key));
  EXPECT_TRUE(stores().keys.revoke_key("k-ci", now().time));
  EXPECT_FALSE(at_once(key));
  const Admission refused = admit(request("GET", {bearer(key)}), Level::kRead);
  EXPECT_EQ(status(refused), 403);
  EXPECT_THAT(refused.refusal->body, HasSubstr("The key ci was revoked."));
}

TEST_F(GateRevocation, AKeyIsRefusedAMillisecondAfterAnotherProcessRevokedIt) {
  const NewSecret one = add_key("one", KeyScope::kRead);
  const NewSecret other = add_key("other", KeyScope::kRead);
  use(one);
  EXPECT_EQ(get(other), 0);
  EXPECT_TRUE(others().keys.revoke_key("k-one", now().time));
  EXPECT_TRUE(others().keys.revoke_key("k-other", now().time));
  pass(milliseconds(1));
  EXPECT_EQ(get(one), 403);
  EXPECT_FALSE(at_once(other)) << "whichever way asks first";
  EXPECT_EQ(get(other), 403);
}

TEST_F(GateRevocation, AKeyThatIsUsedIsReadOnceWhateverElseIsCommitted) {
  const NewSecret key = add_key("ci", KeyScope::kRead);
  use(key);
  for (int i = 0; i < 100; ++i) {
    stores().settings.put_setting("ours", std::to_string(i));
    others().settings.put_setting("theirs", std::to_string(i));
    pass(milliseconds(1));
    EXPECT_TRUE(at_once(key)) << "a row is compared on the thread that reads";
    EXPECT_EQ(get(key), 0);
  }
  pass(hours(12));
  EXPECT_TRUE(at_once(key));
  EXPECT_EQ(counting().calls().of("find_key"), 0U);
}

TEST_F(GateRevocation, AnUnknownKeyIsReadOnceInTenSeconds) {
  const NewSecret wrong = new_key_secret();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(get(wrong), 403);
    pass(milliseconds(499));
  }
  EXPECT_EQ(counting().calls().of("find_key"), 1U);
  pass(milliseconds(20));
  EXPECT_EQ(get(wrong), 403);
  EXPECT_EQ(counting().calls().of("find_key"), 2U);
}

TEST_F(GateRevocation, SessionsEndWithTheirKeyAndByThemselvesAtOnce) {
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const http::Header closed = log_in(key);
  const http::Header left = log_in(key);
  EXPECT_EQ(get(closed), 0);
  EXPECT_EQ(get(left), 0);
  (void)gate().close_session(request("DELETE", {closed}));
  EXPECT_EQ(get(closed), 401);
  EXPECT_EQ(get(left), 0);
  EXPECT_TRUE(others().keys.revoke_key("k-ci", now().time));
  pass(milliseconds(1));
  EXPECT_EQ(get(left), 401);
}

TEST_F(GateRevocation, ABrowserThatLogsInAnewLeavesNoSessionBehind) {
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const NewSecret other = add_key("other", KeyScope::kRead);
  const http::Header first = log_in(key);
  const http::Header second = log_in(other, {first});
  EXPECT_NE(second.value, first.value);
  EXPECT_EQ(get(first), 401);
  EXPECT_EQ(caller(second).text(), "key other (k-other)");
}

TEST_F(GateRevocation, WhatGoesOnLearnsOfTheEnd) {
  const NewSecret revoked = add_key("revoked", KeyScope::kRead);
  const NewSecret expiring = add_key("expiring", KeyScope::kRead, kStart + hours(1));
  const NewSecret lasting = add_key("lasting", KeyScope::kRead);
  const http::Header closed = log_in(lasting);
  const std::vector<Caller> callers{caller(bearer(revoked)),
                                    caller(bearer(expiring)),
                                    caller(log_in(revoked)),
                                    caller(closed),
                                    caller(log_in(lasting)),
                                    caller(bearer(lasting)),
                                    Caller()};
  const auto good = [&] {
    std::string all;
    for (const Caller& each : callers) all += gate().is_still_good(each, now()) ? '1' : '0';
    return all;
  };
  EXPECT_EQ(good(), "1111111");
  EXPECT_TRUE(others().keys.revoke_key("k-revoked", now().time));
  pass(milliseconds(1));
  EXPECT_EQ(good(), "0101111");
  (void)gate().close_session(request("DELETE", {closed}));
  EXPECT_EQ(good(), "0100111");
  pass(hours(1) - milliseconds(1));
  EXPECT_EQ(good(), "0000111") << "at the very second of its end";
  pass(hours(11));
  EXPECT_EQ(good(), "0000011") << "a session has twelve hours";
}

}  // namespace
}  // namespace cpsg::access
