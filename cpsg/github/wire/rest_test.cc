// Protects what is read of REST: the same values as GraphQL's where both have them, null where REST has none, and links
// that lead exactly to the next page.
#include "cpsg/github/wire/rest.h"
#include "cpsg/base/limits.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kRepository =
    R"({"id":1900000000,"node_id":"R_kgDOcT-zAA","name":"n","full_name":"o/n","private":false,)"
    R"("owner":{"login":"o"},"description":null,"fork":true,"created_at":"2026-03-02T18:00:00Z",)"
    R"("updated_at":"2026-05-30T18:00:00Z","pushed_at":"2026-05-30T18:00:01Z","homepage":"","size":509,)"
    R"("stargazers_count":11,"watchers_count":11,"language":"HTML","forks_count":12,"archived":false,)"
    R"("open_issues_count":22,"license":{"spdx_id":"MIT"},"topics":["tooling","http"],"visibility":"public",)"
    R"("default_branch":"main","subscribers_count":13})";

constexpr std::string_view kPull =
    R"({"number":203,"state":"closed","title":"Remove a flaky test","draft":false,"user":{"login":"dependabot[bot]",)"
    R"("type":"Bot"},"created_at":"2026-03-29T10:54:32Z","updated_at":"2026-05-10T00:05:05Z",)"
    R"("closed_at":"2026-04-19T10:08:52Z","merged_at":"2026-04-19T10:08:53Z","labels":[{"name":"docs"},)"
    R"({"name":"bug"}],"head":{"ref":"topic-203","sha":"5fa51ef63d080b3be62c10549bfa88d6caf6c31d","repo":)"
    R"({"full_name":"fork/n"}},"base":{"ref":"main","sha":"6e62bead4f19f91533c0884c7b867e1d73911800"}})";

