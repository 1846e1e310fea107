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

-- Pull requests that GitHub failed to give; number 0 stands for those behind a place of the list.
CREATE TABLE pull_gaps (
  project_no INTEGER NOT NULL,
  number INTEGER NOT NULL,
  place TEXT NOT NULL,
  pulls INTEGER NOT NULL,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (project_no, number, place)
) STRICT, WITHOUT ROWID;
-- GitHub's counts of pull requests less those stored, as the last comparison left them.
CREATE TABLE pull_differences (
  project_no INTEGER PRIMARY KEY,
  open INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  merged INTEGER NOT NULL,
  listed_at INTEGER NOT NULL,
  lists INTEGER NOT NULL
) STRICT;

-- When what is stored was asked for, so that only what was asked for later replaces it; null in rows of version 4.
ALTER TABLE probe_marks ADD COLUMN observed_at INTEGER;
ALTER TABLE project_history ADD COLUMN observed_at INTEGER;
ALTER TABLE pull_requests ADD COLUMN observed_at INTEGER;
CREATE INDEX batches_running ON batches (batch_no) WHERE state = 'running';
)sql";

}  // namespace cpsg::storage::sqlite
