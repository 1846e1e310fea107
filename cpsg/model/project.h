// A followed repository: what it is, how it was last synced, what is known of it.
//
//   const model::Project project = projects.project(id);
//   const bool shown_as_syncing = project.syncing(now);
//
// Plain values, as one read of the store gave them; they do not follow later changes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/statistics.h"
#include "cpsg/model/work.h"

namespace cpsg::model {

// The state of a project's data. kSyncing is never stored: a project is shown so while it has a live lease.
enum class SyncState : std::uint8_t {
  kPending,       // never synced
  kSyncing,       // a process works on it now
  kOk,            // as good as its last success
  kWaitingQuota,  // GitHub asked to wait, or the budget is used up
  kNoAccess,      // missing, private to others, or refused to our token
  kSsoRequired,   // the token has to be authorised for the organisation's single sign-on
  kGone,          // deleted, or its name belongs to another repository now
  kBlocked,       // taken down for legal reasons
  kFailing,       // the last sync failed; it is tried again
};
inline constexpr std::array kSyncStates = {SyncState::kPending,      SyncState::kSyncing,  SyncState::kOk,
                                           SyncState::kWaitingQuota, SyncState::kNoAccess, SyncState::kSsoRequired,
                                           SyncState::kGone,         SyncState::kBlocked,  SyncState::kFailing};
[[nodiscard]] std::string_view name(SyncState state) noexcept;
[[nodiscard]] std::optional<SyncState> sync_state_from_name(std::string_view name) noexcept;

struct ProjectStatus {
  SyncState state = SyncState::kPending;
  std::optional<std::string> reason;  // one line, for people
  std::optional<ErrorCode> code;      // of the last failure, while it lasts
  std::optional<UnixTime> since;      // when `state` last changed
  // When the trouble began that `code` tells of. It may be shorter than the state lasts, or leave the state alone.
  std::optional<UnixTime> trouble_since;
  std::optional<UnixTime> next_sync_at;
  std::optional<UnixTime> last_synced_at;  // the last success
  std::int64_t failures = 0;               // in a row

  friend bool operator==(const ProjectStatus&, const ProjectStatus&) = default;
};

// What is known of a repository from git alone, after the first published sync.
struct ProjectCounts {
  std::optional<std::string> default_branch;  // null for a detached HEAD
  bool empty = false;                         // no branch has a commit
  std::int64_t commits = 0;                   // on the default branch
  std::int64_t commits_all = 0;               // on any live branch
  std::int64_t branches = 0;
  std::int64_t contributors = 0;     // distinct authors over live branches
  std::int64_t missing_parents = 0;  // named by commits, but not in the repository: the history is cut there
  bool shallow = false;              // the remote itself said that its history is cut
  // Refs under refs/heads that are no branch of commits: how many, and the first of them, each with the reason.
  std::int64_t refs_left_out = 0;
  std::vector<std::string> refs_left_out_names;

  friend bool operator==(const ProjectCounts&, const ProjectCounts&) = default;
};

struct Project {
  std::string id;  // opaque, cpsg's own, never changes
  // Differs between a project that was removed and a later one of the same id. No more than that is said by it.
  std::uint64_t incarnation = 0;
  std::string owner;  // as first written; look-ups ignore case
  std::string name;
  // Where it is fetched from when that is not the configured host: a `file://` URL. Empty otherwise.
  std::string source_url;
  std::optional<std::int64_t> github_id;  // GitHub's number, the identity; unique among projects
  std::string node_id;                    // GitHub's handle for queries, refreshed when refused; empty until known
  std::vector<std::string> renamed_from;  // earlier full names, oldest first
  std::uint64_t generation = 0;           // of the published history; 0 = never synced
  std::uint64_t revision = 0;             // grows with every change that readers can see
  std::optional<ProjectCounts> counts;
  std::optional<Statistics> statistics;
  Coverage coverage;
  ProjectStatus status;
  Priority priority = Priority::kRefresh;
  Work work = Work::kNothing;
  std::uint64_t work_version = 0;  // grows whenever work is added: says whether more came while some was done
  // The lease of a running sync, where there is one; a process that died leaves it until it expires.
  std::optional<UnixTime> syncing_since;
  std::optional<UnixTime> syncing_until;
  std::optional<UnixTime> followed_since;  // when it was added; null for those that were before this was stored
  std::optional<UnixTime> sync_asked_at;   // when somebody last asked for a sync by hand

  [[nodiscard]] bool syncing(UnixTime now) const { return syncing_until && *syncing_until > now; }
  [[nodiscard]] std::string full_name() const { return owner + "/" + name; }
};

// A project whose name another repository has at GitHub is put aside: it goes on as `name.was-ID`, a name of ours.
inline constexpr std::string_view kPutAsideMark = ".was-";
[[nodiscard]] bool is_put_aside(std::string_view name, std::string_view project_id);
[[nodiscard]] inline bool is_put_aside(const Project& project) { return is_put_aside(project.name, project.id); }

// The id that a project of this identity gets in every store: derived, so that exports of two stores are equal.
[[nodiscard]] std::string derive_project_id(std::string_view full_name, std::string_view source_url);

}  // namespace cpsg::model
