#include "cpsg/server/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>

namespace cpsg::server {
namespace {

constexpr int kWakeSignal = SIGUSR1;  // ends the watching thread
constexpr int kExitBase = 128;

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, kWakeSignal);
  return set;
}

}  // namespace

SignalWatch::SignalWatch() {
  // A closed pipe or a file at its size limit is an error of the write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
  ending_ = true;
  pthread_kill(thread_.native_handle(), kWakeSignal);
  thread_.join();
}

void SignalWatch::wait() {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [this] { return stopped_.load(); });
}

void SignalWatch::watch() {
  const sigset_t set = watched_signals();
  for (int signal = 0; sigwait(&set, &signal) == 0 && !ending_;) {
    if (signal == kWakeSignal) continue;  // somebody else's
    if (stopped_) _exit(kExitBase + signal);
    {
      const std::lock_guard lock(mutex_);
      signal_ = signal;
      stopped_ = true;
    }
    came_.notify_all();
  }
}

}  // namespace cpsg::server
