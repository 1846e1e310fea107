// Rows of the table `commits`: staged by a sync, read in pages of one generation.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/store.h"

namespace cpsg::storage::sqlite {

void stage_commits(Connection& connection, const Bounds& bounds, std::span<const StagedCommit> commits);

// Both need a read transaction around them.
[[nodiscard]] std::vector<model::Commit> commit_page(Connection& connection, const CommitView& view,
                                                     const CommitQuery& query);
[[nodiscard]] std::vector<model::Commit> commits_at(Connection& connection, const CommitView& view,
                                                    std::span<const std::uint32_t> rows);

}  // namespace cpsg::storage::sqlite
