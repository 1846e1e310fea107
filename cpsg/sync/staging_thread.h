// Takes commits on a thread of its own, so that they are parsed and stored while the pack still arrives.
//
//   StagingThread staging([&](const model::Oid& oid, git::pack::ObjectContent content) { stager.add(oid, content); });
//   remote.fetch(plan, [&](const model::Oid& oid, git::pack::ObjectContent content) { staging.add(oid, content); });
//   staging.finish();
//
// What add() gets is copied. At most 4 MiB wait to be taken, or one content that is larger than that; then add() blocks
// until there is room. So the memory that all of it takes is bounded, whatever the pack holds.
//
// Threads: check(), add() and finish() are called on one thread, `take` on the other one, in the order of the calls of
// add(). What `take` throws ends the taking: the next call that notices throws it again, once. Without finish(), the
// destructor drops what waits; it returns when the batch under way, some 128 KiB, was taken, however long that takes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "cpsg/git/pack/object.h"
#include "cpsg/model/oid.h"
#include "cpsg/sync/commit_batch.h"

namespace cpsg::sync {

class StagingThread {
 public:
  using Take = std::function<void(const model::Oid& oid, git::pack::ObjectContent content)>;

  // What `take` refers to outlives the object, and belongs to its thread until finish() or the destructor returns.
  explicit StagingThread(Take take);
  ~StagingThread();
  StagingThread(const StagingThread&) = delete;
  StagingThread& operator=(const StagingThread&) = delete;

  // Throws what `take` threw, if it did. For whoever waits for more commits, so that they do not wait in vain.
  void check();
  // Throws what `take` threw.
  void add(const model::Oid& oid, git::pack::ObjectContent content);
  // Returns when all was taken. Throws what `take` threw. Nothing may be added after it.
  void finish();

 private:
  void hand_over();
  [[nodiscard]] bool has_room_for(const CommitBatch& batch) const;
  void run();
  [[nodiscard]] std::optional<CommitBatch> next_batch();
  void stop();

  const Take take_;
  CommitBatch filling_;  // of the thread that adds

  std::mutex mutex_;
  std::condition_variable changed_;
  // All below are guarded by the mutex.
  std::deque<CommitBatch> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool all_added_ = false;
  bool stopped_ = false;        // what waits is not to be taken any more
  std::exception_ptr failure_;  // of `take`

  std::thread thread_;  // the last member: it uses the others
};

}  // namespace cpsg::sync
