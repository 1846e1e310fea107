// One window of primary points of an account and resource, as far as GitHub's responses describe it.
//
//   if (!window.required_wait(1, headroom, now)) window.reserve(ticket, 1, now);
//   window.settle({ticket, 1, sent_at}, settlement, now);
//
// Time is a parameter. One thread uses an object. Responses come out of order and reach us some time after GitHub
// counted: within a window `remaining` only falls, and what is in flight counts as spent on top of it. A window is over
// a second after its reset; until somebody has asked again, nothing is known of the next one. A report belongs to the
// known window if its reset may be the same: a response gives the time to its reset in whole seconds, counted from some
// moment of its travel, which is shorter than a window.
//
// A server that answers without a word of limits has none, until it says otherwise. One that has nothing left and names
// a reset that is over already is asked again after a minute, which doubles to a quarter of an hour; one that has
// something left then, after a minute. What other processes learned of the window comes in by merge().
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/limit_facts.h"
#include "cpsg/github/ledger/rules.h"

namespace cpsg::github::ledger {

class PrimaryWindow {
 public:
  explicit PrimaryWindow(double floor_fraction) : floor_fraction_(floor_fraction) {}

  // `headroom`: the share that is left to earlier lanes while the window is young. What only the settlement of
  // something in flight can clear is kConcurrency.
  [[nodiscard]] std::optional<Wait> required_wait(std::uint32_t points, double headroom, Instant now) const;
  void reserve(Ticket ticket, std::uint32_t points, Instant now);
  struct Sent {
    Ticket ticket = 0;
    std::uint32_t points = 0;  // as reserved
    Instant at{};
  };
  void settle(const Sent& sent, const Settlement& settlement, Instant now);

  [[nodiscard]] std::uint32_t available(double headroom, Instant now) const;
  [[nodiscard]] bool known(Instant now) const { return facts_.known_at(now); }
  [[nodiscard]] bool unlimited() const { return facts_.unlimited; }
  // Of the last window that was known.
  [[nodiscard]] std::uint32_t limit() const { return facts_.limit; }
  [[nodiscard]] std::uint32_t remaining() const { return facts_.remaining; }
  [[nodiscard]] std::uint32_t reserved() const { return reserved_; }
  [[nodiscard]] std::uint32_t floor() const { return coordination::floor_points(floor_fraction_, facts_.limit); }
  [[nodiscard]] Instant reset() const { return facts_.reset; }
  [[nodiscard]] Instant closed_until() const { return facts_.closed_until; }
  // What is in flight, or may have been spent without a report.
  [[nodiscard]] std::uint32_t committed() const { return reserved_ + unreported(); }
  [[nodiscard]] bool learning() const { return learner_.has_value(); }

  [[nodiscard]] const coordination::WindowFacts& facts() const { return facts_; }
  void merge(const coordination::WindowFacts& theirs) { coordination::merge(facts_, theirs); }

 private:
  [[nodiscard]] std::uint32_t unreported() const;
  [[nodiscard]] std::int64_t above_floor() const;
  [[nodiscard]] std::int64_t headroom_points(double share, Instant now) const;
  // False: the report is of a window that is over.
  bool take(const WindowReport& report, Instant sent_at, Instant now);
  void close_until(Instant until) { facts_.closed_until = std::max(facts_.closed_until, until); }

  double floor_fraction_;
  coordination::WindowFacts facts_;
  std::uint32_t reserved_ = 0;    // in flight, of whichever window
  std::uint64_t unreported_ = 0;  // may have been spent by requests that ended without a report
  Instant unreported_at_{};       // the latest of them; reports of requests sent later include them
  std::optional<Ticket> learner_;
};

}  // namespace cpsg::github::ledger
