// The use case: bring one project's stored branches and commits up to its remote's, and publish them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/http/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/store.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

struct SyncSettings {
  std::string git_url = "https://github.com";
  std::optional<http::Credentials> credentials;  // for git_url's origin alone
  http::ClientOptions http;
  Privacy privacy;
  std::filesystem::path spool_directory;
  std::string holder;  // who we are, for the lease
  std::chrono::seconds lease_ttl{60};
  std::chrono::seconds lease_wait{30};         // for another process's sync of the same project
  std::chrono::seconds refresh_interval{900};  // until the next sync, after a success
};

enum class Phase : std::uint8_t { kWaiting, kRefs, kCommits, kPublishing };

struct Progress {
  Phase phase = Phase::kWaiting;
  std::uint64_t commits_done = 0;
  std::uint64_t commits_total = 0;  // 0: not known yet
  std::uint64_t received_bytes = 0;
  std::string_view message;  // the remote's own, or whom we wait for
};
using ProgressSink = std::function<void(const Progress&)>;

// What one or several attempts came to; what was spent is added to it even when they failed.
struct SyncReport {
  std::uint64_t new_commits = 0;
  std::uint64_t new_branches = 0;
  model::ProjectCounts total;
  std::uint64_t git_requests = 0;
  std::uint64_t git_bytes = 0;
  double seconds = 0;
};

// Blocks until the project is published, or throws Error after its failure is in the project's status (where the store
// allows). Readers see the earlier generation until the very end. Safe to call for different projects from several
// threads; for one project the lease makes the second wait `lease_wait`, then throw Error(kBusy) naming the holder.
void sync_project(storage::Store& store, const SyncSettings& settings, std::string_view project_id, const Clock& clock,
                  const ProgressSink& on_progress, const std::atomic<bool>& cancelled, SyncReport& report);

}  // namespace cpsg::sync
