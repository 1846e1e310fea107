// For tests: what every implementation of Events keeps to. A test program instantiates it with a way to make one source
// after another, each in a life of its own.
//
//   struct LocalEventSources { std::unique_ptr<Events> open(); };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Local, EventsSuite, LocalEventSources);
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "cpsg/coordination/events.h"

namespace cpsg::coordination {

template <typename Sources>
class EventsSuite : public testing::Test {
 protected:
  void publish(int number) { events_->publish({.topic = "project", .data = std::to_string(number)}); }
  // The data of the events after that one; "none" where it is not kept.
  std::vector<std::string> data_after(std::string_view id, std::size_t limit = kEventsMax) {
    const auto found = events_->after(id, limit);
    if (!found) return {"none"};
    std::vector<std::string> data;
    for (const EventPointer& each : *found) data.push_back(each->event.data);
    return data;
  }
  std::string id_of(std::size_t place) { return events_->after("", place + 1).value().at(place)->id; }

  Sources sources_;
  std::unique_ptr<Events> events_ = sources_.open();
};
TYPED_TEST_SUITE_P(EventsSuite);

TYPED_TEST_P(EventsSuite, AReaderGoesOnAfterWhatItHasSeen) {
  EXPECT_THAT(this->data_after(""), testing::IsEmpty());
  for (const int number : {1, 2, 3}) this->publish(number);
  EXPECT_THAT(this->data_after(""), testing::ElementsAre("1", "2", "3"));
  EXPECT_THAT(this->data_after("", 2), testing::ElementsAre("1", "2"));
  EXPECT_THAT(this->data_after(this->id_of(0)), testing::ElementsAre("2", "3"));
  EXPECT_THAT(this->data_after(this->id_of(2)), testing::IsEmpty());
  this->publish(4);
  EXPECT_THAT(this->data_after(this->id_of(2)), testing::ElementsAre("4"));
}

TYPED_TEST_P(EventsSuite, AnEventIsKeptWhole) {
  const Event event{
      .topic = "sync", .subject = "p1", .is_public = true, .was_public = true, .data = R"({"text":"a\nb"})"};
  this->events_->publish(event);
  EXPECT_EQ(this->events_->after("", 1).value().at(0)->event, event);
}

TYPED_TEST_P(EventsSuite, AnIdThatIsNotKeptHasNothingAfterIt) {
  this->publish(1);
  const std::string id = this->id_of(0);
  for (const std::string& other :
       {std::string("1"), std::string("x"), id + "0", id.substr(0, id.size() - 1), id + " ", "0" + id,
        id.substr(0, id.size() - 1) + (id.back() == '2' ? "3" : "2"), id.substr(0, id.size() - 1) + "01",
        std::string(100'000, '9'), std::string(1, '\0')}) {
    EXPECT_THAT(this->data_after(other), testing::ElementsAre("none")) << other.substr(0, 99);
  }
}

TYPED_TEST_P(EventsSuite, TheLastTenThousandAreKept) {
  this->publish(-1);
  const std::string first = this->id_of(0);
  for (std::size_t n = 0; n < kEventsMax; ++n) this->publish(static_cast<int>(n));
  EXPECT_THAT(this->data_after(first), testing::ElementsAre("none"));
  EXPECT_EQ(this->data_after("").size(), kEventsMax);
  EXPECT_EQ(this->data_after(this->id_of(0)).front(), "1");
}

TYPED_TEST_P(EventsSuite, AnEarlierLifeIsNotTakenForThisOne) {
  this->publish(1);
  const std::string id = this->id_of(0);
  const auto next = this->sources_.open();
  next->publish({.topic = "project", .data = "1"});
  next->publish({.topic = "project", .data = "2"});
  EXPECT_FALSE(next->after(id, 9));
}

TYPED_TEST_P(EventsSuite, ManyPublishAtOnceAndEachIdIsGivenOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([this] {
        for (int n = 0; n < kEach; ++n) this->publish(n);
      });
    }
  }
  std::unordered_set<std::string> ids;
  const auto published = this->events_->after("", kEventsMax).value();
  for (const EventPointer& each : published) ids.insert(each->id);
  EXPECT_EQ(ids.size(), std::size_t{kThreads} * kEach);
}

REGISTER_TYPED_TEST_SUITE_P(EventsSuite, AReaderGoesOnAfterWhatItHasSeen, AnEventIsKeptWhole,
                            AnIdThatIsNotKeptHasNothingAfterIt, TheLastTenThousandAreKept,
                            AnEarlierLifeIsNotTakenForThisOne, ManyPublishAtOnceAndEachIdIsGivenOnce);

}  // namespace cpsg::coordination
