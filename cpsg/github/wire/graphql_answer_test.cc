// Protects what is made of GraphQL's errors: which are about the whole request, which about one entry, and that no
// error of one disturbs another. Read through the probe and the look-up by name.
#include "cpsg/github/wire/graphql_answer.h"

#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

constexpr std::string_view kProbe =
    R"({"data":{"nodes":[{"__typename":"Repository","id":"R_a","databaseId":7,"nameWithOwner":"o/n",)"
    R"("pushedAt":null,"updatedAt":"2026-05-30T18:00:00Z","isArchived":false,"stargazerCount":3,"forkCount":0,)"
    R"("defaultBranchRef":null,"newestPull":{"totalCount":0,"nodes":[]}},null]},"errors":[ERRORS]})";
const std::vector<std::string> kIds = {"R_a", "R_b"};

std::vector<Lookup<RepositoryProbe>> probe_with(std::string_view errors) {
  return read_probe(changed(std::string(kProbe), "ERRORS", errors), kIds);
}

TEST(QueryFailure, IsReadFromTheErrors) {
  using enum QueryFailure;
  const auto expect = [](QueryFailure expected, std::string_view body) {
    EXPECT_EQ(query_failure(body), expected) << body;
  };
  expect(kPrimaryLimit, R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user ID 1."}]})");
  expect(kPrimaryLimit, R"({"data":null,"errors":[{"message":"x"},{"type":"RATE_LIMITED"}]})");
  expect(kSecondaryLimit, R"({"errors":[{"message":"You have exceeded a secondary rate limit. Please wait."}]})");
  expect(kSecondaryLimit, R"({"message":"You have triggered an abuse detection mechanism."})");
  expect(kTooMuch, R"({"data":null,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"x"}]})");
  expect(kTooMuch, R"({"errors":[{"message":"Something went wrong while executing your query. This may be the )"
                   R"(result of a timeout, or it could be a GitHub bug."}]})");
}

TEST(QueryFailure, IsTooMuchInWhateverWords) {
  for (const std::string words :
       {"Something went wrong while executing your query. Please include `8D8C:2CAA` when reporting this issue.",
        "Something went wrong while executing your query on 2026-03-25T04:48:34+00:00. This may be the result of a "
        "timeout, or it could be a GitHub bug. Please include `8D8C` when reporting this issue.",
        "Timeout on validation of query", "timedout", "Resource limits for this query exceeded.",
        "We couldn't respond to your request in time. Sorry about that.", "Words that nobody has seen before"}) {
    EXPECT_EQ(query_failure(R"({"data":null,"errors":[{"message":")" + words + R"("}]})"), QueryFailure::kTooMuch);
    EXPECT_EQ(query_failure(R"({"errors":[{"message":")" + words + R"("}]})"), QueryFailure::kTooMuch) << words;
    EXPECT_EQ(query_failure(R"({"message":")" + words + R"("})"), QueryFailure::kTooMuch) << words;
  }
  for (const std::string type : {"TIMEOUT", "MAX_NODE_LIMIT_EXCEEDED", "RESOURCE_LIMITS_EXCEEDED"}) {
    EXPECT_EQ(query_failure(R"({"errors":[{"type":")" + type + R"(","message":"x"}]})"), QueryFailure::kTooMuch);
  }
}

TEST(QueryFailure, OfAQueryThatIsWrongIsNotItsSize) {
  for (const char* body : {R"({"errors":[{"message":"Field 'x' doesn't exist","locations":[{"line":1}]}]})",
                           R"({"errors":[{"message":"x","extensions":{"code":"undefinedField"}}]})",
                           R"({"errors":[{"type":"FORBIDDEN","message":"no timedout/repository"}]})"}) {
    EXPECT_NE(query_failure(body), QueryFailure::kTooMuch) << body;
  }
}

TEST(QueryFailure, IsNoneWhereThereIsDataOrNoAnswerAtAll) {
  for (const char* body : {"", "<html>", "[]", "{}", "{\"errors\":7}", R"({"errors":[{"type":"NOT_FOUND"}]})",
                           R"({"data":{"a":null},"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","path":["a"]}]})",
                           R"({"errors":[{"type":"NOT_FOUND","message":"no 'o/secondary rate limit'"}]})",
                           R"({"data":{"errors":"secondary rate limit"}})"}) {
    EXPECT_EQ(query_failure(body), QueryFailure::kNone) << body;
  }
}

