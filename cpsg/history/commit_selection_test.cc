// Protects: a branch and a person select exactly their live commits; sets are kept for later pages, and dropped with
// the project. How: filters on the sample project, whose commits have letters. The store's calls tell when a graph was
// read.
#include "cpsg/history/commit_selection.h"

#include "cpsg/history/testing/sample_store.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::history {
namespace {

class CommitSelection : public testing::Test {
 protected:
  // The letters of the selected commits, newest first.
  std::string select(const CommitFilter& filter) {
    storage::CommitView view = history_.commit_view(id_);
    view.live = selector_.select(view, filter);
    std::string letters;
    for (const model::Commit& commit : history_.commits(view, {})) letters += static_cast<char>(commit.oid.bytes[0]);
    return letters;
  }
  int graphs_read() { return counting_.take_calls()["read_graph"]; }

  SampleStore sample_;
  const std::string id_ = sample_.publish_sample();
  storage::CountingStores counting_{sample_.store().stores()};
  storage::HistoryReader& history_ = counting_.stores().history;
  GraphReader graphs_{history_};
  CommitSelector selector_{history_, graphs_};
};

TEST_F(CommitSelection, SelectsByTipAndByPerson) {
  EXPECT_EQ(select({}), "fmcdba");
  EXPECT_EQ(select({.tip = sample_oid('f')}), "fcba");
  EXPECT_EQ(select({.author_texts = {{"ada"}}}), "ma");
  EXPECT_EQ(select({.author_texts = {{"nobody", "hash-of-bot"}}}), "c");
  EXPECT_EQ(select({.tip = sample_oid('f'), .author_texts = {{"ada"}}}), "a");
  EXPECT_EQ(select({.tip = sample_oid('u')}), "a") << "the tip itself is not live";
  EXPECT_EQ(select({.tip = sample_oid('x')}), "");
  EXPECT_EQ(select({.author_texts = {{"nobody"}}}), "");
  EXPECT_EQ(select({.without_bots = true}), "fmdba");
  EXPECT_EQ(select({.tip = sample_oid('f'), .without_bots = true}), "fba");
}

TEST_F(CommitSelection, KeepsSetsForLaterPages) {
  const CommitFilter both{.tip = sample_oid('f'), .author_texts = {{"ada"}}};
  (void)graphs_read();
  (void)select(both);
  EXPECT_EQ(graphs_read(), 1) << "both sets come from one graph";
  EXPECT_EQ(select(both), "a");
  EXPECT_EQ(select({.tip = sample_oid('f')}), "fcba");
  EXPECT_EQ(select({.author_texts = {{"ada"}}}), "ma");
  EXPECT_EQ(graphs_read(), 0);
  (void)select({.tip = sample_oid('m')});
  EXPECT_EQ(graphs_read(), 1);
}

TEST_F(CommitSelection, DropsTheSetsOfARemovedProject) {
  const CommitFilter filter{.tip = sample_oid('f')};
  (void)select(filter);
  (void)graphs_read();
  selector_.forget(id_ + "0");
  (void)select(filter);
  EXPECT_EQ(graphs_read(), 0) << "another project was removed";
  selector_.forget(id_);
  EXPECT_EQ(select(filter), "fcba");
  EXPECT_EQ(graphs_read(), 1);
}

// Another process removed the project and followed it again, so that nobody has called forget() here.
TEST_F(CommitSelection, SetsOfARemovedProjectAreNotThoseOfALaterOneOfItsId) {
  const CommitFilter filter{.tip = sample_oid('f')};
  (void)select(filter);
  auto& store = sample_.store();
  store.remove_project(id_);
  ASSERT_EQ(sample_.publish_sample(), id_);
  (void)graphs_read();
  EXPECT_EQ(select(filter), "fcba");
  EXPECT_EQ(graphs_read(), 1);
}

TEST_F(CommitSelection, RowsReachedAreBelowTheBound) {
  graphs_.read(history_.commit_view(id_), [](const StoredGraph& stored) {
    const model::Bitmap rows = rows_reached(stored, sample_oid('m'), 4);  // a, u, b, c have rows 0 to 3
    EXPECT_EQ(rows.size(), 4);
    for (const auto& [row, expected] : std::map<std::size_t, bool>{{0, true}, {1, false}, {2, true}, {3, true}}) {
      EXPECT_EQ(rows.test(row), expected) << row;
    }
  });
}

}  // namespace
}  // namespace cpsg::history
