// Protects what is read past a wall: one refusal of a good token is not heard of, a token comes back after its minute,
// what an owner refuses to a token is read without one, what lacks a permission is read without that part, and a server
// that lacks a field costs that field.
#include <atomic>
#include <set>
#include <thread>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/github/client/testing/answers.h"

namespace cpsg::github::client {
namespace {

using testing::HasSubstr;

const http::Response kRefused = ScriptedApi::status(401, R"({"message":"Bad credentials"})");
const http::Response kSaml =
    ScriptedApi::status(403, R"({"message":"Resource protected by organization SAML enforcement."})");
const wire::RepositoryName kName{"acme", "box"};

std::string rest_repository() {
  return R"({"id":7,"node_id":"R_7","name":"box","full_name":"acme/box","owner":{"login":"acme"},"fork":false,)"
         R"("created_at":"2026-03-02T18:00:00Z","updated_at":"2026-05-30T18:00:00Z","pushed_at":null,"size":1,)"
         R"("stargazers_count":1,"forks_count":1,"archived":false,"topics":[],"default_branch":"main"})";
}

// With an error about one part of each entry whose request asks for that part.
http::Response probe_lacking_pulls(const http::IncomingRequest& request, std::string_view error) {
  if (request.body.find("pullRequests") == std::string::npos) {
    std::string entry = probe_entry(ids_of(request).at(0));
    entry.erase(entry.find(R"(,"newestPull")"));
    return ScriptedApi::json(R"({"data":{"nodes":[)" + entry + "}]}}");
  }
  return ScriptedApi::json(R"({"data":{"nodes":[null]},"errors":[)" + std::string(error) + "]}");
}

TEST(ClientWalls, OneRefusalOfAGoodTokenIsNotHeardOf) {
  std::atomic<int> refusals = 1;
  ScriptedApi api(
      [&](const http::IncomingRequest& request) { return refusals-- > 0 ? kRefused : probe_answer(request); });
  Client client(settings_for(api, {"a"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(client.accounts().report(system_clock()()).at(0).state, accounts::TokenState::kUsable);
  EXPECT_TRUE(client.accounts().warnings(system_clock()()).empty());
}

TEST(ClientWalls, ARefusedTokenIsUsedAgainAfterAMinute) {
  std::atomic<bool> revoked = true;
  ScriptedApi api([&](const http::IncomingRequest& request) { return revoked ? kRefused : probe_answer(request); });
  ManualClock clock;
  Client client(settings_for(api, {"a"}), clock);
  EXPECT_EQ(wire::code_of(client.probe(some_ids(1), {}, {}).at(0)), ErrorCode::kUnauthorized);
  revoked = false;
  EXPECT_EQ(wire::code_of(client.probe(some_ids(1), {}, {}).at(0)), ErrorCode::kUnauthorized);
  clock.advance(std::chrono::seconds(60));
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(api.requests().size(), 3U);
}

TEST(ClientWalls, WhatAnOwnerRefusesIsReadByRestWithoutAToken) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return token_of(request).empty() ? ScriptedApi::json(rest_repository()) : kSaml;
  });
  Client client(settings_for(api, {"a"}), machine_clock());
  EXPECT_EQ(client.rest_repository(kName, {}).github_id, 7);
  EXPECT_EQ(api.requests().size(), 2U);
  EXPECT_EQ(client.rest_repository(kName, {}).github_id, 7);
  EXPECT_EQ(api.requests().size(), 3U) << "for a minute it is not asked with the token";
  EXPECT_FALSE(client.accounts().git_credentials("acme", system_clock()()).has_value());
  EXPECT_TRUE(client.accounts().git_credentials("other", system_clock()()).has_value());
}

TEST(ClientWalls, WhatIsPrivateTooIsRefusedForTheReasonThatTheTokenGot) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return token_of(request).empty() ? ScriptedApi::status(404) : kSaml;
  });
  Client client(settings_for(api, {"a"}), machine_clock());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(wire::thrown_by([&] { (void)client.rest_repository(kName, {}); }), ErrorCode::kSsoRequired);
  }
}

// Each asker, a token or nobody, is told to slow down at first.
class SlowWall {
 public:
  explicit SlowWall(std::chrono::seconds max_wait)
      : caller_([this, max_wait] {
          const Call call{.max_wait = max_wait, .cancelled = &cancelled_};
          code_ = wire::thrown_by([&] { (void)client_.rest_repository(kName, call); });
          done_ = true;
        }) {}

