// Events of one process, in its memory: a ring.
//
//   LocalEvents events;
//   events.publish({.topic = "status", .data = "{}"});
//
// Ids are random numbers: none of an earlier process is taken for one of ours, and two of them do not tell how many
// events lie between them, which may be of projects that whoever has the ids may not know. As the port in all else.
#pragma once

#include <deque>
#include <mutex>
#include <random>

#include "cpsg/coordination/events.h"

namespace cpsg::coordination::local {

class LocalEvents final : public Events {
 public:
  LocalEvents();

  void publish(Event event) override;
  [[nodiscard]] std::optional<std::vector<EventPointer>> after(std::string_view id, std::size_t limit) override;

 private:
  std::mutex mutex_;  // for what follows
  std::mt19937_64 random_;
  std::deque<EventPointer> kept_;
};

}  // namespace cpsg::coordination::local
