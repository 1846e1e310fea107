// Protects what becomes of a commit on its way from the remote into the store: it is numbered once, in the order of
// arrival, joined to the graph, stripped of what privacy forbids, and staged in batches that stay small.
#include "cpsg/sync/commit_stager.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::sync {
namespace {

using git::graph::CommitGraph;
using std::chrono::seconds;
using testing::ElementsAre;

constexpr UnixTime kNow{seconds{1'800'000'000}};

model::Oid oid(std::uint32_t number) { return model::Oid::from_hex(fmt::format("{:040x}", number)).value(); }

std::string content(const std::vector<model::Oid>& parents, const std::string& message, std::int64_t time_s = 100) {
  std::string text = "tree " + std::string(40, 'e') + "\n";
  for (const model::Oid& parent : parents) text += "parent " + parent.hex() + "\n";
  text += fmt::format("author Jane <jane@example.com> {} +0100\n", time_s);
  text += fmt::format("committer Max <max@example.com> {} +0200\n\n", time_s + 1);
  return text + message + "\n";
}

class CommitStagerTest : public testing::Test {
 protected:
  CommitStagerTest() { lease_ = take_lease(); }

  storage::Lease take_lease() {
    const std::string id = store_->add_project("o", "n", "", kNow, kNow, model::Priority::kRefresh).project.id;
    return std::get<storage::Lease>(store_->acquire_lease(id, "a test", kNow, seconds{60}, {}));
  }
  CommitStager stager(std::uint32_t first_row = 0) { return {*store_, lease_, privacy_, graph_, people_, first_row}; }
  static void add(CommitStager& stager, std::uint32_t number, const std::vector<model::Oid>& parents,
                  const std::string& message = "text") {
    const std::string text = content(parents, message);
    stager.add(oid(number), Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
  // Publishes so many rows, all of them live; what readers see of them, in the order of their oids, as all were made in
  // the same second.
  std::vector<model::Commit> published(std::uint32_t rows) {
    storage::Publication publication;
    publication.now = kNow;
    publication.rows = rows;
    publication.people = people_.size();
    publication.live = model::Bitmap(rows);
    publication.on_default = model::Bitmap(rows);
    for (std::uint32_t row = 0; row < rows; ++row) publication.live.set(row);
    store_->publish(lease_, publication);
    const storage::CommitView view = store_->commit_view(lease_.project_id);
    std::vector<model::Commit> commits;
    storage::CommitQuery query{.limit = rows};
    for (auto page = store_->commits(view, query); !page.empty(); page = store_->commits(view, query)) {
      std::move(page.begin(), page.end(), std::back_inserter(commits));
      query.after = storage::CommitCursor{commits.back().committed_at->epoch_s, commits.back().oid};
    }
    return commits;
  }

  storage::sqlite::SqliteHome home_;
  const std::unique_ptr<storage::sqlite::SqliteStore> store_ = home_.open();
  storage::Lease lease_;
  Privacy privacy_;
  CommitGraph graph_;
  PersonRegistry people_{privacy_, {}};
};

TEST_F(CommitStagerTest, NumbersCommitsInTheOrderOfTheirArrival) {
  CommitStager stager = this->stager();
  add(stager, 7, {oid(8)}, "newest");
  add(stager, 8, {}, "first");
  stager.flush();
  EXPECT_EQ(stager.next_row(), 2U);
  const std::vector<model::Commit> commits = published(2);
  EXPECT_EQ(commits[0].oid, oid(7));
  EXPECT_THAT(commits[0].parents, ElementsAre(oid(8)));
  EXPECT_EQ(commits[0].message, "newest");
  EXPECT_EQ(commits[0].author.name, "Jane");
  EXPECT_EQ(commits[0].committer.name, "Max");
  EXPECT_EQ(commits[0].committed_at->epoch_s, 101);
  EXPECT_EQ(commits[1].oid, oid(8));
  EXPECT_EQ(graph_.facts(graph_.find(oid(8)).value()).row, 1U);
  EXPECT_EQ(graph_.missing(), 0U);
}

TEST_F(CommitStagerTest, OneThatComesTwiceIsStagedOnce) {
  CommitStager stager = this->stager();
  add(stager, 1, {});
  add(stager, 1, {}, "again");
  stager.flush();
  EXPECT_EQ(stager.next_row(), 1U);
  EXPECT_EQ(published(1)[0].message, "text");
}

TEST_F(CommitStagerTest, SaysWhetherAGapOfAnEarlierSyncWasFilled) {
  CommitStager first = stager();
  add(first, 2, {oid(1)});
  EXPECT_FALSE(first.filled_gap());
  EXPECT_EQ(graph_.missing(), 1U);
  add(first, 1, {});
  EXPECT_FALSE(first.filled_gap()) << "its child came in the same sync";
  add(first, 4, {oid(3)});

  CommitStager second = stager(first.next_row());
  add(second, 5, {oid(4)});
  EXPECT_FALSE(second.filled_gap());
  add(second, 3, {});
  EXPECT_TRUE(second.filled_gap());
}

TEST_F(CommitStagerTest, KeepsTheCommitterTimesOfWatchedCommits) {
  CommitStager stager = this->stager();
  stager.watch(oid(1));
  stager.watch(oid(2));
  add(stager, 1, {});
  EXPECT_EQ(stager.committed_at(oid(1))->epoch_s, 101);
  EXPECT_EQ(stager.committed_at(oid(1))->offset_minutes, 120);
  EXPECT_EQ(stager.committed_at(oid(2)), std::nullopt);
}

TEST_F(CommitStagerTest, AppliesThePrivacyRulesBeforeAnythingIsStored) {
  privacy_.messages = MessagePrivacy::kMask;
  privacy_.emails = EmailPrivacy::kDrop;
  CommitStager stager = this->stager();
  add(stager, 1, {}, "Thanks to jane@example.com");
  stager.flush();
  const model::Commit commit = published(1)[0];
  EXPECT_EQ(commit.message, "Thanks to <address removed>");
  EXPECT_EQ(commit.author.email, std::nullopt);
}

TEST_F(CommitStagerTest, StagesWhenABatchIsFullInNumberOrInBytes) {
  CommitStager stager = this->stager();
  for (std::uint32_t n = 1; n <= limits::kStageBatchCommits; ++n) add(stager, n, {});
  EXPECT_EQ(published(limits::kStageBatchCommits).size(), limits::kStageBatchCommits) << "without a flush";

  const std::uint32_t first = stager.next_row();
  constexpr std::uint32_t kLongMessages = limits::kStageBatchBytes / limits::kMessageMaxBytes;
  for (std::uint32_t n = 1; n <= kLongMessages; ++n) {
    add(stager, first + n, {}, std::string(limits::kMessageMaxBytes, 'x'));
  }
  EXPECT_EQ(published(first + kLongMessages).back().message.size(), limits::kMessageMaxBytes);
}

TEST_F(CommitStagerTest, CutsALongMessageAndSaysSo) {
  CommitStager stager = this->stager();
  add(stager, 1, {}, std::string(limits::kMessageMaxBytes + 1, 'x'));
  add(stager, 2, {}, std::string(limits::kMessageMaxBytes, 'x'));
  stager.flush();
  const std::vector<model::Commit> commits = published(2);
  EXPECT_EQ(commits[0].message.size(), limits::kMessageMaxBytes);
  EXPECT_EQ(commits[0].altered, model::Altered::kMessage);
  EXPECT_EQ(commits[1].altered, model::Altered::kNothing);
}

TEST_F(CommitStagerTest, WhatIsNoCommitIsRefused) {
  CommitStager stager = this->stager();
  const std::string text = "no commit";
  try {
    stager.add(oid(1), Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    ADD_FAILURE() << "it was taken";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kBadData);
  }
  EXPECT_EQ(stager.next_row(), 0U);
}

TEST_F(CommitStagerTest, MarksACommitOfWhichNotAllIsAtHand) {
  CommitStager stager = this->stager();
  const std::string text = content({oid(8)}, "the beginning");
  stager.add(oid(7), {Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), false});
  stager.flush();
  const model::Commit commit = published(1).at(0);
  EXPECT_EQ(commit.message, "the beginning");
  EXPECT_TRUE(contains(commit.altered, model::Altered::kMessage));
  EXPECT_THAT(commit.parents, ElementsAre(oid(8)));
}

}  // namespace
}  // namespace cpsg::sync
