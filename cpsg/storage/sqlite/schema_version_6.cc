#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion6 = R"sql(
-- When a project was added, null where it was before this version; and when somebody last asked for a sync of it.
ALTER TABLE projects ADD COLUMN followed_since INTEGER;
ALTER TABLE projects ADD COLUMN sync_asked_at INTEGER;
-- Lists that people saved; the projects' names are a text list (text_list.h), last because it may be long.
CREATE TABLE saved_lists (
  list_no INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT,
  updated_at INTEGER NOT NULL,
  projects_bytes INTEGER NOT NULL,
  projects TEXT NOT NULL
) STRICT;
)sql";

}  // namespace cpsg::storage::sqlite
