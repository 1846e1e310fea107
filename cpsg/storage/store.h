// The Store port: everything cpsg keeps. Implementations pass storage/conformance/harness.h.
//
// Published generations. A sync stages rows (commits, people) that nobody sees, then publishes: one atomic step after
// which readers see the new generation whole. A process that dies in between leaves staged rows; the next sync of the
// project discards them. Rows are numbered by the sync from the published bounds up, so that "staged" means "numbered
// at or above the bound", and a published row never changes or moves.
//
// Leases. All writes of a sync carry a Lease; each checks in its own transaction that the lease is still held (fencing
// number) and throws Error(kBusy) when another process took it. Times are parameters.
//
// Threads: every method may be called from several threads and processes at once. Methods block; none holds a
// transaction open after it returns. Errors: Error with the kStore... codes; kNotFound for an unknown project id.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/batch.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/model/branch.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/project.h"
#include "cpsg/model/pull_request.h"
#include "cpsg/storage/observations.h"

namespace cpsg::storage {

// ---- leases ----

struct Lease {
  std::string project_id;
  std::string holder;       // whoever it is, in words that a person understands
  std::uint64_t fence = 0;  // grows with every lease of the project
  UnixTime expires_at{};
};

// What an attempt to take a lease that is not free gets: who has it.
struct LeaseHolder {
  std::string holder;
  std::uint64_t fence = 0;
  UnixTime since{};
  UnixTime expires_at{};
};

// ---- what a sync reads and writes ----

// How the remote was last reached, so that a later sync needs no discovery.
struct RemoteState {
  std::string configured_url;  // the URL it was reached by; another one makes the rest worthless
  std::string base_url;        // after redirects
  std::string capabilities;    // the advertisement's lines, joined by LF
};

// Where a sync starts from. For a project that was never synced: generation 0 and no rows.
struct PublishedState {
  std::uint64_t generation = 0;
  std::uint32_t rows = 0;               // commits are numbered 0 .. rows-1
  std::uint32_t people = 0;             // people are numbered 0 .. people-1
  model::Bitmap live;                   // by row: reached by a live branch
  std::vector<model::Branch> branches;  // live ones
  model::ProjectCounts counts;
  std::optional<RemoteState> remote;
};

// A piece of the packed commit graph; the bytes are the git module's own (git/graph_codec.h).
struct GraphChunk {
  std::uint32_t first_node = 0;  // nodes are numbered through all chunks, parents before children
  std::uint32_t nodes = 0;
  std::vector<std::uint8_t> bytes;
};

// Identifies a person within a project without keeping names in memory.
using PersonKey = std::array<std::uint8_t, 16>;
struct StagedPerson {
  std::uint32_t number = 0;
  PersonKey key{};
  model::Person person;
};

// A commit on its way into the store. Views are valid during the call.
struct StagedCommit {
  std::uint32_t row = 0;
  model::Oid oid;
  std::span<const model::Oid> parents;
  std::uint32_t author = 0;  // person numbers
  std::uint32_t committer = 0;
  std::optional<model::GitTime> authored_at;
  std::optional<model::GitTime> committed_at;
  std::string_view message;
  model::Altered altered = model::Altered::kNothing;
};

// A contributor on its way into the store: the person's number stands for name, e-mail, login.
struct StagedContributor {
  std::uint32_t person = 0;  // whose newest commit names them
  std::int64_t commits = 0;
  std::int64_t commits_all = 0;
  std::optional<UnixTime> first_commit_at;
  std::optional<UnixTime> last_commit_at;

