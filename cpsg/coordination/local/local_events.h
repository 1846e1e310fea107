// Events of one process, in its memory: a ring.
//
//   LocalEvents events;
//   events.publish({.topic = "status", .data = "{}"});
//
// Ids hold a random number of this object, so that none of an earlier process is taken for one of ours. As the port in
// all else.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>

#include "cpsg/coordination/events.h"

namespace cpsg::coordination::local {

class LocalEvents final : public Events {
 public:
  LocalEvents();

  void publish(Event event) override;
  [[nodiscard]] std::optional<std::vector<EventPointer>> after(std::string_view id, std::size_t limit) override;

 private:
  const std::string life_;  // begins every id
  std::mutex mutex_;
  std::deque<EventPointer> kept_;
  std::uint64_t first_ = 1;  // the number of kept_.front(), or of the next event
};

}  // namespace cpsg::coordination::local
