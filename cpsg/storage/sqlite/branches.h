// Rows of the table `branches`: live ones and tombstones.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/publication.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

// Live ones by name, and of each the number of its tip in the graph (PublishedState::tip_nodes).
struct LiveBranches {
  std::vector<model::Branch> branches;
  std::vector<std::optional<std::uint32_t>> tip_nodes;
};
[[nodiscard]] LiveBranches live_branches(Connection& connection, ProjectNo project_no);
[[nodiscard]] std::vector<model::Branch> branch_page(Connection& connection, ProjectNo project_no,
                                                     std::string_view after, std::size_t limit);
[[nodiscard]] BranchPage sorted_branch_page(Connection& connection, ProjectNo project_no, const BranchQuery& query);
[[nodiscard]] std::optional<model::Branch> find_branch(Connection& connection, ProjectNo project_no,
                                                       std::string_view name);

// Makes the live branches those of the publication, writing only rows that differ. Others become tombstones.
void write_branches(Connection& connection, ProjectNo project_no, const Publication& publication);

}  // namespace cpsg::storage::sqlite
