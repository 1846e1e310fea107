// A change of a project's status that is decided on between two transactions, so that no lock is held meanwhile.
#pragma once

#include <cstdint>

#include "cpsg/storage/projects.h"
#include "cpsg/storage/sqlite/database.h"

namespace cpsg::storage::sqlite {

// As Projects::change_status() says.
void change_status(Database& database, const model::Project& read, std::uint64_t work_version,
                   const Projects::StatusChange& change);

}  // namespace cpsg::storage::sqlite
