// The SQL of each version of the schema: what brings a database from the version before to it. A version that was ever
// released never changes; a change of the tables is a new one.
//
// A `key` is project_no * 2^32 + a number within the project, so that new rows of a project are appended side by side
// and "from that number on" is a range of keys. Columns named `..._desc` hold the negated value, so that the ascending
// order of an index is the order in which rows are read, and a page starts with one seek.
#pragma once

#include <cstdint>

namespace cpsg::storage::sqlite {

inline constexpr std::int64_t kSchemaVersion = 7;  // the newest that this program knows

extern const char* const kSchemaVersion1;  // projects, and what git tells of them
extern const char* const kSchemaVersion2;  // what GitHub's API tells of projects, and what is to be done for them
extern const char* const kSchemaVersion3;  // pull requests, which commits were enriched, batches
extern const char* const kSchemaVersion4;  // counts of pull requests and of deliveries from indexes
extern const char* const kSchemaVersion5;  // guards of writes, what is left out and why, settings of the database
extern const char* const kSchemaVersion6;  // what lists, summaries and the log of syncs are answered from
extern const char* const kSchemaVersion7;  // who spent which points, when items failed, where tips stand in the graph

}  // namespace cpsg::storage::sqlite
