// Protects that each commit is asked about once, that what GitHub does not know is not asked for again, and that a part
// of the work stays done.
#include "cpsg/sync/enrich_commits.h"

#include <limits>

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

class EnrichmentTest : public ApiStepFixture {
 protected:
  EnrichmentTest() {
    bind();
    for (const char* subject : {"one", "two", "three"}) remote_->commit(subject);
    sync();
  }

  EnrichReport enrich(std::size_t most = std::numeric_limits<std::size_t>::max()) {
    const storage::Lease lease = take_lease();
    const auto release = [&](void*) { store_->release_lease(lease); };
    const std::unique_ptr<void, decltype(release)> released(this, release);
    EnrichReport report;
    enrich_commits(*store_, *client_, project(), lease, {}, quiet_, most, report);
    return report;
  }
  std::vector<model::Commit> commits() { return store_->commits(store_->commit_view(id_), {.limit = 10}); }
};

TEST_F(EnrichmentTest, EachCommitIsAskedForOnce) {
  const EnrichReport report = enrich();
  EXPECT_EQ(report.commits, 3u);
  EXPECT_TRUE(report.finished);
  for (const model::Commit& commit : commits()) {
    EXPECT_EQ(commit.additions, 7);
    EXPECT_EQ(commit.author.login, "jane");
  }
  EXPECT_TRUE(enrich().finished);
  EXPECT_EQ(github_.api().count("query CommitFacts("), 1u);
}

TEST_F(EnrichmentTest, AtMostSoManyTheNewestFirst) {
  const EnrichReport report = enrich(2);
  EXPECT_EQ(report.commits, 2u);
  EXPECT_FALSE(report.finished);
  EXPECT_EQ(enrich(2).commits, 1u);
}

TEST_F(EnrichmentTest, WhatGithubDoesNotKnowCountsAsDone) {
  github_.unknown_oids = {commits().front().oid.hex()};
  EXPECT_TRUE(enrich().finished);
  EXPECT_EQ(commits().front().additions, std::nullopt);
  EXPECT_EQ(commits().back().additions, 7);
}

TEST_F(EnrichmentTest, OneThatGithubFailsToGiveCostsItselfAlone) {
  const std::string poisoned = commits().front().oid.hex();
  github_.instead = [&](const auto& request) {
    const bool fails = request.body.find(poisoned) != std::string::npos;
    return fails ? std::optional(github::client::ScriptedApi::status(502, "<html>")) : std::nullopt;
  };
  EXPECT_TRUE(enrich().finished);
  EXPECT_EQ(commits().front().additions, std::nullopt);
  EXPECT_EQ(commits().back().additions, 7);
  const std::size_t before = github_.api().requests().size();
  EXPECT_TRUE(enrich().finished);
  EXPECT_EQ(github_.api().requests().size(), before) << "it is not asked for again and again";
}

TEST_F(EnrichmentTest, AnOutageLeavesAllToBeAskedFor) {
  github_.instead = [](const auto&) { return github::client::ScriptedApi::status(503, "<html>"); };
  EXPECT_EQ(failure_of([&] { enrich(); }).code, ErrorCode::kRemoteError);
  EXPECT_EQ(store_->unenriched_commits(id_, 10).size(), 3u);
}

TEST_F(EnrichmentTest, ARepositoryThatIsNotToBeSeenLeavesItsCommitsToBeAskedAbout) {
  for (const auto& [refusal, code] :
       {std::pair("NOT_FOUND", ErrorCode::kNotFound), {"FORBIDDEN", ErrorCode::kForbidden}}) {
    github_.instead = [type = std::string(refusal)](const auto&) { return SmallGithub::refusal(type); };
    EXPECT_EQ(failure_of([&] { enrich(); }).code, code);
    EXPECT_EQ(store_->unenriched_commits(id_, 10).size(), 3u);
  }
  github_.instead = {};
  EXPECT_EQ(enrich().commits, 3u);
}

TEST_F(EnrichmentTest, WithoutBudgetItEndsAndSaysUntilWhen) {
  github_.instead = [](const auto&) { return SmallGithub::slow_down(600); };
  EXPECT_EQ(failure_of([&] { enrich(); }).code, ErrorCode::kRateLimited);
}

}  // namespace
}  // namespace cpsg::sync
