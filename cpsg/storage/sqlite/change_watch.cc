#include "cpsg/storage/sqlite/change_watch.h"

#include "cpsg/storage/sqlite/api_keys.h"
#include "cpsg/storage/sqlite/projects.h"

namespace cpsg::storage::sqlite {

std::optional<std::uint64_t> ChangeWatch::current(Instant now) noexcept {
  if (is_due(now)) look(now);
  const std::uint64_t state = state_;
  const bool commits = state % 2 != 0;
  return known_ && !commits ? std::optional(state) : std::nullopt;
}

// `now` was read before the look, so the look is not older than the next one supposes.
void ChangeWatch::look(Instant now) noexcept {
  const std::scoped_lock lock(mutex_);
  if (!is_due(now)) return;
  try {
    const bool anew = connection_ == nullptr;
    if (anew) {
      connection_ = open_();
      sqlite3_busy_timeout(connection_->handle(), 0);  // a look never waits
    }
    const std::int64_t data_version = single_integer(*connection_, "PRAGMA data_version");
    if (anew || data_version != data_version_) state_ += 2;
    data_version_ = data_version;
    known_ = true;
    look_at_ = (now + kLookInterval).time_since_epoch().count();
  } catch (...) {
    fail();
    look_at_ = (now + kRetryInterval).time_since_epoch().count();
  }
}

// Another connection's numbers cannot be compared with those of this one.
void ChangeWatch::fail() noexcept {
  known_ = false;
  connection_.reset();
}

template <typename Found, typename Read>
std::optional<Found> ChangeWatch::read_now(const Read& read) noexcept {
  const std::scoped_lock lock(mutex_);
  if (!known_) return std::nullopt;
  try {
    return read(*connection_);
  } catch (...) {
    fail();
    return std::nullopt;
  }
}

std::optional<ProjectRevision> ChangeWatch::revision_now(std::string_view full_name) noexcept {
  return read_now<ProjectRevision>([&](Connection& connection) { return revision(connection, full_name); });
}

std::optional<model::ApiKey> ChangeWatch::key_now(const Sha256Digest& digest) noexcept {
  return read_now<model::ApiKey>([&](Connection& connection) { return find_key(connection, digest); });
}

}  // namespace cpsg::storage::sqlite
