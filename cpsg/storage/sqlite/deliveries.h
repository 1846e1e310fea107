// Webhook deliveries. Each is a row, so that none counts twice, and is forgotten after a few days. How many of an event
// came is the number of rows plus the number of those that were forgotten.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/storage/deliveries.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// False for a delivery that is known.
bool record_delivery(Connection& connection, std::string_view delivery_id, std::string_view event,
                     const std::optional<DeliveredWork>& work, UnixTime now);
// By the event's name.
[[nodiscard]] std::vector<DeliveryCount> delivery_counts(Connection& connection);

}  // namespace cpsg::storage::sqlite
