// Protects: pull requests come back as they were given, a page is stored with its walk or not at all, a newer state is
// never replaced by an older one, and the counts are those of the rows.
#include <gmock/gmock.h>

#include <array>
#include <limits>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::conformance {
namespace {

using model::PullRequest;
using model::PullState;
using testing::ElementsAre;
using testing::IsEmpty;

PullRequest pull(std::int64_t number, std::int64_t updated_s = 1'000, PullState state = PullState::kOpen) {
  return {.number = number,
          .title = "Number " + std::to_string(number),
          .state = state,
          .base_ref = "main",
          .head_ref = "topic",
          .created_at = at(500),
          .updated_at = at(updated_s)};
}

PullRequest full_pull() {
  return {.number = 4'294'967'295,  // the greatest there can be
          .title = "A \"title\"; with \xF0\x9F\x90\x9B and " + std::string("\0", 1) + " in it",
          .state = PullState::kMerged,
          .draft = true,
          .author = "author",
          .bot = true,
          .base_ref = "release/1.0",
          .base_oid = sample_oid(1),
          .head_ref = "topic",
          .head_oid = sample_oid(2),
          .head_repo = "fork/sample",
          .created_at = at(100),
          .updated_at = at(400),
          .closed_at = at(200),
          .merged_at = at(300),
          .merged_by = "merger",
          .additions = 3'000'000'000,
          .deletions = 0,
          .changed_files = 1,
          .commits = 2,
          .comments = 4,
          .reviews = 5,
          .review_decision = "changes_requested",
          .labels = {"a bug", "kind/\xC3\xA4"},
          .first_review_at = at(150)};
}

std::vector<std::int64_t> numbers_of(const std::vector<PullRequest>& pulls) {
  std::vector<std::int64_t> numbers;
  for (const PullRequest& each : pulls) numbers.push_back(each.number);
  return numbers;
}

std::vector<std::int64_t> numbers_of(const std::vector<PullMark>& marks) {
  std::vector<std::int64_t> numbers;
  for (const PullMark& each : marks) numbers.push_back(each.number);
  return numbers;
}

model::PullCounts counts(std::int64_t open, std::int64_t closed, std::int64_t merged) {
  return {.open = open, .closed = closed, .merged = merged};
}

TEST_P(PullRequestsConformance, EveryFieldComesBack) {
  SampleProject project(stores());
  EXPECT_EQ(pulls().put_pull_requests(project.lease, std::array{full_pull(), pull(1)}, {}, at(5'000)), 2U);

  EXPECT_EQ(reopen().pulls.pull_request(project.id(), full_pull().number), full_pull());
  EXPECT_EQ(pulls().pull_request(project.id(), 1), pull(1)) << "with null where there is nothing";
  EXPECT_THAT(pulls().pull_requests(project.id(), 0, 10), ElementsAre(pull(1), full_pull()));
}

TEST_P(PullRequestsConformance, PagesAreAscendingAndOfOneProject) {
  SampleProject project(stores());
  SampleProject neighbour(stores(), "neighbour");
  pulls().put_pull_requests(project.lease, std::array{pull(9), pull(3), full_pull(), pull(5)}, {}, at(5'000));
  pulls().put_pull_requests(neighbour.lease, std::array{pull(4)}, {}, at(5'000));

  EXPECT_THAT(numbers_of(pulls().pull_requests(project.id(), 0, 2)), ElementsAre(3, 5));
  EXPECT_THAT(numbers_of(pulls().pull_requests(project.id(), 5, 10)), ElementsAre(9, full_pull().number));
  EXPECT_THAT(numbers_of(pulls().pull_requests(project.id(), -1, 1)), ElementsAre(3));
  EXPECT_THAT(pulls().pull_requests(project.id(), full_pull().number, 10), IsEmpty());
  EXPECT_THAT(pulls().pull_requests(project.id(), std::numeric_limits<std::int64_t>::max(), 10), IsEmpty());
  EXPECT_THAT(pulls().pull_requests(project.id(), 0, 0), IsEmpty());
  EXPECT_THAT(numbers_of(pulls().pull_request_marks(project.id())), ElementsAre(3, 5, 9, full_pull().number));
  for (const std::int64_t absent : {std::int64_t{4}, std::int64_t{0}, std::int64_t{-3}, std::int64_t{1} << 32}) {
    EXPECT_EQ(pulls().pull_request(project.id(), absent), std::nullopt) << absent;
  }
}

TEST_P(PullRequestsConformance, APageOfLongTextsEndsEarlyAndSaysThatMoreFollow) {
  SampleProject project(stores());
  PullRequest long_one = pull(1);
  long_one.title = std::string(kBlockMaxBytes / 2, 't');
  long_one.labels = {std::string(kBlockMaxBytes / 2, 'l')};
  PullRequest next = pull(2);
  pulls().put_pull_requests(project.lease, std::array{long_one, next}, {}, at(5'000));
  const auto first = pulls().pull_requests(project.id(), 0, 10);
  EXPECT_THAT(first, ElementsAre(long_one));
  EXPECT_FALSE(is_last(first, 10));
  const auto second = pulls().pull_requests(project.id(), 1, 10);
  EXPECT_THAT(second, ElementsAre(next));
  EXPECT_TRUE(is_last(second, 10));
}

TEST_P(PullRequestsConformance, StoredOneIsReplacedUnlessItWasUpdatedLater) {
  SampleProject project(stores());
  EXPECT_EQ(pulls().put_pull_requests(project.lease, std::array{pull(1, 2'000)}, {}, at(5'000)), 1U);

  PullRequest older = pull(1, 1'999, PullState::kClosed);
  EXPECT_EQ(pulls().put_pull_requests(project.lease, std::array{older}, {}, at(5'000)), 0U);
  EXPECT_EQ(pulls().pull_request(project.id(), 1), pull(1, 2'000));

  PullRequest same_time = full_pull();  // labels, for one, change without an update of the time
  same_time.number = 1;
  same_time.updated_at = at(2'000);
  EXPECT_EQ(pulls().put_pull_requests(project.lease, std::array{same_time, pull(2)}, {}, at(5'000)), 1U);
  EXPECT_EQ(pulls().pull_request(project.id(), 1), same_time);

  EXPECT_EQ(pulls().put_pull_requests(project.lease, std::array{pull(1, 2'001)}, {}, at(5'000)), 0U);
  EXPECT_EQ(pulls().pull_request(project.id(), 1), pull(1, 2'001)) << "nothing of the earlier state is left";
}

TEST_P(PullRequestsConformance, WhatRestLeavesOutStaysAsLongAsTheTimeDoes) {
  SampleProject project(stores());
  pulls().put_pull_requests(project.lease, std::array{full_pull()}, {}, at(5'000));
  PullRequest by_rest = full_pull();
  by_rest.title = "Another title";
  by_rest.author.reset();
  by_rest.head_repo.reset();
  by_rest.labels.clear();
  PullRequest expected = by_rest;
  by_rest.merged_by.reset();
  by_rest.additions = by_rest.deletions = by_rest.changed_files = by_rest.commits = std::nullopt;
  by_rest.comments = by_rest.reviews = std::nullopt;
  by_rest.review_decision.reset();
  by_rest.first_review_at.reset();

  pulls().put_pull_requests(project.lease, std::array{by_rest}, {}, at(5'000));
  EXPECT_EQ(pulls().pull_request(project.id(), by_rest.number), expected);

  const std::uint64_t revision = projects().project(project.id()).revision;
  pulls().put_pull_requests(project.lease, std::array{by_rest}, {}, at(5'000));
  EXPECT_EQ(projects().project(project.id()).revision, revision) << "nothing that readers could see";

  by_rest.updated_at += std::chrono::seconds(1);
  pulls().put_pull_requests(project.lease, std::array{by_rest}, {}, at(5'000));
  EXPECT_EQ(pulls().pull_request(project.id(), by_rest.number), by_rest) << "nothing of the earlier state is left";
}

TEST_P(PullRequestsConformance, CountsFollowEveryChange) {
  SampleProject project(stores());
  EXPECT_EQ(pulls().count_pull_requests(project.id()), counts(0, 0, 0));
  pulls().put_pull_requests(project.lease,
                            std::array{pull(1), pull(2), pull(3, 1, PullState::kClosed), pull(4, 1, PullState::kMerged),
                                       pull(4, 2, PullState::kMerged)},
                            {}, at(5'000));
  EXPECT_EQ(pulls().count_pull_requests(project.id()), counts(2, 1, 1));

  pulls().put_pull_requests(project.lease,
                            std::array{pull(1, 2'000, PullState::kMerged), pull(2, 1, PullState::kClosed)}, {.seen = 2},
                            at(5'000));
  EXPECT_EQ(pulls().count_pull_requests(project.id()), counts(1, 1, 2)) << "number 2 is the older state";

  pulls().remove_pull_requests(project.lease, std::array<std::int64_t, 6>{1, 3, 3, 77, -1, std::int64_t{1} << 32});
  EXPECT_EQ(reopen().pulls.count_pull_requests(project.id()), counts(1, 0, 1));
  EXPECT_THAT(numbers_of(pulls().pull_request_marks(project.id())), ElementsAre(2, 4));
  EXPECT_EQ(pulls().pull_walk(project.id()).seen, 2) << "a removal leaves the walk";
}

TEST_P(PullRequestsConformance, WalkComesBackAsItWasLeft) {
  SampleProject project(stores());
  EXPECT_EQ(pulls().pull_walk(project.id()), PullWalk{});
  const PullWalk under_way{.watermark = at(10), .cursor = "Y3Vyc29yOnYyOpK5", .newest = at(20), .seen = 50};
  pulls().put_pull_requests(project.lease, {}, under_way, at(5'000));
  EXPECT_EQ(reopen().pulls.pull_walk(project.id()), under_way);
  const PullWalk done{.watermark = at(20), .cursor = std::nullopt, .newest = std::nullopt, .seen = 0};
  pulls().put_pull_requests(project.lease, {}, done, at(5'000));
  EXPECT_EQ(pulls().pull_walk(project.id()), done);
  for (const auto& [short_before, by_rest] : {std::pair(true, false), std::pair(false, true)}) {
    const PullWalk walk{.short_before = short_before, .by_rest = by_rest};
    pulls().put_pull_requests(project.lease, {}, walk, at(5'000));
    EXPECT_EQ(pulls().pull_walk(project.id()), walk);
  }
}

TEST_P(PullRequestsConformance, RevisionGrowsWithWhatReadersSeeAlone) {
  SampleProject project(stores());
  const auto revision = [&] { return projects().project(project.id()).revision; };
  const std::uint64_t before = revision();
  pulls().put_pull_requests(project.lease, std::array{pull(1)}, {}, at(5'000));
  const std::uint64_t after_put = revision();
  EXPECT_GT(after_put, before);

  pulls().put_pull_requests(project.lease, std::array{pull(1), pull(1, 1)}, {.seen = 2}, at(5'000));
  pulls().remove_pull_requests(project.lease, std::array<std::int64_t, 1>{2});
  EXPECT_EQ(revision(), after_put);

  pulls().remove_pull_requests(project.lease, std::array<std::int64_t, 1>{1});
  EXPECT_GT(revision(), after_put);
}

TEST_P(PullRequestsConformance, ThatAllWereReadIsSeenByReaders) {
  SampleProject project(stores());
  const auto revision = [&] { return projects().project(project.id()).revision; };
  pulls().put_pull_requests(project.lease, std::array{pull(1)}, {.cursor = "x"}, at(5'000));
  EXPECT_FALSE(pulls().pull_facts(project.id()).all_read);
  const std::uint64_t before = revision();
  pulls().put_pull_requests(project.lease, {}, {.watermark = at(4'000)}, at(5'000));
  EXPECT_TRUE(pulls().pull_facts(project.id()).all_read);
  EXPECT_EQ(revision(), before + 1);
  pulls().put_pull_requests(project.lease, {}, {.watermark = at(4'500)}, at(5'001));
  EXPECT_EQ(revision(), before + 1) << "a later walk changes no number";
  pulls().put_pull_requests(project.lease, {}, {}, at(5'002));
  EXPECT_FALSE(pulls().pull_facts(project.id()).all_read) << "they are read anew";
  EXPECT_EQ(revision(), before + 2);
}

TEST_P(PullRequestsConformance, RefusedPageLeavesRowsCountsAndWalk) {
  SampleProject project(stores());
  const PullWalk walk{.cursor = "first", .seen = 1};
  pulls().put_pull_requests(project.lease, std::array{pull(1)}, walk, at(5'000));
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 32}) {
    EXPECT_TRUE(throws_error(ErrorCode::kBadData, [&] {
      pulls().put_pull_requests(project.lease, std::array{pull(2), pull(number)}, {.cursor = "second"}, at(5'000));
    })) << number;
  }
  EXPECT_THAT(numbers_of(pulls().pull_request_marks(project.id())), ElementsAre(1));
  EXPECT_EQ(pulls().count_pull_requests(project.id()), counts(1, 0, 0));
  EXPECT_EQ(pulls().pull_walk(project.id()), walk);
}

TEST_P(PullRequestsConformance, LostLeaseWritesNothing) {
  SampleProject project(stores());
  const Lease lost = project.lease;
  (void)projects().acquire_lease(project.id(), "another", at(1), kLeaseTtl, lost.fence);
  EXPECT_TRUE(throws_error(ErrorCode::kBusy,
                           [&] { pulls().put_pull_requests(lost, std::array{pull(1)}, {.seen = 1}, at(5'000)); }));
  EXPECT_TRUE(
      throws_error(ErrorCode::kBusy, [&] { pulls().remove_pull_requests(lost, std::array<std::int64_t, 1>{1}); }));
  EXPECT_THAT(numbers_of(pulls().pull_request_marks(project.id())), IsEmpty());
  EXPECT_EQ(pulls().pull_walk(project.id()), PullWalk{});
}

TEST_P(PullRequestsConformance, RemovedProjectHasNoneAndItsNameStartsAnew) {
  std::string id;
  {
    SampleProject project(stores());
    id = project.id();
    pulls().put_pull_requests(project.lease, std::array{pull(1)}, {.seen = 1}, at(5'000));
    projects().remove_project(project.id());
  }
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().pull_walk(id); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().pull_requests(id, 0, 1); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().pull_request(id, 1); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().pull_request_marks(id); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().count_pull_requests(id); }));

  const SampleProject project(stores());
  EXPECT_EQ(pulls().pull_walk(project.id()), PullWalk{});
  EXPECT_THAT(numbers_of(pulls().pull_request_marks(project.id())), IsEmpty());
  EXPECT_EQ(pulls().count_pull_requests(project.id()), counts(0, 0, 0));
}

TEST_P(PullRequestsConformance, ProgressOfManyIsThatOfEach) {
  SampleProject project(stores());
  const SampleProject empty(stores(), "empty");
  pulls().put_pull_requests(project.lease, std::array{pull(1), pull(2, 1'000, PullState::kMerged)},
                            {.watermark = at(7), .seen = 2}, at(5'000));

  const auto progress = pulls().pull_progress(std::array{empty.id(), std::string("nobody"), project.id(), empty.id()});

  EXPECT_THAT(progress, testing::SizeIs(2)) << "those that are gone are left out";
  EXPECT_EQ(progress.at(project.id()),
            (PullProgress{.walk = {.watermark = at(7), .seen = 2}, .counts = counts(1, 0, 1)}));
  EXPECT_EQ(progress.at(empty.id()), (PullProgress{.counts = counts(0, 0, 0)}));
  EXPECT_THAT(pulls().pull_progress({}), IsEmpty());
}

TEST_P(PullRequestsConformance, MarksAreThoseOfTheRows) {
  SampleProject project(stores());
  pulls().put_pull_requests(project.lease, std::array{pull(7, 20, PullState::kMerged), pull(2, 30)}, {}, at(5'000));
  EXPECT_THAT(pulls().pull_request_marks(project.id()),
              ElementsAre(PullMark{2, PullState::kOpen, at(30)}, PullMark{7, PullState::kMerged, at(20)}));
}

TEST_P(PullRequestsConformance, AGapStaysUntilItsPullRequestComesOrGoes) {
  SampleProject project(stores());
  SampleProject neighbour(stores(), "neighbour");
  const auto gap = [](std::int64_t number, std::string after, std::int64_t found_s) {
    return PullGap{.number = number, .after = std::move(after), .pulls = 1, .found_at = at(found_s)};
  };
  const PullGap somewhere{.number = 0, .after = "behind", .pulls = 3, .found_at = at(5)};
  pulls().put_pull_requests(neighbour.lease, {}, {}, std::array{gap(60, "", 1)}, at(5'000));
  pulls().put_pull_requests(project.lease, std::array{pull(1)}, {.seen = 4},
                            std::array{gap(60, "a", 5), somewhere, gap(61, "a", 5)}, at(5'000));
  pulls().put_pull_requests(project.lease, {}, {.seen = 4}, std::array{gap(60, "later", 9), somewhere}, at(5'000));
  EXPECT_THAT(reopen().pulls.pull_gaps(project.id()), ElementsAre(somewhere, gap(60, "a", 5), gap(61, "a", 5)))
      << "once each, with the time at which it was found";

  pulls().put_pull_requests(project.lease, std::array{pull(60)}, {}, at(5'000));
  EXPECT_THAT(pulls().pull_gaps(project.id()), ElementsAre(somewhere, gap(61, "a", 5)));
  pulls().remove_pull_requests(project.lease, std::array<std::int64_t, 1>{61});
  EXPECT_THAT(pulls().pull_gaps(project.id()), ElementsAre(somewhere));
  EXPECT_THAT(pulls().pull_gaps(neighbour.id()), ElementsAre(gap(60, "", 1)));
}

TEST_P(PullRequestsConformance, AnOlderStateClosesNoGap) {
  SampleProject project(stores());
  const PullGap gap{.number = 1, .after = "", .pulls = 1, .found_at = at(5)};
  pulls().put_pull_requests(project.lease, std::array{pull(1, 2'000)}, {}, std::array{gap}, at(5'000));
  pulls().put_pull_requests(project.lease, std::array{pull(1, 1'999)}, {}, at(5'000));
  EXPECT_THAT(pulls().pull_gaps(project.id()), ElementsAre(gap));
}

TEST_P(PullRequestsConformance, WhatCannotBeSettledIsRememberedUntilItIs) {
  SampleProject project(stores());
  const auto difference = [&] { return pulls().pull_progress(std::array{project.id()}).at(project.id()).difference; };
  EXPECT_EQ(difference(), std::nullopt);
  const PullGap somewhere{.number = 0, .after = "behind", .pulls = 3, .found_at = at(5)};
  const PullGap known{.number = 4, .after = "", .pulls = 1, .found_at = at(5)};
  pulls().put_pull_requests(project.lease, {}, {}, std::array{somewhere, known}, at(5'000));
  for (const std::int64_t lists : {1, 2}) {
    const PullDifference left{.open = -1, .closed = 0, .merged = 3'000'000'000, .listed_at = at(7), .lists = lists};
    pulls().settle_pull_requests(project.lease, left);
    EXPECT_EQ(difference(), left);
  }
  EXPECT_THAT(pulls().pull_gaps(project.id()), ElementsAre(somewhere, known));
  pulls().settle_pull_requests(project.lease, std::nullopt);
  EXPECT_EQ(difference(), std::nullopt);
  EXPECT_THAT(pulls().pull_gaps(project.id()), ElementsAre(known)) << "all that are counted are there";

  const Lease lost = project.lease;
  (void)projects().acquire_lease(project.id(), "another", at(1), kLeaseTtl, lost.fence);
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { pulls().settle_pull_requests(lost, PullDifference{}); }));
  EXPECT_EQ(difference(), std::nullopt);
}

TEST_P(PullRequestsConformance, RemovedProjectLeavesNoGaps) {
  {
    SampleProject project(stores());
    pulls().put_pull_requests(project.lease, {}, {}, std::array{PullGap{.number = 4, .after = "c", .found_at = at(5)}},
                              at(5'000));
    pulls().settle_pull_requests(project.lease, PullDifference{.open = 1, .listed_at = at(7), .lists = 1});
    projects().remove_project(project.id());
  }
  const SampleProject project(stores());
  EXPECT_THAT(pulls().pull_gaps(project.id()), IsEmpty());
  EXPECT_EQ(pulls().pull_progress(std::array{project.id()}).at(project.id()).difference, std::nullopt);
}

}  // namespace
}  // namespace cpsg::storage::conformance
