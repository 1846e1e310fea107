// Whose a key or a session is: the store's answer, kept for a second, so that a key which is used all the time, or
// guessed at all the time, costs the store one read a second, and one that is revoked, here or by another process,
// stops within a second.
//
//   const Grants::Found grant = grants.find(credential, now);
//   if (grant == nullptr) ...  // nobody's
//
// May be called from several threads at once; find() blocks while the store is read. Memory is bounded: what has no
// place is asked for each time. Unknown keys have a table of their own, so that guesses push out no key that is used.
// Errors: those of the store, and nothing older than a second is used in its place.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "cpsg/access/credentials.h"
#include "cpsg/base/clock.h"
#include "cpsg/model/api_key.h"
#include "cpsg/storage/api_keys.h"
#include "cpsg/storage/sessions.h"

namespace cpsg::access {

struct Grant {
  model::ApiKey key;  // as stored: it may have ended
  std::optional<UnixTime> session_ends_at;
};

class Grants {
 public:
  using Found = std::shared_ptr<const Grant>;  // null: nobody's
  static constexpr std::chrono::milliseconds kKept{1'000};
  static constexpr std::chrono::milliseconds kUnknownSessionKept{10'000};  // an id is never given again

  // The ports must outlive this.
  Grants(storage::ApiKeys& keys, storage::Sessions& sessions) : keys_(keys), sessions_(sessions) {}

  // The credential must have a digest, here and below.
  [[nodiscard]] Found find(const Credential& credential, Instant now);
  // What is kept of it; nothing where the store has to be asked. Doesn't block.
  [[nodiscard]] std::optional<Found> known(const Credential& credential, Instant now);
  // Whether it was somebody's when it was last asked for, however long ago.
  [[nodiscard]] bool was_known(const Credential& credential);
  // To be called when this process has ended it.
  void forget(const Credential& credential);

 private:
  struct Entry {
    Found found;
    Instant good_until;
  };
  struct Hash {
    std::size_t operator()(const Sha256Digest& digest) const noexcept;
  };
  struct Equal {
    bool operator()(const Sha256Digest& a, const Sha256Digest& b) const noexcept {
      return equal_in_constant_time(a, b);
    }
  };
  using Entries = std::unordered_map<Sha256Digest, Entry, Hash, Equal>;
  struct Tables {
    Entries somebodys;
    Entries nobodys;
  };

  [[nodiscard]] Tables& tables(const Credential& credential);
  [[nodiscard]] Found read(const Credential& credential);
  void keep(const Credential& credential, Found found, Instant read_at);

  storage::ApiKeys& keys_;
  storage::Sessions& sessions_;
  std::mutex mutex_;
  Tables of_keys_;
  Tables of_sessions_;
};

}  // namespace cpsg::access
