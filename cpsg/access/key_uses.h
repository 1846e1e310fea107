// Writes the day on which each key was last used, once a day a key, on a thread of its own: a request that is answered
// from memory does not wait for a database that somebody else is writing to.
//
//   KeyUses uses(stores.keys);
//   uses.note(key, today);
//
// May be called from several threads at once; note() doesn't block. What was not written when the object ends is lost,
// as is what the store refuses: the key's next use tries again. The port must outlive this.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "cpsg/model/api_key.h"
#include "cpsg/storage/api_keys.h"

namespace cpsg::access {

class KeyUses {
 public:
  explicit KeyUses(storage::ApiKeys& keys);
  ~KeyUses();
  KeyUses(const KeyUses&) = delete;
  KeyUses& operator=(const KeyUses&) = delete;

  void note(const model::ApiKey& key, std::chrono::sys_days today);

 private:
  void write_all();
  void write(const std::string& key_id, std::chrono::sys_days day);

  storage::ApiKeys& keys_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::chrono::sys_days day_{};
  std::set<std::string, std::less<>> noted_;  // on day_, written or waiting
  std::set<std::string, std::less<>> waiting_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace cpsg::access
