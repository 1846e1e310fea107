// Protects: branches are listed by their bytes, those that vanished stay as tombstones, and a name may come back.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::vector<std::string> names(const std::vector<model::Branch>& branches) {
  std::vector<std::string> all;
  for (const auto& branch : branches) all.push_back(branch.name);
  return all;
}

void publish_branches(SampleProject& project, UnixTime now, std::vector<model::Branch> branches) {
  Publication publication = project.publication();
  publication.now = now;
  publication.branches = std::move(branches);
  project.publish(publication);
}

TEST_P(HistoryReaderConformance, EveryFieldOfABranchComesBack) {
  SampleProject project(stores());
  model::Branch main = sample_branch("main", 1);
  main.is_default = true;
  main.ahead = 0;
  main.behind = 0;
  main.merged.reset();
  model::Branch merged = sample_branch("merged", 2);
  merged.merged = true;
  model::Branch unknown = sample_branch("unknown", 3);
  unknown.ahead.reset();
  unknown.behind.reset();
  unknown.merged.reset();
  unknown.committed_at.reset();
  const std::vector<model::Branch> branches{main, merged, unknown};

  publish_branches(project, at(10), branches);
  EXPECT_THAT(history().branches(project.id(), "", 10), ElementsAreArray(branches));
  publish_branches(project, at(20), branches);
  EXPECT_THAT(history().branches(project.id(), "", 10), ElementsAreArray(branches)) << "published again unchanged";
}

TEST_P(HistoryReaderConformance, PagesGoByTheBytesOfNames) {
  SampleProject project(stores());
  const std::string not_utf8 = "caf\xE9";
  publish_branches(project, at(10),
                   {sample_branch("b", 1), sample_branch(not_utf8, 2), sample_branch("a/b", 3), sample_branch("B", 4),
                    sample_branch("a", 5), sample_branch("caf\xC3\xA9", 6), sample_branch("\xFF", 7)});

  EXPECT_THAT(names(history().branches(project.id(), "", 3)), ElementsAre("B", "a", "a/b"));
  EXPECT_THAT(names(history().branches(project.id(), "a/b", 3)), ElementsAre("b", "caf\xC3\xA9", not_utf8));
  EXPECT_THAT(names(history().branches(project.id(), not_utf8, 3)), ElementsAre("\xFF"));
  EXPECT_THAT(names(history().branches(project.id(), "aa", 1)), ElementsAre("b")) << "`after` need not exist";
  EXPECT_THAT(history().branches(project.id(), "\xFF", 3), IsEmpty());
}

