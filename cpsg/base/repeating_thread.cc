#include "cpsg/base/repeating_thread.h"

#include <exception>
#include <utility>

#include "cpsg/base/log.h"

namespace cpsg {

RepeatingThread::RepeatingThread(WaitableClock& clock, Instant::duration interval, std::string failure,
                                 std::function<void()> turn)
    : clock_(clock), interval_(interval), failure_(std::move(failure)), turn_(std::move(turn)), thread_([this] {
        run();
      }) {}

RepeatingThread::~RepeatingThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  thread_.join();
}

void RepeatingThread::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    take_turn();
    lock.lock();
    clock_.wait_until(lock, stopping_, clock_.now() + interval_, {}, [this] { return stop_; });
  }
}

void RepeatingThread::take_turn() {
  try {
    turn_();
    failed_ = false;
  } catch (const std::exception& e) {
    if (!std::exchange(failed_, true)) log::warning("{}: {}", failure_, e.what());
  }
}

}  // namespace cpsg
