// Protects: a batch holds its projects in order and each once, its counts are those of its items, and it stays whole
// when a project is removed, renamed or merged.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::Batch;
using model::BatchItem;
using model::BatchItemState;
using model::BatchState;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kAll = 1'000;

std::string add(Projects& projects, std::string_view name) {
  return projects.add_project("owner", name, "", at(0), std::nullopt, model::Priority::kBackfill).project.id;
}

BatchItem item(std::uint32_t place, const std::string& project_id, std::string name, BatchItemState state,
               std::optional<UnixTime> released_at = std::nullopt, std::optional<ErrorCode> code = std::nullopt) {
  return {.project_id = project_id,
          .full_name = "owner/" + std::move(name),
          .state = state,
          .released_at = released_at,
          .code = code,
          .place = place};
}

// Writes the items whatever their state is now.
void set_items(Batches& batches, const std::string& batch_id, const std::vector<BatchItem>& items, UnixTime now) {
  std::vector<BatchItemChange> changes;
  for (const BatchItem& stored : batches.batch_items(batch_id, std::nullopt, kAll)) {
    for (const BatchItem& wanted : items) {
      if (wanted.project_id == stored.project_id) changes.push_back({stored, wanted});
    }
  }
  EXPECT_EQ(batches.change_batch_items(batch_id, changes, now), changes.size());
}

TEST_P(BatchesConformance, NewOneHasItsProjectsPendingInOrder) {
  const std::string b = add(projects(), "b");
  const std::string a = add(projects(), "A");

  const Batch batch = batches().create_batch("a name", std::array{b, a, b}, at(7));

  EXPECT_FALSE(batch.id.empty());
  EXPECT_EQ(batch, (Batch{.id = batch.id,
                          .name = "a name",
                          .state = BatchState::kRunning,
                          .created_at = at(7),
                          .updated_at = at(7),
                          .running_since = at(7),
                          .total = 2,
                          .pending = 2}));
  EXPECT_EQ(reopen().batches.batch(batch.id), batch);
  EXPECT_THAT(batches().batch_items(batch.id, std::nullopt, kAll),
              ElementsAre(item(0, b, "b", BatchItemState::kPending), item(1, a, "A", BatchItemState::kPending)));
  EXPECT_EQ(batches().create_batch("", {}, at(8)).total, 0);
}

TEST_P(BatchesConformance, ProjectThatIsGoneCostsItsItemAlone) {
  const std::string a = add(projects(), "a");
  const std::string gone = add(projects(), "gone");
  projects().remove_project(gone);

  const Batch batch = batches().create_batch("x", std::array{a, gone, std::string("nobody"), gone}, at(0));

  EXPECT_EQ(batch.total, 3) << "each once";
  EXPECT_EQ(batch.pending, 1);
  ASSERT_EQ(batch.failed, 2);
  ASSERT_EQ(add(projects(), "gone"), gone);
  for (const BatchItem& each : batches().batch_items(batch.id, BatchItemState::kFailed, kAll)) {
    EXPECT_EQ(each.code, ErrorCode::kNotFound);
    EXPECT_EQ(each.full_name, "") << "not that of a project that is added later";
    EXPECT_NE(each.project_id, gone);
  }
  EXPECT_EQ(batches().retry_failed_items(batch.id, at(1)), 0U);
}

TEST_P(BatchesConformance, ListGoesFromTheNewest) {
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(batches().create_batch("x", {}, at(0)).id);
  std::vector<std::string> listed;
  for (const Batch& batch : batches().batches(kAll)) listed.insert(listed.begin(), batch.id);
  EXPECT_EQ(listed, ids);
  ASSERT_EQ(batches().batches(2).size(), 2U);
  EXPECT_EQ(batches().batches(2)[1].id, ids[10]);
  ASSERT_EQ(batches().batches(3, std::nullopt, ids[2]).size(), 2U) << "those that are older";
  EXPECT_EQ(batches().batches(3, std::nullopt, ids[2])[0].id, ids[1]);
  ASSERT_TRUE(batches().transition(ids[4], BatchState::kRunning, BatchState::kPaused, at(1)));
  ASSERT_EQ(batches().batches(kAll, BatchState::kPaused).size(), 1U);
  EXPECT_EQ(batches().batches(kAll, BatchState::kPaused)[0].id, ids[4]);
  EXPECT_THAT(batches().batches(kAll, BatchState::kPaused, ids[4]), IsEmpty());
  EXPECT_EQ(batches().batches(kAll, BatchState::kRunning).size(), 11U);
}

