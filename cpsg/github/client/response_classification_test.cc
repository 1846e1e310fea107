// Protects the classification of responses: each way in which GitHub says yes, no, later or less is told from the
// others, and what the headers say of the budget is read by GitHub's own clock.
#include "cpsg/github/client/response_classification.h"

#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::client {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds(1'790'000'000)};
constexpr AnsweredRequest kRest{.resource = ledger::Resource::kRest, .with_token = true};
constexpr AnsweredRequest kGraphql{.resource = ledger::Resource::kGraphql, .with_token = true};
constexpr AnsweredRequest kAnonymous{.resource = ledger::Resource::kRest, .with_token = false};

ResponseClassification classified(int status, Headers headers, std::string_view body,
                                  const AnsweredRequest& request = kRest) {
  return classify({status, std::move(headers)}, body, milliseconds(12), request, kNow);
}
Outcome outcome(int status, Headers headers = {}, std::string_view body = "{}",
                const AnsweredRequest& request = kRest) {
  return classified(status, std::move(headers), body, request).outcome;
}
ErrorCode refusal(int status, Headers headers = {}, std::string_view body = "{}",
                  const AnsweredRequest& request = kRest) {
  const ResponseClassification classification = classified(status, std::move(headers), body, request);
  EXPECT_EQ(classification.outcome, Outcome::kRefused);
  return classification.failure ? classification.failure->code : ErrorCode::kInternal;
}
Headers window(std::string remaining, std::string reset, std::string resource) {
  return {{"x-ratelimit-limit", "5000"},
          {"x-ratelimit-remaining", std::move(remaining)},
          {"x-ratelimit-reset", std::move(reset)},
          {"x-ratelimit-resource", std::move(resource)}};
}

TEST(ResponseClassification, AnswersAreCounted) {
  EXPECT_EQ(outcome(200), Outcome::kAnswered);
  EXPECT_EQ(classified(200, {}, "{}").settlement.points, 1U);
  EXPECT_EQ(classified(200, {}, "{}").settlement.server_time, milliseconds(12));
  EXPECT_EQ(
      classified(200, {}, R"({"data":{"a":"\"rateLimit\":{\"cost\":9}","rateLimit":{"cost":3,"limit":5}}})", kGraphql)
          .settlement.points,
      3U);
  EXPECT_EQ(classified(200, {}, R"({"data":{}})", kGraphql).settlement.points, 1U);
}

TEST(ResponseClassification, NotModifiedIsFreeWithATokenAlone) {
  EXPECT_EQ(outcome(304, {}, ""), Outcome::kAnswered);
  EXPECT_EQ(classified(304, {}, "").settlement.points, 0U);
  EXPECT_EQ(classified(304, {}, "", kAnonymous).settlement.points, 1U);
}

TEST(ResponseClassification, RestMayHaveNothingToSay) {
  for (const int status : {202, 204}) {
    EXPECT_EQ(outcome(status, {}, ""), Outcome::kAnswered) << status;
    EXPECT_EQ(outcome(status, {}, "", kGraphql), Outcome::kTransient) << status;
    EXPECT_EQ(outcome(status, {}, "<html>"), Outcome::kTransient) << status;
  }
  EXPECT_EQ(outcome(200, {}, ""), Outcome::kTransient);
}

TEST(ResponseClassification, WindowsEndByGitHubsClock) {
  Headers headers = window("17", "1790000900", "core");
  ASSERT_TRUE(classified(200, headers, "{}").settlement.window);
  EXPECT_EQ(classified(200, headers, "{}").settlement.window->resets_in, seconds(900));
  EXPECT_EQ(classified(200, headers, "{}").settlement.window->remaining, 17U);
  headers.emplace_back("date", "Mon, 21 Sep 2026 14:23:20 GMT");  // ten minutes after kNow
  EXPECT_EQ(classified(200, headers, "{}").settlement.window->resets_in,
            seconds(1'790'000'900) - seconds(1'790'000'600));
  EXPECT_EQ(classified(200, window("17", "1790000900000", "core"), "{}").settlement.window->resets_in, seconds(900));
  EXPECT_EQ(classified(200, window("17", "1780000000", "core"), "{}").settlement.window->resets_in, seconds(-1));
}

