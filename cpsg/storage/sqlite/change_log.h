// What changed last in the database. Triggers keep the table (schema_version_5.cc), so that no statement that changes a
// project or a batch can forget it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cpsg/storage/change_log.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::uint64_t change_position(Connection& connection);
[[nodiscard]] std::optional<std::vector<Change>> changes_after(Connection& connection, std::uint64_t position,
                                                               std::size_t limit);

}  // namespace cpsg::storage::sqlite
