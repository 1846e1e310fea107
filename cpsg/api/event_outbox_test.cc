// Protects: a subject has at most one event a second whatever happens to it, and its last word is always said.
#include "cpsg/api/event_outbox.h"

#include <gmock/gmock.h>

#include "cpsg/coordination/local/local_events.h"

namespace cpsg::api {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class EventOutboxTest : public testing::Test {
 protected:
  void put(std::string subject, std::string data, std::string topic = "project") {
    outbox_.put({.topic = std::move(topic), .subject = std::move(subject), .data = std::move(data)}, now_);
  }
  void pass(std::chrono::milliseconds time) {
    now_ += time;
    outbox_.flush(now_);
  }
  // The data of what was published since the last time.
  std::vector<std::string> published() {
    std::vector<std::string> data;
    const auto news = events_.after(seen_, 100).value();
    for (const auto& each : news) {
      data.push_back(each->event.data);
      seen_ = each->id;
    }
    return data;
  }

  coordination::local::LocalEvents events_;
  EventOutbox outbox_{events_};
  Instant now_{1h};
  std::string seen_;
};

TEST_F(EventOutboxTest, TheFirstEventGoesAtOnceAndTheLatestASecondLater) {
  put("p1", "1");
  put("p1", "2");
  put("p1", "3");
  EXPECT_THAT(published(), ElementsAre("1"));
  pass(999ms);
  EXPECT_THAT(published(), IsEmpty());
  pass(1ms);
  EXPECT_THAT(published(), ElementsAre("3"));
  pass(5s);
  EXPECT_THAT(published(), IsEmpty());
}

TEST_F(EventOutboxTest, AnEventASecondAtMostHoweverManyCome) {
  for (int step = 0; step < 100; ++step) {
    put("p1", std::to_string(step));
    pass(100ms);
  }
  pass(1s);
  const std::vector<std::string> all = published();
  EXPECT_THAT(all, testing::SizeIs(testing::AllOf(testing::Ge(10U), testing::Le(12U))));
  EXPECT_EQ(all.back(), "99");
}

TEST_F(EventOutboxTest, SubjectsDoNotWaitForEachOther) {
  put("p1", "1");
  put("p2", "2");
  put("", "3", "status");
  EXPECT_THAT(published(), ElementsAre("1", "2", "3"));
}

TEST_F(EventOutboxTest, TopicsOfASubjectTakeTurns) {
  put("p1", "changed");
  put("p1", "syncs 1", "sync");
  put("p1", "changed again");
  for (int n = 2; n < 5; ++n) put("p1", "syncs " + std::to_string(n), "sync");
  EXPECT_THAT(published(), ElementsAre("changed"));
  pass(1s);
  EXPECT_THAT(published(), ElementsAre("syncs 4"));
  put("p1", "syncs 5", "sync");
  pass(1s);
  EXPECT_THAT(published(), ElementsAre("changed again")) << "one topic does not keep the other from its turn";
  pass(1s);
  EXPECT_THAT(published(), ElementsAre("syncs 5"));
}

TEST_F(EventOutboxTest, ThatAProjectIsHiddenIsSaidWhateverElseHappensToIt) {
  put("p1", "1");
  outbox_.put({.topic = "project", .subject = "p1", .was_public = true, .data = "hidden"}, now_);
  put("p1", "2");
  put("p1", "3");
  pass(1s);
  pass(1s);
  EXPECT_THAT(published(), ElementsAre("1", "hidden", "3"));
}

TEST_F(EventOutboxTest, AProjectThatIsPublicAgainWasNeverHidden) {
  put("p1", "1");
  put("p1", "2");
  outbox_.put({.topic = "project", .subject = "p1", .was_public = true, .data = "hidden"}, now_);
  put("p1", "3");
  outbox_.put({.topic = "project", .subject = "p1", .is_public = true, .data = "4"}, now_);
  for (int second = 0; second < 5; ++second) pass(1s);
  EXPECT_THAT(published(), ElementsAre("1", "4"));
}

TEST_F(EventOutboxTest, WhatIsHeldOfAProjectIsHiddenWithIt) {
  put("p1", "1");
  outbox_.put({.topic = "sync", .subject = "p1", .is_public = true, .data = "syncs"}, now_);
  put("p1", "private");
  pass(1s);
  EXPECT_FALSE(events_.after("", 9).value().back()->event.is_public);
  EXPECT_THAT(published(), ElementsAre("1", "syncs"));
}

TEST_F(EventOutboxTest, NothingTakesThePlaceOfALastingEvent) {
  const auto put_lasting = [&](std::string data) {
    outbox_.put_lasting({.topic = "sync", .subject = "p1", .data = std::move(data)}, now_);
  };
  put("p1", "1");
  put("p1", "begins", "sync");
  put_lasting("ended with 9");
  put("p1", "begins again", "sync");
  put("p1", "goes on", "sync");
  put_lasting("ended with 0");
  for (int second = 0; second < 3; ++second) pass(1s);
  EXPECT_THAT(published(), ElementsAre("1", "ended with 9", "ended with 0"));
  for (int n = 0; n < 1'000; ++n) put_lasting(std::to_string(n));
  for (int second = 0; second < 1'000; ++second) pass(1s);
  const std::vector<std::string> all = published();
  EXPECT_LE(all.size(), 20U) << "they do not wait without bound";
  EXPECT_EQ(all.back(), "999");
}

TEST_F(EventOutboxTest, WhatIsHeldIsNotOvertaken) {
  put("p1", "1");
  put("p1", "2");
  now_ += 1500ms;  // nobody flushed yet
  put("p1", "3");
  EXPECT_THAT(published(), ElementsAre("1"));
  pass(0ms);
  EXPECT_THAT(published(), ElementsAre("3"));
}

}  // namespace
}  // namespace cpsg::api
