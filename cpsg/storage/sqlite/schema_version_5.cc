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

-- Objects that refs name and that are no commits: 20 bytes of the id and one of the kind (model/ref_oddity.h) each.
ALTER TABLE remotes ADD COLUMN odd_objects BLOB NOT NULL DEFAULT x'';
)sql";

}  // namespace cpsg::storage::sqlite
