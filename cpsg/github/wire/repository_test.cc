// Protects what is read of repositories: every statistic lands where it belongs, entries answer what was asked, and a
// bad one leaves the others alone. The answers are the stand-in's, shortened.
#include "cpsg/base/limits.h"
#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kRepository =
    R"({"__typename":"Repository","id":"R_kgDOcT-zAA","databaseId":1900000000,"nameWithOwner":"o/n","description":"",)"
    R"("homepageUrl":"https://example.org/19nl7zr","visibility":"PUBLIC","isArchived":true,"isFork":false,)"
    R"("isEmpty":false,"createdAt":"2026-03-02T18:00:00Z","updatedAt":"2026-05-30T18:00:00Z",)"
    R"("pushedAt":"2026-05-30T18:00:01Z","diskUsage":509,"stargazerCount":11,"forkCount":12,)"
    R"("licenseInfo":{"spdxId":"BSD-3-Clause"},"primaryLanguage":{"name":"HTML"},)"
    R"("defaultBranchRef":{"name":"main","target":{"oid":"0158b1f8f6cf4618fd8df0ad43c759b3cbda6c74"}},)"
    R"("watchers":{"totalCount":13},"openIssues":{"totalCount":14},"closedIssues":{"totalCount":15},)"
    R"("openPulls":{"totalCount":8},"closedPulls":{"totalCount":45},"mergedPulls":{"totalCount":177},)"
    R"("releases":{"totalCount":27},"tags":{"totalCount":3},"branches":{"totalCount":7},)"
    R"("languages":{"edges":[{"size":5,"node":{"name":"Shell"}},{"size":388912,"node":{"name":"HTML"}},)"
    R"({"size":5,"node":{"name":"CSS"}}]},)"
    R"("repositoryTopics":{"nodes":[{"topic":{"name":"tooling"}},{"topic":{"name":"http"}}]},)"
    R"("newestPull":{"totalCount":230,"nodes":[{"updatedAt":"2026-05-10T00:05:05Z"}]}})";
const std::vector<RepositoryName> kNames = {{"O", "old"}, {"o", "none"}};

std::string by_name(std::string_view first) {
  return R"({"data":{"r0":)" + std::string(first) +
         R"(,"r1":null,"rateLimit":{"cost":1}},"errors":[{"type":"NOT_FOUND","path":["r1"],"message":"Could not )"
         R"(resolve to a Repository with the name 'o/none'."}]})";
}

std::string by_ids(std::string_view entries) { return R"({"data":{"nodes":[)" + std::string(entries) + "]}}"; }