  friend bool operator==(const StagedContributor&, const StagedContributor&) = default;
};

// A whole new generation, except for the rows and people staged before.
struct Publication {
  UnixTime now{};
  std::uint32_t rows = 0;  // new bounds
  std::uint32_t people = 0;
  model::ProjectCounts counts;
  std::optional<RemoteState> remote;
  // All live ones; those missing here become tombstones: deleted_at = now, no longer the default, else as last known.
  std::vector<model::Branch> branches;
  std::vector<GraphChunk> chunks;  // replace every stored chunk from the first one's first_node on; may be empty
  model::Bitmap live;              // by row
  model::Bitmap on_default;        // by row
  std::vector<std::uint32_t> newly_unreachable;  // rows: get unreachable_since = now
  std::vector<std::uint32_t> reachable_again;    // rows: lose it
  std::vector<model::ActivityYear> activity;     // years that differ; one without hours is removed
  std::vector<StagedContributor> contributors;   // all of them; the store writes those that differ
  std::optional<UnixTime> next_sync_at;
};

// ---- what readers get ----

// One generation of a project's commits, for reading them in pages without a long transaction. A reader may narrow
// `live` to the commits it wants; the store reads by the bitmap as given.
struct CommitView {
  std::string project_id;
  std::uint64_t generation = 0;
  std::uint32_t rows = 0;
  model::Bitmap live;
  model::Bitmap on_default;
};

// The place after which a page starts: commits go by committer time descending (none: last), then oid ascending.
struct CommitCursor {
  std::optional<std::int64_t> committed_epoch_s;
  model::Oid oid;
};

struct CommitQuery {
  std::optional<CommitCursor> after;
  std::size_t limit = 100;
  std::optional<UnixTime> since;  // committer time, inclusive; commits without one are left out when either is set
  std::optional<UnixTime> until;  // inclusive
  bool include_unreachable = false;
};

// Contributors go by commits_all descending, then by stored e-mail, then by name.
struct ContributorCursor {
  std::int64_t commits_all = 0;
  std::string email;  // empty where there is none
  std::string name;
};

class Store {
 public:
  virtual ~Store() = default;

  // Projects. Names are matched without regard to case (ASCII).
  struct Added {
    model::Project project;
    bool created = false;
  };
  // Adds a project in state pending with Work::kEverything, due at `due_at` (nothing: held back); returns the known one
  // if the name exists. Error(kUrlInvalid) if that one comes from another source_url.
  virtual Added add_project(std::string_view owner, std::string_view name, std::string_view source_url, UnixTime now,
                            std::optional<UnixTime> due_at, model::Priority priority) = 0;
  [[nodiscard]] virtual std::optional<model::Project> find_project(std::string_view full_name) = 0;
  [[nodiscard]] virtual model::Project project(std::string_view project_id) = 0;
  // By full name, bytewise without regard to case, after `after`.
  [[nodiscard]] virtual std::vector<model::Project> list_projects(std::string_view after, std::size_t limit) = 0;
  // The project that had this name last, where no project has it now.
  [[nodiscard]] virtual std::optional<model::Project> find_by_earlier_name(std::string_view full_name) = 0;
  // Those with next_sync_at <= now and no live lease, by priority, then the longest due first.
  [[nodiscard]] virtual std::vector<model::Project> due_projects(UnixTime now, Due due, std::size_t limit) = 0;
  // Those that have work of this kind, a handle (node id), published history, no live lease and no state in which
  // GitHub would refuse (no_access, sso_required, gone, blocked), the longest waiting first; none that was put off.
  [[nodiscard]] virtual std::vector<model::Project> projects_with_work(model::Work work, UnixTime now,
                                                                       std::size_t limit) = 0;
  // Keeps the project out of projects_with_work() until then, from when on its waiting counts.
  virtual void put_off_work(std::string_view project_id, UnixTime until) = 0;
  virtual void set_status(const Lease& lease, const model::ProjectStatus& status) = 0;
  // For what ends without a lease, as a refresh by the API does: `change` makes the new status out of the stored one,
  // in one transaction, so that a sync that ends at the same time is not undone. It must not call the store.
  using StatusChange = std::function<model::ProjectStatus(const model::ProjectStatus& stored)>;
  virtual void change_status(std::string_view project_id, const StatusChange& change) = 0;
  // Adds work and makes the project due at `due_at`, if it was due later, with this priority, if it had a lesser one.
  virtual void add_work(std::string_view project_id, model::Work work, UnixTime due_at, model::Priority priority) = 0;
  // Takes `done` away, unless work was added since `work_version`; the priority falls back to kRefresh when none is
  // left, or none but kEnrich, which is never urgent.
  virtual void finish_work(const Lease& lease, model::Work done, std::uint64_t work_version) = 0;
  // The project and all that belongs to it; the lease goes with it.
  virtual void remove_project(const Lease& lease) = 0;

