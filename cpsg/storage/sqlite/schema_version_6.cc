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
)sql";

}  // namespace cpsg::storage::sqlite
