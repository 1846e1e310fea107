// Protects smart HTTP: what is sent where (credentials above all), how redirects and statuses are understood, and that
// a server of another kind is recognised. The server is scripted, on loopback; another port is another origin.
#include "cpsg/git/client/http_transport.h"

#include <map>

#include "cpsg/base/limits.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/protocol/testing/messages.h"
#include "cpsg/http/testing/scripted_server.h"

namespace cpsg::git::client {
namespace {

using http::ScriptedRequest;
using http::ScriptedServer;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kType = "Content-Type: application/x-git-upload-pack-";
const std::string kQuery = "/info/refs?service=git-upload-pack";

std::string advertisement(std::string_view body = "advertised") {
  return ScriptedServer::answer("200 OK", std::string(kType) + "advertisement\r\n", body);
}
std::string result(std::string_view body) {
  return ScriptedServer::answer("200 OK", std::string(kType) + "result\r\n", body);
}
std::string redirect(const std::string& to) {
  return ScriptedServer::answer("301 Moved Permanently", "Location: " + to + "\r\n", "moved");
}
ScriptedServer::Handler always(std::string reply) {
  return [reply = std::move(reply)](const auto&, const auto&) { return reply; };
}
// By target; 404 for others.
ScriptedServer::Handler by_target(std::map<std::string, std::string> replies) {
  return [replies = std::move(replies)](const ScriptedRequest& request, const auto&) {
    const auto found = replies.find(request.target);
    return found == replies.end() ? ScriptedServer::answer("404 Not Found", "", "no") : found->second;
  };
}

RemoteOptions options_for(const std::string& url) {
  RemoteOptions options;
  options.url = url;
  options.http.user_agent = "cpsg/test";
  options.credentials = http::Credentials{"x-access-token", "s3cret"};
  return options;
}

std::string discover(HttpTransport& transport) {
  std::string body;
  transport.discover([&](Bytes bytes) { body.append(bytes.begin(), bytes.end()); });
  return body;
}
Failure discovery_failure(const std::string& url) {
  HttpTransport transport(options_for(url), std::nullopt);
  return failure_of([&] { discover(transport); });
}
std::vector<std::string> targets(const ScriptedServer& server) {
  std::vector<std::string> result;
  for (const ScriptedRequest& request : server.requests()) result.push_back(request.target);
  return result;
}

TEST(HttpTransport, DiscoversThenPosts) {
  ScriptedServer server(by_target({{"/o/r.git" + kQuery, advertisement()}, {"/o/r.git/git-upload-pack", result("a")}}));
  HttpTransport transport(options_for(server.url("/o/r.git/")), std::nullopt);
  EXPECT_EQ(discover(transport), "advertised");
  EXPECT_EQ(transport.base_url(), server.url("/o/r.git"));
  std::string answer;
  EXPECT_EQ(transport.command("asked", [&](Bytes bytes) { answer.append(bytes.begin(), bytes.end()); }),
            Transport::Reply::kAnswered);
  EXPECT_EQ(answer, "a");

  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[1].method, "POST");
  EXPECT_EQ(requests[1].body, "asked");
  EXPECT_EQ(requests[1].header("Content-Type"), "application/x-git-upload-pack-request");
  EXPECT_EQ(requests[1].header("Accept"), "application/x-git-upload-pack-result");
  for (const ScriptedRequest& request : requests) {
    EXPECT_EQ(request.header("Git-Protocol"), "version=2");
    EXPECT_EQ(request.header("User-Agent"), "cpsg/test");
    EXPECT_EQ(request.header("Authorization"), "Basic eC1hY2Nlc3MtdG9rZW46czNjcmV0");
  }
  EXPECT_EQ(transport.traffic().requests, 2u);
  EXPECT_EQ(transport.traffic().received_bytes, 11u);
}

TEST(HttpTransport, FollowsRedirectsAndRemembersWhereTheyEnd) {
  ScriptedServer server(by_target({{"/old.git" + kQuery, redirect("/newer.git" + kQuery)},
                                   {"/newer.git" + kQuery, redirect("/new.git" + kQuery)},
                                   {"/new.git" + kQuery, advertisement()}}));
  HttpTransport transport(options_for(server.url("/old.git")), std::nullopt);
  EXPECT_EQ(discover(transport), "advertised") << "without the bodies of the redirects";
  EXPECT_EQ(transport.base_url(), server.url("/new.git"));
  EXPECT_NE(server.requests().back().header("Authorization"), "") << "the same origin";
}

TEST(HttpTransport, KeepsCredentialsFromOtherOrigins) {
  ScriptedServer other(by_target({{"/r" + kQuery, advertisement()}, {"/r/git-upload-pack", result("a")}}));
  ScriptedServer first(always(redirect(other.url("/r" + kQuery))));
  HttpTransport transport(options_for(first.url("/r")), std::nullopt);
  discover(transport);
  transport.command("asked", [](Bytes) {});
  EXPECT_NE(first.requests().at(0).header("Authorization"), "");
  ASSERT_EQ(other.requests().size(), 2u);
  for (const ScriptedRequest& request : other.requests()) EXPECT_EQ(request.header("Authorization"), "");

  HttpTransport later(options_for(first.url("/r")), other.url("/r"));
  later.command("asked", [](Bytes) {});
  EXPECT_EQ(other.requests().back().header("Authorization"), "") << "nor after the base was stored";
}

TEST(HttpTransport, SendsNoCredentialsInTheClear) {
  // A name of this machine that is not known to be it stands for any plain http server.
  ScriptedServer server(always(advertisement()));
  setenv("http_proxy", server.url().c_str(), 1);
  setenv("no_proxy", "", 1);
  HttpTransport transport(options_for("http://plain.example/r"), std::nullopt);
  discover(transport);
  unsetenv("http_proxy");
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests()[0].header("Authorization"), "");
}

