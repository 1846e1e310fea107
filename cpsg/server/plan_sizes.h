// What GitHub tells of projects before they are followed, and what may be spent: for `cpsg plan` and POST /v1/plan.
//
//   const PlanAnswers answers = read_plan_sizes(client, names, call);
//
// Blocks while GitHub is asked. Safe to call from several threads at once.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cpsg/api/plan.h"
#include "cpsg/github/client/client.h"
#include "cpsg/schedule/forecast.h"
#include "cpsg/server/config.h"

namespace cpsg::server {

// Each at its place. Throws nothing for single projects; Error where nothing can be asked at all.
[[nodiscard]] api::PlanSizes read_plan_sizes(github::client::Client& client, std::span<const model::Target> targets,
                                             const std::atomic<bool>& stopped);
// Of all accounts together, as GitHub last told; nothing before it did.
[[nodiscard]] std::optional<schedule::BudgetRate> budget_rate(github::client::Client& client, const Config& config);

}  // namespace cpsg::server
