// The memory that answers may hold together while they are made and while slow clients take them.
//
//   AnswerRoom room(max_bytes, making_max);
//   if (!room.is_free()) wait();   // for those that may be large
//   AnswerShare share(room);       // while its answer is made
//   share.hold(response.body.size());  // while it is sent, to the end of `share`
//
// What is held is the bodies' own bytes, so it passes max_bytes by no more than making_max answers.
//
// Threads: not safe; the thread that reads and writes uses them alone.
#pragma once

#include <cstddef>
#include <functional>

namespace cpsg::http {

// Of one server. It outlives the shares.
class AnswerRoom {
 public:
  AnswerRoom(std::size_t max_bytes, std::size_t making_max) : max_bytes_(max_bytes), making_max_(making_max) {}

  [[nodiscard]] bool is_free() const { return held_bytes_ < max_bytes_ && making_ < making_max_; }
  // Called whenever something was given back. May be empty.
  std::function<void()> on_given_back;

 private:
  friend class AnswerShare;
  const std::size_t max_bytes_;
  const std::size_t making_max_;
  std::size_t held_bytes_ = 0;
  std::size_t making_ = 0;  // of those that may be large
};

// What one answer takes.
class AnswerShare {
 public:
  AnswerShare(AnswerRoom& room, bool may_be_large) : room_(room), making_(may_be_large) {
    if (making_) ++room_.making_;
  }
  ~AnswerShare() {
    room_.held_bytes_ -= bytes_;
    end_making();
    give_back();
  }
  AnswerShare(const AnswerShare&) = delete;
  AnswerShare& operator=(const AnswerShare&) = delete;

  // The answer is made, and has this many bytes until the end of the share.
  void hold(std::size_t bytes) {
    end_making();
    bytes_ = bytes;
    room_.held_bytes_ += bytes;
    give_back();
  }

 private:
  void end_making() {
    if (making_) --room_.making_;
    making_ = false;
  }
  void give_back() const {
    if (room_.on_given_back) room_.on_given_back();
  }

  AnswerRoom& room_;
  bool making_;
  std::size_t bytes_ = 0;
};

}  // namespace cpsg::http