TEST(ReadRestRepository, ReadsWhatRestSays) {
  const Repository found = read_rest_repository(kRepository);
  EXPECT_EQ(found.github_id, 1'900'000'000);
  EXPECT_EQ(found.node_id, "R_kgDOcT-zAA");
  EXPECT_EQ(found.name, (RepositoryName{"o", "n"}));
  model::Statistics expected;
  expected.topics = {"http", "tooling"};
  expected.license = "MIT";
  expected.visibility = "public";
  expected.archived = false;
  expected.fork = true;
  expected.default_branch = "main";
  expected.language = "HTML";
  expected.stars = 11;
  expected.forks = 12;
  expected.watchers = 13;
  expected.size_kb = 509;
  expected.created_at = at(1'772'474'400);
  expected.updated_at = at(1'780'164'000);
  expected.pushed_at = at(1'780'164'001);
  EXPECT_EQ(found.statistics, expected);
  EXPECT_EQ(found.mark.stars, 11);
  EXPECT_EQ(found.mark.default_branch, "main");
  EXPECT_EQ(found.mark.pushed_at, at(1'780'164'001));
}

TEST(ReadRestRepository, RefusesWhatIsNone) {
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{}"), std::string("<html>"), std::string(kRepository, 0, 200),
        changed(std::string(kRepository), "1900000000", "null"), changed(std::string(kRepository), "o/n", "../n")}) {
    EXPECT_EQ(thrown_by([&] { (void)read_rest_repository(body); }), ErrorCode::kBadData) << body;
  }
}

TEST(ReadRestLanguages, SortsBySizeThenName) {
  EXPECT_THAT(
      read_rest_languages(R"({"Shell":5,"HTML":388912,"C":5})"),
      ElementsAre(model::LanguageSize{"HTML", 388'912}, model::LanguageSize{"C", 5}, model::LanguageSize{"Shell", 5}));
  EXPECT_TRUE(read_rest_languages("{}").empty());
  for (const char* body : {"[]", "null", R"({"C":-1})", R"({"C":"1"})"}) {
    EXPECT_EQ(thrown_by([&] { (void)read_rest_languages(body); }), ErrorCode::kBadData) << body;
  }
}

TEST(ReadRestPulls, ReadsWhatRestSays) {
  model::PullRequest expected;
  expected.number = 203;
  expected.title = "Remove a flaky test";
  expected.state = model::PullState::kMerged;
  expected.author = "dependabot";
  expected.bot = true;
  expected.base_ref = "main";
  expected.base_oid = model::Oid::from_hex("6e62bead4f19f91533c0884c7b867e1d73911800");
  expected.head_ref = "topic-203";
  expected.head_oid = model::Oid::from_hex("5fa51ef63d080b3be62c10549bfa88d6caf6c31d");
  expected.head_repo = "fork/n";
  expected.created_at = at(1'774'781'672);
  expected.updated_at = at(1'778'371'505);
  expected.closed_at = at(1'776'593'332);
  expected.merged_at = at(1'776'593'333);
  expected.labels = {"bug", "docs"};
  EXPECT_THAT(read_rest_pulls("[" + std::string(kPull) + "]"), ElementsAre(expected));
}

TEST(ReadRestPulls, DistinguishesStates) {
  const std::string closed = changed(std::string(kPull), R"("2026-04-19T10:08:53Z")", "null");
  const std::string open = changed(closed, R"("closed")", R"("open")");
  const auto found = read_rest_pulls("[" + closed + "," + open + "]");
  EXPECT_EQ(found.at(0).state, model::PullState::kClosed);
  EXPECT_EQ(found.at(1).state, model::PullState::kOpen);
}

TEST(ReadRestPulls, ReadsWhatWasDeletedAsNull) {
  std::string pull = changed(std::string(kPull), R"({"full_name":"fork/n"})", "null");
  pull = changed(pull, R"({"login":"dependabot[bot]","type":"Bot"})", "null");
  const auto found = read_rest_pulls("[" + pull + "]");
  EXPECT_EQ(found.at(0).head_repo, std::nullopt);
  EXPECT_EQ(found.at(0).author, std::nullopt);
}

TEST(ReadRestPulls, RefusesWhatIsNone) {
  for (const char* body : {"", "{}", "null", "[null]", "[7]", "[{}]", R"({"message":"Not Found"})"}) {
    EXPECT_EQ(thrown_by([&] { (void)read_rest_pulls(body); }), ErrorCode::kBadData) << body;
  }
}

TEST(ReadRestRefusal, FindsTheMessageAndTheReason) {
  const RestRefusal found = read_rest_refusal(R"({"message":"Repository access\nblocked","block":{"reason":"dmca"}})");
  EXPECT_EQ(found.message, "Repository access blocked");
  EXPECT_EQ(found.block_reason, "dmca");
}

TEST(ReadRestRefusal, IsEmptyForAnythingElse) {
  for (const char* body : {"", "<html>", "[]", "7", R"({"message":7,"block":"x"})", R"({"block":{"reason":[]}})"}) {
    const RestRefusal found = read_rest_refusal(body);
    EXPECT_EQ(found.message + found.block_reason, "") << body;
  }
}

TEST(NextLink, IsTheOneOfItsRelation) {
  EXPECT_EQ(next_link(R"(<http://h/p?page=2&x=a,b>; rel="next", <http://h/p?page=9>; rel="last")"),
            "http://h/p?page=2&x=a,b");
  EXPECT_EQ(next_link(R"(<http://h/1>; rel="prev", <http://h/3>; title="a, <b>"; REL="first next")"), "http://h/3");
  EXPECT_EQ(next_link("<http://h/3>;rel=next"), "http://h/3");
  EXPECT_EQ(last_link(R"(<http://h/p?page=2>; rel="next", <http://h/p?page=9>; rel="last")"), "http://h/p?page=9");
  EXPECT_EQ(last_link(R"(<http://h/1>; rel="prev")"), "");
}

TEST(NextLink, IsEmptyOnTheLastPage) {
  for (const char* header :
       {"", "<", "<>", "<http://h/1", R"(<http://h/1>; rel="prev")", R"(<http://h/1>; rel="nextish")",
        R"(<http://h/1>; rel=)", R"(rel="next")", R"(<http://h/1>; title="rel)"}) {
    EXPECT_EQ(next_link(header), "") << header;
  }
}

TEST(NextLink, IsNeverCut) {
  const std::string url = "http://h/" + std::string(limits::kShortTextMaxBytes, 'x');
  EXPECT_EQ(thrown_by([&] { (void)next_link("<" + url + ">; rel=\"next\""); }), ErrorCode::kBadData);
}

}  // namespace
}  // namespace cpsg::github::wire