  // Leases. `break_fence`: take it even from a holder that has this fence and is known to be dead.
  [[nodiscard]] virtual std::variant<Lease, LeaseHolder> acquire_lease(std::string_view project_id,
                                                                       std::string_view holder, UnixTime now,
                                                                       std::chrono::seconds ttl,
                                                                       std::optional<std::uint64_t> break_fence) = 0;
  virtual void renew_lease(Lease& lease, UnixTime now, std::chrono::seconds ttl) = 0;
  virtual void release_lease(const Lease& lease) noexcept = 0;

  // Syncing.
  [[nodiscard]] virtual PublishedState published_state(std::string_view project_id) = 0;
  using ChunkSink = std::function<void(const GraphChunk&)>;
  // All chunks of one generation in order; that generation's number (0: none).
  virtual std::uint64_t read_graph(std::string_view project_id, const ChunkSink& sink) = 0;
  [[nodiscard]] virtual std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(std::string_view project_id) = 0;
  virtual void discard_staged(const Lease& lease) = 0;
  virtual void stage(const Lease& lease, std::span<const StagedPerson> people,
                     std::span<const StagedCommit> commits) = 0;
  virtual void publish(const Lease& lease, const Publication& publication) = 0;

  // Reading. All of these see published data alone.
  [[nodiscard]] virtual CommitView commit_view(std::string_view project_id) = 0;
  [[nodiscard]] virtual std::vector<model::Commit> commits(const CommitView& view, const CommitQuery& query) = 0;
  // Those rows, in the order given.
  [[nodiscard]] virtual std::vector<model::Commit> commits_at(const CommitView& view,
                                                              std::span<const std::uint32_t> rows) = 0;
  // By name's bytes, tombstones included, after `after`.
  [[nodiscard]] virtual std::vector<model::Branch> branches(std::string_view project_id, std::string_view after,
                                                            std::size_t limit) = 0;
  [[nodiscard]] virtual std::vector<model::ActivityYear> activity(std::string_view project_id, int first_year,
                                                                  int last_year) = 0;
  [[nodiscard]] virtual std::vector<model::Contributor> contributors(std::string_view project_id,
                                                                     const std::optional<ContributorCursor>& after,
                                                                     std::size_t limit) = 0;
  // Numbers of the people whose name, stored e-mail or login is one of `texts` (names and logins without regard to
  // case).
  [[nodiscard]] virtual std::vector<std::uint32_t> people_matching(std::string_view project_id,
                                                                   std::span<const std::string> texts) = 0;

  // GitHub's side. None of this touches the published history.
  // Binds a project to GitHub's number and name, atomically. A project that has this number already under another id
  // is merged with it: the one with published history stays (of two, the one bound first), the other's names become
  // earlier names of it. A changed name becomes an earlier name too, and is free for others. Where another project
  // stands in the way of the new name: one that has no number yet is this repository and merged in the same manner; one
  // that has another number is put aside as by supersede_project(), but without a new project; one with a source_url
  // keeps the name, and this project the name that it has, so that nothing is renamed. The project's own number must be
  // unset or this one. A project with a source_url is none of GitHub's and stays as it is.
  virtual Bound bind_identity(std::string_view project_id, const Identity& identity, UnixTime now) = 0;
  // Takes the name from a project that no longer has it at GitHub: the project goes on as `name.was-ID`, gone and not
  // due, with its data; its name goes to a new project, which is returned, with Work::kEverything and this one's
  // priority, due at once. In one transaction. Of one that was put aside already, the project that has its name; the
  // project must have no source_url.
  virtual model::Project supersede_project(std::string_view project_id, UnixTime now) = 0;
  [[nodiscard]] virtual ApiProgress api_progress(std::string_view project_id) = 0;
  // All in one transaction; projects that are gone meanwhile are passed over. Status: see Refreshed::confirmed.
  virtual void record_refreshed(std::span<const Refreshed> refreshed, UnixTime now) = 0;
  virtual void record_refs_listed(const Lease& lease, UnixTime now) = 0;
  virtual void record_audit(const Lease& lease, const model::Coverage& coverage, UnixTime now) = 0;
  // Days in ascending order, from `first` on.
  [[nodiscard]] virtual std::vector<model::DailySnapshot> history(std::string_view project_id,
                                                                  std::chrono::sys_days first, std::size_t limit) = 0;

