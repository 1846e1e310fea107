// The port that holds the keys of the HTTP API, each under the SHA-256 of its secret, which is stored nowhere.
//
//   keys.create_key(key, digest, now);
//   const std::optional<model::ApiKey> key = keys.find_key(digest);
//
// A key that has expired or was revoked stays for 90 days, so that lists tell of it and whoever still uses it hears
// why it is refused; the next create_key() after that forgets it.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/sha256.h"
#include "cpsg/model/api_key.h"

namespace cpsg::storage {

inline constexpr std::size_t kLiveKeysMax = 1'000;
inline constexpr std::chrono::days kEndedKeysKept{90};

class ApiKeys {
 public:
  virtual ~ApiKeys() = default;

  // Stores a key whose id is new. Error(kConflict), and nothing is stored, if a live key has its name, or there are
  // kLiveKeysMax live ones. Documents: key names by _id, one conditional update that takes the name for this key until
  // it ends, then keys; 2, and 1 that deletes those long ended.
  virtual void create_key(const model::ApiKey& key, const Sha256Digest& digest, UnixTime now) = 0;
  // The key of this digest, ended or not. Digests are compared in constant time.
  // Documents: keys by digest; 1.
  [[nodiscard]] virtual std::optional<model::ApiKey> find_key(const Sha256Digest& digest) = 0;
  // All keys that are stored, the oldest first, those of one moment by id.
  // Documents: keys by (created_at, _id); 1.
  [[nodiscard]] virtual std::vector<model::ApiKey> keys() = 0;
  // From now on the key is refused, and its sessions have ended. False for an unknown id, and for a key that was
  // revoked before, whose time stays.
  // Documents: one conditional update of keys by _id; 1.
  virtual bool revoke_key(std::string_view key_id, UnixTime now) = 0;
  // Writes the day if none or an earlier one is stored; does nothing for an unknown id.
  // Documents: one conditional update of keys by _id; 1.
  virtual void record_use(std::string_view key_id, std::chrono::sys_days day) = 0;
};

}  // namespace cpsg::storage
