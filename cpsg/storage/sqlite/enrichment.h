// Which published commits have lines and logins from GitHub yet: the tables `enriched` and `enrichment_starts`.
//
// Each commit has a bit that says whether it was enriched, since GitHub may know no lines and no login of it. The
// search for commits that were not goes through the index of commits, newest first. Commits are enriched in that order
// too, so the ones that are done lie at the beginning: a position is stored before which none is left, and a search
// starts there. The position holds for one generation; in the next one, the first search and the first write go through
// all that is done already (990,000 entries of the index take 0.1 s), and no further than the oldest commit that is
// left.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<UnenrichedCommit> unenriched_commits(Connection& connection, std::string_view project_id,
                                                               std::size_t limit);
void enrich_commits(Connection& connection, const Bounds& bounds, std::span<const CommitDetail> details);

}  // namespace cpsg::storage::sqlite