TEST(HttpTransport, RefusesRedirectsThatLeadAstray) {
  const auto failure = [](const std::string& to) {
    ScriptedServer server(always(redirect(to)));
    return discovery_failure(server.url("/r")).code;
  };
  EXPECT_EQ(failure("/login"), ErrorCode::kUnsupportedRemote);
  EXPECT_EQ(failure("file:///etc/passwd" + kQuery), ErrorCode::kBadData);
  EXPECT_EQ(failure(""), ErrorCode::kBadData);
  EXPECT_EQ(failure("http://"), ErrorCode::kBadData);
  ScriptedServer circle(always(redirect("/r" + kQuery)));
  EXPECT_EQ(discovery_failure(circle.url("/r")).code, ErrorCode::kRemoteError);
  EXPECT_EQ(circle.requests().size(), limits::kRedirectsMax + 1);
}

TEST(RedirectedBase, NeverLeavesTheEncryption) {
  const auto target = [](const std::string& from, const std::string& to) {
    return redirected_base(from + kQuery, {302, {{"location", to + kQuery}}});
  };
  EXPECT_EQ(target("https://a.example/r", "https://b.example/s"), "https://b.example/s");
  EXPECT_EQ(target("http://a.example/r", "https://a.example/r"), "https://a.example/r");
  EXPECT_EQ(target("https://a.example/r", "/s"), "https://a.example/s");
  EXPECT_EQ(target("https://a.example/r", "https://u:p@b.example/s"), "https://b.example/s");
  EXPECT_EQ(failure_of([&] { target("https://a.example/r", "http://a.example/r"); }).code, ErrorCode::kTls);
}

TEST(HttpTransport, TriesOnceWithoutTheSuffix) {
  ScriptedServer server(by_target({{"/o/r" + kQuery, advertisement()}}));
  HttpTransport transport(options_for(server.url("/o/r.git")), std::nullopt);
  EXPECT_EQ(discover(transport), "advertised");
  EXPECT_EQ(transport.base_url(), server.url("/o/r"));
  EXPECT_THAT(targets(server), ElementsAre("/o/r.git" + kQuery, "/o/r.git" + kQuery, "/o/r" + kQuery))
      << "and once without the credentials";

  ScriptedServer nothing(by_target({}));
  EXPECT_EQ(discovery_failure(nothing.url("/o/r")).code, ErrorCode::kNotFound);
  EXPECT_EQ(nothing.requests().size(), 2u) << "the suffix is never added";
  EXPECT_EQ(discovery_failure(nothing.url("/o/r.git")).code, ErrorCode::kNotFound);
  EXPECT_EQ(nothing.requests().size(), 5u);
}

TEST(HttpTransport, RecognisesOtherServers) {
  ScriptedServer dumb(always(ScriptedServer::answer("200 OK", "Content-Type: text/plain\r\n", "1234\trefs/heads/m\n")));
  ScriptedServer nothing(always(ScriptedServer::answer("200 OK", "", "")));
  ScriptedServer spelt(always(ScriptedServer::answer(
      "200 OK", "Content-Type: Application/X-Git-Upload-Pack-Advertisement; charset=x\r\n", "a")));
  EXPECT_EQ(discovery_failure(dumb.url("/r")).code, ErrorCode::kUnsupportedRemote);
  EXPECT_EQ(discovery_failure(nothing.url("/r")).code, ErrorCode::kUnsupportedRemote);
  HttpTransport transport(options_for(spelt.url("/r")), std::nullopt);
  EXPECT_EQ(discover(transport), "a");
  HttpTransport portal(options_for(dumb.url("/r")), dumb.url("/r"));
  EXPECT_EQ(failure_of([&] { portal.command("asked", [](Bytes) {}); }).code, ErrorCode::kBadData);
}

