// Protects: branches are found by what is asked for, in the order asked for, and pages of them neither lose nor repeat
// one that stays as it is while others change.
// How: random branches and queries; the answer is compared with a sort of all of them.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::conformance {
namespace {

using model::Branch;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array kSorts{BranchSort::kName, BranchSort::kCommittedAt, BranchSort::kAhead, BranchSort::kBehind,
                            BranchSort::kCommits};

std::vector<std::string> names(const std::vector<Branch>& branches) {
  std::vector<std::string> all;
  for (const Branch& each : branches) all.push_back(each.name);
  return all;
}

void publish_branches(SampleProject& project, UnixTime now, std::vector<Branch> branches) {
  Publication publication = project.publication();
  publication.now = now;
  publication.branches = std::move(branches);
  project.publish(publication);
}

Branch random_branch(std::mt19937& random, std::uint32_t number) {
  static constexpr std::array<std::string_view, 4> kParts{"a", "B", "fix/", "\xC3\xA4"};
  Branch branch = sample_branch("", number);
  for (int part = 0; part < 2; ++part) branch.name += kParts[random() % kParts.size()];
  branch.name += std::to_string(number);
  const auto maybe = [&]() -> std::optional<std::int64_t> {
    return random() % 5 == 0 ? std::nullopt : std::optional<std::int64_t>(random() % 4);
  };
  branch.ahead = maybe();
  branch.behind = maybe();
  branch.commits = static_cast<std::int64_t>(random() % 4);
  branch.merged = branch.ahead ? std::optional(*branch.ahead == 0) : std::nullopt;
  const auto epoch = maybe();
  branch.committed_at = epoch ? std::optional(model::GitTime{.epoch_s = *epoch}) : std::nullopt;
  return branch;
}

BranchQuery random_query(std::mt19937& random) {
  BranchQuery query;
  query.sort = kSorts[random() % kSorts.size()];
  query.descending = random() % 2 == 0;
  query.limit = 1 + random() % 7;
  query.with_total = random() % 2 == 0;
  query.filter.with_deleted = random() % 2 == 0;
  if (random() % 3 == 0) query.filter.merged = random() % 2 == 0;
  if (random() % 3 == 0) query.filter.text = random() % 2 == 0 ? "A" : "\xC3\xA4";
  if (random() % 3 == 0) query.filter.committed_before = at(static_cast<std::int64_t>(random() % 5));
  return query;
}

// The value that a branch is sorted by, so that the least comes first, and none last.
std::pair<bool, std::int64_t> sorted_by(const Branch& branch, const BranchQuery& query) {
  std::optional<std::int64_t> value;
  if (query.sort == BranchSort::kCommittedAt && branch.committed_at) value = branch.committed_at->epoch_s;
  if (query.sort == BranchSort::kAhead) value = branch.ahead;
  if (query.sort == BranchSort::kBehind) value = branch.behind;
  if (query.sort == BranchSort::kCommits) value = branch.commits;
  return {!value, query.descending ? -value.value_or(0) : value.value_or(0)};
}

bool wanted(const Branch& branch, const BranchFilter& filter) {
  std::string lower = branch.name;
  for (char& c : lower) c = c == 'B' ? 'b' : c;
  const std::string text = filter.text == "A" ? "a" : filter.text;
  return (filter.with_deleted || !branch.deleted_at) && lower.find(text) != std::string::npos &&
         (!filter.merged || branch.merged == filter.merged) &&
         (!filter.committed_before ||
          (branch.committed_at && at(branch.committed_at->epoch_s) < *filter.committed_before));
}

std::vector<std::string> sorted_names(std::vector<Branch> branches, const BranchQuery& query) {
  std::erase_if(branches, [&](const Branch& each) { return !wanted(each, query.filter); });
  std::sort(branches.begin(), branches.end(), [&](const Branch& a, const Branch& b) {
    if (query.sort == BranchSort::kName) return query.descending ? a.name > b.name : a.name < b.name;
    const auto of_a = sorted_by(a, query);
    const auto of_b = sorted_by(b, query);
    return of_a != of_b ? of_a < of_b : a.name < b.name;
  });
  return names(branches);
}

TEST_P(HistoryReaderConformance, BranchesAreSortedAndFilteredAsAsked) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 8; ++round) {
    SampleProject project(stores(), "sample" + std::to_string(round));
    std::vector<Branch> branches;
    for (std::uint32_t i = 0; i < 40; ++i) branches.push_back(random_branch(random, i));
    publish_branches(project, at(10), branches);
    branches.resize(30);  // ten tombstones
    publish_branches(project, at(20), branches);
    const std::vector<Branch> all = history().branches(project.id(), "", 1'000);
    ASSERT_EQ(all.size(), 40U);
    for (int asked = 0; asked < 40; ++asked) {
      BranchQuery query = random_query(random);
      const std::vector<std::string> expected = sorted_names(all, query);
      std::vector<std::string> found;
      while (true) {
        const BranchPage page = history().branches(project.id(), query);
        ASSERT_LE(page.branches.size(), query.limit);
        ASSERT_EQ(page.total, query.with_total ? std::optional<std::int64_t>(expected.size()) : std::nullopt);
        for (const Branch& each : page.branches) found.push_back(each.name);
        if (!page.next) break;
        query.after = page.next;
      }
      ASSERT_EQ(found, expected) << "round " << round << ", question " << asked;
    }
  }
}

