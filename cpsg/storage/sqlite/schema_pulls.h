// Version 3 of the schema: pull requests, which commits were enriched, and batches. Conventions are schema.cc's.
#pragma once

namespace cpsg::storage::sqlite {

extern const char* const kVersion3;

}  // namespace cpsg::storage::sqlite
