#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

// Numbers of priority and work are those of model/work.h.
const char* const kSchemaVersion2 = R"sql(
ALTER TABLE projects ADD COLUMN github_id INTEGER;
ALTER TABLE projects ADD COLUMN node_id TEXT NOT NULL DEFAULT '';
ALTER TABLE projects ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN priority INTEGER NOT NULL DEFAULT 2;
ALTER TABLE projects ADD COLUMN work INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN work_version INTEGER NOT NULL DEFAULT 0;
-- Since when there is work without a pause, or until when it was put off; null without work.
ALTER TABLE projects ADD COLUMN work_since INTEGER;
ALTER TABLE projects ADD COLUMN work_put_off_until INTEGER NOT NULL DEFAULT 0;
-- Storage's Due: 1 for kSync (no look at the API, but refs, pulls or an audit; or no API at all), else 0 for kRefresh.
ALTER TABLE projects ADD COLUMN due_for_sync INTEGER
  GENERATED ALWAYS AS (source_url <> '' OR ((work & 1) = 0 AND (work & 28) != 0)) VIRTUAL;
ALTER TABLE projects ADD COLUMN commit_coverage REAL;
ALTER TABLE projects ADD COLUMN branch_coverage REAL;
ALTER TABLE projects ADD COLUMN pull_coverage REAL;

-- Nothing of the API's was ever asked for the projects that are there: everything is to be done.
UPDATE projects SET revision = generation, work = 47, work_since = coalesce(since, 0);

CREATE UNIQUE INDEX projects_by_github_id ON projects (github_id) WHERE github_id IS NOT NULL;
DROP INDEX projects_due;
CREATE INDEX projects_due ON projects (priority, next_sync_at, id) WHERE next_sync_at IS NOT NULL;
CREATE INDEX projects_due_for ON projects (due_for_sync, priority, next_sync_at, id) WHERE next_sync_at IS NOT NULL;
-- Of those alone whose work GitHub would let be done; work.cc asks in the same words.
CREATE INDEX projects_with_work ON projects (work_since, id, work)
  WHERE work_since IS NOT NULL AND node_id <> '' AND generation > 0
    AND state NOT IN ('no_access', 'sso_required', 'gone', 'blocked');

-- Revisions of new projects begin here, above those of any that was removed, since an id may be used again.
CREATE TABLE first_revision (
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO first_revision VALUES (0);

CREATE TABLE earlier_names (
  turn INTEGER PRIMARY KEY AUTOINCREMENT,  -- the later a name was given up, the higher
  project_no INTEGER NOT NULL,
  full_name TEXT NOT NULL,
  full_name_lower TEXT NOT NULL
) STRICT;
CREATE INDEX earlier_names_by_project ON earlier_names (project_no, turn);
CREATE INDEX earlier_names_by_name ON earlier_names (full_name_lower, turn);

-- topics and languages are text lists (text_list.h), languages as name, bytes, name, bytes, ...
CREATE TABLE statistics (
  project_no INTEGER PRIMARY KEY,
  observed_at INTEGER NOT NULL,
  description TEXT,
  homepage TEXT,
  topics TEXT NOT NULL,
  license TEXT,
  visibility TEXT,
  archived INTEGER,
  fork INTEGER,
  empty INTEGER,
  default_branch TEXT,
  language TEXT,
  languages TEXT NOT NULL,
  stars INTEGER,
  forks INTEGER,
  watchers INTEGER,
  open_issues INTEGER,
  closed_issues INTEGER,
  size_kb INTEGER,
  releases INTEGER,
  tags INTEGER,
  branches INTEGER,
  pulls_open INTEGER,
  pulls_closed INTEGER,
  pulls_merged INTEGER,
  created_at INTEGER,
  updated_at INTEGER,
  pushed_at INTEGER
) STRICT;

CREATE TABLE project_history (
  project_no INTEGER NOT NULL,
  day INTEGER NOT NULL,  -- since 1970-01-01
  stars INTEGER,
  forks INTEGER,
  watchers INTEGER,
  open_issues INTEGER,
  closed_issues INTEGER,
  pulls_open INTEGER,
  pulls_closed INTEGER,
  pulls_merged INTEGER,
  size_kb INTEGER,
  releases INTEGER,
  tags INTEGER,
  commits INTEGER,
  commits_all INTEGER,
  branches INTEGER,
  contributors INTEGER,
  PRIMARY KEY (project_no, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE probe_marks (
  project_no INTEGER PRIMARY KEY,
  pushed_at INTEGER,
  updated_at INTEGER,
  default_branch TEXT,
  default_tip BLOB,
  stars INTEGER NOT NULL,
  forks INTEGER NOT NULL,
  pulls INTEGER NOT NULL,
  newest_pull_updated_at INTEGER,
  archived INTEGER NOT NULL
) STRICT;

-- When each step was last done.
CREATE TABLE api_progress (
  project_no INTEGER PRIMARY KEY,
  changed_at INTEGER,
  refs_at INTEGER,
  audited_at INTEGER
) STRICT;

CREATE TABLE etags (
  key TEXT PRIMARY KEY,
  etag TEXT NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX etags_oldest_first ON etags (stored_at);

CREATE TABLE deliveries (
  delivery_id TEXT PRIMARY KEY,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_oldest_first ON deliveries (received_at);

CREATE TABLE delivery_counts (
  event TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace cpsg::storage::sqlite