TEST_P(BatchesConformance, TellsItsHoursAndWhatItWaitsFor) {
  const std::string a = add(projects(), "a");
  const std::string b = add(projects(), "b");
  EXPECT_TRUE(batches().create_batch("x", {}, at(1)).off_peak);
  const std::string id = batches().create_batch("y", std::array{a, b}, at(1), false).id;
  EXPECT_FALSE(batches().batch(id).value().off_peak);
  set_items(batches(), id,
            {item(0, a, "a", BatchItemState::kRunning, at(2)), item(1, b, "b", BatchItemState::kRunning, at(2))},
            at(2));
  EXPECT_EQ(batches().batch(id).value().waiting_quota, 0);
  for (const auto& [project, next] : {std::pair{a, at(90)}, {b, at(50)}}) {
    change_status(projects(), project, [next](const model::ProjectStatus&) {
      return model::ProjectStatus{.state = model::SyncState::kWaitingQuota, .next_sync_at = next};
    });
  }
  EXPECT_EQ(batches().batch(id).value().waiting_quota, 2);
  EXPECT_EQ(batches().batch(id).value().quota_until, at(50));
  EXPECT_EQ(batches().batches(1).at(0), batches().batch(id));
}

TEST_P(BatchesConformance, ItemsMoveOnAndAreCounted) {
  const std::string a = add(projects(), "a");
  const std::string b = add(projects(), "b");
  const std::string c = add(projects(), "c");
  const std::string d = add(projects(), "d");
  const Batch batch = batches().create_batch("x", std::array{a, b, c, d}, at(1));
  const Batch other = batches().create_batch("y", std::array{d, a}, at(1));

  const auto running = item(3, d, "d", BatchItemState::kRunning, at(5));
  auto failed = item(0, a, "a", BatchItemState::kFailed, at(4), ErrorCode::kNetwork);
  failed.message = "no route";
  auto done = item(2, c, "c", BatchItemState::kDone, at(3));
  set_items(batches(), batch.id, {running, failed, done}, at(9));
  failed.ended_at = done.ended_at = at(9);

  const Batch now = reopen().batches.batch(batch.id).value();
  EXPECT_EQ(now, (Batch{.id = batch.id,
                        .name = "x",
                        .created_at = at(1),
                        .updated_at = at(9),
                        .running_since = at(1),
                        .total = 4,
                        .pending = 1,
                        .running = 1,
                        .done = 1,
                        .failed = 1,
                        .failures = {{ErrorCode::kNetwork, 1}},
                        .last_done_at = at(9),
                        .pace_since = at(1),
                        .pace_done = 1}));
  EXPECT_EQ(batches().batches(kAll)[1], now);
  EXPECT_THAT(batches().batch_items(batch.id, std::nullopt, kAll),
              ElementsAre(failed, item(1, b, "b", BatchItemState::kPending), done, running));
  EXPECT_THAT(batches().batch_items(batch.id, std::nullopt, 2),
              ElementsAre(failed, item(1, b, "b", BatchItemState::kPending)));
  EXPECT_THAT(batches().batch_items(batch.id, BatchItemState::kRunning, kAll), ElementsAre(running));
  EXPECT_EQ(batches().batch(other.id), other);
  EXPECT_THAT(batches().batch_items(other.id, BatchItemState::kPending, kAll),
              ElementsAre(item(0, d, "d", BatchItemState::kPending), item(1, a, "a", BatchItemState::kPending)));

  const auto again = item(0, a, "a", BatchItemState::kPending);
  const auto nobody = item(7, "nobody", "n", BatchItemState::kPending);
  EXPECT_EQ(batches().change_batch_items(batch.id, std::array<BatchItemChange, 2>{{{failed, again}, {nobody, nobody}}},
                                         at(10)),
            1U);
  EXPECT_THAT(batches().batch_items(batch.id, BatchItemState::kPending, 1), ElementsAre(again)) << "its code is gone";
  EXPECT_EQ(batches().batch(batch.id).value().total, 4);
}