TEST_P(HistoryReaderConformance, APageOfLongNamesEndsEarlyAndSaysThatMoreFollow) {
  SampleProject project(stores());
  std::vector<model::Branch> branches;
  constexpr std::size_t kBranches = 2 * kBlockMaxBytes / limits::kRefNameMaxBytes - 1;
  for (std::size_t i = 0; i < kBranches; ++i) {
    branches.push_back({.name = std::to_string(10'000 + i) + std::string(limits::kRefNameMaxBytes - 5, 'n')});
  }
  publish_branches(project, at(10), branches);
  const auto first = history().branches(project.id(), "", 1'000);
  EXPECT_EQ(first.size(), kBlockMaxBytes / limits::kRefNameMaxBytes);
  EXPECT_FALSE(is_last(first, 1'000));
  const auto second = history().branches(project.id(), first.back().name, 1'000);
  EXPECT_EQ(first.size() + second.size(), kBranches);
  EXPECT_TRUE(is_last(second, 1'000));
}

TEST_P(HistoryReaderConformance, VanishedBranchKeepsItsLastValues) {
  SampleProject project(stores());
  publish_branches(project, at(10), {sample_branch("gone", 1), sample_branch("kept", 2)});
  publish_branches(project, at(20), {sample_branch("kept", 3)});
  publish_branches(project, at(30), {sample_branch("kept", 3)});

  model::Branch tombstone = sample_branch("gone", 1);
  tombstone.deleted_at = at(20);
  EXPECT_THAT(history().branches(project.id(), "", 10), ElementsAre(tombstone, sample_branch("kept", 3)))
      << "deleted once, at the first publication without it";
  EXPECT_THAT(writer().published_state(project.id()).branches, ElementsAre(sample_branch("kept", 3)));
}

TEST_P(HistoryReaderConformance, NameThatReturnsIsLiveAgain) {
  SampleProject project(stores());
  publish_branches(project, at(10), {sample_branch("back", 1)});
  publish_branches(project, at(20), {});
  publish_branches(project, at(30), {sample_branch("back", 1)});
  EXPECT_THAT(history().branches(project.id(), "", 10), ElementsAre(sample_branch("back", 1)));
  publish_branches(project, at(40), {});
  EXPECT_EQ(history().branches(project.id(), "", 10).at(0).deleted_at, at(40));
}

TEST_P(HistoryReaderConformance, ManyBranches) {
  SampleProject project(stores());
  std::vector<model::Branch> branches;
  for (std::uint32_t i = 0; i < 3'000; ++i) branches.push_back(sample_branch("branch-" + std::to_string(i), i));
  publish_branches(project, at(10), branches);
  branches.erase(branches.begin(), branches.begin() + 1'000);
  publish_branches(project, at(20), branches);

  EXPECT_EQ(writer().published_state(project.id()).branches.size(), 2'000U);
  std::size_t tombstones = 0;
  std::string after;
  for (auto page = history().branches(project.id(), after, 700); !page.empty();
       page = history().branches(project.id(), after, 700)) {
    for (const auto& branch : page) tombstones += branch.deleted_at ? 1U : 0U;
    after = page.back().name;
  }
  EXPECT_EQ(tombstones, 1'000U);
}

TEST_P(HistoryReaderConformance, BranchesGoByTheBytesOfNamesWhateverTheirCase) {
  SampleProject project(stores());
  const std::vector<std::string> in_order{"A",     "B",   "a",  "a-b", "a.b",      "a/b",
                                          "a/b/c", "a_b", "ab", "b",   "\xC3\xA4", "\xE4"};
  std::vector<model::Branch> branches;
  for (std::uint32_t i = 0; i < in_order.size(); ++i) {
    branches.push_back(sample_branch(in_order[in_order.size() - 1 - i], i));
  }
  publish_branches(project, at(10), branches);

  for (const std::size_t limit : {1U, 5U, 100U}) {
    std::vector<std::string> listed;
    for (auto page = history().branches(project.id(), "", limit); !page.empty();
         page = history().branches(project.id(), listed.back(), limit)) {
      for (const model::Branch& branch : page) listed.push_back(branch.name);
    }
    EXPECT_THAT(listed, ElementsAreArray(in_order)) << "in pages of " << limit;
  }
  EXPECT_THAT(names(writer().published_state(project.id()).branches), ElementsAreArray(in_order));
}

TEST_P(HistoryReaderConformance, BranchIsFoundByExactlyItsName) {
  SampleProject project(stores());
  SampleProject neighbour(stores(), "neighbour");
  publish_branches(neighbour, at(10), {sample_branch("theirs", 9)});
  publish_branches(project, at(10), {sample_branch("a", 1), sample_branch("a/b", 2), sample_branch("caf\xE9", 3)});
  publish_branches(project, at(20), {sample_branch("a/b", 2), sample_branch("caf\xE9", 3)});

  EXPECT_EQ(history().branch(project.id(), "a/b"), sample_branch("a/b", 2));
  EXPECT_EQ(history().branch(project.id(), "caf\xE9"), sample_branch("caf\xE9", 3));
  EXPECT_EQ(history().branch(project.id(), "a").value().deleted_at, at(20)) << "a tombstone";
  for (const char* none : {"", "A/b", "a/", "a/b/", "caf", "theirs"}) {
    EXPECT_EQ(history().branch(project.id(), none), std::nullopt) << none;
  }
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().branch("nobody", "a"); }));
}

}  // namespace
}  // namespace cpsg::storage::conformance