TEST(GraphqlAnswer, WithoutDataIsTheFailureOfTheQuery) {
  const auto code = [](std::string_view body) { return thrown_by([&] { (void)read_viewer(body); }); };
  EXPECT_EQ(code(R"({"errors":[{"message":"Parse error on \"x\""}]})"), ErrorCode::kRemoteError);
  EXPECT_EQ(code(R"({"errors":[{"type":"RATE_LIMITED","message":"x"}]})"), ErrorCode::kRateLimited);
  EXPECT_EQ(code(R"({"data":null,"errors":[{"type":"FORBIDDEN","message":"x"}]})"), ErrorCode::kForbidden);
  for (const char* body : {"{}", "[]", "7", R"({"data":[]})", R"({"data":null})", R"({"data":{}})",
                           R"({"data":{"viewer":{"login":7}}})", R"({"message":"Bad credentials"})"}) {
    EXPECT_EQ(code(body), ErrorCode::kBadData) << body;
  }
  EXPECT_EQ(read_viewer(R"({"data":{"viewer":{"login":"alice"},"rateLimit":{"cost":1}}})"), "alice");
}

TEST(EntryErrors, GiveEachNullEntryItsOwnFailure) {
  struct Case {
    std::string_view error;
    ErrorCode code;
    bool retry_smaller;
  };
  for (
      const auto& [error, code, retry_smaller] : std::initializer_list<Case>{
          {R"({"type":"NOT_FOUND","path":["nodes",1],"message":"x"})", ErrorCode::kNotFound, false},
          {R"({"type":"FORBIDDEN","path":["nodes",1],"message":"Repository access blocked"})", ErrorCode::kForbidden,
           false},
          {R"({"type":"FORBIDDEN","path":["nodes",1],"message":"Resource protected by organization SAML enforcement."})",
           ErrorCode::kSsoRequired, false},
          {R"({"type":"RESOURCE_LIMITS_EXCEEDED","path":["nodes",1],"message":"x"})", ErrorCode::kRemoteError, true},
          {R"({"type":"FORBIDDEN","path":["nodes",1,"forkCount"],"message":"x"})", ErrorCode::kForbidden, false},
          {R"({"path":["nodes",1],"message":"Something went wrong"})", ErrorCode::kRemoteError, true},
          {"", ErrorCode::kRemoteError, true}}) {
    const auto found = probe_with(error);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(code_of(found[0]), std::nullopt);
    EXPECT_EQ(code_of(found[1]), code) << error;
    EXPECT_EQ(found[1].retry_smaller, retry_smaller) << error;
  }
}

TEST(EntryErrors, TellWhatStandsBetween) {
  struct Case {
    std::string_view error;
    ErrorCode code;
    Wall wall;
    std::string_view field;
    std::string_view words;
  };
  for (
      const auto& [error, code, wall, field, words] : std::initializer_list<Case>{
          {R"({"type":"FORBIDDEN","path":["nodes",1],"message":"x","extensions":{"saml_failure":true}})",
           ErrorCode::kSsoRequired, Wall::kOwner, "", "Configure SSO"},
          {R"({"type":"FORBIDDEN","path":["nodes",1],"message":"the `acme` organization has an IP allow list enabled"})",
           ErrorCode::kForbidden, Wall::kOwner, "", "IP allow list"},
          {R"({"type":"FORBIDDEN","path":["nodes",1],"message":"`acme` forbids access via a personal access token"})",
           ErrorCode::kForbidden, Wall::kOwner, "", "forbids"},
          {R"({"type":"FORBIDDEN","path":["nodes",1,"newestPull"],"message":"Resource not accessible by integration"})",
           ErrorCode::kForbidden, Wall::kPermission, "pullRequests", "read access to pull requests"},
          {R"({"type":"FORBIDDEN","path":["nodes",1,"openIssues","totalCount"],"message":"x"})", ErrorCode::kForbidden,
           Wall::kPermission, "issues", "read access to issues"},
          {R"({"type":"NOT_FOUND","path":["nodes",1,"newestPull"],"message":"x"})", ErrorCode::kNotFound, Wall::kNone,
           "pullRequests", "no such"},
          {R"({"path":["nodes",1,"newestPull"],"message":"Pull requests are disabled for this repository"})",
           ErrorCode::kRemoteError, Wall::kNone, "pullRequests", "disabled"},
          {R"({"type":"FORBIDDEN","path":["nodes",1],"message":"Repository access blocked"})", ErrorCode::kForbidden,
           Wall::kNone, "", "blocked"}}) {
    const auto found = probe_with(error);
    EXPECT_EQ(code_of(found[1]), code) << error;
    EXPECT_EQ(found[1].wall, wall) << error;
    EXPECT_EQ(found[1].refused_field, field) << error;
    EXPECT_THAT(found[1].failure->message, testing::HasSubstr(words)) << error;
    EXPECT_FALSE(found[1].retry_smaller) << error;
    EXPECT_EQ(code_of(found[0]), std::nullopt) << "the others are left alone";
  }
}

