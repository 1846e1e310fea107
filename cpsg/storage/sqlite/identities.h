// Which repository of GitHub's a project is, and the names that it had.
#pragma once

#include <string_view>

#include "cpsg/storage/projects.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// As Projects::bind_identity(). Throws Error(kNotFound); Error(kBusy) if another call has bound the project to another
// number.
Binding bind_identity(Connection& connection, std::string_view project_id, const Identity& identity, UnixTime now);
// As Projects::supersede_project(). Throws Error(kNotFound).
model::Project supersede_project(Connection& connection, std::string_view project_id, UnixTime now);

}  // namespace cpsg::storage::sqlite
