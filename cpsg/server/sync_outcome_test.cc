// Protects what scripts read from `sync --json`: the members, their order, and plain numbers.
#include "cpsg/server/sync_outcome.h"

namespace cpsg::server {
namespace {

SyncOutcome success() {
  SyncOutcome outcome;
  outcome.project = "acme/tool";
  outcome.report = {.new_commits = 1, .new_branches = 2, .git_requests = 3, .git_bytes = 1'500'000, .seconds = 12.3456};
  outcome.report.total = model::ProjectCounts{.commits_all = 70'000'000, .branches = 1};
  return outcome;
}

// The object without the one member that differs from run to run.
std::string without_peak(std::string line) {
  const std::size_t begin = line.find("\"peak_rss_bytes\":");
  return line.erase(begin, line.find(',', begin) + 1 - begin);
}

TEST(SyncOutcome, IsOneCompactObjectWithPlainNumbers) {
  EXPECT_EQ(without_peak(to_json(success())),
            R"({"project":"acme/tool","ok":true,"new":{"commits":1,"branches":2,"pull_requests":0},)"
            R"("total":{"commits":70000000,"branches":1,"pull_requests":null},"seconds":12.346,)"
            R"("requests":{"git":3,"rest":0,"graphql":0},"bytes":{"git":1500000,"rest":0,"graphql":0},)"
            R"("points":{"rest":0,"graphql":0},"error":null})");
}

TEST(SyncOutcome, AFailureHasItsCodeAndWhatWasSpent) {
  SyncOutcome outcome = success();
  outcome.failure = Failure{ErrorCode::kTimeout, "said \"nothing\"", {}};
  const std::string line = to_json(outcome);
  EXPECT_THAT(line, testing::HasSubstr(R"("ok":false)"));
  EXPECT_THAT(line, testing::HasSubstr(R"("total":{"commits":70000000,)")) << "it is stored all the same";
  EXPECT_THAT(line, testing::HasSubstr(R"("requests":{"git":3,)"));
  EXPECT_THAT(line, testing::HasSubstr(R"("error":{"code":"timeout","message":"said \"nothing\""}})"));
}

TEST(SyncOutcome, KnowsThePeakOfThisProcess) {
  const std::string line = to_json(success());
  const std::string member = "\"peak_rss_bytes\":";
  EXPECT_GT(std::stoll(line.substr(line.find(member) + member.size())), 1'000'000);
}

TEST(SyncOutcome, IsALineForPeople) {
  EXPECT_EQ(to_text(success()),
            "acme/tool: 1 new commit, 70000000 in all on 1 branch, 12.35 s, 3 git requests, 1.5 MB");
  SyncOutcome cut = success();
  cut.report.total->missing_parents = 1;
  EXPECT_THAT(to_text(cut), testing::EndsWith("; history is cut: 1 parent is not in the repository"));
  cut.report.total->missing_parents = 0;
  cut.report.total->refs_left_out = 2;
  EXPECT_THAT(to_text(cut), testing::EndsWith("; 2 refs are left out"));
}

TEST(SyncOutcome, PartialSuccessSaysWhatIsStoredAndWhatWaits) {
  SyncOutcome outcome = success();
  outcome.report.total_pulls = 1;
  outcome.failure = Failure{ErrorCode::kRateLimited, "acme/tool: out of budget", {}};
  EXPECT_EQ(to_text(outcome),
            "acme/tool: 1 new commit, 70000000 in all on 1 branch, 0 of 1 pull request new; the rest waits: "
            "out of budget (rate_limited)");
  outcome.failure = Failure{ErrorCode::kForbidden, "no access", {}};
  EXPECT_THAT(to_text(outcome), testing::HasSubstr("; the rest failed: no access (forbidden)"));
  outcome.report = {.total = outcome.report.total};
  EXPECT_EQ(to_text(outcome),
            "acme/tool: error: no access (forbidden); stored as before: 70000000 commits on 1 branch");
  outcome.report.total.reset();
  EXPECT_EQ(to_text(outcome), "acme/tool: error: no access (forbidden)");
  EXPECT_THAT(to_json(outcome), testing::HasSubstr(R"("total":null)"));
}

}  // namespace
}  // namespace cpsg::server
