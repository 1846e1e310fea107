// Which repository of GitHub's a project is, and the names that it had.
#pragma once

#include "cpsg/storage/projects.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// As Projects::bind_identity(). Throws Error(kNotFound); Error(kBusy) if another call has bound the project to another
// number.
Binding bind_identity(Connection& connection, const model::Project& read, const Identity& identity, UnixTime now);
// As Projects::supersede_project(). Throws Error(kNotFound).
model::Project supersede_project(Connection& connection, const model::Project& read, UnixTime now);

}  // namespace cpsg::storage::sqlite
