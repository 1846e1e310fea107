// What GitHub's API said of a project last, and when each step of a refresh was last done.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cpsg/storage/observations.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] ApiProgress api_progress(Connection& connection, std::string_view project_id);
[[nodiscard]] Observations::ProgressById progress(Connection& connection, std::span<const std::string> project_ids);
void record_refreshed(Connection& connection, std::span<const Refreshed> refreshed, UnixTime now);
void record_refreshed(Connection& connection, ProjectNo project_no, const Refreshed& refreshed, UnixTime now);
void record_refs_listed(Connection& connection, ProjectNo project_no, UnixTime now);
// The project's revision grows if the coverage differs.
void record_audit(Connection& connection, ProjectNo project_no, const model::Coverage& coverage, UnixTime now);

}  // namespace cpsg::storage::sqlite
