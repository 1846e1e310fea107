// Protects queries for many things: they are sent in parallel, shrink where GitHub can't answer them whole, and what
// goes wrong with one thing or one batch costs the others nothing.
#include <atomic>

#include "cpsg/base/testing/eventually.h"
#include "cpsg/github/client/testing/answers.h"

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;

TEST(ClientBatches, AreSentInParallel) {
  constexpr int kAtOnce = 4;  // of eight; the budget of server time may hold some back
  std::atomic<int> requests = 0;
  ScriptedApi api([&](const http::IncomingRequest& request) {
    // The first goes alone, to learn the budget.
    if (++requests > 1) {
      EXPECT_TRUE(eventually([&] { return requests > kAtOnce; }));
    }
    return probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  Spent spent;
  const auto found = client.probe(some_ids(1'600), {}, {.max_wait = milliseconds(5'000), .spent = &spent});
  EXPECT_EQ(found_in(found), 1'600U);
  EXPECT_EQ(found[1'234].value->node_id, "R_1234");
  EXPECT_EQ(spent.graphql_requests, 16U);
  EXPECT_DOUBLE_EQ(spent.graphql_points, 16);
  EXPECT_GT(spent.graphql_bytes, 0U);
  EXPECT_EQ(spent.rest_requests, 0U);
}

TEST(ClientBatches, HaveTheHeadersThatGitHubWants) {
  ScriptedApi api([](const http::IncomingRequest& request) { return probe_answer(request); });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  const http::IncomingRequest request = api.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.header("authorization"), "Bearer t");
  EXPECT_EQ(request.header("user-agent"), "cpsg");
  EXPECT_EQ(request.header("x-github-next-global-id"), "1");
  EXPECT_EQ(request.header("content-type"), "application/json");
}

TEST(ClientBatches, WithoutThingsNothingIsSent) {
  ScriptedApi api([](const http::IncomingRequest& request) { return probe_answer(request); });
  Client client(settings_for(api, {"t", "u"}), machine_clock());
  EXPECT_TRUE(client.probe({}, {}, {}).empty());
  EXPECT_TRUE(api.requests().empty());
}

TEST(ClientBatches, ShrinkAfterATimeout) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return ids_of(request).size() > 12 ? ScriptedApi::status(502, "<html>") : probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(100), {}, {.max_wait = milliseconds(5'000)})), 100U);
  EXPECT_LT(api.requests().size(), 25U);
}

TEST(ClientBatches, AreSentAgainForWhatResourcesDidNotReach) {
  std::atomic<int> requests = 0;
  ScriptedApi api([&](const http::IncomingRequest& request) {
    const bool first = requests++ == 0;
    return probe_answer(request, [&](const std::string& id) {
      return first && id.size() > 3 ? "RESOURCE_LIMITS_EXCEEDED" : "";  // from R_10 on
    });
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(100), {}, {})), 100U);
  const auto sent = api.requests();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(ids_of(sent[1]).size(), 50U);
  EXPECT_EQ(ids_of(sent[2]).size(), 40U);
}

TEST(ClientBatches, DoNotShrinkForGoodForOneThatIsNullWithoutAReason) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return probe_answer(request, [](const std::string& id) { return id == "R_7" ? "UNKNOWN" : ""; });
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(100), {}, {})), 99U);
  const std::size_t sent = api.requests().size();
  (void)client.probe(some_ids(100), {}, {});
  EXPECT_EQ(ids_of(api.requests().at(sent)).size(), 100U);
}