TEST_P(BatchesConformance, EndsAreCountedByStretchesOfTime) {
  std::vector<std::string> ids;
  for (const std::string name : {"a", "b", "c", "d", "e"}) ids.push_back(add(projects(), name));
  const std::string id = batches().create_batch("x", ids, at(1)).id;
  const std::string other = batches().create_batch("y", ids, at(1)).id;
  const auto ends = [&](std::optional<UnixTime> after, std::size_t limit) {
    return batches().batch_ends(id, std::chrono::seconds(60), after, limit);
  };
  EXPECT_THAT(ends(std::nullopt, kAll), IsEmpty());
  set_items(batches(), id, {item(0, ids[0], "a", BatchItemState::kDone, at(2))}, at(119));
  set_items(batches(), id, {item(1, ids[1], "b", BatchItemState::kFailed, at(2), ErrorCode::kNetwork)}, at(120));
  set_items(batches(), id, {item(2, ids[2], "c", BatchItemState::kDone, at(2))}, at(179));
  set_items(batches(), id, {item(3, ids[3], "d", BatchItemState::kDone, at(2))}, at(700));
  set_items(batches(), id, {item(4, ids[4], "e", BatchItemState::kRunning, at(2))}, at(701));
  set_items(batches(), other, {item(0, ids[0], "a", BatchItemState::kDone, at(2))}, at(130));
  const BatchEnds first{.begins_at = at(60), .done = 1};
  const BatchEnds second{.begins_at = at(120), .done = 1, .failed = 1};
  const BatchEnds third{.begins_at = at(660), .done = 1};
  EXPECT_THAT(ends(std::nullopt, kAll), ElementsAre(first, second, third));
  EXPECT_THAT(ends(std::nullopt, 2), ElementsAre(first, second));
  EXPECT_THAT(ends(second.begins_at, kAll), ElementsAre(third));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] {
    (void)batches().batch_ends("nobody", std::chrono::seconds(60), std::nullopt, kAll);
  }));
}

TEST_P(BatchesConformance, ItemsAreReadInPagesByTheirPlaces) {
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.push_back(add(projects(), "p" + std::to_string(i)));
  const Batch batch = batches().create_batch("x", ids, at(1));
  const Batch other = batches().create_batch("y", ids, at(1));
  const auto places = [&](std::optional<BatchItemState> state, std::size_t limit, std::optional<std::uint32_t> after) {
    std::vector<std::uint32_t> read;
    for (const BatchItem& each : batches().batch_items(batch.id, state, limit, after)) read.push_back(each.place);
    return read;
  };
  const std::vector<BatchItem> done{item(1, ids[1], "p1", BatchItemState::kDone),
                                    item(4, ids[4], "p4", BatchItemState::kDone),
                                    item(6, ids[6], "p6", BatchItemState::kDone)};
  set_items(batches(), batch.id, done, at(2));

  EXPECT_THAT(places(std::nullopt, 3, std::nullopt), ElementsAre(0, 1, 2));
  EXPECT_THAT(places(std::nullopt, 3, 2), ElementsAre(3, 4, 5));
  EXPECT_THAT(places(std::nullopt, 3, 5), ElementsAre(6));
  EXPECT_THAT(places(std::nullopt, 3, 6), IsEmpty());
  EXPECT_THAT(places(BatchItemState::kDone, 2, std::nullopt), ElementsAre(1, 4));
  EXPECT_THAT(places(BatchItemState::kDone, 2, 4), ElementsAre(6));
  EXPECT_THAT(places(BatchItemState::kPending, kAll, 0), ElementsAre(2, 3, 5));
  EXPECT_EQ(batches().batch(other.id), other);
}

TEST_P(BatchesConformance, StateMovesFromTheOneThatItHasAndUnknownOnesAreNotFound) {
  const Batch batch = batches().create_batch("x", {}, at(1));
  BatchState from = BatchState::kRunning;
  for (const BatchState to :
       {BatchState::kPaused, BatchState::kCancelled, BatchState::kFinished, BatchState::kRunning}) {
    EXPECT_FALSE(batches().transition(batch.id, to, from, at(9))) << "it is in another state";
    EXPECT_TRUE(batches().transition(batch.id, from, to, at(2)));
    EXPECT_EQ(reopen().batches.batch(batch.id).value().state, to);
    from = to;
  }
  EXPECT_EQ(batches().batch(batch.id).value().updated_at, at(2));
  for (const std::string& id : {std::string(), std::string("b"), std::string("b0"), std::string("b-1"), "b0" + batch.id,
                                batch.id + " ", batch.id + "0", std::string("b99999999999999999999")}) {
    EXPECT_EQ(batches().batch(id), std::nullopt) << id;
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound,
                             [&] { batches().transition(id, BatchState::kRunning, BatchState::kPaused, at(3)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { batches().change_batch_items(id, {}, at(3)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { batches().retry_failed_items(id, at(3)); }));
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)batches().batch_items(id, std::nullopt, 1); }));
  }
}

