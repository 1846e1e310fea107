// What `cpsg serve` tells of itself in GET /v1/status.
//
//   options.warnings = warnings_of(worker, store, config.privacy, remote, clock);
//   options.facts = [&] { return server_facts(process, worker, remote.api.get(), config); };
//
// Safe to call from several threads at once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cpsg/api/server_facts.h"
#include "cpsg/model/warning.h"
#include "cpsg/server/construction.h"
#include "cpsg/sync/worker.h"

namespace cpsg::server {

// One for each outage, each token that is not usable and each account that projects wait for, and one where nothing is
// synced because of the privacy policy, as things are when it is called. What it is given outlives it.
[[nodiscard]] std::function<std::vector<model::Warning>()> warnings_of(const sync::Worker& worker,
                                                                       const OpenedStore& store,
                                                                       const sync::Privacy& privacy,
                                                                       const Remote& remote, const Clock& clock);

// This process, as it was started, with its address once it listens.
[[nodiscard]] api::ServerFacts server_facts(const api::Instance& process, sync::Worker& worker,
                                            github::client::Client* api, const Config& config, UnixTime now);

}  // namespace cpsg::server
