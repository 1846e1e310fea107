// Sessions of browsers: a row a session, found by the digest of its id, bounded in number a key.
#pragma once

#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/base/sha256.h"
#include "cpsg/storage/sessions.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// As the port Sessions says.
[[nodiscard]] bool open_session(Connection& connection, const Sha256Digest& digest, const model::Session& session,
                                UnixTime now);
[[nodiscard]] std::optional<OpenSession> find_session(Connection& connection, const Sha256Digest& digest);
void close_session(Connection& connection, const Sha256Digest& digest);

}  // namespace cpsg::storage::sqlite
