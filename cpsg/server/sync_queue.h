// Hands tasks from the thread that finds them to the threads that do them.
//
//   queue.push(task);                            // one thread
//   while (SyncTask* task = queue.pop()) ...     // the others, until queue.close()
//
// Threads: all functions may be called from several threads at once. A task must outlive its stay in the queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "cpsg/server/sync_task.h"

namespace cpsg::server {

class SyncQueue {
 public:
  void push(SyncTask& task) {
    {
      const std::lock_guard lock(mutex_);
      ready_.push_back(&task);
    }
    changed_.notify_one();
  }

  // No more will come. Those that are in the queue are still handed out.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

  // Blocks until there is one; null after the last one.
  SyncTask* pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !ready_.empty(); });
    if (ready_.empty()) return nullptr;
    SyncTask* task = ready_.front();
    ready_.pop_front();
    return task;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SyncTask*> ready_;
  bool closed_ = false;
};

}  // namespace cpsg::server
