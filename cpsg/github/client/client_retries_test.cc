// Protects how the client tries again: at once after one lost connection, after pauses otherwise, and never where
// GitHub said no; and all of it for what an App asks as itself, too.
#include <atomic>
#include <chrono>
#include <thread>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/github/accounts/testing/app_key.h"
#include "cpsg/github/client/testing/answers.h"
#include "cpsg/http/testing/scripted_server.h"

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

const std::string kProbe = http::ScriptedServer::answer(
    "200 OK", "", R"({"data":{"nodes":[)" + probe_entry("R_0") + R"(],"rateLimit":{"cost":1}}})");

ClientSettings settings_for(const http::ScriptedServer& server, milliseconds first_pause) {
  ClientSettings settings;
  settings.api_url = server.url();
  settings.graphql_url = server.url("/graphql");
  settings.accounts.tokens = {"t"};
  settings.first_pause = first_pause;
  return settings;
}

TEST(ClientRetries, OneLostConnectionCostsNoPause) {
  std::atomic<int> asked = 0;
  http::ScriptedServer server([&](const auto&, const auto&) { return ++asked == 1 ? std::string() : kProbe; });
  Client client(settings_for(server, seconds(30)), machine_clock());
  Spent spent;
  const auto begin = steady_clock::now();
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {.spent = &spent})), 1U);
  EXPECT_LT(steady_clock::now() - begin, seconds(10));
  EXPECT_EQ(spent.graphql_requests, 2U) << "each with a permit of its own";
}

TEST(ClientRetries, OneLostConnectionIsNoAttempt) {
  std::atomic<int> asked = 0;
  http::ScriptedServer server([&](const auto&, const auto&) { return ++asked < 4 ? std::string() : kProbe; });
  Client client(settings_for(server, milliseconds(0)), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(asked, 4);
}

TEST(ClientRetries, LostConnectionsEndInAFailure) {
  http::ScriptedServer server([](const auto&, const auto&) { return std::string(); });
  Client client(settings_for(server, milliseconds(0)), machine_clock());
  EXPECT_EQ(wire::code_of(client.probe(some_ids(1), {}, {}).at(0)), ErrorCode::kNetwork);
  EXPECT_EQ(server.requests().size(), 4U);
}

// An App with one installation, whose token requests are answered by `answer`.
ClientSettings settings_of_app(const ScriptedApi& api) {
  ClientSettings settings = settings_for(api, {});
  settings.accounts.app = accounts::AppSettings{"42", accounts::pem_of(accounts::rsa_test_key()), {7}};
  return settings;
}
ScriptedApi::Handler app(std::function<http::Response()> answer) {
  return [answer = std::move(answer)](const http::IncomingRequest& request) {
    if (request.target.ends_with("/access_tokens")) return answer();
    return request.target.ends_with("/graphql") ? probe_answer(request)
                                                : ScriptedApi::json(R"([{"id":7,"account":{"login":"acme"}}])");
  };
}
const http::Response kToken = ScriptedApi::status(201, R"({"token":"ghs_1","expires_at":"2099-01-01T00:00:00Z"})");

TEST(ClientRetries, AnAppPausesAfterAFault) {
  std::atomic<int> asked = 0;
  ScriptedApi api(app([&] { return ++asked < 3 ? ScriptedApi::status(500) : kToken; }));
  ClientSettings settings = settings_of_app(api);
  settings.first_pause = milliseconds(40);
  ManualClock clock;
  Client client(settings, clock);
  std::jthread caller([&] { EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U); });
  for (const milliseconds pause : {milliseconds(40), milliseconds(80)}) {
    ASSERT_TRUE(clock.wait_for_waiters(1));
    EXPECT_EQ(*clock.next_deadline() - clock.now(), pause);
    clock.advance(pause);
  }
  caller.join();
}

TEST(ClientRetries, AnAppDoesNotRepeatWhatWasRefused) {
  for (const int status : {422, 403, 401, 307}) {
    ScriptedApi api(app([&] { return ScriptedApi::status(status); }));
    Client client(settings_of_app(api), machine_clock());
    EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 0U);
    EXPECT_EQ(api.count("/access_tokens"), 1U) << status;
  }
}

TEST(ClientRetries, AnAppWaitsAsLongAsGitHubAsks) {
  ScriptedApi api(app([] { return ScriptedApi::with_header(ScriptedApi::status(403), "Retry-After", "90"); }));
  ManualClock clock(machine_clock().unix_time());
  Client client(settings_of_app(api), clock);
  for (const int later : {0, 1, 30, 30, 28}) {
    clock.advance(seconds(later));
    const auto found = client.probe(some_ids(1), {}, {}).at(0);
    EXPECT_EQ(wire::code_of(found), ErrorCode::kRateLimited);
    EXPECT_TRUE(found.failure->retry_after);
  }
  EXPECT_EQ(api.count("/access_tokens"), 1U);
  clock.advance(seconds(40));
  (void)client.probe(some_ids(1), {}, {});
  EXPECT_EQ(api.count("/access_tokens"), 2U);
}

TEST(ClientRetries, AnAppStopsWhenItsCallerIsCancelled) {
  std::atomic<bool> cancelled = false;
  ScriptedApi api(app([&] {
    cancelled = true;
    return ScriptedApi::status(500);
  }));
  ClientSettings settings = settings_of_app(api);
  settings.first_pause = seconds(60);
  Client client(settings, machine_clock());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.probe(some_ids(1), {}, {.cancelled = &cancelled}); }),
            ErrorCode::kCancelled);
}

}  // namespace
}  // namespace cpsg::github::client
