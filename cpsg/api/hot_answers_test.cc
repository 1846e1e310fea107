// Protects: the two ways by which a GET is answered give the same bytes, and the quick one knows when to leave it to
// the other: for hosts that are not ours, other sites' pages, whoever is not admitted, and whatever changed since. How:
// the API over a sample store; what handle() makes is written as the server writes it, and compared.
#include "cpsg/api/hot_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "cpsg/access/credentials.h"
#include "cpsg/api/api.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/history/testing/sample_store.h"
#include "cpsg/http/response_head.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::api {
namespace {

using namespace std::chrono_literals;
using history::at;
using history::kSampleStart;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kDemo = "/v1/projects/Octo/Demo";
constexpr std::string_view kHost = "stats.example";
constexpr std::string_view kPeer = "127.0.0.1";

http::PlainRequest plain(std::string_view target) {
  http::PlainRequest request;
  request.method = "GET";
  request.target = target;
  request.host = kHost;
  request.request_id = "r-1";
  return request;
}

class HotAnswersTest : public testing::Test {
 protected:
  HotAnswersTest() { id_ = sample_.publish_sample(); }

  // As the server sends it, which first asks for one that is kept.
  std::string slow(const http::PlainRequest& plain_request) {
    http::IncomingRequest request{"GET", std::string(plain_request.target), {}, "", "r-1"};
    const auto add = [&](const char* name, const std::optional<std::string_view>& value) {
      if (value) request.headers.push_back({name, std::string(*value)});
    };
    add("host", plain_request.host);
    add("accept", plain_request.accept);
    add("accept-encoding", plain_request.accept_encoding);
    add("authorization", plain_request.authorization);
    add("if-none-match", plain_request.if_none_match);
    add("origin", plain_request.origin);
    request.peer = kPeer;
    http::Response response = api_.handle(request);
    api_.complete(request, response);
    for (http::Header& each : response.headers) {
      if (each.name == "Server-Timing") each.value = "kept";  // the one thing that tells the ways apart
    }
    return http::response_head(response, "r-1", http::format_http_date(clock_.unix_time()), true) +
           (http::status_allows_body(response.status) ? response.body : "");
  }
  std::string hot(const http::PlainRequest& request) {
    std::string out;
    const bool answered = api_.hot_answer(request, kPeer, out);
    EXPECT_EQ(answered, !out.empty());
    return answered ? out : "none";
  }
  std::string etag_of(const std::string& answer) {
    const std::size_t begin = answer.find("ETag: ") + 6;
    return answer.substr(begin, answer.find("\r\n", begin) - begin);
  }
  // The value of Authorization.
  std::string add_key() {
    const access::NewSecret secret = access::new_key_secret();
    sample_.store().create_key({.id = "k1", .name = "reads"}, secret.digest, clock_.unix_time());
    // Else its first use is a write, some time later, after which lists are made anew.
    sample_.store().record_use("k1", std::chrono::floor<std::chrono::days>(clock_.unix_time()));
    return "Bearer " + secret.text;
  }
  // Time goes on, so that what other connections did is looked for.
  void later(std::chrono::milliseconds time = 1ms) { clock_.advance(time); }

