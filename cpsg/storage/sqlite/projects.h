// Rows of the table `projects`: what a project is and how its syncs went.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"
#include "cpsg/storage/store.h"

namespace cpsg::storage::sqlite {

// How far a project's published rows go.
struct Bounds {
  ProjectNo project_no = 0;
  std::uint64_t generation = 0;
  std::uint32_t rows = 0;
  std::uint32_t people = 0;
};

// Throws Error(kNotFound).
[[nodiscard]] Bounds find_bounds(Connection& connection, std::string_view project_id);
[[noreturn]] void throw_unknown_project(std::string_view project_id);

[[nodiscard]] Projects::Added add_project(Connection& connection, std::string_view owner, std::string_view name,
                                          std::string_view source_url, UnixTime now, std::optional<UnixTime> due_at,
                                          model::Priority priority);
[[nodiscard]] std::optional<model::Project> find_project(Connection& connection, std::string_view full_name);
[[nodiscard]] std::optional<model::Project> find_by_earlier_name(Connection& connection, std::string_view full_name);
[[nodiscard]] std::optional<model::Project> find_by_github_id(Connection& connection, std::int64_t github_id);
[[nodiscard]] model::Project get_project(Connection& connection, std::string_view project_id);
[[nodiscard]] std::vector<model::Project> projects(Connection& connection, std::span<const std::string> project_ids);
[[nodiscard]] std::vector<std::optional<ProjectRevision>> revisions(Connection& connection,
                                                                    std::span<const std::string> full_names);
[[nodiscard]] std::optional<ProjectRevision> revision(Connection& connection, std::string_view full_name);
[[nodiscard]] std::vector<model::Project> list_projects(Connection& connection, std::string_view after,
                                                        std::size_t limit);

void write_status(Connection& connection, ProjectNo project_no, const model::ProjectStatus& status);
// A sync or a look at `now` that found all in order; the next one is left to the caller.
void write_success(Connection& connection, ProjectNo project_no, UnixTime now);
// Readers see something else from now on: Project::revision grows by one.
void bump_revision(Connection& connection, ProjectNo project_no);
// Advances to a new generation of these bounds and counts.
void write_publication(Connection& connection, const Bounds& bounds, const model::ProjectCounts& counts);

}  // namespace cpsg::storage::sqlite
