// How gently git is asked: so many repositories at once and so many requests a second for each account, half of both
// without a token; when the remote refuses, everybody waits as it says, or else a while that doubles.
//
// GitHub publishes no quota for git beyond 15 reads a second of one repository; a repository gets one fetch at a time
// because its sync holds the lease.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "cpsg/base/clock.h"

namespace cpsg::github::ledger {

struct GitLaneRules {
  std::uint32_t concurrent_max = 8;
  double requests_per_second = 10;
  std::chrono::seconds first_backoff{5};
  std::chrono::seconds longest_backoff{900};
};
// What is left of them without a token.
[[nodiscard]] GitLaneRules halved(const GitLaneRules& rules);

class GitLane {
 public:
  explicit GitLane(const GitLaneRules& rules);
  ~GitLane();

  // A place among the repositories that are fetched at once; given back by the destructor.
  class Place {
   public:
    explicit Place(GitLane* lane) : lane_(lane) {}
    Place(Place&& other) noexcept;
    Place& operator=(Place&&) = delete;
    ~Place();

   private:
    GitLane* lane_;
  };
  // Blocks; throws Error(kCancelled), and Error(kRateLimited) with retry_after if a back-off lasts beyond `max_wait`.
  [[nodiscard]] Place enter(std::chrono::milliseconds max_wait, const std::atomic<bool>* cancelled);
  // To be called before each request: blocks until its turn. Throws as enter().
  void pace(std::chrono::milliseconds max_wait, const std::atomic<bool>* cancelled);
  // The remote refused a request.
  void refused(std::optional<std::chrono::seconds> retry_after);
  // The remote answered one: the next back-off is the first again.
  void answered();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::github::ledger