TEST(ResponseClassification, WindowsOfOtherResourcesDoNotCount) {
  EXPECT_FALSE(classified(200, window("17", "1790000900", "graphql"), "{}").settlement.window);
  EXPECT_FALSE(classified(200, window("17", "1790000900", "core"), "{}", kGraphql).settlement.window);
  EXPECT_TRUE(classified(200, window("17", "1790000900", "graphql"), "{}", kGraphql).settlement.window);
  EXPECT_FALSE(classified(200, window("many", "1790000900", "core"), "{}").settlement.window);
}

TEST(ResponseClassification, ReportsThatLieAreBounded) {
  const auto reported = [](std::string remaining, std::string reset) {
    return *classified(200, window(std::move(remaining), std::move(reset), "core"), "{}").settlement.window;
  };
  EXPECT_EQ(reported("-7", "1790000900").remaining, 0U);
  EXPECT_EQ(reported("99999999999", "1790000900").remaining, reported("17", "1790000900").limit);
  EXPECT_EQ(reported("17", "1890000000").resets_in, std::chrono::minutes(65));
  EXPECT_LT(reported("17", "-1").resets_in, seconds(0));
  EXPECT_EQ(classified(403, window("0", "1780000000", "core"), "{}").failure->retry_after, seconds(60));
}

TEST(ResponseClassification, AnswersWithoutAWordOfLimitsSayThatThereAreNone) {
  for (const int status : {200, 304, 301, 404, 451}) EXPECT_TRUE(classified(status, {}, "{}").settlement.unlimited);
  for (const int status : {401, 403, 429, 500, 502}) EXPECT_FALSE(classified(status, {}, "{}").settlement.unlimited);
  EXPECT_FALSE(classified(200, {}, "<html>sign in</html>").settlement.unlimited) << "somebody else answered";
  EXPECT_FALSE(classified(200, window("17", "1790000900", "core"), "{}").settlement.unlimited);
  EXPECT_FALSE(classified(200, {{"x-ratelimit-remaining", "many"}}, "{}").settlement.unlimited);
}

TEST(ResponseClassification, RefusalsAreClassifiedInGitHubsOrder) {
  Headers both = window("0", "1790000900", "core");
  EXPECT_EQ(outcome(403, both), Outcome::kPrimaryLimit);
  EXPECT_EQ(classified(403, both, "{}").failure->retry_after, seconds(900));
  both.emplace_back("retry-after", "30");
  for (const int status : {403, 429}) {
    const ResponseClassification classification = classified(status, both, "{}");
    EXPECT_EQ(classification.outcome, Outcome::kSecondaryLimit);
    EXPECT_EQ(classification.settlement.kind, ledger::Settlement::Kind::kSecondaryLimit);
    EXPECT_EQ(classification.settlement.retry_after, seconds(30));
    EXPECT_EQ(classification.settlement.points, 0U);
  }
  EXPECT_EQ(outcome(403, {}, R"({"message":"You have exceeded a secondary rate limit."})"), Outcome::kSecondaryLimit);
  EXPECT_EQ(outcome(403, {}, R"({"message":"You have triggered an abuse detection mechanism."})"),
            Outcome::kSecondaryLimit);
  EXPECT_EQ(outcome(429), Outcome::kSecondaryLimit);
  EXPECT_EQ(refusal(403, {}, R"({"message":"Resource not accessible by integration"})"), ErrorCode::kForbidden);
}

TEST(ResponseClassification, LastingRefusalsAreToldApart) {
  EXPECT_EQ(refusal(403, {{"x-github-sso", "required; url=https://example.org"}}), ErrorCode::kSsoRequired);
  EXPECT_EQ(refusal(403, {{"x-github-sso", "partial-results; organizations=1"}}), ErrorCode::kForbidden);
  EXPECT_EQ(refusal(403, {}, R"({"message":"blocked","block":{"reason":"tos"}})"), ErrorCode::kBlocked);
  EXPECT_EQ(refusal(451), ErrorCode::kBlocked);
  EXPECT_EQ(refusal(404), ErrorCode::kNotFound);
  EXPECT_EQ(refusal(410), ErrorCode::kGone);
  EXPECT_EQ(refusal(422), ErrorCode::kRemoteError);
  EXPECT_EQ(refusal(401, {}, "{}", kAnonymous), ErrorCode::kUnauthorized);
  EXPECT_EQ(outcome(401), Outcome::kTokenRefused);
}

