// What fails for all projects alike at the moment, and who may find out whether it still does: while an outage lasts,
// one caller at a time tries, after 2 s, doubling to a minute, and all others are told the failure without trying.
//
//   if (outages.turn(Service::kGit, now) == Turn::kRest) skip(outages.failure(Service::kGit));
//   outages.failed(Service::kGit, failure, began, now);
//   if (const auto since = outages.succeeded(Service::kGit)) make_due_again(*since);
//
// In the memory of one process. `now` is the time of day; a clock that is set back ends a rest. Safe to call from
// several threads at once.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"

namespace cpsg::sync {

enum class Service : std::uint8_t { kApi, kGit, kStore };

enum class Turn : std::uint8_t {
  kGo,    // there is no outage
  kTry,   // there is one, and the caller finds out: it has to say how that went, or the next turn comes in a minute
  kRest,  // nobody is to try now
};

class Outages {
 public:
  [[nodiscard]] Turn turn(Service service, UnixTime now);
  // Whether turn() would answer kRest. Takes nobody's turn.
  [[nodiscard]] bool rests(Service service, UnixTime now) const;
  // Of the outage; nothing where there is none.
  [[nodiscard]] std::optional<Failure> failure(Service service) const;
  // Since when it lasts; nothing where there is none, or nobody knows.
  [[nodiscard]] std::optional<UnixTime> since(Service service) const;

  // `began`: when what failed was begun.
  void failed(Service service, const Failure& failure, UnixTime began, UnixTime now);
  // The turn was not used: the next caller has it.
  void not_tried(Service service, UnixTime now);
  // Since when the outage lasted that has ended now. The first success of all ends one of which nobody knows when it
  // began: before this process did.
  std::optional<UnixTime> succeeded(Service service);

 private:
  struct State {
    bool known = false;  // it was tried at all
    std::optional<Failure> failure;
    UnixTime since{};
    UnixTime until{};
    std::chrono::seconds rest{0};   // the length of the present one
    std::chrono::seconds pause{0};  // after the last try; doubles
    bool tried = false;             // by somebody, now
  };
  static bool holds(const State& state, UnixTime now) { return now < state.until && state.until - now <= state.rest; }
  State& of(Service service) { return states_.at(static_cast<std::size_t>(service)); }
  [[nodiscard]] const State& of(Service service) const { return states_.at(static_cast<std::size_t>(service)); }

  mutable std::mutex mutex_;
  std::array<State, 3> states_;
};

}  // namespace cpsg::sync
