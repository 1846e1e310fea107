#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion6 = R"sql(
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