TEST(QueryFailure, OfAnOlderServerNamesTheFields) {
  const std::string_view body =
      R"({"errors":[{"path":["query Probe"],"message":"Field 'isDraft' doesn't exist on type 'PullRequest'"},)"
      R"({"message":"Field 'refs' doesn't accept argument 'query'"},)"
      R"({"message":"Cannot query field \"visibility\" on type \"Repository\". Did you mean x?"},)"
      R"({"message":"Unknown argument \"orderBy\" on field \"Repository.languages\"."}]})";
  EXPECT_EQ(query_failure(body), QueryFailure::kUnknownField);
  EXPECT_THAT(unknown_fields(body), testing::ElementsAre("isDraft", "refs", "visibility", "languages"));
  const std::string_view others = R"({"errors":[{"message":"Field of 'x' is broken"}]})";
  EXPECT_NE(query_failure(others), QueryFailure::kUnknownField);
  EXPECT_TRUE(unknown_fields(others).empty());
  EXPECT_TRUE(unknown_fields("no JSON").empty());
}

TEST(EntryErrors, InsideAnEntryLeaveWhatCanBeRead) {
  const auto forbidden = probe_with(R"({"type":"FORBIDDEN","path":["nodes",0,"defaultBranchRef"],"message":"x"})");
  EXPECT_EQ(code_of(forbidden[0]), std::nullopt);
  const auto resource_limited =
      probe_with(R"({"type":"RESOURCE_LIMITS_EXCEEDED","path":["nodes",0,"newestPull","nodes"],"message":"x"})");
  EXPECT_EQ(code_of(resource_limited[0]), ErrorCode::kRemoteError);
  EXPECT_TRUE(resource_limited[0].retry_smaller);
}

TEST(EntryErrors, InsideAnEntryThatCannotBeReadWithoutItAreAskedForInSmaller) {
  const std::string body =
      R"({"data":{"node":{"__typename":"Repository","pullRequests":null}},"errors":[{"path":["node","pullRequests"],)"
      R"("message":"Something went wrong while executing your query. Please include `1`."}]})";
  const auto found = read_pulls(body);
  EXPECT_EQ(code_of(found), ErrorCode::kRemoteError);
  EXPECT_TRUE(found.retry_smaller);
}

TEST(EntryErrors, WithoutAPathConcernAllEntriesOrNone) {
  const auto resource_limited = probe_with(R"({"type":"RESOURCE_LIMITS_EXCEEDED","message":"x"})");
  EXPECT_TRUE(resource_limited[0].retry_smaller);
  EXPECT_TRUE(resource_limited[1].retry_smaller);
  const auto other = probe_with(R"({"message":"x"})");
  EXPECT_EQ(code_of(other[0]), std::nullopt);
  EXPECT_EQ(code_of(other[1]), ErrorCode::kRemoteError);
}

TEST(EntryErrors, OfTheWholeListConcernEveryEntry) {
  const auto found = read_probe(
      R"({"data":{"nodes":null},"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","path":["nodes"],"message":"x"}]})", kIds);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(found[0].retry_smaller);
  EXPECT_TRUE(found[1].retry_smaller);
}

TEST(EntryErrors, SurviveStrangePaths) {
  for (const char* error : {R"({"path":["nodes",99]})", R"({"path":[]})", R"({"path":7})", R"({"path":["data"]})",
                            R"({"path":["nodes","x"],"type":null})"}) {
    EXPECT_EQ(code_of(probe_with(error)[0]), std::nullopt) << error;
  }
  for (const char* error : {R"({"path":["nodes",-1]})", R"({"path":[{}]})", R"({"type":7})", R"("x")"}) {
    EXPECT_EQ(thrown_by([&] { (void)probe_with(error); }), ErrorCode::kBadData) << error;
  }
}

TEST(CleanWords, HaveNoControlsAndNoAddresses) {
  EXPECT_EQ(clean_words("line\none\x1b[31m"), "line one [31m");
  EXPECT_EQ(clean_words("write to a@b.example now"), "write to ... now");
  EXPECT_EQ(clean_words("@ @"), "... ...");
  EXPECT_EQ(clean_words(std::string(9'999, 'x')).size(), 500U);
}

}  // namespace
}  // namespace cpsg::github::wire
