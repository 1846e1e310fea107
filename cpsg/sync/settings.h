// What the use cases of this folder have in common: how they are set up, what a caller wants of a sync, how far a sync
// is, and what it came to.
//
//   SyncSettings settings{.git_url = "https://github.com", .api = &client, .holder = current_holder()};
//   const ProgressSink on_progress = [](const Progress& progress) { show(progress); };
//
// Values. Pointers in them outlive every sync.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/error.h"
#include "cpsg/github/client/client.h"
#include "cpsg/github/ledger/git_lane.h"
#include "cpsg/http/client_values.h"
#include "cpsg/model/project.h"
#include "cpsg/schedule/due.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

struct SyncSettings {
  std::string git_url = "https://github.com";
  // For the origin of git_url alone. Called at each fetch, because credentials are renewed; may be empty.
  std::function<std::optional<http::Credentials>(std::string_view owner)> credentials;
  github::client::Client* api = nullptr;        // nullptr: only git is used
  github::ledger::GitLane* git_lane = nullptr;  // nullptr: no limits
  http::ClientOptions http;
  Privacy privacy;
  std::filesystem::path spool_directory;
  std::string holder;  // who we are, for the lease
  std::chrono::seconds lease_ttl{60};
  std::chrono::seconds lease_wait{30};  // for another process's sync of the same project
  schedule::DueRules due;
  std::size_t enrich_batch_commits = 2'000;  // in one sync, so that one long history does not keep others waiting
};

// What a caller wants beyond the work that is stored with the project.
struct SyncOptions {
  github::ledger::Lane lane = github::ledger::Lane::kRefresh;  // kEnrich: nothing but enriching is done
  std::chrono::milliseconds max_wait{0};                       // for budget
  bool refs = false;                                           // list branches, also if no probe asked for it
  bool audit = false;
  bool enrich = false;  // all commits, whatever enrich_batch_commits says
  // The failure of a refresh of this project that just ended: the API is not asked again, the part of git is done all
  // the same, and the sync fails with this.
  std::optional<Failure> api_failure{};
  // Git is known to fail for all projects in this way: it is not asked, and counts as failed with this.
  std::optional<Failure> git_failure{};
};

enum class Phase : std::uint8_t { kWaiting, kRefs, kCommits, kPublishing, kStatistics, kPulls, kAudit, kEnriching };

struct Progress {
  Phase phase = Phase::kWaiting;
  std::uint64_t done = 0;   // commits, pull requests
  std::uint64_t total = 0;  // 0: not known yet
  std::uint64_t received_bytes = 0;
  std::string_view message;  // the remote's own words, or the holder that we wait for
};
using ProgressSink = std::function<void(const Progress&)>;

// What a sync found out about one that it asked, where that holds for all projects.
struct Contact {
  bool answered = false;
  std::optional<Failure> outage;  // as is_outage() has it
};

// What one or several syncs came to. Each adds to it, also one that fails.
struct SyncReport {
  std::uint64_t new_commits = 0;
  std::uint64_t new_branches = 0;
  std::uint64_t new_pulls = 0;
  std::uint64_t enriched_commits = 0;
  std::optional<model::ProjectCounts> total;  // stored; nothing if no history ever was
  std::optional<std::int64_t> total_pulls;    // stored; nothing if none were ever read
  github::client::Spent api;
  std::uint64_t git_requests = 0;
  std::uint64_t git_bytes = 0;
  double seconds = 0;
  Contact api_contact;
  Contact git_contact;
  // Of whom this step asks.
  [[nodiscard]] Contact& contact_of(model::Work step) { return step == model::Work::kRefs ? git_contact : api_contact; }
};

}  // namespace cpsg::sync