  // What the client ends with, after it has waited as long as it would. It is stopped after `answers`.
  std::optional<ErrorCode> code(std::size_t answers = 100) {
    while (!done_) {
      if (requests() == answers) cancelled_ = true;
      const auto next = clock_.next_deadline();
      if (next && *next != Instant::max()) clock_.advance(std::max(*next - clock_.now(), Instant::duration::zero()));
      std::this_thread::yield();
    }
    return code_;
  }
  [[nodiscard]] Instant::duration waited() const { return clock_.now() - begun_at_; }
  [[nodiscard]] std::size_t requests() const { return api_.requests().size(); }

 private:
  http::Response answer(const http::IncomingRequest& request) {
    if (asked_.insert(token_of(request)).second) {
      return ScriptedApi::with_header(ScriptedApi::status(429), "Retry-After", "40");
    }
    return token_of(request).empty() ? ScriptedApi::json(rest_repository()) : kSaml;
  }

  std::set<std::string> asked_;
  ScriptedApi api_{[this](const http::IncomingRequest& request) { return answer(request); }};
  ManualClock clock_;
  const Instant begun_at_ = clock_.now();
  Client client_{settings_for(api_, {"a"}), clock_};
  std::optional<ErrorCode> code_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> done_ = false;
  std::jthread caller_;
};

TEST(ClientWalls, AskingOnceMoreWithoutATokenWaitsNoLongerThanTheCallerWould) {
  SlowWall wall(std::chrono::seconds(60));
  EXPECT_EQ(wall.code(), ErrorCode::kSsoRequired);
  EXPECT_LE(wall.waited(), std::chrono::seconds(60));
  EXPECT_EQ(wall.requests(), 3U) << "without a token once";
  SlowWall patient(std::chrono::seconds(100));
  EXPECT_EQ(patient.code(), std::nullopt);
  EXPECT_EQ(patient.requests(), 4U);
}

TEST(ClientWalls, AskingOnceMoreWithoutATokenIsStoppedWithTheCaller) {
  SlowWall wall(std::chrono::seconds(100));
  EXPECT_EQ(wall.code(3), ErrorCode::kCancelled);
  EXPECT_EQ(wall.requests(), 3U);
}

TEST(ClientWalls, WhatLacksAPermissionIsReadWithoutThatPart) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return probe_lacking_pulls(request, R"({"type":"FORBIDDEN","path":["nodes",0,"newestPull"],"message":"no"})");
  });
  Client client(settings_for(api, {"a"}), machine_clock());
  const auto found = client.probe(some_ids(1), {}, {});
  ASSERT_TRUE(found.at(0).value);
  EXPECT_EQ(found[0].value->mark.stars, 1);
  ASSERT_TRUE(found[0].gap);
  EXPECT_THAT(found[0].gap->message, HasSubstr("read access to pull requests"));
}

// The first answer refuses one part of each, which says nothing of the rest; that is too much for one query.
http::Response refusing_pulls_of_each(const http::IncomingRequest& request, std::size_t most) {
  const std::size_t asked = ids_of(request).size();
  if (request.body.find("pullRequests") == std::string::npos) {
    return asked > most ? ScriptedApi::status(502) : probe_answer(request);
  }
  std::string nodes;
  std::string errors;
  for (std::size_t i = 0; i < asked; ++i) {
    const std::string comma = i == 0 ? "" : ",";
    nodes += comma + "null";
    errors +=
        comma + R"({"type":"FORBIDDEN","path":["nodes",)" + std::to_string(i) + R"(,"newestPull"],"message":"no"})";
  }
  return ScriptedApi::json(R"({"data":{"nodes":[)" + nodes + R"(]},"errors":[)" + errors + "]}");
}

TEST(ClientWalls, WhatLacksAPermissionIsReadInPartsWhereTheRestIsTooMuch) {
  ScriptedApi api([](const http::IncomingRequest& request) { return refusing_pulls_of_each(request, 3); });
  Client client(settings_for(api, {"a"}), machine_clock());
  EXPECT_EQ(found_in(client.probe(some_ids(10), {}, {})), 10U);
}

TEST(ClientWalls, AnOutageAfterARefusedPartIsNotTakenForARefusal) {
  ScriptedApi api([](const http::IncomingRequest& request) { return refusing_pulls_of_each(request, 0); });
  Client client(settings_for(api, {"a"}), machine_clock());
  for (const auto& found : client.probe(some_ids(10), {}, {})) {
    EXPECT_EQ(wire::code_of(found), ErrorCode::kRemoteError) << "it is asked about again soon";
  }
  EXPECT_LT(api.requests().size(), 12U) << "an outage is not hammered at";
}

