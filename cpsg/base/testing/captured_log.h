// For tests: what the program logs, while the object lives.
//
//   const CapturedLog log;
//   do_something();
//   log.until("request_id=a-1\n");
//
// One at a time; it puts a pipe in the place of stderr. Any thread may log meanwhile.
#pragma once

#include <poll.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace cpsg {

class CapturedLog {
 public:
  CapturedLog() : saved_(::dup(STDERR_FILENO)) {
    if (::pipe(pipe_) == 0) ::dup2(pipe_[1], STDERR_FILENO);
  }
  ~CapturedLog() {
    ::dup2(saved_, STDERR_FILENO);
    for (const int file : {saved_, pipe_[0], pipe_[1]}) ::close(file);
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  // All that was logged, up to what ends with `text`; or what there is after ten seconds without a byte.
  [[nodiscard]] std::string until(std::string_view text) const {
    constexpr int kPatienceMs = 10'000;
    std::string all;
    pollfd readable{pipe_[0], POLLIN, 0};
    char byte = 0;
    while (!all.ends_with(text) && ::poll(&readable, 1, kPatienceMs) > 0 && ::read(pipe_[0], &byte, 1) == 1)
      all += byte;
    return all;
  }

 private:
  int saved_;
  int pipe_[2] = {-1, -1};
};

}  // namespace cpsg
