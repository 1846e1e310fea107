// Protects: each client gets what its filter passes, once and in order, and can go on after a break; one that missed
// something is told so; nobody without a key hears of private projects.
#include "cpsg/api/event_hub.h"

#include <gmock/gmock.h>

#include <thread>

#include "cpsg/coordination/local/local_events.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::size_t kMuch = 1'000'000;

class EventHubTest : public testing::Test {
 protected:
  void publish(std::string data, std::string topic = "project", std::string subject = "p1", bool is_public = false) {
    events_.publish(
        {.topic = std::move(topic), .subject = std::move(subject), .is_public = is_public, .data = std::move(data)});
    hub_.pull();
  }
  void publish_numbers(int count) {
    for (int n = 0; n < count; ++n) {
      events_.publish({.topic = "project", .subject = "p1", .data = std::to_string(n)});
    }
    hub_.pull();
  }
  // The values of that field of all blocks.
  static std::vector<std::string> values(std::string_view text, const std::string& field) {
    std::vector<std::string> found;
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      if (line.starts_with(field + ": ")) found.emplace_back(line.substr(field.size() + 2));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return found;
  }
  static std::vector<std::string> data_of(http::EventFeed& feed) { return values(feed.take(kMuch), "data"); }
  std::shared_ptr<http::EventFeed> open(EventFilter filter = {}, std::string_view last_event_id = "") {
    return hub_.open(std::move(filter), last_event_id);
  }

  coordination::local::LocalEvents events_;
  EventHub hub_{events_};
};

TEST_F(EventHubTest, AnEventIsWrittenAsTheStandardHasIt) {
  const auto feed = open();
  EXPECT_THAT(feed->take(kMuch), testing::MatchesRegex("retry: [0-9]+\nid: 0\n\n"));
  publish("{\"id\":\"p1\"}");
  const std::string id = events_.after("", 1).value().at(0)->id;
  EXPECT_EQ(feed->take(kMuch), "event: project\nid: " + id + "\ndata: {\"id\":\"p1\"}\n\n");
  EXPECT_EQ(feed->take(kMuch), "");
}

TEST_F(EventHubTest, AStreamBeginsNowAndGoesOnInOrder) {
  publish("1");
  const auto feed = open();
  EXPECT_THAT(data_of(*feed), IsEmpty());
  publish("2");
  publish("3");
  EXPECT_THAT(data_of(*feed), ElementsAre("2", "3"));
}

TEST_F(EventHubTest, AStreamThatMayNotGoOnEndsAndTheOthersGoOn) {
  bool may = true;
  int ready = 0;
  const auto checked = hub_.open({}, "", [&] { return may; });
  const auto free = open();
  checked->on_ready([&] { ++ready; });
  (void)checked->take(kMuch);
  hub_.end_refused();
  EXPECT_FALSE(checked->has_ended());
  may = false;
  ready = 0;
  hub_.end_refused();
  EXPECT_TRUE(checked->has_ended());
  EXPECT_EQ(ready, 1);
  EXPECT_FALSE(free->has_ended());
}

TEST_F(EventHubTest, OnlyOpenStreamsAreAskedWhetherTheyMayGoOn) {
  int asked = 0;
  {
    const auto feed = hub_.open({}, "", [&] { return ++asked, true; });
    hub_.end_refused();
    feed->close();
    hub_.end_refused();
  }
  hub_.end_refused();
  EXPECT_EQ(asked, 1);
}

TEST_F(EventHubTest, AClientThatComesBackMissesNothing) {
  publish("1");
  std::string last;
  {
    const auto feed = open();
    last = values(feed->take(kMuch), "id").back();  // it has an id although no event came
  }
  publish("2");
  publish("3");
  const auto feed = open({}, last);
  const std::string text = feed->take(kMuch);
  EXPECT_THAT(values(text, "data"), ElementsAre("2", "3"));
  EXPECT_THAT(data_of(*open({}, values(text, "id").front())), ElementsAre("3"));
}

