// What holds for the whole database: a row a name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::optional<std::string> setting(Connection& connection, std::string_view name);
void put_setting(Connection& connection, std::string_view name, std::string_view value);

}  // namespace cpsg::storage::sqlite