TEST(ReadRepositories, ReadsEveryStatistic) {
  const auto found = read_repositories_by_name(by_name(kRepository), kNames);
  ASSERT_EQ(found.size(), 2U);
  ASSERT_TRUE(found[0].value);
  const Repository& repository = *found[0].value;
  EXPECT_EQ(repository.github_id, 1'900'000'000);
  EXPECT_EQ(repository.node_id, "R_kgDOcT-zAA");
  EXPECT_EQ(repository.name, (RepositoryName{"o", "n"}));
  model::Statistics expected;
  expected.homepage = "https://example.org/19nl7zr";
  expected.topics = {"http", "tooling"};
  expected.license = "BSD-3-Clause";
  expected.visibility = "public";
  expected.archived = true;
  expected.fork = false;
  expected.empty = false;
  expected.default_branch = "main";
  expected.language = "HTML";
  expected.languages = {{"HTML", 388'912}, {"CSS", 5}, {"Shell", 5}};
  expected.stars = 11;
  expected.forks = 12;
  expected.watchers = 13;
  expected.open_issues = 14;
  expected.closed_issues = 15;
  expected.size_kb = 509;
  expected.releases = 27;
  expected.tags = 3;
  expected.branches = 7;
  expected.pulls = {8, 45, 177};
  expected.created_at = at(1'772'474'400);
  expected.updated_at = at(1'780'164'000);
  expected.pushed_at = at(1'780'164'001);
  EXPECT_EQ(repository.statistics, expected);
  EXPECT_EQ(code_of(found[1]), ErrorCode::kNotFound);
}

TEST(ReadRepositories, ReadsTheMarkOfTheProbe) {
  const model::ProbeMark expected{at(1'780'164'001),
                                  at(1'780'164'000),
                                  "main",
                                  model::Oid::from_hex("0158b1f8f6cf4618fd8df0ad43c759b3cbda6c74"),
                                  11,
                                  12,
                                  230,
                                  at(1'778'371'505),
                                  true};
  const std::vector<std::string> ids = {"R_kgDOcT-zAA"};
  const std::string body = by_ids(kRepository);
  EXPECT_EQ(read_probe(body, ids)[0].value.value().mark, expected);
  EXPECT_EQ(read_repositories(body, ids)[0].value.value().mark, expected);
}

TEST(ReadRepositories, TakesAnEmptyOne) {
  std::string empty = changed(std::string(kRepository), R"("pushedAt":"2026-05-30T18:00:01Z")", R"("pushedAt":null)");
  empty = changed(empty, R"({"name":"main","target":{"oid":"0158b1f8f6cf4618fd8df0ad43c759b3cbda6c74"}})", "null");
  empty = changed(empty, R"({"spdxId":"BSD-3-Clause"})", "null");
  empty = changed(empty, R"([{"updatedAt":"2026-05-10T00:05:05Z"}])", "[]");
  const auto found = read_repositories_by_name(by_name(empty), kNames);
  ASSERT_TRUE(found[0].value);
  EXPECT_EQ(found[0].value->mark.default_tip, std::nullopt);
  EXPECT_EQ(found[0].value->mark.newest_pull_updated_at, std::nullopt);
  EXPECT_EQ(found[0].value->statistics.default_branch, std::nullopt);
  EXPECT_EQ(found[0].value->statistics.license, std::nullopt);
}

TEST(ReadRepositories, ABadEntryLeavesTheOthersAlone) {
  struct Change {
    std::string_view from;
    std::string_view to;
  };
  for (const auto& [from, to] : std::initializer_list<Change>{{R"("databaseId":1900000000)", R"("databaseId":null)"},
                                                              {R"("databaseId":1900000000)", R"("databaseId":0)"},
                                                              {R"("nameWithOwner":"o/n",)", ""},
                                                              {R"("o/n")", R"("o")"},
                                                              {R"("o/n")", R"("o/n/n")"},
                                                              {R"("o/n")", R"("o/\u0000")"},
                                                              {R"("stargazerCount":11)", R"("stargazerCount":-11)"},
                                                              {R"("stargazerCount":11)", R"("stargazerCount":"11")"},
                                                              {R"("isFork":false)", R"("isFork":0)"},
                                                              {R"("main")", R"(["main"])"},
                                                              {R"("watchers":{"totalCount":13})", R"("watchers":13)"},
                                                              {R"([{"size":5)", R"([null,{"size":5)"}}) {
    const std::string bad = changed(std::string(kRepository), from, to);
    const auto found = read_repositories(by_ids(bad + "," + std::string(kRepository)),
                                         std::vector<std::string>{"R_kgDOcT-zAA", "R_kgDOcT-zAA"});
    EXPECT_EQ(code_of(found[0]), ErrorCode::kBadData) << to;
    EXPECT_TRUE(found[0].retry_smaller);
    EXPECT_EQ(code_of(found[1]), std::nullopt);
  }
}

TEST(ReadRepositories, CutsTextsAtTheirLimits) {
  const std::string huge = "\"description\":\"" + std::string(1'000'000, 'x') + "\"";
  const auto found =
      read_repositories_by_name(by_name(changed(std::string(kRepository), R"("description":"")", huge)), kNames);
  EXPECT_EQ(found[0].value.value().statistics.description.value().size(), limits::kDescriptionMaxBytes);
}

TEST(ReadByIds, RefusesAListThatDoesNotAnswer) {
  const std::string one(kRepository);
  const auto code = [](const std::string& body, const std::vector<std::string>& ids) {
    return thrown_by([&] { (void)read_repositories(body, ids); });
  };
  EXPECT_EQ(code(by_ids(one), {"R_kgDOcT-zAA", "R_b"}), ErrorCode::kBadData);
  EXPECT_EQ(code(by_ids(one + "," + one), {"R_kgDOcT-zAA"}), ErrorCode::kBadData);
  EXPECT_EQ(code(by_ids(one), {"R_b"}), ErrorCode::kBadData);
  EXPECT_EQ(code(by_ids("7"), {"R_b"}), ErrorCode::kBadData);
  EXPECT_EQ(code(R"({"data":{"nodes":{}}})", {"R_b"}), ErrorCode::kBadData);
}

TEST(ReadByIds, TakesTheNewIdForAnOldOne) {
  const auto found = read_repositories(by_ids(kRepository), std::vector<std::string>{"MDEwOlJlcG9zaXRvcnkx"});
  EXPECT_EQ(found[0].value.value().node_id, "R_kgDOcT-zAA");
}

TEST(ReadByIds, FindsNoRepositoryInSomethingElse) {
  const auto found = read_probe(by_ids(R"({"__typename":"User","id":"U_a"})"), std::vector<std::string>{"U_a"});
  EXPECT_EQ(code_of(found[0]), ErrorCode::kNotFound);
}

TEST(ReadByName, AMissingAliasIsAFailure) {
  const auto found = read_repositories_by_name(R"({"data":{}})", kNames);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(code_of(found[0]), ErrorCode::kRemoteError);
  EXPECT_TRUE(found[0].retry_smaller);
}

TEST(ReadAudit, ReadsCounts) {
  const auto full =
      read_audit(R"({"data":{"node":{"__typename":"Repository","defaultBranchRef":{"target":)"
                 R"({"oid":"0158b1f8f6cf4618fd8df0ad43c759b3cbda6c74","history":{"totalCount":54}}},)"
                 R"("refs":{"totalCount":7},"openPulls":{"totalCount":30},"closedPulls":{"totalCount":50},)"
                 R"("mergedPulls":{"totalCount":150}}}})");
  ASSERT_TRUE(full.value);
  EXPECT_EQ(full.value->commits, 54);
  EXPECT_EQ(full.value->default_tip.value().hex(), "0158b1f8f6cf4618fd8df0ad43c759b3cbda6c74");
  EXPECT_EQ(full.value->branches, 7);
  EXPECT_EQ(full.value->pulls, (model::PullCounts{.open = 30, .closed = 50, .merged = 150}));

  const auto empty =
      read_audit(R"({"data":{"node":{"__typename":"Repository","defaultBranchRef":null,"refs":{"totalCount":0},)"
                 R"("openPulls":{"totalCount":1},"closedPulls":{"totalCount":2},"mergedPulls":{"totalCount":7}}}})");
  ASSERT_TRUE(empty.value);
  EXPECT_EQ(empty.value->commits, std::nullopt);
  EXPECT_EQ(empty.value->pulls.total(), 10);
}

TEST(ReadAudit, SaysWhyThereIsNothing) {
  EXPECT_EQ(code_of(read_audit(R"({"data":{"node":null},"errors":[{"type":"NOT_FOUND","path":["node"]}]})")),
            ErrorCode::kNotFound);
  EXPECT_EQ(code_of(read_audit(R"({"data":{"node":{"__typename":"User"}}})")), ErrorCode::kNotFound);
  EXPECT_EQ(thrown_by([] { (void)read_audit(R"({"data":{"node":{"__typename":"Repository"}}})"); }),
            ErrorCode::kBadData);
}

}  // namespace
}  // namespace cpsg::github::wire
