#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion5 = R"sql(
-- What holds for the whole database, by name.
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Refs under refs/heads that are no branch of commits; the names are a text list (text_list.h).
ALTER TABLE projects ADD COLUMN refs_left_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN refs_left_out_names TEXT NOT NULL DEFAULT '';

-- When what is stored was asked for, so that only what was asked for later replaces it; null in rows of version 4.
ALTER TABLE probe_marks ADD COLUMN observed_at INTEGER;
ALTER TABLE project_history ADD COLUMN observed_at INTEGER;
ALTER TABLE pull_requests ADD COLUMN observed_at INTEGER;
CREATE INDEX batches_running ON batches (batch_no) WHERE state = 'running';
)sql";

}  // namespace cpsg::storage::sqlite
