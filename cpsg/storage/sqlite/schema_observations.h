// Version 2 of the schema: what GitHub's API tells of projects, and what is still to be done for them. Conventions are
// schema_history.h's.
#pragma once

namespace cpsg::storage::sqlite {

extern const char* const kVersion2;

}  // namespace cpsg::storage::sqlite
