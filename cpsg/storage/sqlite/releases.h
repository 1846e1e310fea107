// Rows of the tables `releases` and `release_walks`.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cpsg/storage/releases.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<model::Release> read_releases(Connection& connection, ProjectNo project_no,
                                                        const ReleaseQuery& query);
[[nodiscard]] ReleaseWalk find_release_walk(Connection& connection, ProjectNo project_no);
// All but `changes`, which grows by mark_releases_changed() alone.
void write_release_walk(Connection& connection, ProjectNo project_no, const ReleaseWalk& walk);
void mark_releases_changed(Connection& connection, ProjectNo project_no);

// As Releases::put_releases(), without the walk. Whether anything is another now.
[[nodiscard]] bool put_releases(Connection& connection, ProjectNo project_no, std::span<const model::Release> releases,
                                std::optional<UnixTime> replaced_from);

}  // namespace cpsg::storage::sqlite
