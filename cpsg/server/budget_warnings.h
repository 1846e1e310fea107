// What keeps projects waiting for budget, as warnings for people.
//
//   if (queue.waiting_quota > 0) append(warnings, budget_warnings(client.budgets(), now));
//
// One for each account that GitHub asked to wait, and for each budget that is used up to its floor, or to what is left
// to more urgent work above it. A pure function; its texts stay the same while nothing happens.
#pragma once

#include <span>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/model/warning.h"

namespace cpsg::server {

[[nodiscard]] std::vector<model::Warning> budget_warnings(std::span<const github::ledger::AccountBudget> budgets,
                                                          UnixTime now);

}  // namespace cpsg::server
