// ETags of conditional requests. One that was not renewed for a month is forgotten: that costs one full answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::optional<std::string> find_etag(Connection& connection, std::string_view key);
// `observed_at`: when the answer that it came with was asked for. A later one is kept.
void write_etag(Connection& connection, ProjectNo project_no, const ReceivedEtag& received, UnixTime observed_at,
                UnixTime now);

}  // namespace cpsg::storage::sqlite
