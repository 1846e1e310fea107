// Protects: a session is opened for a key alone, over a connection that nobody reads, lets in for as long as its key
// does, and changes something only by a request that no foreign page can send.
#include <gmock/gmock.h>

#include "cpsg/access/gate.h"
#include "cpsg/access/testing/gate_fixture.h"

namespace cpsg::access {
namespace {

using model::KeyScope;
using testing::HasSubstr;
using testing::StartsWith;

class GateSessions : public GateTest {
 protected:
  // The header Cookie of a session that was opened; empty where it was refused.
  http::Header log_in(const http::IncomingRequest& request, std::optional<std::string_view> key_text = {}) {
    auto opened = gate().open_session(request, key_text, now());
    if (auto* refusal = std::get_if<http::Response>(&opened)) {
      refusal_ = std::move(*refusal);
      return {"cookie", ""};
    }
    const std::string set_cookie = header(std::get<OpenedSession>(opened).headers, "Set-Cookie");
    return {"cookie", set_cookie.substr(0, set_cookie.find(';'))};
  }
  int get(const http::Header& cookie) { return status(admit(request("GET", {cookie}), Level::kRead)); }

  http::Response refusal_;
};

const GateOptions kClosed{.policy = {.anonymous_read = AnonymousRead::kOff}};

TEST_F(GateSessions, CookieIsAsGoodAsItsKeyForTwelveHours) {
  open(kClosed);
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const http::Header cookie = log_in(request("POST", {bearer(key)}));
  EXPECT_THAT(cookie.value, StartsWith("cpsg="));
  const Admission admission = admit(request("GET", {cookie}), Level::kRead);
  EXPECT_EQ(status(admission), 0);
  EXPECT_EQ(admission.caller.text(), "key ci (k-ci)");
  EXPECT_EQ(admission.caller.session_ends_at, kStart + std::chrono::hours(12));
  pass(std::chrono::hours(12) - std::chrono::milliseconds(1));
  EXPECT_EQ(get(cookie), 0);
  pass(std::chrono::milliseconds(1));
  EXPECT_EQ(get(cookie), 401) << "as if there were no cookie, so that a browser asks for a key";
}

TEST_F(GateSessions, KeyMayAlsoComeAsText) {
  open(kClosed);
  const NewSecret key = add_key("ci", KeyScope::kRead);
  EXPECT_EQ(get(log_in(request("POST"), key.text)), 0);
  EXPECT_EQ(log_in(request("POST"), "cpsg_x").value, "");
  EXPECT_EQ(refusal_.status, 403);
  EXPECT_EQ(log_in(request("POST")).value, "");
  EXPECT_EQ(refusal_.status, 401);
  EXPECT_EQ(log_in(request("POST", {log_in(request("POST"), key.text)})).value, "") << "a session opens none";
}

TEST_F(GateSessions, SessionEndsWithItsKey) {
  open(kClosed);
  const NewSecret revoked = add_key("revoked", KeyScope::kRead);
  const NewSecret expiring = add_key("expiring", KeyScope::kRead, kStart + std::chrono::hours(1));
  const http::Header one = log_in(request("POST", {bearer(revoked)}));
  const http::Header other = log_in(request("POST", {bearer(expiring)}));
  EXPECT_EQ(get(one), 0);
  EXPECT_EQ(get(other), 0);
  EXPECT_TRUE(stores().keys.revoke_key("k-revoked", now().time));
  pass(std::chrono::seconds(1));
  EXPECT_EQ(get(one), 401);
  EXPECT_EQ(log_in(request("POST", {bearer(revoked)})).value, "");
  EXPECT_EQ(refusal_.status, 403);
  pass(std::chrono::hours(1));
  EXPECT_EQ(get(other), 401);
}

TEST_F(GateSessions, ClosedSessionEndsAtOnceAndAloneOfItsKey) {
  open(kClosed);
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const http::Header one = log_in(request("POST", {bearer(key)}));
  const http::Header other = log_in(request("POST", {bearer(key)}));
  EXPECT_EQ(get(one), 0);
  EXPECT_EQ(get(other), 0);
  EXPECT_THAT(gate().close_session(request("DELETE", {one})), StartsWith("cpsg=; "));
  EXPECT_EQ(get(one), 401);
  EXPECT_EQ(get(other), 0);
  EXPECT_THAT(gate().close_session(request("DELETE")), StartsWith("cpsg=; ")) << "there was none";
}

TEST_F(GateSessions, CookieIsSecureOverHttpsAndNeverGivenOverOpenHttp) {
  open({.policy = kClosed.policy, .trusted_proxies = http::TrustedProxies({"10.0.0.0/8"})});
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const http::Header https{"x-forwarded-proto", "https"};
  auto opened = gate().open_session(request("POST", {bearer(key), https}, "10.0.0.1"), {}, now());
  ASSERT_TRUE(std::holds_alternative<OpenedSession>(opened));
  const std::string set_cookie = header(std::get<OpenedSession>(opened).headers, "Set-Cookie");
  EXPECT_THAT(set_cookie, StartsWith("__Host-cpsg="));
  EXPECT_THAT(set_cookie, HasSubstr("; Secure"));
  for (const auto& [peer, headers] : std::vector<std::pair<std::string, std::vector<http::Header>>>{
           {"10.0.0.1", {bearer(key)}},
           {"198.51.100.7", {bearer(key)}},
           {"198.51.100.7", {bearer(key), https}},
           {"127.0.0.1", {bearer(key), https}},
           {"127.0.0.1", {bearer(key), {"x-forwarded-for", "127.0.0.1"}}}}) {
    EXPECT_EQ(log_in(request("POST", headers, peer)).value, "") << peer;
    EXPECT_EQ(refusal_.status, 403);
    EXPECT_THAT(refusal_.body, HasSubstr("https"));
  }
}

TEST_F(GateSessions, WriteByCookieNeedsWhatNoForeignPageCanSend) {
  const NewSecret key = add_key("ci", KeyScope::kWrite);
  const http::Header cookie = log_in(request("POST", {bearer(key)}));
  const http::Header origin{"origin", "http://127.0.0.1"};
  const http::Header json{"content-type", "application/json ; charset=utf-8"};
  const auto post = [&](std::vector<http::Header> headers) {
    return status(admit(request("POST", std::move(headers)), Level::kWrite));
  };
  EXPECT_EQ(post({cookie, origin, json}), 0);
  for (const char* same : {"application/json", "Application/JSON\t; \tcharset=\"utf-8\" ", " application/json;"}) {
    EXPECT_EQ(post({cookie, origin, {"content-type", same}}), 0) << same;
  }
  for (const char* other : {"application/json x", "application/json, text/plain", "text/plain;application/json",
                            "application/jsonp", "application/json;charset", "application/json; a=\"b"}) {
    EXPECT_EQ(post({cookie, origin, {"content-type", other}}), 415) << other;
  }
  EXPECT_EQ(post({cookie, json}), 403);
  EXPECT_EQ(post({cookie, origin}), 415);
  EXPECT_EQ(post({cookie, origin, {"content-type", "text/plain"}}), 415);
  EXPECT_EQ(post({bearer(key), json}), 0) << "a key is sent by nobody but its owner";
  EXPECT_EQ(post({bearer(key), cookie}), 0);
  EXPECT_EQ(get(cookie), 0);
}

TEST_F(GateSessions, OpeningIsCountedForTheKey) {
  open({.policy = kClosed.policy, .limits = {.requests_per_key = 1}});
  const NewSecret key = add_key("ci", KeyScope::kRead);
  EXPECT_EQ(get(log_in(request("POST", {bearer(key)}))), 429);
  EXPECT_EQ(log_in(request("POST", {bearer(key)})).value, "");
  EXPECT_EQ(refusal_.status, 429);
  EXPECT_EQ(header(refusal_.headers, "RateLimit-Policy"), "\"key\";q=1;w=60");
}

TEST_F(GateSessions, CookieOfAnotherServerOfThisMachineIsNone) {
  const http::Header foreign{"cookie", "cpsg=" + new_session_secret().text};
  EXPECT_EQ(get(foreign), 0) << "as open as without it";
  open(kClosed);
  EXPECT_EQ(get(foreign), 401);
  EXPECT_EQ(get({"cookie", "cpsg=nonsense"}), 401);
}

TEST_F(GateSessions, BrowserWithAnEndedCookieIsNotTakenForAGuesser) {
  open({.policy = {.listens_on_loopback = false},
        .trusted_proxies = http::TrustedProxies({"10.0.0.0/8"}),
        .limits = {.requests_per_address = 0, .refused_keys_per_address = 2}});
  const NewSecret key = add_key("ci", KeyScope::kRead);
  const http::Header cookie{"cookie", "__Host-cpsg=" + new_session_secret().text};
  const std::vector<http::Header> headers{cookie, {"x-forwarded-proto", "https"}};
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(status(admit(request("GET", headers, "10.0.0.1"), Level::kRead)), 401);
    pass(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(counting().calls().of("find_session"), 1U);
  EXPECT_EQ(status(admit(request("GET", {bearer(key)}, "10.0.0.1"), Level::kRead)), 0);
}

}  // namespace
}  // namespace cpsg::access
