// Protects the comparison with GitHub's counts: that it costs one query while they agree, repairs what differs, and
// removes nothing on the word of a list that was cut short.
#include "cpsg/sync/audit_project.h"

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using testing::ElementsAre;

class AuditTest : public ApiStepFixture {
 protected:
  AuditTest() {
    bind();
    remote_->commit("one");
    remote_->commit("two");
    for (std::int64_t number = 1; number <= 4; ++number) github_.pulls.push_back({number, 10 * number});
    sync();
    for (const model::Branch& branch : store_->branches(id_, "", 10)) github_.default_tip = branch.oid.hex();
    github_.branches = 1;
    github_.commits = 2;
  }

  AuditReport audit(bool list_again = false) {
    const storage::Lease lease = take_lease();
    const AuditReport report = audit_project({*store_, *store_, *store_}, *client_, project(), lease, {},
                                             {.now = now(), .list_again = list_again});
    store_->release_lease(lease);
    return report;
  }
};

TEST_F(AuditTest, CountsThatAgreeCostOneQuery) {
  const AuditReport report = audit();
  EXPECT_EQ(report.coverage, (model::Coverage{1.0, 1.0, 1.0}));
  EXPECT_EQ(project().coverage, report.coverage);
  EXPECT_EQ(store_->api_progress(id_).audited_at, now());
  EXPECT_EQ(github_.api().count("query PullHandles("), 0u);
}

TEST_F(AuditTest, WhatWasDeletedIsRemovedAndWhatIsMissingFetched) {
  github_.pulls.erase(github_.pulls.begin() + 1);
  for (const std::int64_t number : {5, 6}) github_.pulls.push_back({number, 1});  // older than the watermark
  const AuditReport report = audit();
  EXPECT_EQ(report.removed_pulls, 1u);
  EXPECT_EQ(report.repaired_pulls, 2u);
  EXPECT_EQ(report.coverage.pull_requests, 1.0);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 3, 4, 5, 6));
}

TEST_F(AuditTest, AListThatWasCutShortRemovesNothing) {
  github_.pulls.resize(1);
  github_.unlisted = 1;
  audit();
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4));
}

TEST_F(AuditTest, WhatGithubFailsToGiveShowsInTheCoverage) {
  github_.pulls.push_back({5, 1});
  github_.instead = [](const auto& request) {
    const bool by_id = request.body.find("query PullsByNumber(") != std::string::npos;
    return by_id ? std::optional(github::client::ScriptedApi::json("nonsense")) : std::nullopt;
  };
  EXPECT_EQ(audit().coverage.pull_requests, 0.8);
}

TEST_F(AuditTest, WhatTheListLeavesOutForGoodShowsInTheCoverage) {
  github_.pulls.push_back({5, 1});
  github_.unlisted = 5;
  EXPECT_EQ(audit().coverage.pull_requests, 0.5);
  EXPECT_EQ(project().coverage.pull_requests, 0.5);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(AuditTest, AGapIsAskedForAgainAndCloses) {
  github_.pulls.push_back({5, 1});
  github_.poisoned = {5};
  EXPECT_EQ(audit().coverage.pull_requests, 0.8);
  ASSERT_EQ(store_->pull_gaps(id_).size(), 1u);
  const std::size_t lists = github_.api().count("query PullHandles(");
  EXPECT_EQ(audit().coverage.pull_requests, 0.8);
  EXPECT_EQ(github_.api().count("query PullHandles("), lists) << "the same difference is not listed for at once";

  github_.poisoned.clear();
  EXPECT_EQ(audit().coverage.pull_requests, 1.0);
  EXPECT_EQ(github_.api().count("query PullHandles("), lists);
  EXPECT_THAT(store_->pull_gaps(id_), testing::IsEmpty());
}

TEST_F(AuditTest, WhereTheListFailsInItsMiddleBothSidesAreFetched) {
  for (const std::int64_t number : {5, 6, 7, 8}) github_.pulls.push_back({number, 1});
  github_.instead = [&](const auto& request) {
    const bool list = request.body.find("query PullHandles(") != std::string::npos;
    const std::string after = SmallGithub::variable(request, "after");
    const bool fails =
        list && (after == SmallGithub::cursor(github_.pulls[4]) || after == SmallGithub::cursor(github_.pulls[6]));
    return fails ? std::optional(github::client::ScriptedApi::status(502, "")) : std::nullopt;
  };
  (void)audit();
  EXPECT_THAT(stored_numbers(), testing::IsSupersetOf({1, 2, 3, 4, 5, 7, 8}));
}

TEST_F(AuditTest, WhatComesFromBothEndsOfAListCountsOnce) {
  github_.pulls.pop_back();  // counted, but in no list
  github_.unlisted = 1;
  github_.instead = [&](const auto& request) {
    const bool oldest = request.body.find(R"("CREATED_AT","direction":"ASC")") != std::string::npos;
    const bool fails = oldest && SmallGithub::variable(request, "after") == SmallGithub::cursor(github_.pulls[1]);
    return fails ? std::optional(github::client::ScriptedApi::status(502, "")) : std::nullopt;
  };
  EXPECT_EQ(audit().removed_pulls, 0u);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4));
}

