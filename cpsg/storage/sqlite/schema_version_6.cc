#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion6 = R"sql(
-- People by when they last committed, for lists of the whole fleet.
CREATE INDEX contributors_by_last_commit ON contributors (project_no, last_commit_at);
-- Pull requests by what lists are sorted and filtered by; each index ends in the key. The one by creation also holds
-- all that is counted over a project's pull requests.
ALTER TABLE pull_requests ADD COLUMN lead_time_s INTEGER GENERATED ALWAYS AS (merged_at - created_at) VIRTUAL;
ALTER TABLE pull_requests ADD COLUMN size_lines INTEGER GENERATED ALWAYS AS
  (min(additions, 4611686018427387903) + min(deletions, 4611686018427387903)) VIRTUAL;
CREATE INDEX pull_requests_by_creation ON pull_requests (project_no, state, created_at, key, closed_at, merged_at,
  first_review_at, additions, deletions, draft, bot, base_ref);
CREATE INDEX pull_requests_by_update ON pull_requests (project_no, state, updated_at);
CREATE INDEX pull_requests_by_merge ON pull_requests (project_no, state, merged_at);
CREATE INDEX pull_requests_by_lead ON pull_requests (project_no, state, lead_time_s);
CREATE INDEX pull_requests_by_size ON pull_requests (project_no, state, size_lines);
CREATE INDEX pull_requests_by_author ON pull_requests (project_no, author COLLATE NOCASE);
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
