// For tests: the ports of a store, each passing its calls on and counting them by method, so that a test can hold a
// route or a use case to a number of reads.
//
//   CountingStores counting(store.stores());
//   Api api(counting.stores(), {});
//   ... EXPECT_THAT(counting.take_calls(), ElementsAre(Pair("revision", 1)));
//   ... EXPECT_EQ(counting.calls().reads(), 5U);
//
// Calls may come from several threads.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/storage/stores.h"

namespace cpsg::storage {

// Number of calls by name of the method.
using CallCounts = std::map<std::string, int>;

class CallCounter {
 public:
  void add(std::string_view method) {
    const std::lock_guard lock(mutex_);
    ++counts_[std::string(method)];
  }
  CallCounts take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(counts_, {});
  }
  void reset() { static_cast<void>(take()); }
  [[nodiscard]] std::size_t of(const std::string& method) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(method);
    return found == counts_.end() ? 0 : static_cast<std::size_t>(found->second);
  }
  // Calls of methods that change nothing.
  [[nodiscard]] std::size_t reads() const {
    const std::lock_guard lock(mutex_);
    std::size_t sum = 0;
    for (const auto& [method, count] : counts_) {
      if (!is_write(method)) sum += static_cast<std::size_t>(count);
    }
    return sum;
  }

 private:
  static bool is_write(std::string_view method) {
    static const std::set<std::string_view> kWrites = {
        "acquire_lease",    "add_project",        "add_work",          "bind_identity",  "change_status",
        "create_batch",     "discard_staged",     "enrich_commits",    "finish_work",    "publish",
        "put_etag",         "put_off_work",       "put_pull_requests", "record_audit",   "record_delivery",
        "record_refreshed", "record_refs_listed", "release_lease",     "remove_project", "remove_pull_requests",
        "renew_lease",      "set_batch_items",    "set_batch_state",   "set_status",     "stage",
        "supersede_project"};
    return kWrites.contains(method);
  }

  mutable std::mutex mutex_;
  CallCounts counts_;
};

template <typename Port>
class Counting : public Port {
 public:
  Counting(Port& inner, CallCounter& calls) : inner_(inner), calls_(calls) {}

 protected:
  Port& counted(std::string_view method) {
    calls_.add(method);
    return inner_;
  }
  Port& inner_;

 private:
  CallCounter& calls_;
};

