// Protects what is read of pull requests by GraphQL: every field, and that a page which is incomplete or contradicts
// itself is never taken for a whole one. The answers are the stand-in's, shortened.
#include "cpsg/base/limits.h"
#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kPull =
    R"({"__typename":"PullRequest","id":"PR_a","number":188,"title":"Fix paths ✓ 188","state":"MERGED",)"
    R"("isDraft":false,"createdAt":"2026-03-27T13:19:28Z","updatedAt":"2026-05-09T21:54:10Z",)"
    R"("closedAt":"2026-04-23T01:07:08Z","mergedAt":"2026-04-23T01:07:09Z","baseRefName":"main",)"
    R"("baseRefOid":"83730415cab1e390c655b67a7ee4e0ddaf9bd75e","headRefName":"topic-188",)"
    R"("headRefOid":"7760327c866b02fef7899847fabfea4f7238f29c","reviewDecision":"CHANGES_REQUESTED","additions":274,)"
    R"("deletions":398,"changedFiles":14,"author":{"__typename":"Bot","login":"dependabot"},)"
    R"("mergedBy":{"login":"boris"},"headRepository":{"nameWithOwner":"fork/n"},"commits":{"totalCount":10},)"
    R"("comments":{"totalCount":5},"reviews":{"totalCount":2,"nodes":[{"submittedAt":"2026-04-14T05:11:14Z"},)"
    R"({"submittedAt":null},{"submittedAt":"2026-04-05T09:15:21Z"}]},)"
    R"("labels":{"nodes":[{"name":"performance"},{"name":"bug"}]}})";

std::string page(std::string_view nodes, std::string_view info = R"({"hasNextPage":true,"endCursor":"Y3Vyc29y"})") {
  return R"({"data":{"node":{"__typename":"Repository","pullRequests":{"totalCount":230,"pageInfo":)" +
         std::string(info) + R"(,"nodes":[)" + std::string(nodes) + "]}}}}";
}

std::optional<ErrorCode> page_error(const std::string& body) {
  return thrown_by([&] { (void)read_pulls(body); });
}