  [[nodiscard]] virtual PullWalk pull_walk(std::string_view project_id) = 0;
  // One page and where the walk stands after it, atomically. A stored pull request is replaced unless it was updated
  // later than the new one; if both are of the same time, it leaves its value where the new one has null for what REST
  // does not tell (merged_by, lines, files, commits, comments, reviews). The number of those that were not stored
  // before.
  virtual std::size_t put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls,
                                        const PullWalk& walk) = 0;
  virtual void remove_pull_requests(const Lease& lease, std::span<const std::int64_t> numbers) = 0;
  // Ascending, after `after`.
  [[nodiscard]] virtual std::vector<model::PullRequest> pull_requests(std::string_view project_id, std::int64_t after,
                                                                      std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<model::PullRequest> pull_request(std::string_view project_id,
                                                                       std::int64_t number) = 0;
  // All of them, ascending.
  [[nodiscard]] virtual std::vector<std::int64_t> pull_request_numbers(std::string_view project_id) = 0;
  [[nodiscard]] virtual model::PullCounts count_pull_requests(std::string_view project_id) = 0;

  // Live commits that were not enriched yet, newest first.
  [[nodiscard]] virtual std::vector<UnenrichedCommit> unenriched_commits(std::string_view project_id,
                                                                         std::size_t limit) = 0;
  virtual void enrich_commits(const Lease& lease, std::span<const CommitDetail> details) = 0;

  // ETags of conditional requests, by a key that stands for URL and account.
  [[nodiscard]] virtual std::optional<std::string> etag(std::string_view key) = 0;
  virtual void put_etag(std::string_view key, std::string_view etag, UnixTime now) = 0;

  // Webhooks. Counts the event and adds the work that it means, in one transaction; false if this delivery is known
  // already (then nothing is done). Work of a project that is gone meanwhile is passed over. Deliveries older than a
  // few days are forgotten.
  virtual bool record_delivery(std::string_view delivery_id, std::string_view event,
                               const std::optional<DeliveredWork>& work, UnixTime now) = 0;
  [[nodiscard]] virtual std::vector<DeliveryCount> delivery_counts() = 0;
  [[nodiscard]] virtual std::optional<model::Project> find_by_github_id(std::int64_t github_id) = 0;

  // Batches.
  virtual model::Batch create_batch(std::string_view name, std::span<const std::string> project_ids, UnixTime now) = 0;
  [[nodiscard]] virtual std::optional<model::Batch> batch(std::string_view batch_id) = 0;
  // The newest first.
  [[nodiscard]] virtual std::vector<model::Batch> batches(std::size_t limit) = 0;
  virtual void set_batch_state(std::string_view batch_id, model::BatchState state, UnixTime now) = 0;
  // In the batch's order, of one state, or of all; those after a place, which is BatchItem::place of the last item of
  // the page before.
  [[nodiscard]] virtual std::vector<model::BatchItem> batch_items(
      std::string_view batch_id, std::optional<model::BatchItemState> state, std::size_t limit,
      std::optional<std::uint32_t> after_place = std::nullopt) = 0;
  // Writes state, time of release and code of the items with these project ids.
  virtual void set_batch_items(std::string_view batch_id, std::span<const model::BatchItem> items, UnixTime now) = 0;

  // Gives caches back to the system; call when idle.
  virtual void release_memory() noexcept = 0;
};

}  // namespace cpsg::storage
