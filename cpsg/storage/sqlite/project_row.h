// The row of a project in the table `projects`: which one it is, and what each step writes to it.
#pragma once

#include <string_view>

#include "cpsg/model/project.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

// How far a project's published rows go.
struct Bounds {
  ProjectNo project_no = 0;
  ProjectNo history_no = 0;    // stands for project_no in the keys of commits, people and what goes with them
  ProjectNo rewritten_no = 0;  // of the copy that a rewrite is making; 0: there is none
  std::uint64_t rewritten_generation = 0;  // views of earlier ones are no longer valid
  std::uint64_t generation = 0;
  std::uint64_t revision = 0;
  std::uint32_t rows = 0;
  std::uint32_t people = 0;
};

// Throws Error(kNotFound).
[[nodiscard]] Bounds find_bounds(Connection& connection, std::string_view project_id);
[[noreturn]] void throw_unknown_project(std::string_view project_id);

void write_status(Connection& connection, ProjectNo project_no, const model::ProjectStatus& status);
// The same, but next_sync_at is not later than the stored one if work was added since `work_version`.
void write_later_status(Connection& connection, ProjectNo project_no, model::ProjectStatus status,
                        std::uint64_t work_version);
// A sync or a probe ended well at `now`; when the next one is due is left to the caller.
void write_success(Connection& connection, ProjectNo project_no, UnixTime now);
// To be called with every change that readers can see: Project::revision grows by one.
void bump_revision(Connection& connection, ProjectNo project_no);
// Advances to a new generation of these bounds and counts.
void write_publication(Connection& connection, const Bounds& bounds, const model::ProjectCounts& counts);

}  // namespace cpsg::storage::sqlite
