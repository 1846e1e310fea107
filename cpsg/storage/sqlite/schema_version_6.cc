#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion6 = R"sql(
-- Stars before a project was followed: of each page of GitHub's star history the days that gained any, as pairs of
-- varints (days since the one before, or since first_day; stars gained). All days from first_day to before end_day
-- were told. Days are counted from 1970-01-01.
CREATE TABLE star_pages (
  project_no INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  end_day INTEGER NOT NULL,
  gained BLOB NOT NULL,
  PRIMARY KEY (project_no, first_day)
) STRICT, WITHOUT ROWID;
CREATE TABLE star_walks (
  project_no INTEGER PRIMARY KEY,
  next_page INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  again_at INTEGER
) STRICT;
-- Published releases, and how far the reading of them has come.
CREATE TABLE releases (
  project_no INTEGER NOT NULL,
  tag TEXT NOT NULL,
  name TEXT,
  published_at INTEGER NOT NULL,
  prerelease INTEGER NOT NULL,
  PRIMARY KEY (project_no, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX releases_by_time ON releases (project_no, published_at, tag);
CREATE TABLE release_walks (
  project_no INTEGER PRIMARY KEY,
  total INTEGER,
  read_at INTEGER,
  all_read_at INTEGER,
  changes INTEGER NOT NULL DEFAULT 0,
  changes_read INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  again_at INTEGER
) STRICT;
-- Both are read from spare budget, of projects that were synced before too.
UPDATE projects SET work = work | 32, work_version = work_version + 1,
    work_since = coalesce(work_since, max(coalesce(since, 0), work_put_off_until))
  WHERE generation > 0 AND node_id <> '';
)sql";

}  // namespace cpsg::storage::sqlite
