#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion4 = R"sql(
-- Pull requests of one state, by number.
ALTER TABLE pull_requests ADD COLUMN project_no INTEGER GENERATED ALWAYS AS (key >> 32) VIRTUAL;
CREATE INDEX pull_requests_by_state ON pull_requests (project_no, state);

-- Without the counts by state: SQLite 3.40 cannot drop a column that a comment stands before.
CREATE TABLE new_pull_walks (
  project_no INTEGER PRIMARY KEY,
  watermark INTEGER,
  cursor TEXT,
  newest INTEGER,
  seen INTEGER NOT NULL,
  short_before INTEGER NOT NULL,
  by_rest INTEGER NOT NULL
) STRICT;
INSERT INTO new_pull_walks SELECT project_no, watermark, cursor, newest, seen, short_before, by_rest FROM pull_walks;
DROP TABLE pull_walks;
ALTER TABLE new_pull_walks RENAME TO pull_walks;

-- Null in rows of earlier versions, which do not count: they end within days.
ALTER TABLE deliveries ADD COLUMN event TEXT;
CREATE INDEX deliveries_by_event ON deliveries (event);
DROP TABLE delivery_counts;
)sql";

}  // namespace cpsg::storage::sqlite
