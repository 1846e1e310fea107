// Lists that people saved: a row a list.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/storage/saved_lists.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// As the port SavedLists says.
[[nodiscard]] std::vector<model::SavedList> saved_lists(Connection& connection, std::string_view after,
                                                        std::size_t limit);
[[nodiscard]] std::optional<model::SavedList> saved_list(Connection& connection, std::string_view name);
SavedLists::Put put_saved_list(Connection& connection, const model::SavedList& list, UnixTime now,
                               const SavedLists::Check& check);
bool remove_saved_list(Connection& connection, std::string_view name, const SavedLists::Check& check);

}  // namespace cpsg::storage::sqlite
