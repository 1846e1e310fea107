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

  AuditReport audit() {
    const storage::Lease lease = take_lease();
    const AuditReport report =
        audit_project({*store_, *store_, *store_}, *client_, project(), lease, MessagePrivacy::kKeep, {}, now());
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
    const bool by_id = request.body.find("query PullsById(") != std::string::npos;
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
