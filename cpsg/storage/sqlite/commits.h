// Rows of the table `commits`: staged by a sync, read in pages of one generation.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/kept_history.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

void stage_commits(Connection& connection, const Bounds& bounds, std::span<const StagedCommit> commits);

// Where the view's rows and people stand. Throws Error(kNotFound) where the view's project was removed, also when
// another of its name has taken its place, and Error(kBusy) where its history was rewritten.
[[nodiscard]] Bounds bounds_of(Connection& connection, const CommitView& view);

// Needs a read transaction around it.
[[nodiscard]] std::vector<model::Commit> commit_page(Connection& connection, const CommitView& view,
                                                     const CommitQuery& query, KeptHistory& kept);
[[nodiscard]] std::vector<model::Commit> commits_at(Connection& connection, const CommitView& view,
                                                    std::span<const std::uint32_t> rows, KeptHistory& kept);

void read_author_offsets(Connection& connection, const CommitView& view, const HistoryReader::OffsetSink& sink);

// The author's name of each branch's tip, found by time and oid in the index that pages are read by.
[[nodiscard]] std::vector<std::optional<std::string>> authors_of(Connection& connection, std::string_view project_id,
                                                                 std::span<const model::Branch> branches,
                                                                 KeptHistory& kept);
[[nodiscard]] std::vector<std::optional<model::GitTime>> committer_times(Connection& connection,
                                                                         std::string_view project_id,
                                                                         std::span<const std::uint32_t> rows);
[[nodiscard]] std::vector<std::optional<std::uint32_t>> find_rows(Connection& connection, std::string_view project_id,
                                                                  std::span<const CommitPlace> commits);

}  // namespace cpsg::storage::sqlite
