// For tests: the ports of a store that count how often each of their functions is called, so that a test can hold a use
// case to a number of reads.
//
//   CountingStores counting(store->stores());
//   advance_batches(counting.projects, counting.batches, rules, now);
//   EXPECT_EQ(counting.calls().reads(), 5U);
//
// Calls may come from several threads.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "cpsg/storage/stores.h"

namespace cpsg::schedule {

// How often each function was called, by its name.
class Calls {
 public:
  void add_read(const char* name) {
    const std::lock_guard lock(mutex_);
    ++counts_[name];
    ++reads_;
  }
  void add_write(const char* name) {
    const std::lock_guard lock(mutex_);
    ++counts_[name];
  }
  [[nodiscard]] std::size_t of(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(name);
    return found == counts_.end() ? 0 : found->second;
  }
  [[nodiscard]] std::size_t reads() const {
    const std::lock_guard lock(mutex_);
    return reads_;
  }
  void reset() {
    const std::lock_guard lock(mutex_);
    counts_.clear();
    reads_ = 0;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> counts_;
  std::size_t reads_ = 0;
};

// Each port forwards to the one that it was made of. CPSG_READ and CPSG_WRITE write one function.
#define CPSG_READ(Result, name, parameters, arguments) \
  Result name parameters override {                    \
    calls_.add_read(#name);                            \
    return inner_.name arguments;                      \
  }
#define CPSG_WRITE(Result, name, parameters, arguments) \
  Result name parameters override {                     \
    calls_.add_write(#name);                            \
    return inner_.name arguments;                       \
  }

template <typename Port>
class Counting : public Port {
 public:
  Counting(Port& inner, Calls& calls) : inner_(inner), calls_(calls) {}

 protected:
  Port& inner_;
  Calls& calls_;
};

using Text = std::string_view;
using MaybeProject = std::optional<model::Project>;
using ProjectList = std::vector<model::Project>;

class CountingProjects final : public Counting<storage::Projects> {
 public:
  using Counting::Counting;
  using LeaseAnswer = std::variant<storage::Lease, storage::LeaseHolder>;
  using MaybeRevision = std::optional<storage::ProjectRevision>;

  CPSG_READ(MaybeProject, find_project, (Text full_name), (full_name))
  CPSG_READ(MaybeProject, find_by_earlier_name, (Text full_name), (full_name))
  CPSG_READ(MaybeProject, find_by_github_id, (std::int64_t github_id), (github_id))
  CPSG_READ(model::Project, project, (Text id), (id))
  CPSG_READ(ProjectList, projects, (std::span<const std::string> ids), (ids))
  CPSG_READ(ProjectList, list_projects, (Text after, std::size_t limit), (after, limit))
  CPSG_READ(MaybeRevision, revision, (Text full_name), (full_name))
  CPSG_READ(std::vector<MaybeRevision>, revisions, (std::span<const std::string> names), (names))
  CPSG_READ(ProjectList, due_projects, (UnixTime now, storage::Due due, std::size_t limit), (now, due, limit))
  CPSG_READ(ProjectList, projects_with_work, (model::Work work, UnixTime now, std::size_t limit), (work, now, limit))

  CPSG_WRITE(Added, add_project,
             (Text owner, Text name, Text source_url, UnixTime now, std::optional<UnixTime> due_at,
              model::Priority priority),
             (owner, name, source_url, now, due_at, priority))
  CPSG_WRITE(storage::Bound, bind_identity, (Text id, const storage::Identity& identity, UnixTime now),
             (id, identity, now))
  CPSG_WRITE(model::Project, supersede_project, (Text id, UnixTime now), (id, now))
  CPSG_WRITE(void, set_status, (const storage::Lease& lease, const model::ProjectStatus& status), (lease, status))
  CPSG_WRITE(void, change_status, (Text id, const StatusChange& change), (id, change))
  CPSG_WRITE(void, put_off_work, (Text id, UnixTime until), (id, until))
  CPSG_WRITE(void, add_work, (Text id, model::Work work, UnixTime due_at, model::Priority priority),
             (id, work, due_at, priority))
  CPSG_WRITE(void, finish_work, (const storage::Lease& lease, model::Work done, std::uint64_t version),
             (lease, done, version))
  CPSG_WRITE(LeaseAnswer, acquire_lease,
             (Text id, Text holder, UnixTime now, std::chrono::seconds ttl, std::optional<std::uint64_t> break_fence),
             (id, holder, now, ttl, break_fence))
  CPSG_WRITE(void, renew_lease, (storage::Lease & lease, UnixTime now, std::chrono::seconds ttl), (lease, now, ttl))
  CPSG_WRITE(void, remove_project, (const storage::Lease& lease), (lease))
  // Counted when it has ended, so that a lease counts as held until then.
  void release_lease(const storage::Lease& lease) noexcept override {
    inner_.release_lease(lease);
    calls_.add_write("release_lease");
  }
};

class CountingHistoryReader final : public Counting<storage::HistoryReader> {
 public:
  using Counting::Counting;
  CPSG_READ(storage::CommitView, commit_view, (Text id), (id))
  CPSG_READ(std::vector<model::Commit>, commits, (const storage::CommitView& view, const storage::CommitQuery& query),
            (view, query))
  CPSG_READ(std::vector<model::Commit>, commits_at,
            (const storage::CommitView& view, std::span<const std::uint32_t> rows), (view, rows))
  CPSG_READ(std::vector<model::Branch>, branches, (Text id, Text after, std::size_t limit), (id, after, limit))
  CPSG_READ(std::optional<model::Branch>, branch, (Text id, Text name), (id, name))
  CPSG_READ(std::vector<std::optional<std::string>>, authors_of, (Text id, std::span<const model::Branch> branches),
            (id, branches))
  CPSG_READ(std::vector<model::ActivityYear>, activity, (Text id, int first, int last), (id, first, last))
  CPSG_READ(std::vector<model::Contributor>, contributors,
            (Text id, const std::optional<storage::ContributorCursor>& after, std::size_t limit), (id, after, limit))
  CPSG_READ(std::vector<std::uint32_t>, people_matching, (Text id, std::span<const std::string> texts), (id, texts))
  CPSG_READ(std::uint64_t, read_graph, (Text id, const ChunkSink& sink), (id, sink))
};

class CountingHistoryWriter final : public Counting<storage::HistoryWriter> {
 public:
  using Counting::Counting;
  using PersonKeys = std::vector<std::pair<storage::PersonKey, std::uint32_t>>;
  CPSG_READ(storage::PublishedState, published_state, (Text id), (id))
  CPSG_READ(PersonKeys, person_keys, (Text id), (id))
  CPSG_READ(std::vector<std::optional<model::GitTime>>, committer_times, (Text id, std::span<const std::uint32_t> rows),
            (id, rows))
  CPSG_READ(std::vector<storage::UnenrichedCommit>, unenriched_commits, (Text id, std::size_t limit), (id, limit))
  CPSG_WRITE(void, discard_staged, (const storage::Lease& lease), (lease))
  CPSG_WRITE(void, stage,
             (const storage::Lease& lease, std::span<const storage::StagedPerson> people,
              std::span<const storage::StagedCommit> commits),
             (lease, people, commits))
  CPSG_WRITE(void, publish, (const storage::Lease& lease, const storage::Publication& publication),
             (lease, publication))
  CPSG_WRITE(void, enrich_commits, (const storage::Lease& lease, std::span<const storage::CommitDetail> details),
             (lease, details))
};

class CountingObservations final : public Counting<storage::Observations> {
 public:
  using Counting::Counting;
  CPSG_READ(storage::ApiProgress, api_progress, (Text id), (id))
  CPSG_READ(ProgressById, progress, (std::span<const std::string> ids), (ids))
  CPSG_READ(std::vector<model::DailySnapshot>, history, (Text id, std::chrono::sys_days first, std::size_t limit),
            (id, first, limit))
  CPSG_READ(std::optional<std::string>, etag, (Text key), (key))
  CPSG_WRITE(void, record_refreshed, (std::span<const storage::Refreshed> refreshed, UnixTime now), (refreshed, now))
  CPSG_WRITE(void, record_refs_listed, (const storage::Lease& lease, UnixTime now), (lease, now))
  CPSG_WRITE(void, record_audit, (const storage::Lease& lease, const model::Coverage& coverage, UnixTime now),
             (lease, coverage, now))
  CPSG_WRITE(void, put_etag, (Text key, Text etag, UnixTime now), (key, etag, now))
};

class CountingPullRequests final : public Counting<storage::PullRequests> {
 public:
  using Counting::Counting;
  CPSG_READ(std::vector<model::PullRequest>, pull_requests, (Text id, std::int64_t after, std::size_t limit),
            (id, after, limit))
  CPSG_READ(std::optional<model::PullRequest>, pull_request, (Text id, std::int64_t number), (id, number))
  CPSG_READ(std::vector<std::int64_t>, pull_request_numbers, (Text id), (id))
  CPSG_READ(storage::PullWalk, pull_walk, (Text id), (id))
  CPSG_READ(model::PullCounts, count_pull_requests, (Text id), (id))
  CPSG_READ(PullProgressById, pull_progress, (std::span<const std::string> ids), (ids))
  CPSG_WRITE(std::size_t, put_pull_requests,
             (const storage::Lease& lease, std::span<const model::PullRequest> pulls, const storage::PullWalk& walk),
             (lease, pulls, walk))
  CPSG_WRITE(void, remove_pull_requests, (const storage::Lease& lease, std::span<const std::int64_t> numbers),
             (lease, numbers))
};

class CountingBatches final : public Counting<storage::Batches> {
 public:
  using Counting::Counting;
  CPSG_READ(std::optional<model::Batch>, batch, (Text id), (id))
  CPSG_READ(std::vector<model::Batch>, batches, (std::size_t limit), (limit))
  CPSG_READ(std::vector<model::BatchItem>, batch_items,
            (Text id, std::optional<model::BatchItemState> state, std::size_t limit,
             std::optional<std::uint32_t> after_place),
            (id, state, limit, after_place))
  CPSG_WRITE(model::Batch, create_batch, (Text name, std::span<const std::string> ids, UnixTime now), (name, ids, now))
  CPSG_WRITE(void, set_batch_state, (Text id, model::BatchState state, UnixTime now), (id, state, now))
  CPSG_WRITE(void, set_batch_items, (Text id, std::span<const model::BatchItem> items, UnixTime now), (id, items, now))
};

#undef CPSG_READ
#undef CPSG_WRITE

class CountingStores {
 public:
  // The store of `inner` outlives this.
  explicit CountingStores(const storage::Stores& inner)
      : projects(inner.projects, calls_),
        history(inner.history, calls_),
        writer(inner.writer, calls_),
        observations(inner.observations, calls_),
        pulls(inner.pulls, calls_),
        batches(inner.batches, calls_),
        deliveries_(inner.deliveries) {}

  [[nodiscard]] storage::Stores stores() {
    return {projects, history, writer, observations, pulls, batches, deliveries_};
  }
  [[nodiscard]] Calls& calls() { return calls_; }

 private:
  Calls calls_;

 public:
  CountingProjects projects;
  CountingHistoryReader history;
  CountingHistoryWriter writer;
  CountingObservations observations;
  CountingPullRequests pulls;
  CountingBatches batches;

 private:
  storage::Deliveries& deliveries_;
};

}  // namespace cpsg::schedule
