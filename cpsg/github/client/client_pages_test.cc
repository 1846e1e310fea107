// Protects lists that come page by page: a page that is too much is asked for again with less, and what the answer says
// instead of a page is thrown.
#include <thread>

#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/github/client/testing/answers.h"

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;
using enum wire::PullOrder;

std::int64_t page_size(const http::IncomingRequest& request) {
  const wire::JsonDocument document(request.body);
  return document.root()["variables"]["first"].count();
}
http::Response handles() {
  return ScriptedApi::json(
      R"({"data":{"node":{"__typename":"Repository","pullRequests":{"totalCount":1,"pageInfo":{"hasNextPage":false,)"
      R"("endCursor":"c"},"nodes":[{"number":4,"state":"OPEN","updatedAt":"2026-05-30T18:00:01Z"}]}},)"
      R"("rateLimit":{"cost":1}}})");
}

TEST(ClientPages, ShrinkWhereTheyAreTooMuch) {
  ScriptedApi api([](const http::IncomingRequest& request) {
    return page_size(request) > 30 ? ScriptedApi::status(502, "<html>") : handles();
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  const wire::PullHandlePage page = client.pull_handles("R_1", "o", "", kOldest, {});
  EXPECT_EQ(page.pulls.at(0).number, 4);
  EXPECT_EQ(api.requests().size(), 3U);
  EXPECT_EQ(page_size(api.requests().at(2)), 25);
}

// A repository's pull requests by number, oldest first; number 12 is null.
http::Response handles_but_12(const http::IncomingRequest& request) {
  const wire::JsonDocument document(request.body);
  const std::int64_t from = std::stoll(document.root()["variables"]["after"].optional_text(10).value_or("0")) + 1;
  const std::int64_t to = std::min<std::int64_t>(from + page_size(request), 151);
  std::string nodes;
  for (std::int64_t i = from; i < to; ++i) {
    const std::string number = std::to_string(i);
    nodes += (nodes.empty() ? "" : ",") +
             (i == 12 ? "null" : R"({"number":)" + number + R"(,"state":"OPEN","updatedAt":"2026-05-30T18:00:01Z"})");
  }
  return ScriptedApi::json(
      R"({"data":{"node":{"__typename":"Repository","pullRequests":{"totalCount":150,"pageInfo":{"hasNextPage":)" +
      std::string(to <= 150 ? "true" : "false") + R"(,"endCursor":")" + std::to_string(to - 1) + R"("},"nodes":[)" +
      nodes + R"(]}},"rateLimit":{"cost":1}}})");
}

TEST(ClientPages, GoOnPastWhatCannotBeRead) {
  ScriptedApi api(handles_but_12);
  Client client(settings_for(api, {"t"}), machine_clock());
  std::int64_t unreadable = 0;
  std::size_t read = 0;
  wire::PullHandlePage page{.has_next = true};
  while (page.has_next) {
    page = client.pull_handles("R_1", "o", page.end_cursor, kOldest, {});
    unreadable += page.unreadable;
    read += page.pulls.size();
  }
  EXPECT_EQ(unreadable, 1);
  EXPECT_EQ(read, 149U);
  EXPECT_LT(api.requests().size(), 20U);
}

TEST(ClientPages, OfOthersDoNotShrinkForWhatCannotBeRead) {
  ScriptedApi api(handles_but_12);
  Client client(settings_for(api, {"t"}), machine_clock());
  (void)client.pull_handles("R_1", "o", "", kOldest, {});
  const std::size_t sent = api.requests().size();
  (void)client.pull_handles("R_2", "o", "20", kOldest, {});
  EXPECT_EQ(page_size(api.requests().at(sent)), 100);
}

TEST(ClientPages, AnOutageEnds) {
  ScriptedApi api([](const http::IncomingRequest&) { return ScriptedApi::status(502, "<html>"); });
  Client client(settings_for(api, {"t"}), machine_clock());
  const Call call{.max_wait = milliseconds(5'000)};
  EXPECT_EQ(wire::thrown_by([&] { (void)client.pulls("R_1", "o", "", {}, call); }), ErrorCode::kRemoteError);
  EXPECT_EQ(wire::thrown_by([&] { (void)client.audit("R_1", "o", call); }), ErrorCode::kRemoteError);
  EXPECT_LT(api.requests().size(), 18U);
}

TEST(ClientPages, SayWhatIsNotThere) {
  ScriptedApi api([](const http::IncomingRequest&) {
    return ScriptedApi::json(R"({"data":{"node":null},"errors":[{"type":"NOT_FOUND","path":["node"],"message":"x"}]})");
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(wire::thrown_by([&] { (void)client.pulls("R_1", "o", "", {}, {}); }), ErrorCode::kNotFound);
  EXPECT_EQ(api.requests().size(), 1U);
}

TEST(ClientPages, ALimitIsWaitedOut) {
  ScriptedApi* self = nullptr;
  ScriptedApi api([&](const http::IncomingRequest&) {
    if (self->requests().size() > 1) return handles();
    return ScriptedApi::with_header(ScriptedApi::status(403), "Retry-After", "1");
  });
  self = &api;
  ManualClock clock;
  Client client(settings_for(api, {"t"}), clock);
  std::jthread caller(
      [&] { EXPECT_EQ(client.pull_handles("R_1", "o", "", kOldest, {.max_wait = milliseconds(5'000)}).total, 1); });
  ASSERT_TRUE(clock.wait_for_waiters(1));
  EXPECT_EQ(api.requests().size(), 1U);
  const auto wait = *clock.next_deadline() - clock.now();
  EXPECT_GE(wait, milliseconds(1'000));
  clock.advance(wait);
  caller.join();
  EXPECT_EQ(api.requests().size(), 2U);
}

TEST(ClientPages, ALimitBeyondMaxWaitIsThrown) {
  ScriptedApi api([](const http::IncomingRequest&) {
    return ScriptedApi::with_header(ScriptedApi::status(429), "Retry-After", "60");
  });
  Client client(settings_for(api, {"t"}), machine_clock());
  EXPECT_EQ(
      wire::thrown_by([&] { (void)client.pull_handles("R_1", "o", "", kOldest, {.max_wait = milliseconds(500)}); }),
      ErrorCode::kRateLimited);
  EXPECT_EQ(api.requests().size(), 1U);
}

}  // namespace
}  // namespace cpsg::github::client