TEST(ResponseClassification, FaultsAreTransient) {
  EXPECT_EQ(outcome(500), Outcome::kTransient);
  EXPECT_EQ(outcome(503), Outcome::kTransient);
  EXPECT_EQ(outcome(503, {{"retry-after", "3"}}), Outcome::kSecondaryLimit);
  EXPECT_EQ(outcome(502), Outcome::kTransient);
  EXPECT_EQ(outcome(200, {}, "<html>"), Outcome::kTransient);
  EXPECT_EQ(outcome(200, {}, ""), Outcome::kTransient);
}

TEST(ResponseClassification, GraphqlRefusesWithin200Too) {
  EXPECT_EQ(outcome(502, {}, "<html>", kGraphql), Outcome::kTooMuch);
  EXPECT_EQ(outcome(504, {}, "", kGraphql), Outcome::kTooMuch);
  EXPECT_EQ(outcome(500, {}, R"({"message":"Server Error"})", kGraphql), Outcome::kTooMuch);
  EXPECT_EQ(outcome(503, {}, "<html>", kGraphql), Outcome::kTooMuch);
  EXPECT_EQ(outcome(503, {{"retry-after", "3"}}, "<html>", kGraphql), Outcome::kSecondaryLimit);
  const ResponseClassification spent = classified(
      200, window("0", "1790000100", "graphql"),
      R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user ID 1."}]})", kGraphql);
  EXPECT_EQ(spent.outcome, Outcome::kPrimaryLimit);
  EXPECT_EQ(spent.settlement.kind, ledger::Settlement::Kind::kPrimaryLimit);
  EXPECT_EQ(spent.settlement.points, 0U);
}

TEST(ResponseClassification, OnlyRestRedirectsAreFollowed) {
  EXPECT_EQ(outcome(301, {{"location", "/repositories/7"}}), Outcome::kRedirect);
  EXPECT_EQ(outcome(307, {{"location", "/repositories/7"}}), Outcome::kRedirect);
  EXPECT_EQ(refusal(301), ErrorCode::kBadData);
  EXPECT_EQ(refusal(301, {{"location", "/elsewhere"}}, "", kGraphql), ErrorCode::kBadData);
}

