// The port that holds the sessions of browsers, each under the SHA-256 of its random id, which is stored nowhere.
//
//   if (sessions.open_session(digest, {.key_id = key.id, .ends_at = now + 12h}, now)) ...
//   const std::optional<OpenSession> session = sessions.find_session(digest);
//
// A session lives as long as its key and no longer than its own end: whoever finds one looks at both.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <cstddef>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/base/sha256.h"
#include "cpsg/model/api_key.h"

namespace cpsg::storage {

inline constexpr std::size_t kSessionsOfKeyMax = 100;

struct OpenSession {
  model::Session session;
  model::ApiKey key;  // as it is now
};

class Sessions {
 public:
  virtual ~Sessions() = default;

  // Stores a session. False, and nothing is stored, if its key is not live. Those of the key that end first are
  // deleted until it has kSessionsOfKeyMax; all that have ended are deleted too.
  // Documents: keys by _id, sessions by (key, end), then an insert, then a deletion by end; 4.
  virtual bool open_session(const Sha256Digest& digest, const model::Session& session, UnixTime now) = 0;
  // Nothing for one that was closed, or deleted after its end. Digests are compared in constant time.
  // Documents: sessions by _id, then keys by _id; 2.
  [[nodiscard]] virtual std::optional<OpenSession> find_session(const Sha256Digest& digest) = 0;
  // Deletes it; does nothing for an unknown one.
  // Documents: one deletion in sessions by _id; 1.
  virtual void close_session(const Sha256Digest& digest) = 0;
};

}  // namespace cpsg::storage
