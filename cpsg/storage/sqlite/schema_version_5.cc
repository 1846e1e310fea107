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

-- Rules for people and messages. Commits and people, and what goes with them, are rows of a history, whose number takes
-- the place of the project's in their keys and in their project_no. Null: the number is the project's own.
ALTER TABLE projects ADD COLUMN history_no INTEGER;
ALTER TABLE projects ADD COLUMN rewritten_no INTEGER;  -- of the copy that a rewrite is making
ALTER TABLE projects ADD COLUMN rewritten_generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN policy TEXT;
ALTER TABLE projects ADD COLUMN titles_masked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN name_removed INTEGER NOT NULL DEFAULT 0;  -- 1: the name is null, and empty here
CREATE TABLE replaced_histories (
  history_no INTEGER PRIMARY KEY
) STRICT;
-- Takes up free pages for a moment, so that nothing is left in them.
CREATE TABLE erased_pages (
  bytes BLOB NOT NULL
) STRICT;
-- Histories of earlier versions: by which rules is not known, and the next sync mends what is kept differently now.
INSERT INTO settings SELECT 'privacy', 'unknown' WHERE EXISTS (SELECT 1 FROM projects);
UPDATE projects SET work = work | 4, work_version = work_version + 1, work_since = coalesce(work_since, since, 0)
  WHERE generation > 0;
)sql";

}  // namespace cpsg::storage::sqlite
