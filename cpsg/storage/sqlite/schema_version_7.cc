#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion7 = R"sql(
-- Points that were spent of the account's budget in the hour; null in hours in which nobody counted them.
ALTER TABLE budget_hours ADD COLUMN points INTEGER;
-- When items of a batch failed, for its history, as batch_items_done has it of those that are done.
CREATE INDEX batch_items_failed_by_end ON batch_items (batch_no, ended_at) WHERE state = 'failed';
-- The number of a branch's tip among the nodes of graph_chunks; null where it is not known.
ALTER TABLE branches ADD COLUMN tip_node INTEGER;
)sql";

}  // namespace cpsg::storage::sqlite
