// Whole projects: their row in `projects` with what other tables hold for them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/projects.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// The text of a SELECT up to its WHERE, which names the table `p`. It is one statement for any number of projects.
[[nodiscard]] const std::string& select_project();
// From the current row of such a query; from all of its rows.
[[nodiscard]] model::Project read_project(const Query& query);
[[nodiscard]] std::vector<model::Project> read_projects(Query& query);

[[nodiscard]] Projects::Added add_project(Connection& connection, std::string_view owner, std::string_view name,
                                          std::string_view source_url, UnixTime now, std::optional<UnixTime> due_at,
                                          model::Priority priority);
void add_followers(Connection& connection, std::span<const std::string> project_ids);
bool withdraw_project(Connection& connection, std::string_view project_id, UnixTime now);
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
[[nodiscard]] std::vector<model::Project> list_public_projects(Connection& connection, std::string_view after,
                                                               std::size_t limit);

}  // namespace cpsg::storage::sqlite
