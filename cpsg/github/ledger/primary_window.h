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
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "cpsg/base/clock.h"
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
  [[nodiscard]] bool known(Instant now) const { return ever_known_ && now < end(); }
  // Of the last window that was known.
  [[nodiscard]] std::uint32_t limit() const { return limit_; }
  [[nodiscard]] std::uint32_t remaining() const { return remaining_; }
  [[nodiscard]] std::uint32_t reserved() const { return reserved_; }
  [[nodiscard]] std::uint32_t floor() const { return floor_of(limit_); }
  [[nodiscard]] Instant reset() const { return reset_; }
  [[nodiscard]] Instant closed_until() const { return closed_until_; }

 private:
  [[nodiscard]] Instant end() const;
  [[nodiscard]] std::uint32_t floor_of(std::uint32_t limit) const;
  [[nodiscard]] std::int64_t above_floor() const;
  [[nodiscard]] std::int64_t headroom_points(double share, Instant now) const;
  // False: the report is of a window that is over.
  bool take(const WindowReport& report, Instant sent_at, Instant now);

  double floor_fraction_;
  bool ever_known_ = false;
  std::uint32_t limit_ = 0;
  std::uint32_t remaining_ = 0;
  Instant reset_earliest_{};  // the reset lies between these, as far as the answers' travel lets us know
  Instant reset_{};
  Instant learned_at_{};
  std::chrono::seconds length_{0};  // the longest time to a reset that was seen
  std::uint32_t reserved_ = 0;      // in flight, of whichever window
  std::uint64_t unreported_ = 0;    // may have been spent by requests that ended without a report
  Instant unreported_at_{};         // the latest of them; reports of requests sent later include them
  std::optional<Ticket> learner_;
  Instant closed_until_ = Instant::min();  // after a refusal
};

}  // namespace cpsg::github::ledger
