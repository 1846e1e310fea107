// What lists of the whole fleet are made of: many projects, each with its numbers by day.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/fleet_reader.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<FleetRow> fleet_rows(Connection& connection, std::span<const std::string> project_ids,
                                               std::chrono::sys_days first);
[[nodiscard]] std::vector<FleetRow> fleet_page(Connection& connection, std::string_view after, std::size_t limit,
                                               std::chrono::sys_days first);

}  // namespace cpsg::storage::sqlite
