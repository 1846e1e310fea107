#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion7 = R"sql(
-- The number of a branch's tip among the nodes of graph_chunks; null where it is not known.
ALTER TABLE branches ADD COLUMN tip_node INTEGER;
)sql";

}  // namespace cpsg::storage::sqlite
