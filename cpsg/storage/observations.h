// The port that holds what the API's steps saw of a project, and how far they have come with it.
//
//   observations.record_refreshed(refreshed, now);             // what one round of probes came to
//   const auto progress = observations.progress(project_ids);  // before the next one
//
// Each observation replaces those that were asked for earlier (observation_order.h), and no other, however late it
// comes; so none of it needs a publication. Writes of a sync carry the project's lease, as in lease.h.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: Error(kNotFound) for an unknown project id, Error(kBusy) for a lease that is no
// longer held, and the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/statistics.h"
#include "cpsg/model/work.h"
#include "cpsg/storage/lease.h"

namespace cpsg::storage {

// How far the API's steps have come with a project.
struct ApiProgress {
  std::optional<model::ProbeMark> mark;   // of the last probe
  std::optional<UnixTime> changed_at;     // when a probe last saw something move
  std::optional<UnixTime> statistics_at;  // the last full statistics
  std::optional<UnixTime> refs_at;        // when branches were last listed
  std::optional<UnixTime> audited_at;
  friend bool operator==(const ApiProgress&, const ApiProgress&) = default;
};

// The ETag of an answer to a conditional request, by a key that stands for its URL and account.
struct ReceivedEtag {
  std::string key;
  std::string etag;
};

// What one probe or statistics query came to, for one project. Absent members leave what is stored.
struct Refreshed {
  std::string project_id;
  // Of which it was seen: another project that has this id by now is passed over. Nothing: of whichever has it.
  std::optional<std::uint64_t> incarnation{};
  // Of whom it was seen, where that is known: a project that has another number by now, or none, is passed over.
  std::optional<std::int64_t> github_id;
  std::optional<UnixTime> observed_at;  // when the mark was asked for; nothing: at the time of writing
  std::optional<model::ProbeMark> mark;
  std::optional<UnixTime> changed_at;
  std::optional<model::Statistics> statistics;  // also becomes the snapshot of its UTC day
  std::optional<ReceivedEtag> etag{};           // of the answer that the statistics came with
  std::optional<double> pull_coverage{};        // Coverage::pull_requests; Project::revision grows if it differs
  model::Work add = model::Work::kNothing;
  model::Work done = model::Work::kNothing;  // taken from the stored work unless more was added since work_version
  std::uint64_t work_version = 0;            // as it was when the query was made
  bool confirmed = false;  // nothing moved: as good as synced at `now`, unless more was added since work_version
  // Not set while work for a sync remains, which is due at once; and never later than the stored one if other work
  // than kEnrich remains, or was added since work_version.
  std::optional<UnixTime> next_sync_at;
};

class Observations {
 public:
  virtual ~Observations() = default;

  // Documents: projects by _id, these fields alone; 1.
  [[nodiscard]] virtual ApiProgress api_progress(std::string_view project_id) = 0;
  // The progress of each of these projects, by id; those that are gone are left out. All are of one moment.
  // Documents: projects by _id, these fields alone; 1 a thousand ids.
  using ProgressById = std::map<std::string, ApiProgress, std::less<>>;
  [[nodiscard]] virtual ProgressById progress(std::span<const std::string> project_ids) = 0;

  // All or nothing; projects that are gone meanwhile are passed over. Status: see Refreshed::confirmed.
  // Documents: etags, projects and days, an update each that repeats without harm, a hundred a bulk; 3 a bulk.
  virtual void record_refreshed(std::span<const Refreshed> refreshed, UnixTime now) = 0;
  // The same within a sync of that project.
  // Documents: etags, projects and days, an update each under the fence; 3.
  virtual void record_refreshed(const Lease& lease, const Refreshed& refreshed, UnixTime now) = 0;
  // Documents: one update of projects under the fence and the time; 1.
  virtual void record_refs_listed(const Lease& lease, UnixTime now) = 0;
  // `now` is when GitHub was asked. Project::revision grows if the coverage differs.
  // Documents: one update of projects under the fence and the time; 1.
  virtual void record_audit(const Lease& lease, const model::Coverage& coverage, UnixTime now) = 0;

  // Days in ascending order, from `first` on.
  // Documents: days by _id, one range; 1.
  [[nodiscard]] virtual std::vector<model::DailySnapshot> daily_snapshots(std::string_view project_id,
                                                                          std::chrono::sys_days first,
                                                                          std::size_t limit) = 0;

  // The ETag that was stored last under this key, with what it stands for. ETags go with their project, and old ones
  // may be forgotten. Documents: etags by _id; 1.
  [[nodiscard]] virtual std::optional<std::string> etag(std::string_view key) = 0;
};

}  // namespace cpsg::storage