class CountingProjects final : public Counting<Projects> {
 public:
  using Counting::Counting;
  Added add_project(std::string_view owner, std::string_view name, std::string_view source_url, UnixTime now,
                    std::optional<UnixTime> due_at, model::Priority priority) override {
    return counted("add_project").add_project(owner, name, source_url, now, due_at, priority);
  }
  std::optional<model::Project> find_project(std::string_view full_name) override {
    return counted("find_project").find_project(full_name);
  }
  std::optional<model::Project> find_by_earlier_name(std::string_view full_name) override {
    return counted("find_by_earlier_name").find_by_earlier_name(full_name);
  }
  std::optional<model::Project> find_by_github_id(std::int64_t github_id) override {
    return counted("find_by_github_id").find_by_github_id(github_id);
  }
  model::Project project(std::string_view project_id) override { return counted("project").project(project_id); }
  std::vector<model::Project> projects(std::span<const std::string> project_ids) override {
    return counted("projects").projects(project_ids);
  }
  std::vector<model::Project> list_projects(std::string_view after, std::size_t limit) override {
    return counted("list_projects").list_projects(after, limit);
  }
  std::optional<ProjectRevision> revision(std::string_view full_name) override {
    return counted("revision").revision(full_name);
  }
  std::vector<std::optional<ProjectRevision>> revisions(std::span<const std::string> full_names) override {
    return counted("revisions").revisions(full_names);
  }
  Binding bind_identity(std::string_view project_id, const Identity& identity, UnixTime now) override {
    return counted("bind_identity").bind_identity(project_id, identity, now);
  }
  model::Project supersede_project(std::string_view project_id, UnixTime now) override {
    return counted("supersede_project").supersede_project(project_id, now);
  }
  void set_status(const Lease& lease, const model::ProjectStatus& status) override {
    counted("set_status").set_status(lease, status);
  }
  void change_status(std::string_view project_id, const StatusChange& change) override {
    counted("change_status").change_status(project_id, change);
  }
  std::vector<model::Project> due_projects(UnixTime now, Due due, std::size_t limit) override {
    return counted("due_projects").due_projects(now, due, limit);
  }
  std::vector<model::Project> projects_with_work(model::Work work, UnixTime now, std::size_t limit) override {
    return counted("projects_with_work").projects_with_work(work, now, limit);
  }
  void put_off_work(std::string_view project_id, UnixTime until) override {
    counted("put_off_work").put_off_work(project_id, until);
  }
  void add_work(std::string_view project_id, model::Work work, UnixTime due_at, model::Priority priority) override {
    counted("add_work").add_work(project_id, work, due_at, priority);
  }
  void finish_work(const Lease& lease, model::Work done, std::uint64_t work_version) override {
    counted("finish_work").finish_work(lease, done, work_version);
  }
  std::variant<Lease, LeaseHolder> acquire_lease(std::string_view project_id, std::string_view holder, UnixTime now,
                                                 std::chrono::seconds ttl,
                                                 std::optional<std::uint64_t> break_fence) override {
    return counted("acquire_lease").acquire_lease(project_id, holder, now, ttl, break_fence);
  }
  void renew_lease(Lease& lease, UnixTime now, std::chrono::seconds ttl) override {
    counted("renew_lease").renew_lease(lease, now, ttl);
  }
  // Counted when it has ended, so that a test that sees it knows the lease to be free.
  void release_lease(const Lease& lease) noexcept override {
    inner_.release_lease(lease);
    static_cast<void>(counted("release_lease"));
  }
  void remove_project(const Lease& lease) override { counted("remove_project").remove_project(lease); }
};

class CountingHistory final : public Counting<HistoryReader> {
 public:
  using Counting::Counting;
  CommitView commit_view(std::string_view project_id) override {
    return counted("commit_view").commit_view(project_id);
  }
  std::vector<model::Commit> commits(const CommitView& view, const CommitQuery& query) override {
    return counted("commits").commits(view, query);
  }
  std::vector<model::Commit> commits_at(const CommitView& view, std::span<const std::uint32_t> rows) override {
    return counted("commits_at").commits_at(view, rows);
  }
  std::vector<model::Branch> branches(std::string_view project_id, std::string_view after, std::size_t limit) override {
    return counted("branches").branches(project_id, after, limit);
  }
  std::optional<model::Branch> branch(std::string_view project_id, std::string_view name) override {
    return counted("branch").branch(project_id, name);
  }
  std::vector<std::optional<std::string>> authors_of(std::string_view project_id,
                                                     std::span<const model::Branch> branches) override {
    return counted("authors_of").authors_of(project_id, branches);
  }
  std::vector<model::ActivityYear> activity(std::string_view project_id, int first_year, int last_year) override {
    return counted("activity").activity(project_id, first_year, last_year);
  }
  std::vector<model::Contributor> contributors(std::string_view project_id,
                                               const std::optional<ContributorCursor>& after,
                                               std::size_t limit) override {
    return counted("contributors").contributors(project_id, after, limit);
  }
  std::vector<std::uint32_t> people_matching(std::string_view project_id, std::span<const std::string> texts) override {
    return counted("people_matching").people_matching(project_id, texts);
  }
  std::uint64_t read_graph(std::string_view project_id, const ChunkSink& sink) override {
    return counted("read_graph").read_graph(project_id, sink);
  }
};

