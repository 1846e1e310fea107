// SIGINT and SIGTERM as a flag and a wait. The first one asks for an orderly end, a second one ends the process at
// once, with exit code 128 plus the signal's number.
//
//   SignalWatch signals;
//   while (!signals.stopped()) do_a_little();
//
// Writing to a closed pipe or beyond a file's size limit no longer raises a signal either: the write fails instead.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace cpsg::server {

// One at a time in a process. It is made before any other thread, so that all of them inherit its signal mask. All
// functions may be called from any thread.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  [[nodiscard]] const std::atomic<bool>& stopped() const { return stopped_; }
  // The signal that came, or 0.
  [[nodiscard]] int signal() const { return signal_; }
  // Blocks until one has come; returns at once if one came before.
  void wait();

 private:
  void watch();

  std::atomic<bool> stopped_{false};
  std::atomic<int> signal_{0};
  std::atomic<bool> ending_{false};  // the object is being destroyed
  std::mutex mutex_;
  std::condition_variable came_;
  std::thread thread_;
};

}  // namespace cpsg::server
