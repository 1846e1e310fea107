// Whose a key or a session is: the store's answer, kept for as long as nothing was committed since it was read
// (storage/change_mark.h). So a key that is used all the time costs the store nothing, and one that is revoked is
// refused by the next request, or a millisecond after another process's commit.
//
//   const Grants::Found grant = grants.find(credential, now);
//   if (grant == nullptr) ...  // nobody's
//
// Where something was committed, one row is compared. What is nobody's is kept for some seconds: no secret is given
// twice, so it stays nobody's; those that guess, or have a cookie of another server, cost the store little.
//
// May be called from several threads at once; find() blocks while the store is read. Memory is bounded: kept are those
// that were used last, and unknown keys have a table of their own, so that guesses push out no key that is used.
// Errors: those of the store, and nothing is used in place of what could not be read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "cpsg/access/credentials.h"
#include "cpsg/base/clock.h"
#include "cpsg/model/api_key.h"
#include "cpsg/storage/api_keys.h"
#include "cpsg/storage/change_mark.h"
#include "cpsg/storage/sessions.h"

namespace cpsg::access {

struct Grant {
  model::ApiKey key;  // as stored: it may have ended
  std::optional<UnixTime> session_ends_at;

  friend bool operator==(const Grant&, const Grant&) = default;
};

class Grants {
 public:
  using Found = std::shared_ptr<const Grant>;  // null: nobody's
  static constexpr std::chrono::milliseconds kUnknownKept{10'000};

  // The ports must outlive this.
  Grants(storage::ChangeMark& changes, storage::ApiKeys& keys, storage::Sessions& sessions)
      : changes_(changes), keys_(keys), sessions_(sessions) {}

  // The credential must have a digest, here and below.
  [[nodiscard]] Found find(const Credential& credential, Instant now);
  // What is kept of it, or of a key one row tells; nothing where the store has to be asked. Doesn't block.
  [[nodiscard]] std::optional<Found> known(const Credential& credential, Instant now);
  // Whether it was somebody's when it was last asked for.
  [[nodiscard]] bool was_known(const Credential& credential);

 private:
  using Mark = std::optional<std::uint64_t>;
  struct Entry {
    Found found;
    Mark mark;  // read before the store was; nothing: it has to be read again
  };
  struct Hash {
    std::size_t operator()(const Sha256Digest& digest) const noexcept;
  };
  struct Equal {
    bool operator()(const Sha256Digest& a, const Sha256Digest& b) const noexcept {
      return equal_in_constant_time(a, b);
    }
  };
  template <typename Value>
  using ByDigest = std::unordered_map<Sha256Digest, Value, Hash, Equal>;
  struct Tables {
    ByDigest<Entry> recent;     // somebody's; when there are many, they take the place of the earlier ones
    ByDigest<Entry> earlier;    // what is used of them becomes recent again
    ByDigest<Instant> nobodys;  // until when that is not asked again

    [[nodiscard]] Entry* find(const Sha256Digest& digest);
    void put(const Sha256Digest& digest, Entry entry);
    void make_room();
  };

  [[nodiscard]] Tables& tables(const Credential& credential);
  [[nodiscard]] Found read(const Credential& credential);
  void keep(const Credential& credential, const Found& found, Mark mark, Instant now);

  storage::ChangeMark& changes_;
  storage::ApiKeys& keys_;
  storage::Sessions& sessions_;
  std::mutex mutex_;
  Tables of_keys_;
  Tables of_sessions_;
};

}  // namespace cpsg::access