TEST_P(HistoryReaderConformance, PagesOfBranchesLoseNoneThatStaysWhileOthersChange) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 20; ++round) {
    SampleProject project(stores(), "sample" + std::to_string(round));
    std::vector<Branch> staying;
    std::vector<Branch> changing;
    for (std::uint32_t i = 0; i < 40; ++i) (i % 2 == 0 ? staying : changing).push_back(random_branch(random, i));
    BranchQuery query = random_query(random);
    const std::vector<std::string> expected = sorted_names(staying, query);
    std::vector<std::string> found;
    for (std::int64_t now = 10;; now += 10) {
      for (Branch& each : changing) {
        const std::string name = each.name;
        each = random_branch(random, 1'000);
        each.name = name;
      }
      std::vector<Branch> branches = staying;
      branches.insert(branches.end(), changing.begin() + static_cast<std::ptrdiff_t>(random() % 10), changing.end());
      publish_branches(project, at(now), branches);
      const BranchPage page = history().branches(project.id(), query);
      for (const Branch& each : page.branches) {
        if (std::ranges::find(staying, each.name, &Branch::name) != staying.end()) found.push_back(each.name);
      }
      if (!page.next) break;
      query.after = page.next;
    }
    ASSERT_EQ(found, expected) << "round " << round;
  }
}

TEST_P(HistoryReaderConformance, BranchesWithoutAValueComeLastInEitherDirection) {
  SampleProject project(stores());
  std::vector<Branch> branches;
  for (const std::string name : {"a", "b", "c", "d"}) branches.push_back(sample_branch(name, 1));
  branches[0].ahead = std::nullopt;
  branches[1].ahead = 2;
  branches[3].ahead = std::nullopt;
  publish_branches(project, at(10), branches);
  BranchQuery query{.sort = BranchSort::kAhead};
  EXPECT_THAT(names(history().branches(project.id(), query).branches), ElementsAre("c", "b", "a", "d"));
  query.descending = true;
  EXPECT_THAT(names(history().branches(project.id(), query).branches), ElementsAre("b", "c", "a", "d"));
}

TEST_P(HistoryReaderConformance, ManyLongNamesComeInOrderHoweverManyAreAskedFor) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  SampleProject project(stores());
  std::vector<Branch> branches;
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    Branch& branch = branches.emplace_back(random_branch(random, i));
    branch.name.resize(1 + random() % limits::kRefNameMaxBytes, 'n');
    branch.name = std::to_string(10'000 + i) + branch.name.substr(std::min<std::size_t>(5, branch.name.size()));
    branch.ahead = static_cast<std::int64_t>(random() % 1'000);
  }
  publish_branches(project, at(10), branches);
  for (const bool descending : {false, true}) {
    BranchQuery query{.sort = BranchSort::kAhead, .descending = descending, .limit = 10'000};
    std::vector<std::string> found;
    do {
      const BranchPage page = history().branches(project.id(), query);
      for (const Branch& each : page.branches) found.push_back(each.name);
      query.after = page.next;
    } while (query.after);
    EXPECT_EQ(found, sorted_names(branches, query));
  }
}

TEST_P(HistoryReaderConformance, APageOfLongNamesEndsEarlyInAnyOrder) {
  SampleProject project(stores());
  std::vector<Branch> branches;
  constexpr std::size_t kBranches = kBlockMaxBytes / limits::kRefNameMaxBytes + 10;
  for (std::size_t i = 0; i < kBranches; ++i) {
    branches.push_back({.name = std::to_string(10'000 + i) + std::string(limits::kRefNameMaxBytes - 5, 'n')});
  }
  publish_branches(project, at(10), branches);
  for (const BranchSort sort : kSorts) {
    BranchQuery query{.sort = sort, .limit = 1'000};
    const BranchPage first = history().branches(project.id(), query);
    EXPECT_EQ(first.branches.size(), kBlockMaxBytes / limits::kRefNameMaxBytes);
    query.after = first.next.value();
    const BranchPage second = history().branches(project.id(), query);
    EXPECT_EQ(first.branches.size() + second.branches.size(), kBranches);
    EXPECT_FALSE(second.next);
  }
  EXPECT_THAT(history().branches(project.id(), BranchQuery{.limit = 0}).branches, IsEmpty());
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().branches("nobody", BranchQuery{}); }));
}

}  // namespace
}  // namespace cpsg::storage::conformance
