// What the API is told by the program around it: settings, and functions that reach its other parts.
//
//   ApiOptions options{.git_url = config.github_git_url, .on_due = [&](std::string_view) { worker.wake(); }};
//   Api api(store.stores(), std::move(options));
//
// The functions are called on the threads that handle requests, several at once. What they throw becomes the answer.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/access/gate.h"
#include "cpsg/api/answer_cache.h"
#include "cpsg/api/event_hub.h"
#include "cpsg/api/sites.h"
#include "cpsg/base/clock.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/ledger/rules.h"

namespace cpsg::api {

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
  access::GateOptions access;  // who may do what, with and without a key
  SiteOptions sites;           // our hosts, and the web pages that may call the API
  AnswerCacheOptions answers;  // that are kept
  std::string webhook_secret;  // GitHub signs deliveries with it; empty: the webhook's route is off
  // What may still be spent at GitHub, and what is wrong with the tokens. May be empty: then there is nothing to tell.
  std::function<std::vector<github::ledger::AccountBudget>()> budgets;
  std::function<std::vector<std::string>()> warnings;
  EventHub* events = nullptr;  // of whose streams clients get one each; null: nobody tells any
};

}  // namespace cpsg::api
