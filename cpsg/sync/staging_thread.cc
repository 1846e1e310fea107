#include "cpsg/sync/staging_thread.h"

#include <cassert>
#include <utility>

#include "cpsg/base/limits.h"

namespace cpsg::sync {
namespace {

// Small enough that the other thread begins soon, large enough that the hand-over costs nothing beside the work.
constexpr std::size_t kBatchBytes = 128 * limits::kKiB;
constexpr std::size_t kWaitingMaxBytes = 4 * limits::kMiB;

}  // namespace

StagingThread::StagingThread(Take take) : take_(std::move(take)), thread_([this] { run(); }) {}

StagingThread::~StagingThread() { stop(); }

void StagingThread::check() {
  const std::scoped_lock lock(mutex_);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void StagingThread::add(const model::Oid& oid, git::pack::ObjectContent content) {
  filling_.add(oid, content);
  if (filling_.size_bytes() >= kBatchBytes) hand_over();
}

void StagingThread::finish() {
  if (!filling_.empty()) hand_over();
  {
    const std::scoped_lock lock(mutex_);
    all_added_ = true;
  }
  changed_.notify_all();
  thread_.join();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void StagingThread::hand_over() {
  CommitBatch batch = std::exchange(filling_, {});
  filling_.reserve(kBatchBytes);
  {
    std::unique_lock lock(mutex_);
    assert(!all_added_ && "nothing is added after finish()");
    changed_.wait(lock, [&] { return stopped_ || has_room_for(batch); });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    assert(!stopped_ && "the failure was thrown before");
    waiting_bytes_ += batch.size_bytes();
    waiting_.push_back(std::move(batch));
  }
  changed_.notify_all();
}

bool StagingThread::has_room_for(const CommitBatch& batch) const {
  return waiting_.empty() || waiting_bytes_ + batch.size_bytes() <= kWaitingMaxBytes;
}

void StagingThread::run() {
  try {
    for (std::optional<CommitBatch> batch = next_batch(); batch; batch = next_batch()) batch->for_each(take_);
  } catch (...) {
    {
      const std::scoped_lock lock(mutex_);
      failure_ = std::current_exception();
      stopped_ = true;
      waiting_.clear();
    }
    changed_.notify_all();
  }
}

// Nothing at the end.
std::optional<CommitBatch> StagingThread::next_batch() {
  std::optional<CommitBatch> batch;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || all_added_ || !waiting_.empty(); });
    if (stopped_ || waiting_.empty()) return std::nullopt;
    batch = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= batch->size_bytes();
  }
  changed_.notify_all();
  return batch;
}

void StagingThread::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

}  // namespace cpsg::sync