class CountingObservations final : public Counting<Observations> {
 public:
  using Counting::Counting;
  ApiProgress api_progress(std::string_view project_id) override {
    return counted("api_progress").api_progress(project_id);
  }
  ProgressById progress(std::span<const std::string> project_ids) override {
    return counted("progress").progress(project_ids);
  }
  void record_refreshed(std::span<const Refreshed> refreshed, UnixTime now) override {
    counted("record_refreshed").record_refreshed(refreshed, now);
  }
  void record_refs_listed(const Lease& lease, UnixTime now) override {
    counted("record_refs_listed").record_refs_listed(lease, now);
  }
  void record_audit(const Lease& lease, const model::Coverage& coverage, UnixTime now) override {
    counted("record_audit").record_audit(lease, coverage, now);
  }
  std::vector<model::DailySnapshot> daily_snapshots(std::string_view project_id, std::chrono::sys_days first,
                                                    std::size_t limit) override {
    return counted("daily_snapshots").daily_snapshots(project_id, first, limit);
  }
  std::optional<std::string> etag(std::string_view key) override { return counted("etag").etag(key); }
  void put_etag(std::string_view key, std::string_view etag, UnixTime now) override {
    counted("put_etag").put_etag(key, etag, now);
  }
};

class CountingPulls final : public Counting<PullRequests> {
 public:
  using Counting::Counting;
  std::size_t put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls,
                                const PullWalk& walk) override {
    return counted("put_pull_requests").put_pull_requests(lease, pulls, walk);
  }
  void remove_pull_requests(const Lease& lease, std::span<const std::int64_t> numbers) override {
    counted("remove_pull_requests").remove_pull_requests(lease, numbers);
  }
  std::vector<model::PullRequest> pull_requests(std::string_view project_id, std::int64_t after,
                                                std::size_t limit) override {
    return counted("pull_requests").pull_requests(project_id, after, limit);
  }
  std::optional<model::PullRequest> pull_request(std::string_view project_id, std::int64_t number) override {
    return counted("pull_request").pull_request(project_id, number);
  }
  std::vector<std::int64_t> pull_request_numbers(std::string_view project_id) override {
    return counted("pull_request_numbers").pull_request_numbers(project_id);
  }
  PullWalk pull_walk(std::string_view project_id) override { return counted("pull_walk").pull_walk(project_id); }
  model::PullCounts count_pull_requests(std::string_view project_id) override {
    return counted("count_pull_requests").count_pull_requests(project_id);
  }
  void set_titles_masked(const Lease& lease, bool masked) override {
    counted("set_titles_masked").set_titles_masked(lease, masked);
  }
  bool titles_masked(std::string_view project_id) override {
    return counted("titles_masked").titles_masked(project_id);
  }
  PullProgressById pull_progress(std::span<const std::string> project_ids) override {
    return counted("pull_progress").pull_progress(project_ids);
  }
};

class CountingBatches final : public Counting<Batches> {
 public:
  using Counting::Counting;
  model::Batch create_batch(std::string_view name, std::span<const std::string> project_ids, UnixTime now) override {
    return counted("create_batch").create_batch(name, project_ids, now);
  }
  std::optional<model::Batch> batch(std::string_view batch_id) override { return counted("batch").batch(batch_id); }
  std::vector<model::Batch> batches(std::size_t limit) override { return counted("batches").batches(limit); }
  void set_batch_state(std::string_view batch_id, model::BatchState state, UnixTime now) override {
    counted("set_batch_state").set_batch_state(batch_id, state, now);
  }
  std::vector<model::BatchItem> batch_items(std::string_view batch_id, std::optional<model::BatchItemState> state,
                                            std::size_t limit, std::optional<std::uint32_t> after_place) override {
    return counted("batch_items").batch_items(batch_id, state, limit, after_place);
  }
  void set_batch_items(std::string_view batch_id, std::span<const model::BatchItem> items, UnixTime now) override {
    counted("set_batch_items").set_batch_items(batch_id, items, now);
  }
};

class CountingDeliveries final : public Counting<Deliveries> {
 public:
  using Counting::Counting;
  bool record_delivery(std::string_view delivery_id, std::string_view event, const std::optional<DeliveredWork>& work,
                       UnixTime now) override {
    return counted("record_delivery").record_delivery(delivery_id, event, work, now);
  }
  std::vector<DeliveryCount> delivery_counts() override { return counted("delivery_counts").delivery_counts(); }
};

