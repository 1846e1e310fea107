// A sync's place in git's lane (github/ledger/git_lane.h), from its first request to its last.
//
//   GitLaneSlot slot(task);
//   options.before_request = [&slot] { slot.pace(); };
//
// One thread uses an object.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "cpsg/base/error.h"
#include "cpsg/github/ledger/git_lane.h"
#include "cpsg/sync/history_task.h"

namespace cpsg::sync {

// One repository's slot in git's lane. Without a lane, or for a directory of this machine, nothing is held back.
class GitLaneSlot {
 public:
  explicit GitLaneSlot(const HistoryTask& task)
      : lane_(task.project.source_url.empty() ? task.settings.git_lane : nullptr),
        max_wait_(task.max_wait),
        cancelled_(&task.cancelled) {
    if (lane_ != nullptr) slot_.emplace(lane_->enter(max_wait_, cancelled_));
  }

  void pace() {
    if (lane_ == nullptr) return;
    held_back_ = true;
    lane_->pace(max_wait_, cancelled_);
    held_back_ = false;
  }
  void succeeded() const {
    if (lane_ != nullptr) lane_->answered();
  }
  void failed(const Error& failure) const {
    // If the lane itself held the request back, the remote has not refused anything.
    if (lane_ == nullptr || held_back_ || failure.code() != ErrorCode::kRateLimited) return;
    lane_->refused(failure.retry_after());
  }

 private:
  github::ledger::GitLane* lane_;
  std::chrono::milliseconds max_wait_;
  const std::atomic<bool>* cancelled_;
  std::optional<github::ledger::GitLane::Slot> slot_;
  bool held_back_ = false;
};

}  // namespace cpsg::sync