TEST(HttpTransport, TellsWhenACommandIsAnsweredElsewhereOrNotAtAll) {
  ScriptedServer moved(always(redirect("/elsewhere")));
  HttpTransport transport(options_for(moved.url("/r")), moved.url("/r"));
  const auto fail = [](Bytes) { ADD_FAILURE() << "the body of a redirect is no answer"; };
  EXPECT_EQ(transport.command("asked", fail), Transport::Reply::kMoved);
  EXPECT_EQ(moved.requests().size(), 1u) << "a POST is never sent on";

  ScriptedServer silent(always(ScriptedServer::answer("200 OK", "", "")));
  HttpTransport other(options_for(silent.url("/r")), silent.url("/r"));
  EXPECT_EQ(other.command("asked", fail), Transport::Reply::kAnswered);
}

TEST(HttpTransport, UnderstandsStatuses) {
  const std::map<std::string, ErrorCode> codes = {
      {"400 Bad Request", ErrorCode::kRemoteError},
      {"401 Unauthorized", ErrorCode::kUnauthorized},
      {"403 Forbidden", ErrorCode::kForbidden},
      {"404 Not Found", ErrorCode::kNotFound},
      {"410 Gone", ErrorCode::kGone},
      {"429 Too Many Requests", ErrorCode::kRateLimited},
      {"451 Legal", ErrorCode::kBlocked},
      {"500 Error", ErrorCode::kRemoteError},
      {"503 Unavailable", ErrorCode::kRemoteError},
      {"204 No Content", ErrorCode::kRemoteError},
      {"304 Not Modified", ErrorCode::kRemoteError},
  };
  for (const auto& [status, code] : codes) {
    ScriptedServer server(always(ScriptedServer::answer(status, "Connection: close\r\n", "")));
    const Failure failure = discovery_failure("http://user:s3cret@" + server.url("/o/r").substr(7));
    EXPECT_EQ(failure.code, code) << status;
    EXPECT_THAT(failure.message, HasSubstr(server.url("/o/r") + ": "));
    EXPECT_THAT(failure.message, Not(HasSubstr("s3cret")));
    HttpTransport transport(options_for(server.url("/o/r")), server.url("/o/r"));
    EXPECT_EQ(failure_of([&] { transport.command("asked", [](Bytes) {}); }).code, code) << status;
  }
}

TEST(HttpTransport, WhatIsRefusedToTheCredentialsIsReadWithoutThem) {
  for (const char* status : {"401 Unauthorized", "403 Forbidden", "404 Not Found"}) {
    ScriptedServer server([&](const ScriptedRequest& request, const auto&) {
      if (!request.header("Authorization").empty()) return ScriptedServer::answer(status, "", "no");
      return request.method == "GET" ? advertisement() : result("a");
    });
    HttpTransport transport(options_for(server.url("/o/r")), std::nullopt);
    EXPECT_EQ(discover(transport), "advertised") << status;
    transport.command("asked", [](Bytes) {});
    EXPECT_EQ(server.requests().size(), 3u) << status << ": the refused credentials are not sent again";

    HttpTransport later(options_for(server.url("/o/r")), server.url("/o/r"));
    std::string answer;
    later.command("asked", [&](Bytes bytes) { answer.append(bytes.begin(), bytes.end()); });
    EXPECT_EQ(answer, "a") << status << ", without discovery";
  }
}

TEST(HttpTransport, OneRefusalOfWhatAnybodyMayAskIsNotBelieved) {
  for (const char* status : {"401 Unauthorized", "403 Forbidden", "404 Not Found"}) {
    int asked = 0;
    ScriptedServer server([&](const ScriptedRequest&, const auto&) {
      return ++asked == 1 ? ScriptedServer::answer(status, "", "no") : advertisement();
    });
    RemoteOptions options = options_for(server.url("/o/r"));
    options.credentials.reset();
    HttpTransport transport(options, std::nullopt);
    EXPECT_EQ(discover(transport), "advertised") << status;
    EXPECT_EQ(asked, 2) << status;
  }
}

