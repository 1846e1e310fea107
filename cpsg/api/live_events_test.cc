// Protects: whoever watches learns of every change of the store, whichever process made it, and of what this process's
// syncs do; nothing is told twice, and a store that fails for a moment costs nothing.
#include "cpsg/api/live_events.h"

#include <gmock/gmock.h>

#include <atomic>

#include "cpsg/base/repeating_thread.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/coordination/local/local_events.h"
#include "cpsg/history/testing/sample_store.h"

namespace cpsg::api {
namespace {

using namespace std::chrono_literals;
using history::at;
using history::SampleStore;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class LiveEventsTest : public testing::Test {
 protected:
  // "topic data" of what was published since the last time.
  std::vector<std::string> news() {
    live_.follow();
    std::vector<std::string> found;
    const auto published = events_.after(seen_, 10'000).value();
    for (const auto& each : published) {
      found.push_back(each->event.topic + " " + each->event.data);
      seen_ = each->id;
    }
    return found;
  }
  std::vector<std::string> later() {
    clock_.advance(1s);
    return news();
  }
  std::string follow_project(const std::string& name) {
    return sample_.store()
        .add_project("octo", name, "", clock_.unix_time(), clock_.unix_time(), model::Priority::kRefresh)
        .project.id;
  }
  void show_to(const std::string& id, const std::string& visibility) {
    const storage::Refreshed seen{
        .project_id = id, .statistics = model::Statistics{.observed_at = clock_.unix_time(), .visibility = visibility}};
    sample_.store().record_refreshed(std::array{seen}, clock_.unix_time());
  }
  bool last_is_public() { return events_.after("", 10'000).value().back()->event.is_public; }

  SampleStore sample_;
  ManualClock clock_;
  coordination::local::LocalEvents events_;
  LiveEvents live_{sample_.store().stores(), events_, clock_};
  std::string seen_;
};

TEST_F(LiveEventsTest, WhatWasThereBeforeIsNoNews) {
  follow_project("before");
  LiveEvents live(sample_.store().stores(), events_, clock_);
  live.follow();
  EXPECT_THAT(events_.after("", 9).value(), IsEmpty());
}

TEST_F(LiveEventsTest, AProjectsChangesAreTold) {
  const std::string id = follow_project("app");
  EXPECT_THAT(news(),
              ElementsAre("project {\"id\":\"" + id +
                          "\",\"full_name\":\"octo/app\",\"revision\":0,\"state\":\"pending\",\"code\":null,"
                          "\"last_synced_at\":null,\"next_sync_at\":\"2026-01-01T00:00:00Z\",\"removed\":false}"));
  EXPECT_THAT(later(), IsEmpty());
  const auto lease = std::get<storage::Lease>(
      sample_.store().acquire_lease(id, "another process", clock_.unix_time(), 60s, std::nullopt));
  EXPECT_THAT(later(), ElementsAre(HasSubstr("\"state\":\"syncing\"")));
  sample_.store().release_lease(lease);
  show_to(id, "private");
  EXPECT_THAT(later(), ElementsAre(AllOf(HasSubstr("\"state\":\"pending\""), HasSubstr("\"revision\":1"))));
  sample_.store().remove_project(id);
  EXPECT_THAT(later(), ElementsAre("project {\"id\":\"" + id + "\",\"removed\":true}"));
  EXPECT_THAT(later(), IsEmpty());
}

TEST_F(LiveEventsTest, OnlyWhatTellsOfPublicProjectsIsPublic) {
  const std::string id = follow_project("app");
  (void)news();
  EXPECT_FALSE(last_is_public()) << "nobody knows yet";
  show_to(id, "private");
  (void)later();
  EXPECT_FALSE(last_is_public());
  show_to(id, "public");
  (void)later();
  EXPECT_TRUE(last_is_public());
  clock_.advance(1s);
  live_.sync_progress(id, {.phase = sync::Phase::kRefs});
  EXPECT_TRUE(last_is_public());
  (void)sample_.store().create_batch("all", std::array{id}, clock_.unix_time());
  (void)later();
  EXPECT_FALSE(last_is_public()) << "its counts are of private projects too";
  sample_.store().remove_project(id);
  (void)later();
  EXPECT_TRUE(last_is_public());
}

TEST_F(LiveEventsTest, AProjectThatEndsToBePublicIsGoneForWhoSeesPublicOnesAlone) {
  const std::string id = follow_project("app");
  show_to(id, "public");
  (void)later();
  EventFilter filter{.sees_private = false};
  const auto feed = live_.hub().open(filter, "");
  (void)feed->take(10'000);
  clock_.advance(1s);
  show_to(id, "private");
  (void)news();
  (void)later();
  const std::string told = feed->take(10'000);
  EXPECT_THAT(told, HasSubstr("data: {\"id\":\"" + id + "\",\"removed\":true}\n"));
  EXPECT_THAT(told, Not(HasSubstr("revision")));
}

// The sync asked for its name, and who may hear of it, when it began.
TEST_F(LiveEventsTest, ARunningSyncGoesByWhatIsKnownOfItsProjectNow) {
  const std::string id = follow_project("app");
  show_to(id, "public");
  (void)later();
  live_.sync_progress(id, {.phase = sync::Phase::kRefs});
  (void)later();
  EXPECT_TRUE(last_is_public());
  show_to(id, "private");
  (void)sample_.store().bind_identity(sample_.store().project(id), {7, "R_7", "octo", "renamed"}, clock_.unix_time());
  (void)later();
  (void)later();
  live_.sync_progress(id, {.phase = sync::Phase::kCommits});
  EXPECT_THAT(later(), ElementsAre(AllOf(testing::StartsWith("sync "), HasSubstr("octo/renamed"))));
  EXPECT_FALSE(last_is_public());
}

TEST_F(LiveEventsTest, ABatchIsToldAsItIs) {
  const std::string id = follow_project("app");
  (void)news();
  const model::Batch batch = sample_.store().create_batch("all of \"them\"", std::array{id}, clock_.unix_time());
  EXPECT_THAT(later(), ElementsAre(AllOf(testing::StartsWith("batch {"), HasSubstr("\"id\":\"" + batch.id + "\""),
                                         HasSubstr("\"name\":\"all of \\\"them\\\"\""), HasSubstr("\"pending\":1"))));
}

TEST_F(LiveEventsTest, ManyChangesAreAllTold) {
  for (int n = 0; n < 2'500; ++n) follow_project("app" + std::to_string(n));
  EXPECT_EQ(news().size(), 2'500U);
}

TEST_F(LiveEventsTest, WhatASyncDoesIsTold) {
  const std::string id = follow_project("app");
  (void)news();
  clock_.advance(1s);
  live_.sync_progress(id, {.phase = sync::Phase::kRefs});
  live_.sync_progress(id, {.phase = sync::Phase::kCommits, .done = 7, .received_bytes = 512});
  live_.sync_progress(id, {.phase = sync::Phase::kCommits, .done = 9, .total = 10, .received_bytes = 512});
  const std::string begin = "sync {\"id\":\"" + id + "\",\"full_name\":\"octo/app\",\"phase\":";
  EXPECT_THAT(news(), ElementsAre(begin + "\"refs\",\"done\":0,\"total\":null,\"received_bytes\":0}"));
  EXPECT_THAT(later(), ElementsAre(begin + "\"commits\",\"done\":7,\"total\":null,\"received_bytes\":512}"));
  sync::SyncReport report;
  report.new_commits = 9;
  report.seconds = 1.5;
  live_.sync_ended(id, report, std::nullopt);
  EXPECT_THAT(later(), ElementsAre(begin + "\"ended\",\"ok\":true,\"code\":null,\"seconds\":1.500,"
                                           "\"new\":{\"commits\":9,\"branches\":0,\"pull_requests\":0}}"));
  live_.sync_ended(id, {}, Failure{.code = ErrorCode::kNetwork, .message = "secret words"});
  EXPECT_THAT(later(), ElementsAre(AllOf(HasSubstr("\"ok\":false,\"code\":\"network\""), Not(HasSubstr("secret")))));
}

TEST_F(LiveEventsTest, ASyncOfARemovedProjectIsNotTold) {
  live_.sync_progress("p0", {.phase = sync::Phase::kRefs});
  live_.sync_ended("p0", {}, std::nullopt);
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(LiveEventsTest, OtherWarningsAreNews) {
  const model::Warning a{.text = "a"};
  live_.tell_warnings({a});
  live_.tell_warnings({a});
  EXPECT_THAT(news(), IsEmpty());
  live_.tell_warnings({a, {.text = "b"}});
  EXPECT_THAT(news(), ElementsAre("status {}")) << "what they say is for those alone who may ask for it";
}

TEST_F(LiveEventsTest, WhoIsTooFarBehindTellsAllToLookAgain) {
  const std::string id = follow_project("app");
  for (std::uint64_t n = 0; n <= storage::kRemovalsKept / 2; ++n) {
    const auto lease =
        std::get<storage::Lease>(sample_.store().acquire_lease(id, "other", clock_.unix_time(), 60s, std::nullopt));
    sample_.store().release_lease(lease);
  }
  EXPECT_THAT(news(), ElementsAre("reset {}"));
  follow_project("another");
  EXPECT_THAT(news(), ElementsAre(HasSubstr("octo/another")));
}

TEST_F(LiveEventsTest, TheThreadEndsStreamsThatMayNotGoOn) {
  std::atomic<bool> may = true;
  const auto feed = live_.hub().open({}, "", [&] { return may.load(); });
  const RepeatingThread thread(clock_, LiveEvents::kTurn, "no events",
                               [&] { live_.take_turn([] { return std::vector<model::Warning>(); }); });
  ASSERT_TRUE(clock_.wait_for_waiters(1));
  may = false;
  for (int turn = 0; turn < 4; ++turn) {
    EXPECT_FALSE(feed->has_ended());
    clock_.advance(250ms);
    ASSERT_TRUE(clock_.wait_for_waiters(1));
  }
  EXPECT_TRUE(feed->has_ended());
}

TEST_F(LiveEventsTest, TheThreadFollowsAndEnds) {
  {
    const RepeatingThread thread(clock_, LiveEvents::kTurn, "no events",
                                 [&] { live_.take_turn([] { return std::vector<model::Warning>(); }); });
    ASSERT_TRUE(clock_.wait_for_waiters(1));
    follow_project("app");
    clock_.advance(250ms);
    ASSERT_TRUE(clock_.wait_for_waiters(1));
  }
  EXPECT_EQ(events_.after("", 9).value().size(), 1U);
}

}  // namespace
}  // namespace cpsg::api
