// Protects: a prefix names the commits of a view that begin with it, those that no branch reaches too, and no others.
#include "cpsg/history/find_commit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cpsg/history/stored_graph.h"
#include "cpsg/history/testing/sample_store.h"

namespace cpsg::history {
namespace {

class FindCommit : public testing::Test {
 protected:
  CommitMatches find(std::string_view digits, std::size_t limit = 10) {
    return find_commits(sample_.store(), view_, model::OidPrefix::from_hex(digits).value(), limit);
  }

  SampleStore sample_;
  storage::CommitView view_ = sample_.store().commit_view(sample_.publish_sample());
};

TEST_F(FindCommit, ByAnyNumberOfDigits) {
  const std::string hex = sample_oid('c').hex();
  for (const std::size_t digits : {4U, 5U, 39U, 40U}) {
    const CommitMatches found = find(hex.substr(0, digits));
    ASSERT_EQ(found.count, 1) << digits;
    EXPECT_EQ(found.first.at(0).oid, sample_oid('c'));
    const auto commits = sample_.store().commits_at(view_, std::vector{found.first[0].row});
    EXPECT_EQ(commits.at(0).oid, sample_oid('c')) << "its row is that of the store";
  }
  EXPECT_EQ(find("ffff").count, 0);
  EXPECT_EQ(find(sample_oid('u').hex()).count, 1) << "no branch reaches it any more";
}

TEST_F(FindCommit, AmongThoseThatAreWanted) {
  const std::vector<model::Oid> wanted = {sample_oid('f'), sample_oid('z'), sample_oid('u')};
  EXPECT_THAT(find_stored(sample_.store(), view_.project_id, wanted),
              testing::UnorderedElementsAre(sample_oid('f'), sample_oid('u')))
      << "what no branch reaches is stored too";
  EXPECT_TRUE(find_stored(sample_.store(), view_.project_id, {}).empty());
}

TEST_F(FindCommit, GivesSoManyAndCountsAll) {
  const CommitMatches found = find(sample_oid('a').hex().substr(0, 4), 0);
  EXPECT_EQ(found.count, 1);
  EXPECT_TRUE(found.first.empty());
}

TEST_F(FindCommit, PassesOverWhatCameAfterTheView) {
  view_.rows = 0;
  EXPECT_EQ(find(sample_oid('a').hex()).count, 0);
}

}  // namespace
}  // namespace cpsg::history