TEST(HttpTransport, ARefusalOfBothIsThatOfTheCredentialsAndA401IsAskedAboutAgain) {
  std::size_t refusals = 1;
  ScriptedServer server([&](const ScriptedRequest& request, const auto&) {
    if (request.header("Authorization").empty()) return ScriptedServer::answer("401 Unauthorized", "", "private");
    if (refusals == 0) return advertisement();
    --refusals;
    return ScriptedServer::answer("401 Unauthorized", "", "no");
  });
  HttpTransport transport(options_for(server.url("/r")), std::nullopt);
  EXPECT_EQ(discover(transport), "advertised") << "a private repository, after one refusal of a good token";
  EXPECT_EQ(server.requests().size(), 3u);
  refusals = 100;
  EXPECT_THAT(discovery_failure(server.url("/r")).message, HasSubstr("the token was refused"));
  EXPECT_EQ(server.requests().size(), 6u);

  ScriptedServer walled([](const ScriptedRequest& request, const auto&) {
    if (request.header("Authorization").empty()) return ScriptedServer::answer("401 Unauthorized", "", "private");
    return ScriptedServer::answer("403 Forbidden", "", "The organization has enabled or enforced SAML SSO. To access");
  });
  EXPECT_EQ(discovery_failure(walled.url("/r")).code, ErrorCode::kSsoRequired);
}

TEST(HttpTransport, ReadsTheWordsOfARefusal) {
  const auto code = [](const std::string& status, std::string_view words) {
    ScriptedServer server(always(ScriptedServer::answer(status, "Content-Type: text/html\r\n", words)));
    return discovery_failure(server.url("/abuse/rate-limit")).code;
  };
  EXPECT_EQ(code("403 Forbidden", "<p>You have exceeded a <b>secondary rate limit</b></p>"), ErrorCode::kRateLimited);
  EXPECT_EQ(code("401 Unauthorized", "Maximum number of login attempts exceeded."), ErrorCode::kRateLimited);
  EXPECT_EQ(code("503 Busy", "This repository is rate-limited due to too many requests."), ErrorCode::kRateLimited);
  EXPECT_EQ(code("403 Forbidden", "Access to this repository has been disabled by GitHub staff."), ErrorCode::kBlocked);
  EXPECT_EQ(code("403 Forbidden", "abuse/rate-limit: the repository owner has an IP allow list enabled"),
            ErrorCode::kForbidden);
  EXPECT_EQ(code("403 Forbidden", "no access to abuse/rate-limit"), ErrorCode::kForbidden);
}

TEST(HttpTransport, AsksBeforeEachRequestAndGivesUpWhenToldTo) {
  ScriptedServer server(by_target({{"/o/r.git" + kQuery, advertisement()}, {"/o/r.git/git-upload-pack", result("a")}}));
  RemoteOptions options = options_for(server.url("/o/r.git"));
  std::size_t asked = 0;
  options.before_request = [&] {
    EXPECT_EQ(server.requests().size(), asked);
    if (++asked > 2) throw Error(ErrorCode::kRateLimited, "not now");
  };
  HttpTransport transport(options, std::nullopt);
  discover(transport);
  transport.command("asked", [](Bytes) {});
  EXPECT_EQ(failure_of([&] { transport.command("asked", [](Bytes) {}); }).code, ErrorCode::kRateLimited);
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST(HttpTransport, PassesOnRetryAfter) {
  for (const char* status : {"429 Too Many", "403 Forbidden", "503 Unavailable"}) {
    ScriptedServer server(always(ScriptedServer::answer(status, "Retry-After: 17\r\n", "slow down")));
    const Failure failure = discovery_failure(server.url("/r"));
    EXPECT_EQ(failure.code, ErrorCode::kRateLimited) << status;
    EXPECT_EQ(failure.retry_after, seconds(17)) << status;
  }
  ScriptedServer server(always(ScriptedServer::answer("429 Too Many", "", "")));
  EXPECT_EQ(discovery_failure(server.url("/r")).retry_after, std::nullopt);
}

TEST(StatusFailure, SaysWhatToDo) {
  const auto message = [](int status, bool authenticated) {
    return std::string(status_failure({status, {}}, "", "https://h/r", authenticated, {}).what());
  };
  EXPECT_THAT(message(401, false), HasSubstr("set github.tokens"));
  EXPECT_THAT(message(401, true), HasSubstr("refused"));
  EXPECT_THAT(message(403, false), HasSubstr("set github.tokens"));
  EXPECT_THAT(message(403, true), HasSubstr("permission"));
}

TEST(HttpTransport, BoundsErrorPages) {
  ScriptedServer server(always(ScriptedServer::answer("404 Not Found", "", std::string(3 * limits::kMiB, 'x'))));
  EXPECT_EQ(discovery_failure(server.url("/r")).code, ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace cpsg::git::client
