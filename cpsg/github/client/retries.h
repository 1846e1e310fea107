// How often one request is tried again after faults that may pass, and after which pauses.
//
//   Retries retries(3, 1s);
//   wait(retries.after(failure));   // throws `failure` when it was the last
//
// One thread uses an object.
#pragma once

#include <chrono>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/http/multi_client.h"

namespace cpsg::github::client {

// Whether the same request may be answered the next time.
[[nodiscard]] inline bool is_transient(ErrorCode code) noexcept {
  return code == ErrorCode::kNetwork || code == ErrorCode::kTimeout || code == ErrorCode::kRemoteError ||
         code == ErrorCode::kBadData;
}

class Retries {
 public:
  Retries(int attempts, std::chrono::milliseconds first_pause) : attempts_left_(attempts), first_pause_(first_pause) {}

  // The pause after this fault. Throws it when it was the last.
  std::chrono::milliseconds after(const Failure& failure) {
    if (--attempts_left_ <= 0) throw error_of(failure);
    pause_ = pause_ == std::chrono::milliseconds(0) ? first_pause_ : 2 * pause_;
    return pause_;
  }
  // Servers close idle connections, so the first lost one costs neither pause nor attempt.
  std::chrono::milliseconds after(const Error& error) {
    const bool lost = dynamic_cast<const http::ConnectionLost*>(&error) != nullptr;
    if (lost && !std::exchange(lost_one_, true)) return std::chrono::milliseconds(0);
    return after(failure_of(error));
  }

 private:
  int attempts_left_;
  std::chrono::milliseconds first_pause_;
  std::chrono::milliseconds pause_{0};  // the last one
  bool lost_one_ = false;
};

}  // namespace cpsg::github::client