class CountingHistoryWriter final : public Counting<HistoryWriter> {
 public:
  using Counting::Counting;
  PublishedState published_state(std::string_view project_id) override {
    return counted("published_state").published_state(project_id);
  }
  std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(std::string_view project_id) override {
    return counted("person_keys").person_keys(project_id);
  }
  std::vector<std::optional<model::GitTime>> committer_times(std::string_view project_id,
                                                             std::span<const std::uint32_t> rows) override {
    return counted("committer_times").committer_times(project_id, rows);
  }
  void discard_staged(const Lease& lease) override { counted("discard_staged").discard_staged(lease); }
  void stage(const Lease& lease, std::span<const StagedPerson> people, std::span<const StagedCommit> commits) override {
    counted("stage").stage(lease, people, commits);
  }
  void publish(const Lease& lease, const Publication& publication) override {
    counted("publish").publish(lease, publication);
  }
  std::optional<std::string> history_policy(std::string_view project_id) override {
    return counted("history_policy").history_policy(project_id);
  }
  std::vector<StagedPerson> people_from(std::string_view project_id, std::uint32_t first, std::size_t limit) override {
    return counted("people_from").people_from(project_id, first, limit);
  }
  std::vector<CommitText> commit_texts(std::string_view project_id, std::uint32_t first, std::size_t limit) override {
    return counted("commit_texts").commit_texts(project_id, first, limit);
  }
  void begin_rewrite(const Lease& lease) override { counted("begin_rewrite").begin_rewrite(lease); }
  void stage_rewritten(const Lease& lease, std::span<const StagedPerson> people,
                       std::span<const CommitText> commits) override {
    counted("stage_rewritten").stage_rewritten(lease, people, commits);
  }
  void publish_rewritten(const Lease& lease, const RewrittenHistory& rewritten) override {
    counted("publish_rewritten").publish_rewritten(lease, rewritten);
  }
  bool clear_replaced() override { return counted("clear_replaced").clear_replaced(); }
  std::vector<UnenrichedCommit> unenriched_commits(std::string_view project_id, std::size_t limit) override {
    return counted("unenriched_commits").unenriched_commits(project_id, limit);
  }
  void enrich_commits(const Lease& lease, std::span<const CommitDetail> details) override {
    counted("enrich_commits").enrich_commits(lease, details);
  }
};

class CountingSettings final : public Counting<Settings> {
 public:
  using Counting::Counting;

  std::optional<std::string> setting(std::string_view name) override { return counted("setting").setting(name); }
  void put_setting(std::string_view name, std::string_view value) override {
    counted("put_setting").put_setting(name, value);
  }
  bool exchange_setting(std::string_view name, const std::optional<std::string>& expected,
                        std::string_view value) override {
    return counted("exchange_setting").exchange_setting(name, expected, value);
  }
};

class CountingStores {
 public:
  // The counted store must outlive this.
  explicit CountingStores(const Stores& inner)
      : projects_(inner.projects, calls_),
        history_(inner.history, calls_),
        writer_(inner.writer, calls_),
        observations_(inner.observations, calls_),
        pulls_(inner.pulls, calls_),
        batches_(inner.batches, calls_),
        deliveries_(inner.deliveries, calls_),
        settings_(inner.settings, calls_) {}

  [[nodiscard]] Stores stores() {
    return {projects_, history_, writer_, observations_, pulls_, batches_, deliveries_, settings_};
  }
  [[nodiscard]] CallCounter& calls() { return calls_; }
  // The calls since the last time.
  [[nodiscard]] CallCounts take_calls() { return calls_.take(); }

 private:
  CallCounter calls_;
  CountingProjects projects_;
  CountingHistory history_;
  CountingHistoryWriter writer_;
  CountingObservations observations_;
  CountingPulls pulls_;
  CountingBatches batches_;
  CountingDeliveries deliveries_;
  CountingSettings settings_;
};

}  // namespace cpsg::storage