TEST_P(BatchesConformance, ItemOfARemovedProjectIsFailed) {
  const std::string a = add(projects(), "a");
  const std::string b = add(projects(), "b");
  const Batch batch = batches().create_batch("x", std::array{a, b}, at(1));
  projects().remove_project(a);

  const std::string nobody = batches().batch_items(batch.id, BatchItemState::kFailed, kAll).at(0).project_id;
  EXPECT_NE(nobody, a);
  auto failed = item(0, nobody, "", BatchItemState::kFailed, std::nullopt, ErrorCode::kNotFound);
  failed.full_name = "";
  const auto pending = item(1, b, "b", BatchItemState::kPending);
  EXPECT_THAT(batches().batch_items(batch.id, std::nullopt, kAll), ElementsAre(failed, pending));
  EXPECT_THAT(batches().batch_items(batch.id, BatchItemState::kPending, kAll), ElementsAre(pending));
  EXPECT_EQ(batches().batch(batch.id).value().failed, 1);

  const auto running = item(0, a, "a", BatchItemState::kRunning, at(2));
  EXPECT_EQ(batches().change_batch_items(batch.id, std::array<BatchItemChange, 1>{{{failed, running}}}, at(2)), 0U);
  EXPECT_EQ(batches().retry_failed_items(batch.id, at(2)), 0U);
  EXPECT_THAT(batches().batch_items(batch.id, BatchItemState::kFailed, kAll), ElementsAre(failed)) << "it stays so";

  ASSERT_EQ(add(projects(), "a"), a);
  EXPECT_EQ(batches().retry_failed_items(batch.id, at(3)), 0U);
  EXPECT_EQ(batches().batch(batch.id).value().pending, 1) << "a project of the same name is another one";
}

TEST_P(BatchesConformance, WhatIsDoneStaysDoneWhenItsProjectEnds) {
  const std::string kept = add(projects(), "new");
  bind_identity(projects(), kept, {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "new"}, at(1));
  const std::string merged = add(projects(), "old");
  const std::string removed = add(projects(), "removed");
  const Batch batch = batches().create_batch("x", std::array{merged, removed}, at(1));
  std::vector<BatchItemChange> changes;
  for (const BatchItem& pending : batches().batch_items(batch.id, BatchItemState::kPending, kAll)) {
    BatchItem done = pending;
    done.state = BatchItemState::kDone;
    changes.push_back({pending, done});
  }
  ASSERT_EQ(batches().change_batch_items(batch.id, changes, at(2)), 2U);

  bind_identity(projects(), merged, {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "new"}, at(3));
  projects().remove_project(removed);

  EXPECT_EQ(batches().batch(batch.id).value().done, 2);
  for (const BatchItem& each : batches().batch_items(batch.id, std::nullopt, kAll)) EXPECT_EQ(each.code, std::nullopt);
  EXPECT_EQ(batches().batch_items(batch.id, std::nullopt, kAll).at(1).full_name, "") << "no name of a removed project";
}

TEST_P(BatchesConformance, ItemOfAMergedProjectLosesItsNameWithTheOneThatStayed) {
  const std::string kept = add(projects(), "new");
  bind_identity(projects(), kept, {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "new"}, at(1));
  const std::string merged = add(projects(), "old");
  const Batch batch = batches().create_batch("x", std::array{merged, kept}, at(1));
  bind_identity(projects(), merged, {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "new"}, at(2));

  projects().remove_project(kept);

  for (const BatchItem& each : batches().batch_items(batch.id, std::nullopt, kAll)) {
    EXPECT_EQ(each.full_name, "");
    EXPECT_EQ(each.code, ErrorCode::kNotFound);
  }
  EXPECT_EQ(batches().batch(batch.id).value().failed, 2);
}

TEST_P(BatchesConformance, ItemFollowsItsProjectsName) {
  const std::string a = add(projects(), "a");
  const Batch batch = batches().create_batch("x", std::array{a}, at(1));
  bind_identity(projects(), a, {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "renamed"}, at(2));
  EXPECT_THAT(batches().batch_items(batch.id, std::nullopt, kAll),
              ElementsAre(item(0, a, "renamed", BatchItemState::kPending)));
}

TEST_P(BatchesConformance, ItemOfAMergedProjectIsFailedToo) {
  const std::string kept = add(projects(), "new");
  bind_identity(projects(), kept, {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "new"}, at(1));
  const std::string merged = add(projects(), "old");
  const Batch batch = batches().create_batch("x", std::array{merged, kept}, at(1));

  const Binding bound =
      bind_identity(projects(), merged, {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "new"}, at(2));

  ASSERT_EQ(bound.project_id, kept);
  EXPECT_THAT(batches().batch_items(batch.id, std::nullopt, kAll),
              ElementsAre(item(0, merged, "old", BatchItemState::kFailed, std::nullopt, ErrorCode::kNotFound),
                          item(1, kept, "new", BatchItemState::kPending)));
}

}  // namespace
}  // namespace cpsg::storage::conformance