TEST(ClientWalls, ATokenThatEndsAfterARefusedPartIsTroubleOfTheToken) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    const bool whole = request.body.find("pullRequests") != std::string::npos;
    return whole ? refusing_pulls_of_each(request, 0) : kRefused;
  });
  Client client(settings_for(api, {"a"}), machine_clock());
  EXPECT_EQ(wire::code_of(client.probe(some_ids(1), {}, {}).at(0)), ErrorCode::kUnauthorized);
}

TEST(ClientWalls, PullRequestsThatAreTurnedOffAreNoGap) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (request.target.find("/pulls") != std::string::npos) return ScriptedApi::status(404);
    if (request.method == "GET") return ScriptedApi::json(rest_repository());
    if (request.body.find("query PullRequests") != std::string::npos) {
      return ScriptedApi::json(R"({"data":{"node":null},"errors":[{"path":["node","pullRequests"],)"
                               R"("message":"Pull requests are disabled for this repository."}]})");
    }
    return probe_lacking_pulls(request, R"({"type":"NOT_FOUND","path":["nodes",0,"newestPull"],"message":"no"})");
  });
  Client client(settings_for(api, {"a"}), machine_clock());
  const auto found = client.probe(some_ids(1), {}, {});
  ASSERT_TRUE(found.at(0).value);
  EXPECT_FALSE(found[0].gap);
  EXPECT_EQ(client.pulls("R_7", "acme", "", {}, {}).total, 0);
  EXPECT_TRUE(client.rest_pulls(kName, "", {}).pulls.empty());
}

TEST(ClientWalls, OneAnswerThatAListIsMissingIsNotBelieved) {
  int lists = 0;
  ScriptedApi api([&](const http::IncomingRequest& request) {
    if (request.target.find("/pulls") == std::string::npos) return ScriptedApi::json(rest_repository());
    return ++lists == 1 ? ScriptedApi::status(404) : ScriptedApi::json("[]");
  });
  Client client(settings_for(api, {}), machine_clock());
  EXPECT_EQ(client.rest_pulls(kName, "", {}).total, -1) << "as a list that is there has it";
  EXPECT_EQ(lists, 2);
}

TEST(ClientWalls, AListThatIsMissingWithItsRepositoryIsMissing) {
  ScriptedApi api([](const http::IncomingRequest&) { return ScriptedApi::status(404); });
  Client client(settings_for(api, {"a"}), machine_clock());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.rest_pulls(kName, "", {}); }), ErrorCode::kNotFound);
}

TEST(ClientWalls, AListThatGoesOnAtAnotherHostEndsThere) {
  ScriptedApi api([](const http::IncomingRequest&) {
    return ScriptedApi::with_header(ScriptedApi::json("[]"), "Link",
                                    R"(<https://api.elsewhere.example/p2>; rel="next")");
  });
  Client client(settings_for(api, {"a"}), machine_clock());
  const wire::PullPage page = client.rest_pulls(kName, "", {});
  EXPECT_FALSE(page.has_next);
  EXPECT_THAT(page.cut, testing::HasSubstr("api.elsewhere.example"));
  EXPECT_EQ(api.requests().size(), 1U);
}

TEST(ClientWalls, AFieldThatTheServerLacksCostsThatField) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    if (request.body.find("isArchived") == std::string::npos) {
      std::string entry = probe_entry(ids_of(request).at(0));
      entry.erase(entry.find(R"("isArchived":false,)"), std::string_view(R"("isArchived":false,)").size());
      return ScriptedApi::json(R"({"data":{"nodes":[)" + entry + "]}}");
    }
    return ScriptedApi::json(
        R"({"errors":[{"message":"Field 'isArchived' doesn't exist on type 'Repository'","path":["query Probe"]}]})");
  });
  ManualClock clock;
  Client client(settings_for(api, {"a"}), clock);
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(api.requests().size(), 2U);
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(api.requests().size(), 3U) << "it is remembered";
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(found_in(client.probe(some_ids(1), {}, {})), 1U);
  EXPECT_EQ(api.requests().size(), 5U) << "for a day: the server may have been upgraded";
}

TEST(ClientWalls, AServerThatLacksWhatIsNeededIsTooOld) {
  ScriptedApi api([](const http::IncomingRequest&) {
    return ScriptedApi::json(R"({"errors":[{"message":"Field 'databaseId' doesn't exist on type 'Repository'"}]})");
  });
  Client client(settings_for(api, {"a"}), machine_clock());
  EXPECT_EQ(wire::code_of(client.probe(some_ids(1), {}, {}).at(0)), ErrorCode::kUnsupportedRemote);
  EXPECT_EQ(api.requests().size(), 1U);
}

}  // namespace
}  // namespace cpsg::github::client
