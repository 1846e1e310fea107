// The slice of an account's budget that this process has drawn, where several share the budget.
//
//   if (auto wait = slice.required_wait(committed, more, resource, unknown_window, now)) return *wait;  // kSlice: draw
//   const coordination::DrawRequest request = slice.begin_draw(...);   // then ask the source, without a lock
//   slice.finish_draw(request, source.draw(...), Resource::kRest, now);
//
// Time is a parameter. One thread uses an object. While a draw is under way nothing new is taken from the slice. A
// slice is renewed every few seconds while it is used, when it has too little for the next request, and when the others
// learned something. Without an answer of the source the process goes on alone for some seconds; what it used meanwhile
// is reported later.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/budget_source.h"
#include "cpsg/github/ledger/rules.h"

namespace cpsg::github::ledger {

class AccountSlice {
 public:
  // `committed` is in flight; `more` would be; `unknown_window`: the request has to learn the window.
  [[nodiscard]] std::optional<Wait> required_wait(const coordination::Amounts& committed,
                                                  const coordination::Amounts& more, Resource resource,
                                                  bool unknown_window, Instant now) const;
  // The request that was asked about begins.
  void take(Resource resource) { may_learn_[static_cast<std::size_t>(resource)] = false; }
  // What a request that ended has used of the slice, and of the minute.
  void consume(const coordination::Amounts& amounts, Instant now);
  // The others must hear of what was learned before their next request.
  void report_soon() { report_soon_ = true; }
  [[nodiscard]] bool has_news() const { return report_soon_ && !drawing_; }
  // Whether others learned something, or wait for what this process holds.
  [[nodiscard]] bool is_outdated() const { return holds_ && !drawing_ && revision_ != latest_revision_; }
  // Whether anything is left that could be given back.
  [[nodiscard]] bool holds_anything() const { return holds_ && !drawing_; }
  // The number that BudgetSource::revision() gave last.
  void note_revision(std::uint64_t revision) { latest_revision_ = revision; }

  // Without `more`, everything that is not in flight is given back. `places_ahead` are drawn beside those needed.
  [[nodiscard]] coordination::DrawRequest begin_draw(const coordination::Amounts& committed,
                                                     const std::optional<coordination::Amounts>& more,
                                                     std::uint32_t places_ahead, Instant now);
  void finish_draw(const coordination::DrawRequest& request, const std::optional<coordination::Slice>& slice,
                   Resource resource, Instant now);

 private:
  coordination::Amounts amounts_;  // the right to have so much in flight; what was consumed is subtracted
  std::array<bool, coordination::kResources> may_learn_{};
  Instant renew_at_ = Instant::min();
  Instant alone_until_ = Instant::min();
  struct Short {
    Instant ask_again_at = Instant::min();
    Wait wait;
  };
  std::array<Short, coordination::kResources> short_{};
  std::uint64_t revision_ = 0;         // of the slice
  std::uint64_t latest_revision_ = 0;  // of the source
  bool drawing_ = false;
  bool holds_ = false;
  bool report_soon_ = false;
  coordination::Amounts consumed_;        // since the draw under way began
  std::vector<coordination::Used> used_;  // not reported yet, by steps of time
};

}  // namespace cpsg::github::ledger
