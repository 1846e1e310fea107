// Rows of the tables `batches` and `batch_items`.
//
// The step that removes a project, or merges it into another, fails its items with the code not_found, so that the
// batch can end and its counts add up.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/batches.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

// A project that is named twice is in the batch once. Throws Error(kNotFound) for an unknown project.
[[nodiscard]] model::Batch create_batch(Connection& connection, std::string_view name,
                                        std::span<const std::string> project_ids, UnixTime now, bool off_peak);
[[nodiscard]] std::optional<model::Batch> find_batch(Connection& connection, std::string_view batch_id);
[[nodiscard]] std::vector<model::Batch> list_batches(Connection& connection, std::size_t limit,
                                                     std::optional<model::BatchState> state,
                                                     std::string_view before_id);

// These throw Error(kNotFound) for an unknown batch.
[[nodiscard]] std::vector<std::string> running_batches(Connection& connection);
bool transition(Connection& connection, std::string_view batch_id, model::BatchState from, model::BatchState to,
                UnixTime now);
std::optional<std::size_t> retry_failed_items(Connection& connection, std::string_view batch_id, UnixTime now);
[[nodiscard]] std::vector<model::BatchItem> batch_items(Connection& connection, std::string_view batch_id,
                                                        std::optional<model::BatchItemState> state, std::size_t limit,
                                                        std::optional<std::uint32_t> after_place);
[[nodiscard]] std::vector<BatchEnds> batch_ends(Connection& connection, std::string_view batch_id,
                                                std::chrono::seconds width, std::optional<UnixTime> after,
                                                std::size_t limit);
// Projects that the batch does not hold are passed over.
std::size_t change_batch_items(Connection& connection, std::string_view batch_id,
                               std::span<const BatchItemChange> changes, UnixTime now);

// For the step that ends a project, while it is still there. Its items fail unless they are done. After a removal they
// are of no project and have no name; after a merge they keep theirs, until the project that they were merged into is
// removed.
void end_items_of_removed(Connection& connection, ProjectNo project_no);
void end_items_of_merged(Connection& connection, ProjectNo merged, ProjectNo kept);

// Adds what a sync, or a share of a query, has cost to the items that were with the workers then, and to their batches.
// A sync that ended after its item was released belongs to it, unless the item had ended before the sync began.
void add_sync_to_items(Connection& connection, std::string_view project_id, UnixTime started_at, UnixTime ended_at,
                       std::int64_t duration_ms, double graphql_points);
void add_points_to_batches(Connection& connection, std::string_view project_id, UnixTime now, double graphql_points);

}  // namespace cpsg::storage::sqlite
