// What the API is told by the program around it: settings, and functions that reach its other parts.
//
//   ApiOptions options{.git_url = config.github_git_url, .on_due = [&](std::string_view) { worker.wake(); }};
//   Api api(store.stores(), std::move(options));
//
// The functions are called on the threads that handle requests, several at once. What they throw becomes the answer.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/access/gate.h"
#include "cpsg/api/answer_cache.h"
#include "cpsg/api/event_hub.h"
#include "cpsg/api/plan.h"
#include "cpsg/api/server_facts.h"
#include "cpsg/api/sites.h"
#include "cpsg/base/clock.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/model/warning.h"
#include "cpsg/schedule/forecast.h"
#include "cpsg/schedule/off_peak.h"

namespace cpsg::api {

// How far a sync of this process is.
struct SyncPhase {
  std::string name;  // as events have it: "commits"
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: not known
};

struct ApiOptions {
  std::string git_url = "https://github.com";  // the host of new projects; URLs of others, and file://, are refused
  Clock clock = system_clock();
  // By which a removal waits until all is cleared. Outlives the API.
  WaitableClock* waitable_clock = &machine_clock();
  const std::atomic<bool>* stopping = nullptr;  // ends such a wait, and /readyz says so; may be null
  // Called when something of the project or the batch of this id has become due. May be empty.
  std::function<void(std::string_view id)> on_due;
  // All texts under which the store may hold the person that a client names so: the text itself, and what the privacy
  // settings make of an e-mail address. May be empty: then it is the text alone.
  std::function<std::vector<std::string>(std::string_view text)> stored_forms;
  access::GateOptions access;   // who may do what, with and without a key
  SiteOptions sites;            // our hosts, and the web pages that may call the API
  AnswerCacheOptions answers;   // that are kept
  bool badges_private = false;  // whether there are pictures of projects that are not public, for who may see these
  std::string webhook_secret;   // GitHub signs deliveries with it; empty: the webhook's route is off
  // What may still be spent at GitHub, and what is wrong with the tokens. May be empty: then there is nothing to tell.
  std::function<std::vector<github::ledger::AccountBudget>()> budgets;
  std::function<std::vector<model::Warning>()> warnings;
  std::function<ServerFacts()> facts;  // of the program; empty: nothing is known of it
  schedule::OffPeak off_peak;          // the hours of batches
  // Of a sync of this process; nothing for others. May be empty.
  std::function<std::optional<SyncPhase>(std::string_view project_id)> sync_phase;
  // GitHub's answer on the sizes of projects, and what may be spent. Empty without a token.
  ProbeSizes plan_sizes;
  std::function<std::optional<schedule::BudgetRate>()> budget_rate;
  EventHub* events = nullptr;  // of whose streams clients get one each; null: nobody tells any
};

}  // namespace cpsg::api