TEST(ResponseClassification, ReadsWhenATokenEnds) {
  EXPECT_EQ(read_token_expiration("2021-10-07 19:07:53 UTC"), wire::at(1'633'633'673));
  EXPECT_EQ(read_token_expiration("2021-10-07 12:07:53 -0700"), wire::at(1'633'633'673));
  EXPECT_EQ(read_token_expiration("2021-10-07 21:07:53 +0200"), wire::at(1'633'633'673));
  for (const char* bad : {"", "never", "2021-10-07", "2021-13-07 19:07:53 UTC", "2021-10-07 29:07:53 UTC",
                          "2021-10-07 19:07:53 Mars", "2021-10-07 19:07:53 +2:00"}) {
    EXPECT_FALSE(read_token_expiration(bad)) << bad;
  }
  EXPECT_EQ(
      classified(200, {{"github-authentication-token-expiration", "2021-10-07 19:07:53 UTC"}}, "{}").token_expires_at,
      wire::at(1'633'633'673));
}

TEST(ResponseClassification, ReadsDates) {
  EXPECT_EQ(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), wire::at(784'111'777));
  for (const char* bad : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nix 1994 08:49:37 GMT",
                          "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET"}) {
    EXPECT_FALSE(read_http_date(bad)) << bad;
  }
}

TEST(ResponseClassification, LimitsAreRecognisedInEveryFormAndNamesAreNoLimits) {
  EXPECT_EQ(outcome(403, {}, "<html><p>You have exceeded a <b>secondary\nrate limit</b>.</p></html>"),
            Outcome::kSecondaryLimit);
  EXPECT_EQ(outcome(403, {}, "API rate limit exceeded for user ID 1."), Outcome::kSecondaryLimit);
  EXPECT_EQ(refusal(403, {}, R"({"message":"Must have admin rights to abuse/rate-limit."})"), ErrorCode::kForbidden);
  EXPECT_EQ(refusal(403, {}, R"({"message":"`abuse` forbids access via a personal access token (classic)."})"),
            ErrorCode::kForbidden);
  EXPECT_EQ(refusal(403, {}, R"({"message":"Request forbidden by administrative rules. User-Agent"})"),
            ErrorCode::kRemoteError)
      << "the request is at fault, not the repository";
}

TEST(ResponseClassification, WhatIsRefusedToTheTokenSaysWhatToDo) {
  const auto wall = [](Headers headers, std::string_view body, const AnsweredRequest& request = kRest) {
    return classified(403, std::move(headers), body, request);
  };
  const auto sso = wall({{"x-github-sso", "required; url=https://github.com/orgs/acme/sso?authorization_request=A"}},
                        R"({"message":"Resource protected by organization SAML enforcement."})");
  EXPECT_EQ(sso.wall, wire::Wall::kOwner);
  EXPECT_EQ(sso.failure->code, ErrorCode::kSsoRequired);
  EXPECT_THAT(sso.failure->message, testing::HasSubstr("https://github.com/orgs/acme/sso?authorization_request=A"));
  const auto without_header = wall({}, R"({"message":"Resource protected by organization SAML enforcement."})");
  EXPECT_EQ(without_header.failure->code, ErrorCode::kSsoRequired);
  EXPECT_EQ(wall({{"x-github-sso", "required; url=javascript:alert(1)"}}, "{}").failure->message.find("javascript"),
            std::string::npos);
  const auto address = wall({}, R"({"message":"the `acme` organization has an IP allow list enabled, and"})");
  EXPECT_EQ(address.wall, wire::Wall::kOwner);
  EXPECT_EQ(address.failure->code, ErrorCode::kForbidden);
  const auto permission = wall({{"x-accepted-github-permissions", "pull_requests=read"}},
                               R"({"message":"Resource not accessible by personal access token"})");
  EXPECT_EQ(permission.wall, wire::Wall::kPermission);
  EXPECT_THAT(permission.failure->message, testing::HasSubstr("pull_requests=read"));
  EXPECT_EQ(wall({}, R"({"message":"Resource not accessible by integration"})", kAnonymous).wall, wire::Wall::kNone);
}

TEST(ResponseClassification, WhatIsMissingDependsOnWhatWasAskedFor) {
  AnsweredRequest part = kRest;
  part.about_part = true;
  for (const int status : {404, 410}) {
    EXPECT_EQ(refusal(status, {}, "{}", part), ErrorCode::kNotFound);
    EXPECT_THAT(classified(status, {}, "{}", part).failure->message, testing::HasSubstr("part of the repository"));
  }
  EXPECT_EQ(refusal(410), ErrorCode::kGone);
  EXPECT_EQ(refusal(410, {}, R"({"message":"This version of the API is no longer supported."})"),
            ErrorCode::kUnsupportedRemote);
  EXPECT_EQ(refusal(422, {}, "{}", part), ErrorCode::kRemoteError);
  EXPECT_EQ(refusal(451), ErrorCode::kBlocked);
  for (const int status : {403, 451}) EXPECT_EQ(refusal(status, {}, "{}", part), ErrorCode::kRemoteError) << status;
  for (const int status : {404, 410, 451}) {
    EXPECT_EQ(refusal(status, {}, "{}", kGraphql), ErrorCode::kRemoteError) << "it knows no repository by its address";
  }
  EXPECT_EQ(refusal(403, {}, R"({"message":"Repository access blocked","block":{"reason":"tos"}})", kAnonymous),
            ErrorCode::kBlocked);
}

}  // namespace
}  // namespace cpsg::github::client
