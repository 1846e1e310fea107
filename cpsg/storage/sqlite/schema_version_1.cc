#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion1 = R"sql(
CREATE TABLE projects (
  project_no INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: rows of a removed project may still be there
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  full_name_lower TEXT NOT NULL UNIQUE,
  source_url TEXT NOT NULL,
  -- What is published: commits and people with a number below these bounds. Others are staged.
  generation INTEGER NOT NULL DEFAULT 0,
  row_bound INTEGER NOT NULL DEFAULT 0,
  person_bound INTEGER NOT NULL DEFAULT 0,
  -- Null until the first publication; default_branch is bytes, and null for a detached HEAD too.
  default_branch BLOB,
  empty INTEGER,
  commits INTEGER,
  commits_all INTEGER,
  branches INTEGER,
  contributors INTEGER,
  missing_parents INTEGER,
  shallow INTEGER,
  state TEXT NOT NULL,
  reason TEXT,
  code TEXT,
  since INTEGER,
  next_sync_at INTEGER,
  last_synced_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  -- Of the last lease; nobody holds one while lease_holder is null.
  lease_fence INTEGER NOT NULL DEFAULT 0,
  lease_holder TEXT,
  lease_since INTEGER,
  lease_expires_at INTEGER
) STRICT;
CREATE INDEX projects_due ON projects (next_sync_at, id) WHERE next_sync_at IS NOT NULL;

CREATE TABLE removed_projects (
  project_no INTEGER PRIMARY KEY
) STRICT;

-- One number for all projects, so that no lease of a removed project fits one of the same name.
CREATE TABLE fences (
  last_fence INTEGER NOT NULL
) STRICT;
INSERT INTO fences VALUES (0);

CREATE TABLE remotes (
  project_no INTEGER PRIMARY KEY,
  configured_url TEXT NOT NULL,
  base_url TEXT NOT NULL,
  capabilities TEXT NOT NULL
) STRICT;

CREATE TABLE people (
  key INTEGER PRIMARY KEY,
  person_key BLOB NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  login TEXT,
  bot INTEGER NOT NULL
) STRICT;

CREATE TABLE commits (
  key INTEGER PRIMARY KEY,
  project_no INTEGER NOT NULL,
  committed_desc INTEGER NOT NULL,  -- 1 where the commit has no committer time: after all others
  oid BLOB NOT NULL,
  parents BLOB NOT NULL,
  author INTEGER NOT NULL,
  committer INTEGER NOT NULL,
  authored_epoch INTEGER,
  authored_offset INTEGER,
  committed_offset INTEGER,
  altered INTEGER NOT NULL,
  additions INTEGER,
  deletions INTEGER,
  changed_files INTEGER,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX commits_newest_first ON commits (project_no, committed_desc, oid);

CREATE TABLE unreachable (
  key INTEGER PRIMARY KEY,  -- the commit's
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE bitmaps (
  project_no INTEGER PRIMARY KEY,
  live BLOB NOT NULL,
  on_default BLOB NOT NULL
) STRICT;

CREATE TABLE graph_chunks (
  key INTEGER PRIMARY KEY,  -- by first node
  nodes INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE branches (
  project_no INTEGER NOT NULL,
  name BLOB NOT NULL,
  oid BLOB NOT NULL,
  is_default INTEGER NOT NULL,
  ahead INTEGER,
  behind INTEGER,
  merged INTEGER,
  commits INTEGER NOT NULL,
  committed_epoch INTEGER,
  committed_offset INTEGER,
  deleted_at INTEGER,
  PRIMARY KEY (project_no, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (
  key INTEGER PRIMARY KEY,  -- by year
  hours BLOB NOT NULL
) STRICT;

CREATE TABLE contributors (
  key INTEGER PRIMARY KEY,  -- by person
  project_no INTEGER NOT NULL,
  commits_all_desc INTEGER NOT NULL,
  email TEXT NOT NULL,  -- the person's, for the order; empty where there is none
  name TEXT NOT NULL,
  commits INTEGER NOT NULL,
  first_commit_at INTEGER,
  last_commit_at INTEGER
) STRICT;
CREATE INDEX contributors_most_first ON contributors (project_no, commits_all_desc, email, name);
)sql";

}  // namespace cpsg::storage::sqlite
