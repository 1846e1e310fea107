// Version 1 of the schema: projects and what git tells of them.
//
// A `key` is project_no * 2^32 + a number within the project, so that new rows of a project are appended side by side
// and "from that number on" is a range of keys. Columns named `..._desc` hold the negated value, so that the ascending
// order of an index is the order in which rows are read, and a page starts with one seek.
#pragma once

namespace cpsg::storage::sqlite {

extern const char* const kVersion1;

}  // namespace cpsg::storage::sqlite
