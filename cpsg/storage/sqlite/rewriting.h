// The rewriting of a published history under other rules for people and messages: a copy under a number of its own, in
// which all commits and people are staged anew, and which takes the place of the old history in one step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

// ---- by which rules a history was written ----

[[nodiscard]] std::optional<std::string> read_policy(Connection& connection, ProjectNo project_no);
void write_policy(Connection& connection, ProjectNo project_no, const std::optional<std::string>& policy);

// ---- the copy ----

[[nodiscard]] std::vector<CommitText> commit_texts(Connection& connection, std::string_view project_id,
                                                   std::uint32_t first, std::size_t limit);
void begin_rewrite(Connection& connection, const Bounds& bounds);
// Leaves the copy, where there is one, to clear_some_replaced().
void abandon_rewrite(Connection& connection, const Bounds& bounds);
void stage_rewritten(Connection& connection, const Bounds& bounds, std::span<const StagedPerson> people,
                     std::span<const CommitText> commits);
// Puts the copy in the place of the history, with all that a rewrite leaves as it is, but for the graph and the
// contributors. Its number.
ProjectNo take_copy(Connection& connection, const Bounds& bounds);
void publish_rewritten(Connection& connection, const Bounds& bounds, const RewrittenHistory& rewritten);

}  // namespace cpsg::storage::sqlite
