// Protects the bodies of requests: JSON whatever is in their variables, one alias for each thing, the fragment that the
// query needs, and the points that are reserved for them. That the queries are valid is tested by the stand-in, on
// GitHub's schema.
#include "cpsg/github/wire/queries.h"
#include "cpsg/github/wire/json_reader.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Request {
  explicit Request(const std::string& body) : document(body) {}
  [[nodiscard]] std::string operation() const { return document.root()["operationName"].handle(); }
  [[nodiscard]] std::string query() const { return document.root()["query"].text(1'000'000); }
  [[nodiscard]] JsonValue variable(std::string_view name) const { return document.root()["variables"][name]; }

  JsonDocument document;
};

TEST(Requests, NameTheirOperation) {
  const std::vector<std::string> ids = {"R_a"};
  const std::vector<RepositoryName> names = {{"o", "n"}};
  const std::vector<model::Oid> oids = {model::Oid{}};
  const auto expect = [](QueryKind kind, const std::string& body) {
    const Request request(body);
    EXPECT_EQ(request.operation(), operation_name(kind));
    EXPECT_TRUE(request.query().starts_with("query " + std::string(operation_name(kind)))) << request.query();
    EXPECT_THAT(request.query(), Not(HasSubstr("#")));
  };
  expect(QueryKind::kProbe, probe_request(ids));
  expect(QueryKind::kRepositories, repositories_request(ids));
  expect(QueryKind::kRepositoriesByName, repositories_by_name_request(names));
  expect(QueryKind::kPulls, pulls_request("R_a", "", 50));
  expect(QueryKind::kPullHandles, pull_handles_request("R_a", "", PullOrder::kOldest, 100));
  expect(QueryKind::kPullHandles, pull_place_request("R_a", "", PullOrder::kNewest, 1));
  expect(QueryKind::kPullsByNumber, pulls_by_number_request("R_a", std::vector<std::int64_t>{1}));
  expect(QueryKind::kCommits, commits_request("R_a", oids));
  expect(QueryKind::kAudit, audit_request("R_a", true));
  expect(QueryKind::kViewer, viewer_request());
  expect(QueryKind::kReleases, releases_request("R_a", "", 100));
}

TEST(Requests, HaveIdsInOrder) {
  const Request request(probe_request(std::vector<std::string>{"R_a", "R_\"b\"", "R_c"}));
  const auto ids = request.variable("ids").elements(9);
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_EQ(ids[1].handle(), "R_\"b\"");
  EXPECT_EQ(ids[2].handle(), "R_c");
}

TEST(Requests, RepeatTheirAliases) {
  std::vector<RepositoryName> names;
  for (int i = 0; i < 11; ++i) names.push_back({"o" + std::to_string(i), "n"});
  const Request request(repositories_by_name_request(names));
  EXPECT_THAT(request.query(), HasSubstr("$o10: String!, $n10: String!\n"));
  EXPECT_THAT(request.query(), HasSubstr("r10: repository(owner: $o10, name: $n10) {"));
  EXPECT_THAT(request.query(), Not(HasSubstr("r11:")));
  EXPECT_THAT(request.query(), HasSubstr("fragment RepositoryFields on Repository"));
  EXPECT_EQ(request.variable("o10").handle(), "o10");

  const Request commits(commits_request("R_a", std::vector<model::Oid>(100)));
  EXPECT_THAT(commits.query(), HasSubstr("c99: object(oid: $c99)"));
  EXPECT_EQ(commits.variable("c99").handle(), std::string(40, '0'));
  EXPECT_EQ(commits.variable("id").handle(), "R_a");
}

TEST(Requests, GoOnWhereThePageEnded) {
  const Request first(pulls_request("R_a", "", 50));
  EXPECT_EQ(first.variable("first").count(), 50);
  EXPECT_TRUE(first.variable("after").is_null());
  EXPECT_THAT(first.query(), HasSubstr("fragment PullFields on PullRequest"));
  EXPECT_EQ(Request(pull_handles_request("R_a", "c\"1", PullOrder::kOldest, 100)).variable("after").handle(), "c\"1");
}

TEST(Requests, ListPullRequestsInTheOrderThatIsWanted) {
  const auto order_of = [](PullOrder order) {
    const Request request(pull_handles_request("R_a", "", order, 100));
    const std::size_t states = request.variable("states").elements(9).size();
    return request.variable("order")["field"].handle() + ' ' + request.variable("order")["direction"].handle() +
           (states == 0 ? "" : " OPEN");
  };
  EXPECT_EQ(order_of(PullOrder::kOldest), "CREATED_AT ASC");
  EXPECT_EQ(order_of(PullOrder::kNewest), "CREATED_AT DESC");
  EXPECT_EQ(order_of(PullOrder::kLatestUpdate), "UPDATED_AT DESC");
  EXPECT_EQ(order_of(PullOrder::kLatestUpdateOpen), "UPDATED_AT DESC OPEN");
  EXPECT_TRUE(Request(pull_handles_request("R_a", "", PullOrder::kOldest, 1)).variable("entries").boolean());
  EXPECT_FALSE(Request(pull_place_request("R_a", "", PullOrder::kOldest, 1)).variable("entries").boolean());

  const Request by_number(pulls_by_number_request("R_a", std::vector<std::int64_t>{7, 12}));
  EXPECT_THAT(by_number.query(), HasSubstr("p1: pullRequest(number: $n1) {"));
  EXPECT_EQ(by_number.variable("n1").count(), 12);
}

TEST(PointsOf, FollowGitHubsFormula) {
  EXPECT_EQ(points_of(QueryKind::kProbe, 100), 1U);
  EXPECT_EQ(points_of(QueryKind::kRepositories, 25), 1U);
  EXPECT_EQ(points_of(QueryKind::kRepositories, 50), 2U);
  EXPECT_EQ(points_of(QueryKind::kRepositoriesByName, 100), 3U);
  EXPECT_EQ(points_of(QueryKind::kPulls, 50), 1U);
  EXPECT_EQ(points_of(QueryKind::kPulls, 100), 2U);
  EXPECT_EQ(points_of(QueryKind::kPullHandles, 100), 1U);
  EXPECT_EQ(points_of(QueryKind::kPullsByNumber, 100), 2U);
  EXPECT_EQ(points_of(QueryKind::kCommits, 100), 1U);
  EXPECT_EQ(points_of(QueryKind::kAudit, 1), 1U);
  EXPECT_EQ(points_of(QueryKind::kViewer, 1), 1U);
  EXPECT_EQ(points_of(QueryKind::kReleases, 100), 1U);
}

}  // namespace
}  // namespace cpsg::github::wire
