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
-- What operators see: the log of syncs, what is counted by hour (since 1970), what a batch's projects cost and when they
-- ended. A code of '' stands for syncs that went well; times are little-endian, of 4 bytes each, in milliseconds.
CREATE TABLE sync_log (
  sync_no INTEGER PRIMARY KEY AUTOINCREMENT,
  project_no INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  code TEXT,
  message TEXT,
  new_commits INTEGER NOT NULL,
  new_branches INTEGER NOT NULL,
  new_pulls INTEGER NOT NULL,
  git_requests INTEGER NOT NULL,
  rest_requests INTEGER NOT NULL,
  graphql_requests INTEGER NOT NULL,
  rest_points REAL NOT NULL,
  graphql_points REAL NOT NULL,
  received_bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX sync_log_by_project ON sync_log (project_no, sync_no);
CREATE INDEX sync_log_failed ON sync_log (sync_no) WHERE code IS NOT NULL;
CREATE INDEX sync_log_by_end ON sync_log (ended_at);
CREATE TABLE sync_hours (
  hour INTEGER NOT NULL,
  code TEXT NOT NULL,
  syncs INTEGER NOT NULL,
  rest_points REAL NOT NULL,
  graphql_points REAL NOT NULL,
  PRIMARY KEY (hour, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE sync_times (
  hour INTEGER NOT NULL,
  part INTEGER NOT NULL,
  times BLOB NOT NULL,
  PRIMARY KEY (hour, part)
) STRICT;
CREATE TABLE budget_hours (
  hour INTEGER NOT NULL,
  account TEXT NOT NULL,
  resource TEXT NOT NULL,
  most INTEGER,
  remaining_min INTEGER,
  waited_s INTEGER NOT NULL DEFAULT 0,
  waits_until INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (hour, account, resource)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_hours (
  hour INTEGER PRIMARY KEY,
  deliveries INTEGER NOT NULL
) STRICT;
ALTER TABLE batches ADD COLUMN off_peak INTEGER NOT NULL DEFAULT 1;
ALTER TABLE batches ADD COLUMN running_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN graphql_points REAL NOT NULL DEFAULT 0;
UPDATE batches SET running_since = created_at;
ALTER TABLE batch_items ADD COLUMN ended_at INTEGER;
ALTER TABLE batch_items ADD COLUMN message TEXT;
ALTER TABLE batch_items ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch_items ADD COLUMN duration_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX batch_items_done ON batch_items (batch_no, ended_at) WHERE state = 'done';
CREATE INDEX batch_items_failed ON batch_items (batch_no, code) WHERE state = 'failed';
CREATE INDEX batches_by_state ON batches (state, batch_no);
CREATE INDEX projects_leased ON projects (lease_fence) WHERE lease_holder IS NOT NULL;
CREATE INDEX projects_waiting_quota ON projects (project_no) WHERE state = 'waiting_quota';
)sql";

}  // namespace cpsg::storage::sqlite
