// Whole answers of GET, kept for as long as they stand, so that the thread that reads requests can write them.
//
//   AnswerCache cache(stores.changes, {.max_bytes = 8 * limits::kMiB});
//   const auto mark = cache.mark_before_reading(now);  // then the store is read, and the answer made
//   if (mark) cache.keep(key, std::make_shared<KeptAnswer>(answer, stands_for));
//   ...
//   if (const auto kept = cache.find(key, now, time)) send(kept->...);
//
// An answer stands while the mark stands that was read before the store was (storage/change_mark.h): then nothing was
// committed since. Where the mark moved, an answer about one project still stands if a look at the project's row says
// so; it then stands under the new mark. All other answers are dropped. An answer that depends on the time ends with
// it.
//
// Kept are at most max_bytes of answers, the ones used last; none longer than kAnswerMaxBytes, for what is sent from
// here is not counted among the answers under way (http/answer_room.h).
//
// Threads: any; no lock is held longer than it takes to find or to place one answer.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cpsg/base/clock.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/answer_bytes.h"
#include "cpsg/storage/change_mark.h"

namespace cpsg::api {

// All that tells one answer from another, beside the stored data and the time. As sent, so that whatever an answer may
// take from these fields, no other request gets it.
struct AnswerKey {
  std::string_view target;
  std::string_view accept;           // empty: none
  std::string_view accept_encoding;  // empty: none
  bool with_credentials = false;     // such answers are private, and say so

  friend bool operator==(const AnswerKey&, const AnswerKey&) = default;
};

// What an answer was made of.
struct AnswerBasis {
  // All that was read is of this project, whose row was read before the rest. Nothing: the answer stands no longer than
  // its mark does.
  std::optional<storage::ProjectRevision> project;
  // The answer shows what only the project's revision counts; otherwise its version decides.
  bool revision_decides = false;
  // The time that it was made for, and the one at which it would be another one though nothing changes.
  UnixTime made_at{};
  std::optional<UnixTime> valid_until;
};

// The answer would be another one at that time at the latest. Does nothing without a basis.
inline void limit_until(AnswerBasis* basis, UnixTime until) {
  if (basis != nullptr) basis->valid_until = std::min(basis->valid_until.value_or(until), until);
}

// Does not change, but for the mark under which it stands.
struct KeptAnswer {
  std::string etag;                // empty: none
  http::AnswerBytes whole;         // 200
  http::AnswerBytes not_modified;  // 304, for who has it already
  std::size_t body_bytes = 0;
  bool sees_private = true;  // whether private projects were to be seen
  AnswerBasis basis;
  std::atomic<std::uint64_t> mark{0};
};

struct AnswerCacheOptions {
  std::size_t max_bytes = 0;  // 0: nothing is kept
};

class AnswerCache {
 public:
  static constexpr std::size_t kAnswerMaxBytes = 64 * limits::kKiB;

  // The store must outlive the cache.
  AnswerCache(storage::ChangeMark& changes, AnswerCacheOptions options) : changes_(changes), options_(options) {}

  // The mark to keep an answer under that is about to be made. Nothing: it is not to be kept.
  [[nodiscard]] std::optional<std::uint64_t> mark_before_reading(Instant now) const;
  // Keeps it under its mark, unless that has moved already and nothing else could tell that it stands.
  void keep(const AnswerKey& key, std::shared_ptr<KeptAnswer> answer, Instant now);

  // The answer, if there is one that stands at this moment.
  [[nodiscard]] std::shared_ptr<const KeptAnswer> find(const AnswerKey& key, Instant now, UnixTime time);

  // Of all that is kept, as it is counted.
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  struct OwnedKey {
    std::string target;
    std::string accept;
    std::string accept_encoding;
    bool with_credentials = false;

    [[nodiscard]] AnswerKey view() const { return {target, accept, accept_encoding, with_credentials}; }
  };
  // Looks a key up without a copy of it.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const AnswerKey& key) const noexcept;
    std::size_t operator()(const OwnedKey& key) const noexcept { return (*this)(key.view()); }
  };
  struct Equal {
    using is_transparent = void;
    static AnswerKey view(const AnswerKey& key) { return key; }
    static AnswerKey view(const OwnedKey& key) { return key.view(); }
    template <typename One, typename Other>
    bool operator()(const One& one, const Other& other) const {
      return view(one) == view(other);
    }
  };
  using Uses = std::list<const OwnedKey*>;
  struct Place {
    std::shared_ptr<KeptAnswer> answer;
    Uses::iterator use;
    std::size_t size_bytes = 0;
  };
  using Places = std::unordered_map<OwnedKey, Place, Hash, Equal>;
  enum class Standing : std::uint8_t { kStands, kUnknown, kOver };

  [[nodiscard]] std::shared_ptr<KeptAnswer> use(const AnswerKey& key);
  [[nodiscard]] Standing standing(KeptAnswer& answer, Instant now, UnixTime time) const;
  void drop(const AnswerKey& key, const KeptAnswer& answer);
  void erase(Places::iterator place);

  storage::ChangeMark& changes_;
  const AnswerCacheOptions options_;

  mutable std::mutex mutex_;  // for what follows
  Places places_;
  Uses uses_;  // the last use first
  std::size_t size_bytes_ = 0;
};

}  // namespace cpsg::api