TEST(ReadPulls, ReadsEveryField) {
  const auto found = read_pulls(page(kPull));
  ASSERT_TRUE(found.value);
  EXPECT_EQ(found.value->total, 230);
  EXPECT_TRUE(found.value->has_next);
  EXPECT_EQ(found.value->end_cursor, "Y3Vyc29y");
  model::PullRequest expected;
  expected.number = 188;
  expected.title = "Fix paths ✓ 188";
  expected.state = model::PullState::kMerged;
  expected.author = "dependabot";
  expected.bot = true;
  expected.base_ref = "main";
  expected.base_oid = model::Oid::from_hex("83730415cab1e390c655b67a7ee4e0ddaf9bd75e");
  expected.head_ref = "topic-188";
  expected.head_oid = model::Oid::from_hex("7760327c866b02fef7899847fabfea4f7238f29c");
  expected.head_repo = "fork/n";
  expected.created_at = at(1'774'617'568);
  expected.updated_at = at(1'778'363'650);
  expected.closed_at = at(1'776'906'428);
  expected.merged_at = at(1'776'906'429);
  expected.merged_by = "boris";
  expected.additions = 274;
  expected.deletions = 398;
  expected.changed_files = 14;
  expected.commits = 10;
  expected.comments = 5;
  expected.reviews = 2;
  expected.review_decision = "changes_requested";
  expected.labels = {"bug", "performance"};
  expected.first_review_at = at(1'775'380'521);
  EXPECT_THAT(found.value->pulls, ElementsAre(expected));
}

TEST(ReadPulls, ReadsWhatWasDeletedAsNull) {
  std::string pull = changed(std::string(kPull), R"({"__typename":"Bot","login":"dependabot"})", "null");
  pull = changed(pull, R"({"nameWithOwner":"fork/n"})", "null");
  pull = changed(pull, R"({"login":"boris"})", "null");
  pull = changed(pull, R"("MERGED")", R"("OPEN")");
  pull = changed(pull, R"("labels":{"nodes":[{"name":"performance"},{"name":"bug"}]})", R"("labels":null)");
  const auto found = read_pulls(page(pull));
  ASSERT_TRUE(found.value);
  const model::PullRequest& read = found.value->pulls.at(0);
  EXPECT_EQ(read.author, std::nullopt);
  EXPECT_FALSE(read.bot);
  EXPECT_EQ(read.head_repo, std::nullopt);
  EXPECT_EQ(read.merged_by, std::nullopt);
  EXPECT_EQ(read.state, model::PullState::kOpen);
  EXPECT_TRUE(read.labels.empty());
}

TEST(ReadPulls, CutsTitlesBetweenCharacters) {
  std::string title;
  while (title.size() <= limits::kTitleMaxBytes) title += "✓";
  const auto found = read_pulls(page(changed(std::string(kPull), "Fix paths ✓ 188", title)));
  const std::string& read = found.value.value().pulls.at(0).title;
  EXPECT_EQ(read.size(), limits::kTitleMaxBytes / 3 * 3);
  EXPECT_TRUE(title.starts_with(read));
}

TEST(ReadPulls, LastPageNeedsNoCursor) {
  const auto found = read_pulls(page("", R"({"hasNextPage":false,"endCursor":null})"));
  ASSERT_TRUE(found.value);
  EXPECT_FALSE(found.value->has_next);
  EXPECT_TRUE(found.value->pulls.empty());
}

TEST(ReadPulls, RefusesPagesThatContradictThemselves) {
  EXPECT_EQ(page_error(page(kPull, R"({"hasNextPage":true,"endCursor":null})")), ErrorCode::kBadData);
  EXPECT_EQ(page_error(page(kPull, R"({"hasNextPage":true,"endCursor":""})")), ErrorCode::kBadData);
  EXPECT_EQ(page_error(page(kPull, R"({"endCursor":"x"})")), ErrorCode::kBadData);
  EXPECT_EQ(page_error(page("")), ErrorCode::kBadData);
  const std::string cursor(limits::kShortTextMaxBytes + 1, 'c');
  EXPECT_EQ(page_error(page(kPull, R"({"hasNextPage":true,"endCursor":")" + cursor + "\"}")), ErrorCode::kBadData);
}

TEST(ReadPulls, CountsWhatHasWrongTypes) {
  struct Change {
    std::string_view from;
    std::string_view to;
  };
  for (const auto& [from, to] : std::initializer_list<Change>{{R"("number":188)", R"("number":0)"},
                                                              {R"("number":188)", R"("number":"188")"},
                                                              {R"("MERGED")", R"("LOST")"},
                                                              {R"("2026-05-09T21:54:10Z")", R"("yesterday")"},
                                                              {R"("additions":274)", R"("additions":-1)"},
                                                              {R"("83730415cab1)", R"("zz730415cab1)"},
                                                              {R"({"name":"bug"})", "null"},
                                                              {R"("labels":{)", R"("labels":7,"x":{)"}}) {
    const auto found = read_pulls(page(changed(std::string(kPull), from, to) + "," + std::string(kPull)));
    ASSERT_TRUE(found.value) << to;
    EXPECT_EQ(found.value->unreadable, 1) << to;
    EXPECT_EQ(found.value->pulls.size(), 1U) << to;
    EXPECT_TRUE(found.retry_smaller) << to;
  }
  std::string many = "null";
  for (int i = 0; i < 100; ++i) many += ",null";
  EXPECT_EQ(page_error(page(many)), ErrorCode::kBadData);
}

TEST(ReadPulls, WithNullEntriesIsWorthASmallerQuery) {
  const auto found = read_pulls(page("null," + std::string(kPull)));
  ASSERT_TRUE(found.value);
  EXPECT_EQ(found.value->pulls.at(0).number, 188);
  EXPECT_EQ(found.value->unreadable, 1);
  EXPECT_EQ(found.value->end_cursor, "Y3Vyc29y");
  EXPECT_TRUE(found.retry_smaller);
  EXPECT_FALSE(found.resource_limited);
}

TEST(ReadPulls, CountsEntriesThatGitHubFailsToGive) {
  std::string body = page("null," + std::string(kPull));
  body.pop_back();
  const auto found = read_pulls(body + R"(,"errors":[{"message":"Something went wrong",)"
                                       R"("path":["node","pullRequests","nodes",0]}]})");
  ASSERT_TRUE(found.value);
  EXPECT_EQ(found.value->unreadable, 1);
}

TEST(ReadPulls, BeyondGitHubsResourcesIsWorthASmallerQuery) {
  const std::string errors = R"(,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"x",)"
                             R"("path":["node","pullRequests","nodes",0,"labels"]}]})";
  std::string body = page(kPull);
  body.pop_back();
  const auto found = read_pulls(body + errors);
  EXPECT_EQ(code_of(found), ErrorCode::kRemoteError);
  EXPECT_TRUE(found.retry_smaller);
  EXPECT_TRUE(found.resource_limited);
}

TEST(ReadPulls, SaysThatItsCursorIsUnknown) {
  const auto found = read_pulls(
      R"({"data":{"node":null},"errors":[{"type":"INVALID_CURSOR_ARGUMENTS","path":["node","pullRequests","pageInfo"],)"
      R"("message":"`ZZZ` does not appear to be a valid cursor for `after`."}]})");
  EXPECT_EQ(code_of(found), ErrorCode::kBadData);
  EXPECT_FALSE(found.retry_smaller);
}

constexpr std::string_view kHandles = R"({"number":1,"state":"OPEN","updatedAt":"2026-11-24T12:36:31Z"},)"
                                      R"({"number":2,"state":"MERGED","updatedAt":"2026-11-24T12:36:30Z"})";

TEST(ReadPullHandles, ReadsNumbersStatesAndTimes) {
  const auto found = read_pull_handles(page(std::string(kHandles)));
  ASSERT_TRUE(found.value);
  ASSERT_EQ(found.value->pulls.size(), 2U);
  EXPECT_EQ(found.value->pulls[1].number, 2);
  EXPECT_EQ(found.value->pulls[1].state, model::PullState::kMerged);
  EXPECT_EQ(found.value->pulls[0].updated_at - found.value->pulls[1].updated_at, std::chrono::seconds(1));
  EXPECT_EQ(found.value->total, 230);
  EXPECT_EQ(found.value->unreadable, 0);
  EXPECT_EQ(read_pull_handles(page(std::string(kHandles) + ",null")).value.value().unreadable, 1);
}

TEST(ReadPullPlace, NeedsNoEntries) {
  constexpr std::string_view kPlace =
      R"({"data":{"node":{"__typename":"Repository","pullRequests":{"totalCount":9,"pageInfo":{"hasNextPage":true,)"
      R"("endCursor":"c"}}}}})";
  const auto found = read_pull_place(kPlace);
  ASSERT_TRUE(found.value);
  EXPECT_EQ(found.value->end_cursor, "c");
  EXPECT_EQ(found.value->total, 9);
  EXPECT_EQ(thrown_by([&] { (void)read_pull_handles(kPlace); }), ErrorCode::kBadData) << "a list needs them";
}

TEST(ReadPullsByNumber, ReadsEachOnItsOwn) {
  const std::vector<std::int64_t> numbers = {188, 2, 3, 188, 189, 6};
  const std::string bad = changed(std::string(kPull), R"("number":188)", R"("number":null)");
  const auto found =
      read_pulls_by_number(R"({"data":{"node":{"__typename":"Repository","p0":)" + std::string(kPull) +
                               R"(,"p1":null,"p2":null,"p3":)" + bad + R"(,"p4":)" + std::string(kPull) +
                               R"(,"p5":null}},"errors":[{"type":"NOT_FOUND","path":["node","p1"],"message":"x"},)"
                               R"({"message":"Something went wrong","path":["node","p2"]}]})",
                           numbers);
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].value.value().number, 188);
  EXPECT_EQ(code_of(found[1]), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(found[2]), ErrorCode::kRemoteError);
  EXPECT_TRUE(found[2].retry_smaller);
  EXPECT_EQ(code_of(found[3]), ErrorCode::kBadData);
  EXPECT_EQ(code_of(found[4]), ErrorCode::kBadData) << "another one than was asked for";
  EXPECT_EQ(code_of(found[5]), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace cpsg::github::wire
