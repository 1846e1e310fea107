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

-- Removal. How many follow a project that is not published; a first sync that fails takes its own back.
ALTER TABLE projects ADD COLUMN followers INTEGER NOT NULL DEFAULT 1;
-- The sync that had the lease may still hold what it received, until it gives the lease back or the lease ends.
ALTER TABLE removed_projects ADD COLUMN lease_fence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE removed_projects ADD COLUMN lease_expires_at INTEGER;
-- Whether no table holds a row of it any more; the log may still.
ALTER TABLE removed_projects ADD COLUMN without_rows INTEGER NOT NULL DEFAULT 0;
-- The project that an item's own was merged into: the item loses its name together with that one.
ALTER TABLE batch_items ADD COLUMN merged_into INTEGER;
CREATE INDEX batch_items_by_merged ON batch_items (merged_into) WHERE merged_into IS NOT NULL;
-- ETags belong to a project. Those of earlier versions are asked for again.
DROP TABLE etags;
CREATE TABLE etags (
  key TEXT PRIMARY KEY,
  etag TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  project_no INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX etags_oldest_first ON etags (stored_at);
CREATE INDEX etags_by_project ON etags (project_no);
-- Names that projects had only here, while they were put aside, are none of GitHub's.
DELETE FROM earlier_names WHERE full_name GLOB '*.was-p[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]';

-- Objects that refs name and that are no commits: 20 bytes of the id and one of the kind (model/ref_oddity.h) each.
ALTER TABLE remotes ADD COLUMN odd_objects BLOB NOT NULL DEFAULT x'';

-- Rules for people and messages. Commits and people, and what goes with them, are rows of a history, whose number takes
-- the place of the project's in their keys and in their project_no. Null: the number is the project's own.
ALTER TABLE projects ADD COLUMN history_no INTEGER;
ALTER TABLE projects ADD COLUMN rewritten_no INTEGER;  -- of the copy that a rewrite is making
ALTER TABLE projects ADD COLUMN rewritten_generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN policy TEXT;
ALTER TABLE projects ADD COLUMN titles_masked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN name_removed INTEGER NOT NULL DEFAULT 0;  -- 1: the name is null, and empty here
-- Histories that nobody reads any more, until their rows are cleared and the log holds none of them.
CREATE TABLE replaced_histories (
  history_no INTEGER PRIMARY KEY,
  project_no INTEGER NOT NULL,
  without_rows INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Histories of earlier versions: by which rules is not known, and the next sync mends what is kept differently now.
INSERT INTO settings SELECT 'privacy', 'unknown' WHERE EXISTS (SELECT 1 FROM projects);
UPDATE projects SET work = work | 4, work_version = work_version + 1, work_since = coalesce(work_since, since, 0)
  WHERE generation > 0;

-- When the trouble began that a project's code tells of, and the projects that have one.
ALTER TABLE projects ADD COLUMN trouble_since INTEGER;
CREATE INDEX projects_in_trouble ON projects (code, trouble_since) WHERE code IS NOT NULL;

-- Grows with every change of a project's row, its status and lease included: whether an answer about it still stands.
ALTER TABLE projects ADD COLUMN row_version INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER projects_row_version AFTER UPDATE ON projects WHEN new.row_version = old.row_version BEGIN
  UPDATE projects SET row_version = old.row_version + 1 WHERE project_no = old.project_no;
END;

-- Keys of the API and sessions of browsers: of each secret its SHA-256 alone. A day is counted from 1970-01-01.
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_day INTEGER
) STRICT;
CREATE TABLE sessions (
  digest BLOB PRIMARY KEY,
  key_id TEXT NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_key ON sessions (key_id, ends_at);
CREATE INDEX sessions_by_end ON sessions (ends_at);
-- What changed last (storage/change_log.h): each project and each batch once, at the position of its latest change.
CREATE TABLE changes (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0,
  was_public INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX changes_by_id ON changes (kind, id);
CREATE INDEX changes_removed ON changes (position) WHERE removed = 1;
CREATE TRIGGER project_added AFTER INSERT ON projects BEGIN
  DELETE FROM changes WHERE kind = 'project' AND id = NEW.id;
  INSERT INTO changes (kind, id) VALUES ('project', NEW.id);
END;
CREATE TRIGGER project_changed
AFTER UPDATE OF revision, state, reason, code, since, next_sync_at, last_synced_at, lease_holder ON projects
WHEN (OLD.revision, OLD.state, OLD.reason, OLD.code, OLD.since, OLD.next_sync_at, OLD.last_synced_at, OLD.lease_holder)
  IS NOT (NEW.revision, NEW.state, NEW.reason, NEW.code, NEW.since, NEW.next_sync_at, NEW.last_synced_at, NEW.lease_holder)
BEGIN
  DELETE FROM changes WHERE kind = 'project' AND id = NEW.id;
  INSERT INTO changes (kind, id) VALUES ('project', NEW.id);
END;
-- A project that has ended to be public is listed for that in a row of its own, which is forgotten as removals are.
CREATE TRIGGER project_hidden BEFORE INSERT ON statistics
WHEN NEW.visibility IS NOT 'public'
  AND EXISTS (SELECT 1 FROM statistics WHERE project_no = NEW.project_no AND visibility = 'public')
BEGIN
  DELETE FROM changes WHERE kind = 'hidden' AND id = (SELECT id FROM projects WHERE project_no = NEW.project_no);
  INSERT INTO changes (kind, id, removed, was_public)
    SELECT 'hidden', id, 1, 1 FROM projects WHERE project_no = NEW.project_no;
END;
CREATE TRIGGER project_removed BEFORE DELETE ON projects BEGIN
  DELETE FROM changes WHERE kind IN ('project', 'hidden') AND id = OLD.id;
  INSERT INTO changes (kind, id, removed, was_public) SELECT 'project', OLD.id, 1,
    EXISTS (SELECT 1 FROM statistics WHERE project_no = OLD.project_no AND visibility = 'public');
  DELETE FROM changes WHERE removed = 1 AND position <= (SELECT max(position) - 10000 FROM changes);
END;
CREATE TRIGGER batch_added AFTER INSERT ON batches BEGIN
  INSERT INTO changes (kind, id) VALUES ('batch', 'b' || NEW.batch_no);
END;
CREATE TRIGGER batch_changed AFTER UPDATE OF state, updated_at ON batches BEGIN
  DELETE FROM changes WHERE kind = 'batch' AND id = 'b' || NEW.batch_no;
  INSERT INTO changes (kind, id) VALUES ('batch', 'b' || NEW.batch_no);
END;
)sql";

}  // namespace cpsg::storage::sqlite
