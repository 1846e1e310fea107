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

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/stores.h"
#include "cpsg/storage/testing/call_counter.h"
#include "cpsg/storage/testing/counting_history.h"
#include "cpsg/storage/testing/counting_lists.h"
#include "cpsg/storage/testing/counting_observed.h"
#include "cpsg/storage/testing/counting_operations.h"

namespace cpsg::storage {

class CountingProjects final : public Counting<Projects> {
 public:
  using Counting::Counting;
  Added add_project(std::string_view owner, std::string_view name, std::string_view source_url, UnixTime now,
                    std::optional<UnixTime> due_at, model::Priority priority) override {
    return counted("add_project").add_project(owner, name, source_url, now, due_at, priority);
  }
  void add_followers(std::span<const std::string> project_ids) override {
    counted("add_followers").add_followers(project_ids);
  }
  bool withdraw_project(std::string_view project_id, UnixTime now) override {
    return counted("withdraw_project").withdraw_project(project_id, now);
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
  std::vector<model::Project> list_public_projects(std::string_view after, std::size_t limit) override {
    return counted("list_public_projects").list_public_projects(after, limit);
  }
  std::optional<ProjectRevision> revision(std::string_view full_name) override {
    return counted("revision").revision(full_name);
  }
  std::vector<std::optional<ProjectRevision>> revisions(std::span<const std::string> full_names) override {
    return counted("revisions").revisions(full_names);
  }
  Binding bind_identity(const model::Project& read, const Identity& identity, UnixTime now) override {
    return counted("bind_identity").bind_identity(read, identity, now);
  }
  Binding bind_identity(const Lease& lease, const model::Project& read, const Identity& identity,
                        UnixTime now) override {
    return counted("bind_identity").bind_identity(lease, read, identity, now);
  }
  model::Project supersede_project(const model::Project& read, UnixTime now) override {
    return counted("supersede_project").supersede_project(read, now);
  }
  model::Project supersede_project(const Lease& lease, const model::Project& read, UnixTime now) override {
    return counted("supersede_project").supersede_project(lease, read, now);
  }
  void finish_sync(const Lease& lease, const SyncOutcome& outcome, std::uint64_t work_version) override {
    counted("finish_sync").finish_sync(lease, outcome, work_version);
  }
  void change_status(const model::Project& read, std::uint64_t work_version, const StatusChange& change) override {
    counted("change_status").change_status(read, work_version, change);
  }
  std::vector<model::Project> due_projects(UnixTime now, Due due, std::size_t limit) override {
    return counted("due_projects").due_projects(now, due, limit);
  }
  std::vector<model::Project> projects_with_work(model::Work work, UnixTime now, std::size_t limit) override {
    return counted("projects_with_work").projects_with_work(work, now, limit);
  }
  void put_off_work(const Lease& lease, UnixTime until) override { counted("put_off_work").put_off_work(lease, until); }
  void add_work(std::string_view project_id, model::Work work, UnixTime due_at, model::Priority priority) override {
    counted("add_work").add_work(project_id, work, due_at, priority);
  }
  void ask_for_sync(std::string_view project_id, model::Work work, UnixTime now, const ProjectCheck& check) override {
    counted("ask_for_sync").ask_for_sync(project_id, work, now, check);
  }
  std::size_t make_due(std::span<const ErrorCode> codes, UnixTime since, UnixTime now, std::size_t limit) override {
    return counted("make_due").make_due(codes, since, now, limit);
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
  std::uint64_t remove_project(std::string_view project_id, const RemovalCheck& check = {}) override {
    return counted("remove_project").remove_project(project_id, check);
  }
};

class CountingObservations : public Counting<Observations> {
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
  void record_refreshed(const Lease& lease, const Refreshed& refreshed, UnixTime now) override {
    counted("record_refreshed").record_refreshed(lease, refreshed, now);
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
};

class CountingPulls final : public Counting<PullRequests> {
 public:
  using Counting::Counting;
  using PullRequests::put_pull_requests;
  std::size_t put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls, const PullWalk& walk,
                                std::span<const PullGap> gaps, UnixTime observed_at) override {
    return counted("put_pull_requests").put_pull_requests(lease, pulls, walk, gaps, observed_at);
  }
  void remove_pull_requests(const Lease& lease, std::span<const std::int64_t> numbers) override {
    counted("remove_pull_requests").remove_pull_requests(lease, numbers);
  }
  void settle_pull_requests(const Lease& lease, const std::optional<PullDifference>& difference) override {
    counted("settle_pull_requests").settle_pull_requests(lease, difference);
  }
  std::vector<model::PullRequest> pull_requests(std::string_view project_id, std::int64_t after,
                                                std::size_t limit) override {
    return counted("pull_requests").pull_requests(project_id, after, limit);
  }
  PullPage list_pulls(std::string_view project_id, const PullQuery& query) override {
    return counted("list_pulls").list_pulls(project_id, query);
  }
  std::optional<std::int64_t> count_pulls(std::string_view project_id, const PullFilter& filter) override {
    return counted("count_pulls").count_pulls(project_id, filter);
  }
  PullFactsSet pull_facts(std::string_view project_id) override { return counted("pull_facts").pull_facts(project_id); }
  MergedPullsById merged_since(std::span<const std::string> project_ids, UnixTime since) override {
    return counted("merged_since").merged_since(project_ids, since);
  }
  std::optional<model::PullRequest> pull_request(std::string_view project_id, std::int64_t number) override {
    return counted("pull_request").pull_request(project_id, number);
  }
  std::vector<PullMark> pull_request_marks(std::string_view project_id) override {
    return counted("pull_request_marks").pull_request_marks(project_id);
  }
  std::vector<PullGap> pull_gaps(std::string_view project_id) override {
    return counted("pull_gaps").pull_gaps(project_id);
  }
  PullWalk pull_walk(std::string_view project_id) override { return counted("pull_walk").pull_walk(project_id); }
  model::PullCounts count_pull_requests(std::string_view project_id) override {
    return counted("count_pull_requests").count_pull_requests(project_id);
  }
  void replace_titles(const Lease& lease, std::span<const model::PullRequest> pulls) override {
    counted("replace_titles").replace_titles(lease, pulls);
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
  model::Batch create_batch(std::string_view name, std::span<const std::string> project_ids, UnixTime now,
                            bool off_peak = true) override {
    return counted("create_batch").create_batch(name, project_ids, now, off_peak);
  }
  std::optional<model::Batch> batch(std::string_view batch_id) override { return counted("batch").batch(batch_id); }
  std::vector<model::Batch> batches(std::size_t limit, std::optional<model::BatchState> state = std::nullopt,
                                    std::string_view before_id = {}) override {
    return counted("batches").batches(limit, state, before_id);
  }
  std::vector<std::string> running_batches() override { return counted("running_batches").running_batches(); }
  bool transition(std::string_view batch_id, model::BatchState from, model::BatchState to, UnixTime now) override {
    return counted("transition").transition(batch_id, from, to, now);
  }
  std::optional<std::size_t> retry_failed_items(std::string_view batch_id, UnixTime now) override {
    return counted("retry_failed_items").retry_failed_items(batch_id, now);
  }
  std::vector<model::BatchItem> batch_items(std::string_view batch_id, std::optional<model::BatchItemState> state,
                                            std::size_t limit, std::optional<std::uint32_t> after_place) override {
    return counted("batch_items").batch_items(batch_id, state, limit, after_place);
  }
  std::vector<BatchEnds> batch_ends(std::string_view batch_id, std::chrono::seconds width,
                                    std::optional<UnixTime> after, std::size_t limit) override {
    return counted("batch_ends").batch_ends(batch_id, width, after, limit);
  }
  std::size_t change_batch_items(std::string_view batch_id, std::span<const BatchItemChange> changes,
                                 UnixTime now) override {
    return counted("change_batch_items").change_batch_items(batch_id, changes, now);
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

class CountingKeys final : public Counting<ApiKeys> {
 public:
  using Counting::Counting;
  void create_key(const model::ApiKey& key, const Sha256Digest& digest, UnixTime now) override {
    counted("create_key").create_key(key, digest, now);
  }
  std::optional<model::ApiKey> find_key(const Sha256Digest& digest) override {
    return counted("find_key").find_key(digest);
  }
  std::vector<model::ApiKey> keys() override { return counted("keys").keys(); }
  bool revoke_key(std::string_view key_id, UnixTime now) override {
    return counted("revoke_key").revoke_key(key_id, now);
  }
  // Counted when it has ended, so that a test that sees it finds the day stored.
  void record_use(std::string_view key_id, std::chrono::sys_days day) override {
    inner_.record_use(key_id, day);
    static_cast<void>(counted("record_use"));
  }
};

class CountingSessions final : public Counting<Sessions> {
 public:
  using Counting::Counting;
  bool open_session(const Sha256Digest& digest, const model::Session& session, UnixTime now) override {
    return counted("open_session").open_session(digest, session, now);
  }
  std::optional<OpenSession> find_session(const Sha256Digest& digest) override {
    return counted("find_session").find_session(digest);
  }
  void close_session(const Sha256Digest& digest) override { counted("close_session").close_session(digest); }
};

class CountingMaintenance final : public Counting<Maintenance> {
 public:
  using Counting::Counting;

  Clearing clear_removed(UnixTime now) override { return counted("clear_removed").clear_removed(now); }
  bool is_cleared(std::uint64_t removal) override { return counted("is_cleared").is_cleared(removal); }
  Space space() override { return counted("space").space(); }
  bool give_back_space() override { return counted("give_back_space").give_back_space(); }
  void prepare_to_give_back_space() override { counted("prepare_to_give_back_space").prepare_to_give_back_space(); }
};

class CountingChangeLog final : public Counting<ChangeLog> {
 public:
  using Counting::Counting;

  std::uint64_t change_position() override { return counted("change_position").change_position(); }
  std::optional<std::vector<Change>> changes_after(std::uint64_t position, std::size_t limit) override {
    return counted("changes_after").changes_after(position, limit);
  }
};

class CountingStores {
 public:
  // The counted store must outlive this.
  explicit CountingStores(const Stores& inner);
  ~CountingStores();
  CountingStores(const CountingStores&) = delete;
  CountingStores& operator=(const CountingStores&) = delete;

  [[nodiscard]] Stores stores();
  [[nodiscard]] CallCounter& calls() { return calls_; }
  // The calls since the last time.
  [[nodiscard]] CallCounts take_calls() { return calls_.take(); }

 private:
  ChangeMark& changes_;  // is asked with every request, and reads next to nothing: not counted
  CallCounter calls_;
  CountingProjects projects_;
  CountingHistory history_;
  CountingHistoryWriter writer_;
  CountingObservations observations_;
  CountingPulls pulls_;
  CountingBatches batches_;
  CountingDeliveries deliveries_;
  CountingSettings settings_;
  CountingKeys keys_;
  CountingSessions sessions_;
  CountingMaintenance maintenance_;
  CountingChangeLog change_log_;
  CountingDailyHistory daily_history_;
  CountingReleases releases_;
  CountingFleet fleet_;
  CountingSavedLists lists_;
  CountingSyncLog sync_log_;
  CountingStatusHistory status_history_;
  CountingWorkQueue work_queue_;
};

}  // namespace cpsg::storage