TEST(ClientBatches, OneThatIsTooMuchAloneFailsAlone) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return request.body.find("\"R_7\"") != std::string::npos ? ScriptedApi::status(504, "") : probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto found = client.probe(some_ids(40), {}, {.max_wait = milliseconds(5'000)});
  EXPECT_EQ(found_in(found), 39U);
  EXPECT_EQ(wire::code_of(found[7]), ErrorCode::kRemoteError);
  EXPECT_FALSE(found[7].retry_smaller);
}

TEST(ClientBatches, OneThatCannotBeReadFailsAlone) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return request.body.find("\"R_0\"") != std::string::npos ? ScriptedApi::json("{broken") : probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto found = client.probe(some_ids(40), {}, {.max_wait = milliseconds(5'000)});
  EXPECT_EQ(found_in(found), 39U);
  EXPECT_EQ(wire::code_of(found[0]), ErrorCode::kBadData);
}

TEST(ClientBatches, AnOutageEndsAfterFewRequests) {
  ScriptedApi api([](const http::IncomingRequest&) { return ScriptedApi::status(502, "<html>"); });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto found = client.probe(some_ids(100), {}, {.max_wait = milliseconds(5'000)});
  for (const auto& lookup : found) EXPECT_EQ(wire::code_of(lookup), ErrorCode::kRemoteError);
  EXPECT_LT(api.requests().size(), 18U);
}

TEST(ClientBatches, OnesThatAreTooMuchSideBySideFailAlone) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    for (const char* id : {"\"R_0\"", "\"R_1\"", "\"R_2\"", "\"R_3\""}) {
      if (request.body.find(id) != std::string::npos) return ScriptedApi::status(502, "<html>");
    }
    return probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto found = client.probe(some_ids(40), {}, {.max_wait = milliseconds(5'000)});
  EXPECT_EQ(found_in(found), 36U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_FALSE(found[i].retry_smaller) << i;
}

TEST(ClientBatches, OneThatIsTooMuchAloneLeavesTheQueriesForOthersLarge) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return request.body.find("\"R_7\"") != std::string::npos ? ScriptedApi::status(502, "") : probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  (void)client.probe(some_ids(100), {}, {.max_wait = milliseconds(5'000)});
  const std::size_t sent = api.requests().size();
  const std::vector<std::string> all = some_ids(200);
  const std::vector<std::string> others(all.begin() + 100, all.end());
  EXPECT_EQ(found_in(client.probe(others, {}, {})), 100U);
  EXPECT_EQ(api.requests().size(), sent + 1);
}

TEST(ClientBatches, InAnOutageTheRestIsMarkedAsNotAskedForAlone) {
  ScriptedApi api([](const http::IncomingRequest&) { return ScriptedApi::status(503, "<html>"); });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto found = client.pulls_by_number("R_1", "o", std::vector<std::int64_t>{1, 2, 3, 4, 5, 6}, {});
  EXPECT_EQ(std::count_if(found.begin(), found.end(), [](const auto& lookup) { return lookup.retry_smaller; }), 3);
}

TEST(ClientBatches, TransientFaultsCostNothing) {
  std::atomic<int> requests = 0;
  ScriptedApi api([&](const http::IncomingRequest& request) {
    return requests++ < 2 ? ScriptedApi::status(500) : probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(3), {}, {})), 3U);
  EXPECT_EQ(api.requests().size(), 5U);  // all three, one that failed and then came, the other two
}

TEST(ClientBatches, LastingFaultsOfOneLeaveItsBatch) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return request.body.find("\"R_5\"") != std::string::npos ? ScriptedApi::status(500) : probe_answer(request);
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto found = client.probe(some_ids(200), {}, {.max_wait = milliseconds(5'000)});
  EXPECT_EQ(found_in(found), 199U);
  EXPECT_EQ(wire::code_of(found[5]), ErrorCode::kRemoteError);
}

TEST(ClientBatches, PastTheBudgetTheRestIsRateLimited) {
  std::atomic<int> requests = 0;
  ScriptedApi api([&](const http::IncomingRequest& request) {
    if (requests++ == 0) return probe_answer(request);
    return ScriptedApi::with_window(http::Response{403, {}, "{}"}, 0, std::chrono::hours(1));
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  const auto found = client.probe(some_ids(500), {}, {});
  EXPECT_EQ(found_in(found), 100U);
  std::size_t later = 0;
  for (const auto& lookup : found) {
    if (lookup.value) continue;
    EXPECT_EQ(wire::code_of(lookup), ErrorCode::kRateLimited);
    EXPECT_TRUE(lookup.failure->retry_after);
    ++later;
  }
  EXPECT_EQ(later, 400U);
}

TEST(ClientBatches, CancellingEndsAll) {
  std::atomic<bool> cancelled = false;
  ScriptedApi api([&](const http::IncomingRequest&) {
    cancelled = true;
    return ScriptedApi::status(500);
  });
  ClientSettings settings = settings_for(api, {"t"});
  settings.first_pause = milliseconds(60'000);
  Client client(settings, machine_clock());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.probe(some_ids(500), {}, {.cancelled = &cancelled}); }),
            ErrorCode::kCancelled);
}

}  // namespace
}  // namespace cpsg::github::client
