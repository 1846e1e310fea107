// Rows of the tables that count by hour: `sync_hours`, `sync_times`, `budget_hours`, `delivery_hours`.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/status_history.h"

namespace cpsg::storage::sqlite {

// One sync that ended now; without a code it went well. How long it took is kept where it is given.
void count_sync(Connection& connection, UnixTime now, std::optional<ErrorCode> code,
                std::optional<std::int64_t> duration_ms);
void count_points(Connection& connection, UnixTime now, double rest_points, double graphql_points);
void count_delivery(Connection& connection, UnixTime now);
void forget_old_hours(Connection& connection, UnixTime now);

// As the port StatusHistory says.
void record_budgets(Connection& connection, std::span<const BudgetSample> samples, UnixTime now);
[[nodiscard]] std::vector<StatusHour> status_hours(Connection& connection, UnixTime since, UnixTime until);

}  // namespace cpsg::storage::sqlite
