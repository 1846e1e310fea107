#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion6 = R"sql(
-- People by when they last committed, for lists of the whole fleet.
CREATE INDEX contributors_by_last_commit ON contributors (project_no, last_commit_at);
)sql";

}  // namespace cpsg::storage::sqlite
