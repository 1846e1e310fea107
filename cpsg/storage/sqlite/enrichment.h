// Which published commits have lines and logins from GitHub yet: the tables `enriched` and `enrichment_starts`.
//
// That a commit was enriched is a bit of its own, as GitHub may know nothing of it. The search for those that were not
// goes through the index of commits, newest first. Enrichment goes the same way, so that what is done lies at the
// beginning: a place is kept up to which nothing is left, and a search starts there. It holds for one generation; in
// the next one, the first search and the first write go through all that is done already (990,000 entries of the
// index take 0.1 s), and no further than the oldest commit that is left.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/store.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<UnenrichedCommit> unenriched_commits(Connection& connection, std::string_view project_id,
                                                               std::size_t limit);
void enrich_commits(Connection& connection, const Bounds& bounds, std::span<const CommitDetail> details);

}  // namespace cpsg::storage::sqlite
