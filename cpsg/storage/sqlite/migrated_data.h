// What a migration changes in stored rows and SQL alone cannot say. Each runs within the migration's transaction, and
// holds one row at a time in memory.
#pragma once

#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// Version 5: messages that are longer than limits::kMessageMaxBytes are cut and marked.
void cut_long_messages(Connection& connection);

}  // namespace cpsg::storage::sqlite
