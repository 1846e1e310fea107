#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion3 = R"sql(
CREATE TABLE pull_requests (
  key INTEGER PRIMARY KEY,  -- by number
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  draft INTEGER NOT NULL,
  author TEXT,
  bot INTEGER NOT NULL,
  base_ref TEXT NOT NULL,
  base_oid BLOB,
  head_ref TEXT NOT NULL,
  head_oid BLOB,
  head_repo TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closed_at INTEGER,
  merged_at INTEGER,
  merged_by TEXT,
  additions INTEGER,
  deletions INTEGER,
  changed_files INTEGER,
  commits INTEGER,
  comments INTEGER,
  reviews INTEGER,
  review_decision TEXT,
  labels TEXT NOT NULL,  -- as text_list.h writes them
  first_review_at INTEGER
) STRICT;

CREATE TABLE pull_walks (
  project_no INTEGER PRIMARY KEY,
  watermark INTEGER,
  cursor TEXT,
  newest INTEGER,
  seen INTEGER NOT NULL,
  short_before INTEGER NOT NULL,
  by_rest INTEGER NOT NULL,
  -- How many rows of each state pull_requests has; kept with every change, so that nobody has to count them.
  open INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  merged INTEGER NOT NULL
) STRICT;

-- A bitmap of the commits that were enriched, in pieces, so that a batch rewrites little of it.
CREATE TABLE enriched (
  key INTEGER PRIMARY KEY,  -- by piece: the rows from piece * 32768 on
  bits BLOB NOT NULL
) STRICT;

-- Where in commits_newest_first to look for commits that are not enriched: up to this place, none is that readers of
-- this generation see.
CREATE TABLE enrichment_starts (
  project_no INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  committed_desc INTEGER NOT NULL,
  oid BLOB NOT NULL
) STRICT;

CREATE TABLE batches (
  batch_no INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: people keep it
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE batch_items (
  key INTEGER PRIMARY KEY,  -- the batch's number and the place within it
  batch_no INTEGER NOT NULL,
  project_id TEXT NOT NULL,
  full_name TEXT NOT NULL,  -- as it was at the start; shown where the project is no more
  state TEXT NOT NULL,
  released_at INTEGER,
  code TEXT
) STRICT;
CREATE UNIQUE INDEX batch_items_by_project ON batch_items (project_id, batch_no);
CREATE INDEX batch_items_by_state ON batch_items (batch_no, state);
)sql";

}  // namespace cpsg::storage::sqlite
