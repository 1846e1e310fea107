// Sums over a project's commits: the tables `activity` and `contributors`.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<model::ActivityYear> read_activity(Connection& connection, ProjectNo history_no,
                                                             int first_year, int last_year);
// The last stored year before that one.
[[nodiscard]] std::optional<model::ActivityYear> last_activity_before(Connection& connection, ProjectNo history_no,
                                                                      int year);
// Replaces those years; one without hours is removed.
void write_activity(Connection& connection, ProjectNo history_no, std::span<const model::ActivityYear> years);

[[nodiscard]] std::vector<model::Contributor> contributor_page(Connection& connection, ProjectNo history_no,
                                                               const std::optional<ContributorCursor>& after,
                                                               std::size_t limit);
[[nodiscard]] std::vector<StagedContributor> contributors_named_by(Connection& connection, ProjectNo history_no,
                                                                   std::span<const std::uint32_t> people);
// Makes these the project's contributors, writing only rows that differ.
void write_contributors(Connection& connection, ProjectNo history_no, std::span<const StagedContributor> contributors);
// Writes these contributors, and removes those that the people `gone` have named.
void change_contributors(Connection& connection, ProjectNo history_no, std::span<const StagedContributor> changed,
                         std::span<const std::uint32_t> gone);

}  // namespace cpsg::storage::sqlite
