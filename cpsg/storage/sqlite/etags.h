// ETags of conditional requests. One that was not renewed for a month is forgotten: that costs one full answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::optional<std::string> find_etag(Connection& connection, std::string_view key);
void put_etag(Connection& connection, std::string_view project_id, std::string_view key, std::string_view etag,
              UnixTime now);

}  // namespace cpsg::storage::sqlite
