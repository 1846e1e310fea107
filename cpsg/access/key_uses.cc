#include "cpsg/access/key_uses.h"

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"

namespace cpsg::access {

KeyUses::KeyUses(storage::ApiKeys& keys) : keys_(keys), thread_([this] { write_all(); }) {}

KeyUses::~KeyUses() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void KeyUses::note(const model::ApiKey& key, std::chrono::sys_days today) {
  if (key.last_used_on && *key.last_used_on >= today) return;
  const std::lock_guard lock(mutex_);
  if (day_ != today) {
    day_ = today;
    noted_.clear();
    waiting_.clear();
  }
  if (!noted_.insert(key.id).second) return;
  waiting_.insert(key.id);
  changed_.notify_all();
}

void KeyUses::write_all() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
    if (ended_) return;
    const std::string key_id = std::move(waiting_.extract(waiting_.begin()).value());
    const std::chrono::sys_days day = day_;
    lock.unlock();
    write(key_id, day);
    lock.lock();
  }
}

void KeyUses::write(const std::string& key_id, std::chrono::sys_days day) {
  try {
    keys_.record_use(key_id, day);
  } catch (const Error& e) {
    log::debug("the day on which the key {} was used could not be stored: {}", key_id, e.what());
    const std::lock_guard lock(mutex_);
    noted_.erase(key_id);
  }
}

}  // namespace cpsg::access
