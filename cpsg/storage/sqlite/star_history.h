// Rows of the tables `star_pages` and `star_walks`: stars before a project was followed, and how far they are read.
#pragma once

#include <chrono>
#include <optional>

#include "cpsg/storage/daily_history.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] StarWalk find_star_walk(Connection& connection, ProjectNo project_no);
void write_star_walk(Connection& connection, ProjectNo project_no, const StarWalk& walk);
void write_star_page(Connection& connection, ProjectNo project_no, const model::StarPage& page);

// The stored days up to `last` as one page, from the pages that reach `from` or later. Where days were told twice, the
// page that begins later counts. Nothing if there are none, or if there is a gap before `last`: then only what follows
// the gap is returned.
[[nodiscard]] std::optional<model::StarPage> read_star_days(Connection& connection, ProjectNo project_no,
                                                            std::chrono::sys_days from, std::chrono::sys_days last);

}  // namespace cpsg::storage::sqlite
