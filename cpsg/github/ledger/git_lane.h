// The limits that we keep when we fetch by git: so many repositories at once, so many requests a second, and a back-off
// for all of them when the remote refuses one.
//
//   const GitLane::Slot slot = lane.enter(max_wait, &stopped);   // one repository; held until its fetch is over
//   lane.pace(max_wait, &stopped);                               // before each of its requests
//
// A refusal that names a time is waited out; one that does not is followed by a back-off that doubles with each until
// the remote answers again. GitHub publishes no quota for git beyond 15 reads a second of one repository; a repository
// gets one fetch at a time because its sync holds the lease. With a budget source all processes that share it keep the
// limits together, and a refusal of one holds back all. Safe to call from several threads at once. The lane outlives
// its slots.
//
// Source: GitHub's "Repository limits" ("15 operations per second per repository").
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/coordination/budget_source.h"

namespace cpsg::github::ledger {

struct GitLaneRules {
  std::uint32_t concurrent_max = 8;
  double requests_per_second = 10;
  std::chrono::seconds first_backoff{5};
  std::chrono::seconds longest_backoff{900};
};
// Half of the concurrency, at least one, and half of the rate: the rules without a token.
[[nodiscard]] GitLaneRules halved(const GitLaneRules& rules);

class GitLane {
 public:
  // `clock` outlives the lane.
  explicit GitLane(const GitLaneRules& rules, WaitableClock& clock = machine_clock());
  // Together with all who use `source`, which outlives the lane, and name the same address that requests leave from.
  GitLane(const GitLaneRules& rules, WaitableClock& clock, coordination::BudgetSource& source, std::string_view egress);
  ~GitLane();

  // One of the repositories that are fetched at once. Given back by the destructor.
  class Slot {
   public:
    explicit Slot(GitLane* lane) : lane_(lane) {}
    Slot(Slot&& other) noexcept;
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    GitLane* lane_;
  };
  // Blocks until a slot is free, first come first served, however long that takes. Throws Error(kRateLimited) with
  // retry_after, at once, if a back-off lasts beyond `max_wait`, and Error(kCancelled) when `cancelled`, which may be
  // null, turns true.
  [[nodiscard]] Slot enter(std::chrono::milliseconds max_wait, const std::atomic<bool>* cancelled);
  // Before each request: blocks until the rate allows it. Throws as enter().
  void pace(std::chrono::milliseconds max_wait, const std::atomic<bool>* cancelled);
  // The remote refused a request, and may have said for how long.
  void refused(std::optional<std::chrono::seconds> retry_after);
  // The remote answered one: the next back-off is the first again.
  void answered();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::github::ledger
