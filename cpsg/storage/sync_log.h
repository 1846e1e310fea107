// The port that holds the log of syncs: one entry for each that has ended, with what it brought, cost and why it
// failed. What failed while many projects were asked about at once has entries too.
//
//   sync_log.record_sync(lease, record);
//   const SyncPage page = sync_log.syncs({.wanted = SyncsWanted::kFailed, .limit = 100}, now);
//
// Entries are kept for kSyncsKept, and at most kSyncsOfProjectMax of a project; those beyond are deleted a few at a
// time when others are written. They belong to their project: all go with it. Their order is that in which they were
// written, by a number that is never used again.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/sync_record.h"
#include "cpsg/storage/lease.h"

namespace cpsg::storage {

inline constexpr std::chrono::days kSyncsKept{30};
inline constexpr std::size_t kSyncsOfProjectMax = 1'000;
// A refresh that fails as the newest entry of its project did has no entry of its own for so long.
inline constexpr std::chrono::hours kSameFailureQuiet{24};
inline constexpr std::size_t kSyncMessageMaxBytes = 1'024;  // what is longer is cut
// So many entries are looked at for one page. A page that found fewer than it may hold has a next one all the same.
inline constexpr std::size_t kSyncsLookedAtMax = 10'000;

struct LoggedSync {
  std::uint64_t number = 0;
  std::string project_id;
  std::string full_name;  // the project's present one
  model::SyncRecord sync;
};

enum class SyncsWanted : std::uint8_t { kAll, kOk, kFailed };

struct SyncQuery {
  SyncsWanted wanted = SyncsWanted::kAll;
  bool public_only = false;             // only of projects whose visibility is public
  std::optional<std::uint64_t> before;  // only entries with a smaller number
  std::size_t limit = 100;
};

struct SyncPage {
  std::vector<LoggedSync> syncs;      // the newest first
  std::optional<std::uint64_t> next;  // SyncQuery::before of the page that follows; nothing: there is none
};

// What asking about a project together with others has cost it.
struct RefreshCost {
  std::string project_id;
  double rest_points = 0;
  double graphql_points = 0;
};

// How asking about a project together with others has failed. Its cost is a RefreshCost, and only shown here.
struct RefreshFailure {
  std::string project_id;
  model::SyncRecord sync;  // has a code
};

class SyncLog {
 public:
  virtual ~SyncLog() = default;

  // Writes an entry, counts it in its hour (storage/status_history.h), and adds its time and points to the batches that
  // wait for the project. Error(kBusy) if the lease is no longer held and Error(kNotFound) if the project is gone: then
  // nothing is written. Documents: projects by _id names the fence, an insert into syncs, an update of hours by _id,
  // items by (project), batches by _id; 5.
  virtual void record_sync(const Lease& lease, const model::SyncRecord& sync) = 0;
  // Counts points in their hour and for the batches that wait for the projects, without an entry. Projects that are
  // gone are counted in the hour alone. Documents: an update of hours by _id, items by (project), batches by _id; 3.
  virtual void record_refresh_costs(std::span<const RefreshCost> costs, UnixTime now) = 0;
  // Counts each in its hour, without its time, and as an attempt of the batches that wait for its project, and writes
  // an entry unless the newest one of the project has the same code and ended less than kSameFailureQuiet before.
  // Projects that are gone are passed over. Documents: projects by _id, syncs by (project, _id) descending, the first
  // of each, an insert into syncs, an update of hours by _id, items by (project); 5 a thousand projects.
  virtual void record_refresh_failures(std::span<const RefreshFailure> failures) = 0;

  // Over all projects. Documents: syncs by _id descending, or by (failed, _id); projects by _id for names and who may
  // see them; 2.
  [[nodiscard]] virtual SyncPage syncs(const SyncQuery& query, UnixTime now) = 0;
  // Of one project; an empty page for one that is gone. Documents: syncs by (project, _id) descending; 1.
  [[nodiscard]] virtual SyncPage project_syncs(std::string_view project_id, std::optional<std::uint64_t> before,
                                               std::size_t limit, UnixTime now) = 0;
  // How many entries have ended at `since` or later. Documents: syncs by (ended_at), counted; 1.
  [[nodiscard]] virtual std::int64_t count_syncs(UnixTime since) = 0;
};

}  // namespace cpsg::storage