  ManualClock clock_{at(kSampleStart)};
  history::SampleStore sample_;
  storage::CountingStores counting_{sample_.store().stores()};
  std::string id_;
  Api api_{counting_.stores(),
           {.clock = time_of_day(clock_),
            .waitable_clock = &clock_,
            .sites = {.public_url = "https://stats.example", .hosts = {}, .cors_origins = {"https://board.example"}},
            .answers = {.max_bytes = 1'000'000}}};
};

TEST_F(HotAnswersTest, BothWaysGiveTheSameBytes) {
  sample_.put_pulls(id_, {{.number = 7, .title = "a change", .created_at = at(1), .updated_at = at(2)}});
  (void)sample_.store().create_batch("first", std::array{id_}, at(kSampleStart));
  const std::string key = add_key();
  const std::string batch = "/v1/batches/" + sample_.store().batches(1).front().id;
  const std::vector<std::string> targets = {
      std::string(kDemo),
      "/v1/projects/octo/demo/",
      "/v1/projects?limit=1",
      "/v1/projects",
      std::string(kDemo) + "/commits?limit=2",
      std::string(kDemo) + "/commits?branch=main&author=Ada",
      std::string(kDemo) + "/branches",
      std::string(kDemo) + "/activity?interval=day&tz=+02:00",
      std::string(kDemo) + "/contributors",
      std::string(kDemo) + "/pulls",
      std::string(kDemo) + "/pulls/7",
      std::string(kDemo) + "/history",
      "/v1/batches",
      batch,
      batch + "/projects",
  };
  for (const std::string& target : targets) {
    http::PlainRequest request = plain(target);
    EXPECT_EQ(hot(request), "none") << target;
    const std::string whole = slow(request);
    ASSERT_THAT(whole, StartsWith("HTTP/1.1 200 ")) << target;
    EXPECT_EQ(hot(request), whole) << target;
    request.authorization = key;
    EXPECT_EQ(hot(request), "none") << target;
    const std::string own = slow(request);
    EXPECT_THAT(own, HasSubstr("Cache-Control: private, no-store\r\n"));
    EXPECT_EQ(hot(request), own) << target;
    request.authorization.reset();
    const std::string etag = etag_of(whole);
    for (const std::string& list : {etag, "\"other\", " + etag.substr(2), std::string("*")}) {
      request.if_none_match = list;
      EXPECT_THAT(hot(request), StartsWith("HTTP/1.1 304 ")) << target << ' ' << list;
      EXPECT_EQ(hot(request), slow(request)) << target << ' ' << list;
    }
    request.if_none_match = "W/\"other\"";
    EXPECT_EQ(hot(request), whole) << target;
  }
}

TEST_F(HotAnswersTest, AnsweringReadsNothingOfTheStore) {
  (void)slow(plain(kDemo));
  counting_.calls().reset();
  EXPECT_THAT(hot(plain(kDemo)), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(counting_.calls().reads(), 0U);
}

TEST_F(HotAnswersTest, GivesIdsOfItsOwnAndTheClientsWhereTheyAreSane) {
  (void)slow(plain(kDemo));
  http::PlainRequest request = plain(kDemo);
  std::set<std::string> answers;
  for (const std::optional<std::string_view> id : {std::optional<std::string_view>(), {""}, {"a b"}, {"a\"b"}}) {
    request.request_id = id;
    const std::string answer = hot(request);
    EXPECT_THAT(answer, testing::ContainsRegex("\r\nX-Request-Id: [0-9a-f]{8}-h[0-9a-f]+\r\n"));
    EXPECT_TRUE(answers.insert(answer).second);
  }
}

TEST_F(HotAnswersTest, LeavesProblemsAndWhatNobodyMayKeepToTheOtherWay) {
  for (const std::string_view target : {"/v1/status", "/healthz", "/readyz", "/v1/webhooks/github"}) {
    const http::PlainRequest request = plain(target);
    (void)slow(request);
    EXPECT_EQ(hot(request), "none") << target;
  }
  EXPECT_THAT(slow(plain("/v1/projects/octo/none")), StartsWith("HTTP/1.1 404 "));
  EXPECT_EQ(hot(plain("/v1/projects/octo/none")), "none");
}

TEST_F(HotAnswersTest, OtherHostsAndPagesOfOtherSitesGetNothing) {
  (void)slow(plain(kDemo));
  for (const std::string_view host : {"evil.example", "stats.example.evil.example", "", "stats.example:x"}) {
    http::PlainRequest request = plain(kDemo);
    request.host = host;
    EXPECT_EQ(hot(request), "none") << host;
  }
  for (const std::string_view host : {"stats.example", "STATS.example:8080", "localhost", "127.0.0.1:80", "[::1]"}) {
    http::PlainRequest request = plain(kDemo);
    request.host = host;
    EXPECT_THAT(hot(request), StartsWith("HTTP/1.1 200 ")) << host;
  }
  http::PlainRequest request = plain(kDemo);
  request.origin = "https://board.example";
  EXPECT_EQ(hot(request), "none");
  EXPECT_THAT(slow(request), HasSubstr("Access-Control-Allow-Origin: https://board.example"));
  EXPECT_THAT(hot(plain(kDemo)), testing::Not(HasSubstr("Access-Control"))) << "one page's answer is no other's";
  request.origin.reset();
  request.cookie = "cpsg=1";
  EXPECT_EQ(hot(request), "none");
}

TEST_F(HotAnswersTest, WhoeverIsNotAdmittedAtOnceIsLeftToTheOtherWay) {
  (void)slow(plain(kDemo));
  const std::string key = add_key();
  http::PlainRequest request = plain(kDemo);
  request.authorization = key;
  (void)slow(request);
  EXPECT_THAT(hot(request), StartsWith("HTTP/1.1 200 "));
  for (const std::string_view wrong : {"Bearer cpsg_wrong", "Bearer x y"}) {
    request.authorization = wrong;
    EXPECT_EQ(hot(request), "none") << wrong;
  }
  std::string out;
  EXPECT_FALSE(api_.hot_answer(plain("/v1/projects"), "192.0.2.1", out));
}

TEST_F(HotAnswersTest, AClientOfATrustedProxyIsCountedAsHimselfByBothWays) {
  Api proxied(counting_.stores(), {.clock = time_of_day(clock_),
                                   .waitable_clock = &clock_,
                                   .access = {.trusted_proxies = http::TrustedProxies({"127.0.0.0/8"}),
                                              .limits = {.requests_per_address = 60}},
                                   .answers = {.max_bytes = 1'000'000}});
  http::IncomingRequest first{"GET", std::string(kDemo), {{"x-forwarded-for", "198.51.100.1"}}, "", "r-1"};
  first.peer = kPeer;
  EXPECT_EQ(proxied.handle(first).status, 200);
  const auto hot_for = [&](std::string_view forwarded_for) {
    http::PlainRequest request = plain(kDemo);
    request.host = "localhost";
    request.forwarded_for = forwarded_for;
    std::string out;
    return proxied.hot_answer(request, kPeer, out) ? out : "none";
  };
  EXPECT_THAT(hot_for("203.0.113.5, 198.51.100.1"), HasSubstr("RateLimit: \"address\";r=58;"));
  EXPECT_THAT(hot_for("198.51.100.2"), HasSubstr("RateLimit: \"address\";r=59;"));
}

TEST_F(HotAnswersTest, ARevokedKeyGetsNothingMore) {
  const std::string key = add_key();
  http::PlainRequest request = plain(kDemo);
  request.authorization = key;
  (void)slow(request);
  EXPECT_THAT(hot(request), StartsWith("HTTP/1.1 200 "));
  const auto others = sample_.open_again();
  EXPECT_TRUE(others->revoke_key("k1", clock_.unix_time()));
  later();
  EXPECT_EQ(hot(request), "none");
  EXPECT_THAT(slow(request), StartsWith("HTTP/1.1 403 "));
}

// The gate itself is another folder's: here is what is done with its word.
TEST_F(HotAnswersTest, DoesWhatTheGateSays) {
  AnswerCache cache(sample_.store().stores().changes, {.max_bytes = 1'000'000});
  const Sites sites({.public_url = "https://stats.example", .hosts = {}, .cors_origins = {}});
  int asked = 0;
  std::optional<std::vector<http::Header>> word;
  const auto admit_at_once = [&](const http::PlainRequest&, std::string_view peer, bool sees_private) {
    EXPECT_EQ(peer, kPeer);
    EXPECT_TRUE(sees_private) << "for whom the answer was made";
    return ++asked, word;
  };
  HotAnswers answers(cache, sites, time_of_day(clock_), clock_, admit_at_once);
  const auto get = [&](std::string_view target) {
    std::string out;
    return answers.answer(plain(target), kPeer, out) ? out : "none";
  };
  const http::IncomingRequest request{"GET", "/v1/projects", {{"host", std::string(kHost)}}, "", "r-1"};
  AnswerFill fill(cache, sites, request, clock_.now(), clock_.unix_time());
  fill.keep({200, {{"ETag", "\"1\""}}, "{}"}, true, clock_.now());

  EXPECT_EQ(get("/v1/other"), "none");
  EXPECT_EQ(asked, 0) << "the other way asks again: nobody may be counted twice";
  EXPECT_EQ(get("/v1/projects"), "none");
  word = {{"RateLimit", "1"}, {"RateLimit-Policy", "2"}};
  EXPECT_THAT(get("/v1/projects"), HasSubstr(" GMT\r\nRateLimit: 1\r\nRateLimit-Policy: 2\r\nContent-Length: "));
}

TEST_F(HotAnswersTest, AWriteOfThisProcessIsSeenAtOnce) {
  const http::PlainRequest list = plain("/v1/projects");
  const http::PlainRequest demo = plain(kDemo);
  (void)slow(list);
  (void)slow(demo);
  (void)sample_.add("octo", "other");
  EXPECT_EQ(hot(list), "none");
  EXPECT_THAT(slow(list), HasSubstr("\"octo/other\""));
  EXPECT_THAT(hot(list), HasSubstr("\"octo/other\""));
  EXPECT_THAT(hot(demo), HasSubstr("\"Octo/Demo\"")) << "nothing of it changed";
  sample_.store().remove_project(id_);
  EXPECT_EQ(hot(demo), "none");
  EXPECT_THAT(slow(demo), StartsWith("HTTP/1.1 404 "));
}

TEST_F(HotAnswersTest, AStatusIsSeenThoughTheRevisionStays) {
  const std::string commits = std::string(kDemo) + "/commits";
  (void)slow(plain(kDemo));
  (void)slow(plain(commits));
  const model::Project read = sample_.store().project(id_);
  sample_.store().change_status(read, read.work_version, [](model::ProjectStatus status) {
    status.state = model::SyncState::kFailing;
    return status;
  });
  EXPECT_EQ(hot(plain(kDemo)), "none");
  EXPECT_THAT(slow(plain(kDemo)), HasSubstr("\"state\":\"failing\""));
  EXPECT_THAT(hot(plain(kDemo)), HasSubstr("\"state\":\"failing\""));
  EXPECT_THAT(hot(plain(commits)), StartsWith("HTTP/1.1 200 ")) << "the commits are the same";
}

TEST_F(HotAnswersTest, ASyncEndsWithItsLeaseThoughNothingIsWritten) {
  const auto lease =
      std::get<storage::Lease>(sample_.store().acquire_lease(id_, "test", clock_.unix_time(), 60s, std::nullopt));
  for (const std::string_view target : {kDemo, std::string_view("/v1/projects")}) {
    EXPECT_THAT(slow(plain(target)), HasSubstr("\"state\":\"syncing\""));
  }
  later(59s);
  EXPECT_THAT(hot(plain(kDemo)), HasSubstr("\"state\":\"syncing\""));
  EXPECT_THAT(hot(plain("/v1/projects")), HasSubstr("\"state\":\"syncing\""));
  later(1s);
  EXPECT_EQ(hot(plain(kDemo)), "none");
  EXPECT_EQ(hot(plain("/v1/projects")), "none");
  EXPECT_THAT(slow(plain(kDemo)), HasSubstr("\"state\":\"ok\""));
  EXPECT_THAT(hot(plain(kDemo)), HasSubstr("\"state\":\"ok\""));
}

TEST_F(HotAnswersTest, ADateThatWaitsForItsSecondIsNotKeptAway) {
  const std::string batch = "/v1/batches/" + sample_.store().create_batch("b", std::array{id_}, clock_.unix_time()).id;
  EXPECT_THAT(slow(plain(batch)), HasSubstr("Last-Modified: Mon, 05 Jan 2026 09:59:59 GMT"));
  EXPECT_THAT(hot(plain(batch)), StartsWith("HTTP/1.1 200 "));
  later(1s);
  EXPECT_EQ(hot(plain(batch)), "none");
  EXPECT_THAT(slow(plain(batch)), HasSubstr("Last-Modified: Mon, 05 Jan 2026 10:00:00 GMT"));
  EXPECT_THAT(hot(plain(batch)), HasSubstr("Last-Modified: Mon, 05 Jan 2026 10:00:00 GMT"));
}

// Somebody writes at the worst moment: when the project's row was read, but not yet the rest.
TEST_F(HotAnswersTest, AnAnswerThatRacedAWriteIsNotKeptAsNew) {
  const auto others = sample_.open_again();
  for (const bool of_this_process : {true, false}) {
    storage::sqlite::SqliteStore& writer = of_this_process ? sample_.store() : *others;
    for (const std::string_view method : {"revision", "project", "list_projects"}) {
      const std::string name = (of_this_process ? "own-" : "other-") + std::string(method);
      bool written = false;
      counting_.calls().set_before_call([&](std::string_view called) {
        if (called != method || std::exchange(written, true)) return;
        writer.add_project("new", name, "", at(kSampleStart), std::nullopt, model::Priority::kRefresh);
        const model::Project read = writer.project(id_);
        writer.change_status(read, read.work_version,
                             [&](model::ProjectStatus status) { return status.reason = name, status; });
      });
      (void)slow(plain(kDemo));
      (void)slow(plain("/v1/projects"));
      ASSERT_TRUE(written);
      counting_.calls().set_before_call({});
      later();
      for (const std::string_view target : {kDemo, std::string_view("/v1/projects")}) {
        const std::string answer = hot(plain(target));
        EXPECT_THAT(answer, testing::AnyOf("none", HasSubstr(name))) << target;
      }
    }
  }
}

// What read before a write, and is kept after it.
TEST_F(HotAnswersTest, AnAnswerThatIsKeptAfterAWriteIsNotTakenForNew) {
  http::IncomingRequest request{"GET", std::string(kDemo), {{"host", std::string(kHost)}}, "", "r-1"};
  AnswerCache cache(sample_.store().stores().changes, {.max_bytes = 1'000'000});
  const Sites sites({.public_url = "https://stats.example", .hosts = {}, .cors_origins = {}});
  HotAnswers hot_answers(cache, sites, time_of_day(clock_), clock_,
                         [](const auto&, auto, auto) { return std::optional(std::vector<http::Header>()); });
  AnswerFill fill(cache, sites, request, clock_.now(), clock_.unix_time());
  ASSERT_NE(fill.basis(), nullptr);
  fill.basis()->project = sample_.store().revision("octo/demo");
  request.peer = kPeer;
  const http::Response old = api_.handle(request);
  (void)sample_.store().remove_project(id_);
  fill.keep(old, true, clock_.now());
  std::string out;
  EXPECT_FALSE(hot_answers.answer(plain(kDemo), "", out));
}

TEST_F(HotAnswersTest, AShorterListThatWantOfRoomMadeIsNotKept) {
  http::IncomingRequest request{"GET", "/v1/projects", {{"host", std::string(kHost)}}, "", "r-1"};
  request.peer = kPeer;
  request.list_max_bytes = 100'000;
  EXPECT_EQ(api_.handle(request).status, 200);
  EXPECT_EQ(hot(plain("/v1/projects")), "none");
}

}  // namespace
}  // namespace cpsg::api