TEST_F(EventHubTest, WhoGoesOnAfterAnUnknownEventIsToldToLookAtEverything) {
  publish("1");
  for (const std::string& unknown : {std::string("0"), std::string("x"), std::string("1-1"), std::string(9'999, 'y')}) {
    const auto feed = open({.topics = {"batch"}}, unknown);
    const std::string text = feed->take(kMuch);
    EXPECT_THAT(values(text, "event"), ElementsAre("reset"));
    EXPECT_THAT(values(text, "id"), ElementsAre(events_.after("", coordination::kEventsMax).value().back()->id));
    publish("2");
    publish("3", "batch");
    EXPECT_THAT(data_of(*feed), ElementsAre("3"));
  }
}

TEST_F(EventHubTest, AClientTooSlowForTheWindowIsToldSo) {
  publish("1");
  const auto feed = open();
  (void)feed->take(kMuch);
  publish_numbers(coordination::kEventsMax / 2);
  publish_numbers(coordination::kEventsMax / 2 + 1);
  const std::string text = feed->take(kMuch);
  EXPECT_THAT(values(text, "event"), ElementsAre("reset"));
  publish("new");
  EXPECT_THAT(data_of(*feed), ElementsAre("new"));
}

TEST_F(EventHubTest, WhereMoreWasPublishedThanIsKeptAllAreToldSo) {
  publish("1");
  const auto feed = open();
  (void)feed->take(kMuch);
  publish_numbers(coordination::kEventsMax + 1);
  EXPECT_THAT(values(feed->take(kMuch), "event"), ElementsAre("reset"));
  publish("new");
  EXPECT_THAT(data_of(*feed), ElementsAre("new"));
}

TEST_F(EventHubTest, FiltersAreByTopicAndProject) {
  const auto all = open();
  const auto batches = open({.topics = {"batch", "status"}});
  const auto project = open({.project_ids = {"p2"}});
  for (const auto& feed : {all, batches, project}) (void)feed->take(kMuch);
  publish("1");
  publish("2", "sync", "p2");
  publish("3", "batch", "b1");
  publish("4", "status", "");
  publish("5", "project", "p2");
  EXPECT_THAT(data_of(*all), ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_THAT(data_of(*batches), ElementsAre("3", "4"));
  EXPECT_THAT(data_of(*project), ElementsAre("2", "5"));
}

TEST_F(EventHubTest, WhoSeesNoPrivateProjectsHearsOfPublicOnesAlone) {
  const auto feed = open({.sees_private = false});
  (void)feed->take(kMuch);
  publish("private");
  publish("public", "project", "p2", true);
  publish("private", "sync");
  publish("all counts", "batch", "b1");
  publish("warnings", "status", "");
  EXPECT_THAT(data_of(*feed), ElementsAre("public"));
}

TEST_F(EventHubTest, WhoSeesNoPrivateProjectsCannotTellHowMuchIsHidden) {
  const auto id_of_a_new_stream = [&] { return values(open({.sees_private = false})->take(kMuch), "id"); };
  publish("private");
  EXPECT_THAT(id_of_a_new_stream(), ElementsAre("0"));
  publish("public", "project", "p2", true);
  const std::vector<std::string> ids = id_of_a_new_stream();
  const auto feed = open({.sees_private = false});
  (void)feed->take(kMuch);
  publish_numbers(2'000);
  EXPECT_EQ(id_of_a_new_stream(), ids);
  EXPECT_EQ(feed->take(kMuch), "") << "not even that something happened";
  EXPECT_THAT(data_of(*open({.sees_private = false}, ids.front())), IsEmpty()) << "one may go on from it";
  EXPECT_EQ(values(open({.sees_private = false}, "unknown")->take(kMuch), "id"), ids) << "with `reset` too";
}

class HiddenProject : public EventHubTest {
 protected:
  void hide(std::string subject = "p1") {
    events_.publish({.topic = "project", .subject = std::move(subject), .was_public = true, .data = "hidden"});
    hub_.pull();
  }
};

TEST_F(HiddenProject, IsGoneForWhoSeesPublicOnesAloneAndForNobodyElse) {
  const auto all = open();
  const auto restricted = open({.sees_private = false});
  const auto other = open({.project_ids = {"p2"}, .sees_private = false});
  for (const auto& feed : {all, restricted, other}) (void)feed->take(kMuch);
  hide();
  publish("private");
  EXPECT_THAT(data_of(*all), ElementsAre("private"));
  EXPECT_THAT(data_of(*restricted), ElementsAre("hidden"));
  EXPECT_THAT(data_of(*other), IsEmpty());
}

// Whoever comes back must not learn by it what he would not be told now.
TEST_F(HiddenProject, LeavesNothingOfItsPastToWhoSeesPublicOnesAlone) {
  publish("0", "project", "p9", true);
  const std::string last = events_.after("", 1).value().at(0)->id;
  const auto slow = open({.sees_private = false});
  publish("1", "project", "p1", true);
  publish("2", "sync", "p1", true);
  publish("3", "project", "p2", true);
  hide();
  EXPECT_THAT(data_of(*slow), ElementsAre("3", "hidden"));
  EXPECT_THAT(data_of(*open({.sees_private = false}, last)), ElementsAre("3", "hidden"));
  EXPECT_THAT(data_of(*open({}, last)), ElementsAre("1", "2", "3"));
  publish("4", "project", "p1", true);
  EXPECT_THAT(data_of(*open({.sees_private = false}, last)), ElementsAre("3", "hidden", "4")) << "public again";
}

TEST_F(HiddenProject, IsForgottenWithItsLastEvent) {
  hide();
  const auto feed = open({.sees_private = false});
  publish_numbers(coordination::kEventsMax);
  publish("again", "project", "p1", true);
  EXPECT_THAT(values(feed->take(kMuch), "event"), ElementsAre("reset"));
  EXPECT_THAT(data_of(*feed), IsEmpty());
  publish("and again", "project", "p1", true);
  EXPECT_THAT(data_of(*feed), ElementsAre("and again"));
}

TEST_F(EventHubTest, AResetGoesToEverybody) {
  const auto feed = open({.topics = {"batch"}, .project_ids = {"p9"}, .sees_private = false});
  (void)feed->take(kMuch);
  publish("{}", "reset", "", true);
  EXPECT_THAT(values(feed->take(kMuch), "event"), ElementsAre("reset"));
}

TEST_F(EventHubTest, NoMoreIsTakenThanAskedForButOneEventIs) {
  const auto feed = open();
  publish(std::string(500, 'x'));
  publish(std::string(600, 'y'));
  EXPECT_THAT(data_of(*feed), testing::SizeIs(2));
  publish("1");
  publish("2");
  EXPECT_THAT(values(feed->take(1), "data"), ElementsAre("1"));
  EXPECT_THAT(values(feed->take(1), "data"), ElementsAre("2"));
  EXPECT_EQ(feed->take(1), "");
}

TEST_F(EventHubTest, AStreamIsToldWhenThereIsSomethingForIt) {
  const auto feed = open({.topics = {"batch"}});
  int told = 0;
  feed->on_ready([&] { ++told; });
  EXPECT_EQ(told, 1) << "the beginning of the stream is to be sent";
  (void)feed->take(kMuch);
  publish("1");
  EXPECT_EQ(told, 1);
  publish("2", "batch", "b1");
  EXPECT_EQ(told, 2);
  feed->close();
  publish("3", "batch", "b1");
  EXPECT_EQ(told, 2);
}

// Else its id would fall out of the window, and the client would have to look at everything for nothing.
TEST_F(EventHubTest, AClientWhoseFilterPassesNothingKeepsUp) {
  const auto feed = open({.topics = {"batch"}});
  (void)feed->take(kMuch);
  int told = 0;
  feed->on_ready([&] { ++told; });
  publish_numbers(1'000);
  EXPECT_EQ(told, 1);
  const std::string text = feed->take(kMuch);
  EXPECT_THAT(text, Not(HasSubstr("data")));
  ASSERT_THAT(values(text, "id"), testing::SizeIs(1));
  EXPECT_THAT(data_of(*open({}, values(text, "id").front())), IsEmpty());
}

TEST(EventHub, AFeedMayOutliveTheHub) {
  coordination::local::LocalEvents events;
  auto hub = std::make_unique<EventHub>(events);
  const auto feed = hub->open({}, "");
  hub.reset();
  EXPECT_NE(feed->take(kMuch), "");
  feed->close();
}

class LostEvents final : public coordination::Events {
 public:
  void publish(coordination::Event event) override { inner->publish(std::move(event)); }
  std::optional<std::vector<coordination::EventPointer>> after(std::string_view id, std::size_t limit) override {
    return inner ? inner->after(id, limit) : std::nullopt;
  }
  std::unique_ptr<coordination::Events> inner = std::make_unique<coordination::local::LocalEvents>();
};

TEST(EventHub, WhereEventsWereLostStreamsBeginAnew) {
  LostEvents events;
  EventHub hub(events);
  const auto feed = hub.open({}, "");
  events.publish({.topic = "project", .data = "1"});
  hub.pull();
  (void)feed->take(kMuch);
  events.inner.reset();
  hub.pull();
  EXPECT_THAT(feed->take(kMuch), HasSubstr("event: reset\nid: 0\n"));
  hub.pull();
  EXPECT_EQ(feed->take(kMuch), "") << "once";
  events.inner = std::make_unique<coordination::local::LocalEvents>();
  events.publish({.topic = "project", .data = "2"});
  hub.pull();
  EXPECT_THAT(feed->take(kMuch), HasSubstr("data: 2\n"));
}

TEST(EventHub, StreamsComeAndGoWhileEventsArePulled) {
  coordination::local::LocalEvents events;
  EventHub hub(events);
  std::atomic<bool> stop{false};
  std::jthread publisher([&] {
    while (!stop) {
      events.publish({.topic = "project", .data = "{}"});
      hub.pull();
    }
  });
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < 3; ++client) {
      clients.emplace_back([&] {
        for (int n = 0; n < 200; ++n) {
          const auto feed = hub.open({}, "");
          std::atomic<int> told{0};
          feed->on_ready([&] { ++told; });
          (void)feed->take(100);
          feed->close();
          const int before = told;
          std::this_thread::yield();
          EXPECT_EQ(told, before) << "after close() nobody is called";
        }
      });
    }
  }
  stop = true;
  publisher.join();
}

}  // namespace
}  // namespace cpsg::api