TEST_F(AuditTest, AListOfTheOpenOnesThatBreaksOffFetchesNoneOfTheClosed) {
  for (const std::int64_t number : {5, 6, 7, 8}) github_.pulls.push_back({number, 1, "CLOSED"});
  (void)audit();
  ASSERT_EQ(stored_numbers().size(), 8u);
  github_.pulls[0].state = "MERGED";  // its time did not move
  std::atomic<bool> several{false};
  github_.instead = [&](const auto& request) {
    const auto has = [&](std::string_view text) { return request.body.find(text) != std::string::npos; };
    if (has("query PullsByNumber(") && has(R"("n1":)")) several = true;
    const bool fails = has(R"("states":["OPEN"])") && !SmallGithub::variable(request, "after").empty();
    return fails ? std::optional(github::client::ScriptedApi::status(502, "")) : std::nullopt;
  };
  (void)audit();
  EXPECT_EQ(store_->pull_request(id_, 1)->state, model::PullState::kMerged);
  EXPECT_FALSE(several) << "one differs";
}

TEST_F(AuditTest, StatesThatDifferAreSettledByTheOpenOnes) {
  github_.pulls[1].state = "MERGED";  // its time did not move
  (void)audit();
  EXPECT_EQ(store_->pull_request(id_, 2)->state, model::PullState::kMerged);
  EXPECT_EQ(github_.api().count("CREATED_AT"), 0u) << "without a list of all";
  EXPECT_EQ(store_->pull_progress(std::array{id_}).at(id_).difference, std::nullopt);
}

TEST_F(AuditTest, StatesThatDifferAmongTheClosedAreSettledByTheList) {
  for (SmallPull& each : github_.pulls) each.state = "CLOSED";
  (void)audit();
  github_.pulls[0].state = "MERGED";
  (void)audit();
  EXPECT_EQ(store_->pull_request(id_, 1)->state, model::PullState::kMerged);
}

TEST_F(AuditTest, WhatCannotBeSettledIsListedForEverMoreSeldom) {
  github_.unlisted = 2;
  const auto lists = [&] {
    return github_.api().count(R"(\"field\":\"CREATED_AT\")") + github_.api().count("CREATED_AT");
  };
  (void)audit();
  const std::size_t once = lists();
  EXPECT_GT(once, 0u);
  (void)audit();
  EXPECT_EQ(lists(), once);
  clock_.advance(std::chrono::hours(7 * 24));
  (void)audit();
  EXPECT_EQ(lists(), 2 * once);
  clock_.advance(std::chrono::hours(7 * 24));
  (void)audit();
  EXPECT_EQ(lists(), 2 * once) << "two weeks now";
  (void)audit(true);
  EXPECT_EQ(lists(), 3 * once) << "whoever asks for it gets it";
  github_.unlisted = 3;
  (void)audit();
  EXPECT_EQ(lists(), 4 * once) << "another difference is news";
}

TEST_F(AuditTest, CommitsThatCannotBeCountedCostTheirCountAlone) {
  github_.pulls.push_back({5, 1});
  github_.instead = [](const auto& request) {
    const bool counts = request.body.find(R"("commits":true)") != std::string::npos;
    return counts ? std::optional(github::client::ScriptedApi::status(502, "")) : std::nullopt;
  };
  const AuditReport report = audit();
  EXPECT_EQ(report.repaired_pulls, 1u);
  EXPECT_FALSE(report.history_incomplete);
}

TEST_F(AuditTest, FewerCommitsBelowTheSameTipAreReported) {
  github_.commits = 4;
  github_.branches = 2;
  const AuditReport report = audit();
  EXPECT_TRUE(report.history_incomplete);
  EXPECT_EQ(report.coverage.commits, 0.5);
  EXPECT_EQ(report.coverage.branches, 0.5);

  github_.default_tip = std::string(40, 'a');  // pushed meanwhile
  EXPECT_FALSE(audit().history_incomplete);
}

}  // namespace
}  // namespace cpsg::sync
