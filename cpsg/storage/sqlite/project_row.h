// A project as read from its row in `projects`, with what other tables hold for it.
#pragma once

#include <string>
#include <vector>

#include "cpsg/model/project.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// A SELECT up to its WHERE, which names the table `p`.
[[nodiscard]] const std::string& select_project();
[[nodiscard]] model::Project read_project(Connection& connection, const Query& query);
[[nodiscard]] std::vector<model::Project> read_projects(Connection& connection, Query& query);

}  // namespace cpsg::storage::sqlite
