// The memory that answers may hold together while they are made and while slow clients take them.
//
//   AnswerRoom room({.max_bytes = 20 * limits::kMiB});
//   while (room.next_bytes() == 0) wait();       // for those that may be large
//   AnswerShare share(room, room.next_bytes());  // while its answer is made, which should have no more bytes than this
//   share.hold(response.body.size());            // while it is sent, to the end of `share`
//
// Each answer may take a quarter of what is free: the fuller the room, the smaller the answers that still find a place,
// so it takes many slow clients until others have to wait. What is held is what was promised to answers that are made,
// and the own bytes of bodies that are sent. It passes max_bytes only by what answers have beyond their
// promise without having taken it.
//
// An answer that becomes larger than what was promised takes more while it is made, up to all that is free. One at a
// time does so: several that hold a part of the room each, and wait for the rest, would all have to be given up.
//
// Threads: the thread that reads and writes uses them alone, but for take(), which is for the one that makes the
// answer.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>

#include "cpsg/base/limits.h"

namespace cpsg::http {

struct AnswerBounds {
  std::size_t max_bytes = 20 * limits::kMiB;          // of all answers together
  std::size_t one_max_bytes = limits::kPageMaxBytes;  // of one, where there is much room
  std::size_t one_least_bytes = 256 * limits::kKiB;   // of one, where there is little; with less free, it waits
  std::chrono::milliseconds growth_wait{2'000};       // until another answer that takes more is made
};

class AnswerShare;

// Of one server. It outlives the shares.
class AnswerRoom {
 public:
  // At most `making_max` answers that may be large are made at once.
  AnswerRoom(const AnswerBounds& bounds, std::size_t making_max) : bounds_(bounds), making_max_(making_max) {}

  // What the next answer that may be large may have; 0: there is no room for it now.
  [[nodiscard]] std::size_t next_bytes() const {
    const std::size_t free_bytes = bounds_.max_bytes - std::min(held_bytes_.load(), bounds_.max_bytes);
    if (making_ >= making_max_ || free_bytes < bounds_.one_least_bytes) return 0;
    return std::max(std::min(free_bytes / 4, bounds_.one_max_bytes), bounds_.one_least_bytes);
  }
  // Whether even the smallest answer would have to wait for what others give back.
  [[nodiscard]] bool is_full() const { return held_bytes_ + bounds_.one_least_bytes > bounds_.max_bytes; }
  // Whether an answer was given up for want of room since the last call.
  [[nodiscard]] bool take_refusal() { return refused_.exchange(false); }
  // Called whenever something was given back. May be empty.
  std::function<void()> on_given_back;

 private:
  friend class AnswerShare;

  // Waits for the turn of that share to take more than it was promised. False if it does not come.
  bool begin_growth(const AnswerShare& share) {
    std::unique_lock lock(growth_mutex_);
    if (!growth_ended_.wait_for(lock, bounds_.growth_wait, [&] { return growing_ == nullptr; })) return false;
    growing_ = &share;
    return true;
  }
  void end_growth(const AnswerShare& share) {
    const std::lock_guard lock(growth_mutex_);
    assert(growing_ == &share);
    (void)share;
    growing_ = nullptr;
    growth_ended_.notify_one();
  }

  const AnswerBounds bounds_;
  const std::size_t making_max_;
  std::atomic<std::size_t> held_bytes_ = 0;
  std::size_t making_ = 0;  // of those that may be large
  std::atomic<bool> refused_ = false;
  std::mutex growth_mutex_;
  std::condition_variable growth_ended_;
  const AnswerShare* growing_ = nullptr;
};

// What one answer takes.
class AnswerShare {
 public:
  // `promised_bytes` is what next_bytes() gave; 0 for an answer that cannot be large.
  AnswerShare(AnswerRoom& room, std::size_t promised_bytes)
      : room_(room), making_(promised_bytes > 0), bytes_(promised_bytes) {
    if (making_) ++room_.making_;
    room_.held_bytes_ += bytes_;
  }
  ~AnswerShare() { hold(0); }
  AnswerShare(const AnswerShare&) = delete;
  AnswerShare& operator=(const AnswerShare&) = delete;

  // The answer that is being made has this many bytes by now. False where there is no room for them: then it has to be
  // given up. May wait for another answer for growth_wait.
  [[nodiscard]] bool take(std::size_t bytes) {
    if (bytes <= bytes_) return true;
    grows_ = grows_ || room_.begin_growth(*this);
    const bool taken = grows_ && take_more(bytes - bytes_);
    if (!taken) room_.refused_ = true;
    return taken;
  }

  // The answer is made, and has this many bytes until the end of the share.
  void hold(std::size_t bytes) {
    if (making_) --room_.making_;
    making_ = false;
    if (std::exchange(grows_, false)) room_.end_growth(*this);
    room_.held_bytes_ -= bytes_;
    bytes_ = bytes;
    room_.held_bytes_ += bytes_;
    if (room_.on_given_back) room_.on_given_back();
  }

 private:
  bool take_more(std::size_t more) {
    std::size_t held = room_.held_bytes_;
    do {
      if (held + more > room_.bounds_.max_bytes) return false;
    } while (!room_.held_bytes_.compare_exchange_weak(held, held + more));
    bytes_ += more;
    return true;
  }

  AnswerRoom& room_;
  bool making_;
  bool grows_ = false;  // no other does, then
  std::size_t bytes_;
};

}  // namespace cpsg::http
