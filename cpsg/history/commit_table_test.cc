// Protects: a table has the live commits of its view by author time with the people as they are counted everywhere;
// kept tables are bounded in bytes and dropped with their project; offsets that the graph lacks are read when they are
// needed; requests at the same time make one table.
#include "cpsg/history/commit_table.h"

#include <gmock/gmock.h>

#include <thread>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/history/testing/random_commits.h"
#include "cpsg/history/testing/sample_store.h"
#include "cpsg/storage/testing/counting_history.h"

namespace cpsg::history {
namespace {

using testing::ElementsAre;

TEST(CommitTable, HasTheLiveCommitsByAuthorTime) {
  SampleStore sample;
  const storage::CommitView view = sample.store().commit_view(sample.publish_sample());
  GraphReader graphs(sample.store());
  CommitTables tables(sample.store(), graphs);
  const auto table = tables.get(view, AuthorOffsets::kNotNeeded);
  std::vector<std::uint32_t> rows;
  std::string flags;
  for (std::size_t i = 0; i < table->size(); ++i) {
    rows.push_back(table->row(i));
    flags += table->is_merge(i) ? 'm' : table->is_bot(i) ? 'b' : table->is_on_default(i) ? 'd' : '-';
  }
  EXPECT_THAT(rows, ElementsAre(0, 2, 3, 4, 5, 6)) << "without the one of the deleted branch";
  EXPECT_EQ(flags, "ddbdm-");
  EXPECT_EQ(table->time(0), at(kSampleStart));
  EXPECT_EQ(table->first_at(at(kSampleStart + 1)), 1U);
  EXPECT_EQ(table->first_at(at(kSampleStart + 3 * kDayS)), 2U);
  EXPECT_EQ(table->first_at(at(kSampleStart + 99 * kDayS)), 6U);
  EXPECT_EQ(table->first_at(at(-5)), 0U);
  ASSERT_EQ(table->contributors().size(), 3U);
  const CommitTable::Contributor& bob = table->contributors()[table->contributor(1)];
  EXPECT_EQ(bob.counts,
            (storage::StagedContributor{1, 2, 3, at(kSampleStart + 2 * kDayS), at(kSampleStart + 31 * kDayS)}));
}

TEST(CommitTable, TimesOfAllYearsComeBackInOrder) {
  std::mt19937 random(random_seed());
  SCOPED_TRACE(seed_text(random_seed()));
  const RandomCommits commits(random, 2'000, TimeZone());
  const CommitTable& table = commits.table;
  ASSERT_EQ(table.size(), commits.list.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const RandomCommit& commit = commits.list[table.row(i)];
    ASSERT_EQ(i < table.first_dated(), commit.epoch_s < 0);
    ASSERT_EQ(table.person(i), commit.person);
    ASSERT_EQ(table.is_merge(i), commit.merge);
    ASSERT_EQ(table.is_bot(i), commit.bot);
    if (i < table.first_dated()) continue;
    ASSERT_EQ(table.time(i), at(commit.epoch_s));
    ASSERT_EQ(table.offset_minutes(i), commit.offset_minutes);
    if (i > table.first_dated()) {
      ASSERT_LE(table.time(i - 1), table.time(i));
    }
  }
  EXPECT_LT(table.bytes(), 2'000 * 16 + 4'096);
}

TEST(CommitTables, AreKeptUntilTheyAreOldOrForgotten) {
  SampleStore sample;
  storage::CallCounter calls;
  storage::CountingHistory history(sample.store(), calls);
  GraphReader graphs(history);
  CommitTables tables(history, graphs);
  const std::string id = sample.publish_sample();
  const auto graphs_read_by = [&](AuthorOffsets offsets = AuthorOffsets::kNotNeeded) {
    const storage::CommitView view = sample.store().commit_view(id);
    (void)calls.take();
    (void)tables.get(view, offsets);
    return calls.take()["read_graph"];
  };
  EXPECT_EQ(graphs_read_by(), 1);
  EXPECT_EQ(graphs_read_by(), 0);
  sample.publish_again(id);
  EXPECT_EQ(graphs_read_by(), 1) << "another generation";
  EXPECT_EQ(graphs_read_by(), 0);
  tables.forget(id + "x");
  EXPECT_EQ(graphs_read_by(), 0);
  tables.forget(id);
  EXPECT_EQ(tables.kept_bytes(), 0U);
  EXPECT_EQ(graphs_read_by(), 1);
}

TEST(CommitTables, OffsetsThatTheGraphLacksAreReadOnceWhenNeeded) {
  SampleStore sample;  // whose graph has none
  storage::CallCounter calls;
  storage::CountingHistory history(sample.store(), calls);
  GraphReader graphs(history);
  CommitTables tables(history, graphs);
  const storage::CommitView view = sample.store().commit_view(sample.publish_sample());
  EXPECT_FALSE(tables.get(view, AuthorOffsets::kNotNeeded)->has_offsets());
  EXPECT_EQ(calls.take()["read_author_offsets"], 0);
  for (int i = 0; i < 3; ++i) {
    const auto table = tables.get(view, AuthorOffsets::kNeeded);
    EXPECT_TRUE(table->has_offsets());
    EXPECT_EQ(table->offset_minutes(0), 60);
  }
  EXPECT_EQ(calls.take()["read_author_offsets"], 1);
}

// Does something while offsets are read.
class SlowOffsets final : public storage::CountingHistory {
 public:
  using CountingHistory::CountingHistory;
  void read_author_offsets(const storage::CommitView& view, const OffsetSink& sink) override {
    meanwhile();
    CountingHistory::read_author_offsets(view, sink);
  }
  std::function<void()> meanwhile;
};

TEST(CommitTables, WhoReadsMissingOffsetsHoldsUpNobodyElse) {
  SampleStore sample;  // whose graphs have none
  storage::CallCounter calls;
  SlowOffsets history(sample.store(), calls);
  GraphReader graphs(history);
  CommitTables tables(history, graphs);
  const storage::CommitView slow = sample.store().commit_view(sample.publish_sample("octo", "slow"));
  const storage::CommitView other = sample.store().commit_view(sample.publish_sample("octo", "other"));
  std::thread reader;
  std::size_t sizes = 0;
  history.meanwhile = [&] {
    // As other requests would: one for another graph, and one for the same table without offsets.
    reader = std::thread([&] {
      sizes += tables.get(other, AuthorOffsets::kNotNeeded)->size();
      sizes += tables.get(slow, AuthorOffsets::kNotNeeded)->size();
    });
    reader.join();  // would wait for ever if either waited for this
  };
  EXPECT_TRUE(tables.get(slow, AuthorOffsets::kNeeded)->has_offsets());
  EXPECT_EQ(sizes, 12U);
  storage::CallCounts counts = calls.take();
  EXPECT_EQ(counts["read_graph"], 2) << "each graph once";
  EXPECT_EQ(counts["read_author_offsets"], 1);
}

TEST(CommitTables, KeepNoMoreThanTheirBound) {
  SampleStore sample;
  GraphReader graphs(sample.store());
  const storage::CommitView first = sample.store().commit_view(sample.publish_sample("octo", "one"));
  const storage::CommitView second = sample.store().commit_view(sample.publish_sample("octo", "two"));
  CommitTables probe(sample.store(), graphs);
  (void)probe.get(first, AuthorOffsets::kNotNeeded);
  const std::size_t one_table = probe.kept_bytes();

  storage::CallCounter calls;
  storage::CountingHistory history(sample.store(), calls);
  CommitTables tables(history, graphs, one_table + one_table / 2);
  (void)tables.get(first, AuthorOffsets::kNotNeeded);
  (void)tables.get(second, AuthorOffsets::kNotNeeded);
  EXPECT_EQ(tables.kept_bytes(), one_table);
  CommitTables none(history, graphs, one_table - 1);
  EXPECT_EQ(none.get(first, AuthorOffsets::kNotNeeded)->size(), 6U) << "made, used and not kept";
  EXPECT_EQ(none.kept_bytes(), 0U);
}

TEST(CommitTables, RequestsAtTheSameTimeMakeOneTable) {
  SampleStore sample;
  storage::CallCounter calls;
  storage::CountingHistory history(sample.store(), calls);
  GraphReader graphs(history);
  CommitTables tables(history, graphs);
  const storage::CommitView view = sample.store().commit_view(sample.publish_sample());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(tables.get(view, AuthorOffsets::kNotNeeded)->size(), 6U); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(calls.take()["read_graph"], 1);
}

}  // namespace
}  // namespace cpsg::history
