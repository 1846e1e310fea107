// All ports on one SQLite file, for one machine: nothing to install, nothing to run beside the program.
//
//   SqliteStore store("cpsg.db", {});
//   const Stores stores = store.stores();
//
// Any number of threads and processes may have the same file open. Writers take turns, each for a short transaction;
// readers see the last committed state and never wait for a writer (write-ahead log). The log stays bounded, and so do
// the page caches: a store holds at most about 20 MiB, and almost nothing after release_memory().
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>

#include "cpsg/storage/sqlite/options.h"
#include "cpsg/storage/stores.h"

namespace cpsg::storage::sqlite {

class Database;
class KeptHistory;

class SqliteStore final : public Projects,
                          public HistoryReader,
                          public HistoryWriter,
                          public Observations,
                          public PullRequests,
                          public Batches,
                          public Deliveries,
                          public Settings,
                          public ApiKeys,
                          public Sessions,
                          public Maintenance,
                          public ChangeLog,
                          public FleetReader,
                          public DailyHistory,
                          public Releases,
                          public SavedLists,
                          public SyncLog,
                          public StatusHistory,
                          public WorkQueue {
 public:
  // Opens the database, creating it (mode 0600) and its directory where they don't exist, and brings an older schema up
  // to date. With Access::kRead nothing is created: a database that does not exist is an empty one, and no method that
  // writes may be called. Throws Error: kStoreNewer for a database that a newer version wrote, kStoreCorrupt for a file
  // that is not a database of this program, kStoreLocked, kStoreFull, kStoreIo.
  SqliteStore(const std::filesystem::path& path, const SqliteOptions& options);
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  // All ports, each of which is this object, but for the mark of changes.
  [[nodiscard]] Stores stores();

  // Gives caches back to the system; call when idle.
  void release_memory() noexcept;

  // Projects
  Added add_project(std::string_view owner, std::string_view name, std::string_view source_url, UnixTime now,
                    std::optional<UnixTime> due_at, model::Priority priority) override;
  void add_followers(std::span<const std::string> project_ids) override;
  bool withdraw_project(std::string_view project_id, UnixTime now) override;
  [[nodiscard]] std::optional<model::Project> find_project(std::string_view full_name) override;
  [[nodiscard]] std::optional<model::Project> find_by_earlier_name(std::string_view full_name) override;
  [[nodiscard]] std::optional<model::Project> find_by_github_id(std::int64_t github_id) override;
  [[nodiscard]] model::Project project(std::string_view project_id) override;
  [[nodiscard]] std::vector<model::Project> projects(std::span<const std::string> project_ids) override;
  [[nodiscard]] std::vector<model::Project> list_projects(std::string_view after, std::size_t limit) override;
  [[nodiscard]] std::vector<model::Project> list_public_projects(std::string_view after, std::size_t limit) override;
  [[nodiscard]] std::optional<ProjectRevision> revision(std::string_view full_name) override;
  [[nodiscard]] std::vector<std::optional<ProjectRevision>> revisions(std::span<const std::string> full_names) override;
  Binding bind_identity(const model::Project& read, const Identity& identity, UnixTime now) override;
  Binding bind_identity(const Lease& lease, const model::Project& read, const Identity& identity,
                        UnixTime now) override;
  model::Project supersede_project(const model::Project& read, UnixTime now) override;
  model::Project supersede_project(const Lease& lease, const model::Project& read, UnixTime now) override;
  void finish_sync(const Lease& lease, const SyncOutcome& outcome, std::uint64_t work_version) override;
  void change_status(const model::Project& read, std::uint64_t work_version, const StatusChange& change) override;
  [[nodiscard]] std::vector<model::Project> due_projects(UnixTime now, Due due, std::size_t limit) override;
  [[nodiscard]] std::vector<model::Project> projects_with_work(model::Work work, UnixTime now,
                                                               std::size_t limit) override;
  void put_off_work(const Lease& lease, UnixTime until) override;
  void add_work(std::string_view project_id, model::Work work, UnixTime due_at, model::Priority priority) override;
  void ask_for_sync(std::string_view project_id, model::Work work, UnixTime now, const ProjectCheck& check) override;
  std::size_t make_due(std::span<const ErrorCode> codes, UnixTime since, UnixTime now, std::size_t limit) override;
  void finish_work(const Lease& lease, model::Work done, std::uint64_t work_version) override;
  [[nodiscard]] std::variant<Lease, LeaseHolder> acquire_lease(std::string_view project_id, std::string_view holder,
                                                               UnixTime now, std::chrono::seconds ttl,
                                                               std::optional<std::uint64_t> break_fence) override;
  void renew_lease(Lease& lease, UnixTime now, std::chrono::seconds ttl) override;
  void release_lease(const Lease& lease) noexcept override;
  std::uint64_t remove_project(std::string_view project_id, const RemovalCheck& check = {}) override;

  // HistoryReader
  [[nodiscard]] CommitView commit_view(std::string_view project_id) override;
  [[nodiscard]] std::vector<model::Commit> commits(const CommitView& view, const CommitQuery& query) override;
  [[nodiscard]] std::vector<model::Commit> commits_at(const CommitView& view,
                                                      std::span<const std::uint32_t> rows) override;
  [[nodiscard]] std::vector<model::Branch> branches(std::string_view project_id, std::string_view after,
                                                    std::size_t limit) override;
  [[nodiscard]] BranchPage branches(std::string_view project_id, const BranchQuery& query) override;
  [[nodiscard]] std::optional<model::Branch> branch(std::string_view project_id, std::string_view name) override;
  [[nodiscard]] std::vector<std::optional<std::string>> authors_of(std::string_view project_id,
                                                                   std::span<const model::Branch> branches) override;
  [[nodiscard]] std::vector<model::ActivityYear> activity(std::string_view project_id, int first_year,
                                                          int last_year) override;
  [[nodiscard]] std::vector<model::Contributor> contributors(std::string_view project_id,
                                                             const std::optional<ContributorCursor>& after,
                                                             std::size_t limit) override;
  [[nodiscard]] std::vector<std::uint64_t> contributor_keys(const CommitView& view) override;
  [[nodiscard]] std::vector<model::Person> people(const CommitView& view,
                                                  std::span<const std::uint32_t> numbers) override;
  [[nodiscard]] std::vector<std::uint32_t> people_matching(std::string_view project_id,
                                                           std::span<const std::string> texts) override;
  std::uint64_t read_graph(std::string_view project_id, const ChunkSink& sink) override;
  void read_author_offsets(const CommitView& view, const OffsetSink& sink) override;

  // HistoryWriter
  [[nodiscard]] PublishedState published_state(std::string_view project_id) override;
  [[nodiscard]] std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(std::string_view project_id) override;
  [[nodiscard]] std::vector<std::optional<model::GitTime>> committer_times(
      std::string_view project_id, std::span<const std::uint32_t> rows) override;
  [[nodiscard]] std::vector<std::optional<std::uint32_t>> find_rows(std::string_view project_id,
                                                                    std::span<const CommitPlace> commits) override;
  [[nodiscard]] std::vector<StagedContributor> contributors_named_by(std::string_view project_id,
                                                                     std::span<const std::uint32_t> people) override;
  void discard_staged(const Lease& lease) override;
  void stage(const Lease& lease, std::span<const StagedPerson> people, std::span<const StagedCommit> commits) override;
  void publish(const Lease& lease, const Publication& publication) override;
  [[nodiscard]] std::optional<std::string> history_policy(std::string_view project_id) override;
  [[nodiscard]] std::vector<StagedPerson> people_from(std::string_view project_id, std::uint32_t first,
                                                      std::size_t limit) override;
  [[nodiscard]] std::vector<CommitText> commit_texts(std::string_view project_id, std::uint32_t first,
                                                     std::size_t limit) override;
  void begin_rewrite(const Lease& lease) override;
  void stage_rewritten(const Lease& lease, std::span<const StagedPerson> people,
                       std::span<const CommitText> commits) override;
  void publish_rewritten(const Lease& lease, const RewrittenHistory& rewritten) override;
  bool clear_replaced() override;
  [[nodiscard]] std::vector<UnenrichedCommit> unenriched_commits(std::string_view project_id,
                                                                 std::size_t limit) override;
  void enrich_commits(const Lease& lease, std::span<const CommitDetail> details) override;

  // Observations
  [[nodiscard]] ApiProgress api_progress(std::string_view project_id) override;
  [[nodiscard]] ProgressById progress(std::span<const std::string> project_ids) override;
  void record_refreshed(std::span<const Refreshed> refreshed, UnixTime now) override;
  void record_refreshed(const Lease& lease, const Refreshed& refreshed, UnixTime now) override;
  void record_refs_listed(const Lease& lease, UnixTime now) override;
  void record_audit(const Lease& lease, const model::Coverage& coverage, UnixTime now) override;
  [[nodiscard]] std::vector<model::DailySnapshot> daily_snapshots(std::string_view project_id,
                                                                  std::chrono::sys_days first,
                                                                  std::size_t limit) override;
  [[nodiscard]] std::optional<std::string> etag(std::string_view key) override;

  // PullRequests
  using PullRequests::put_pull_requests;
  std::size_t put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls, const PullWalk& walk,
                                std::span<const PullGap> gaps, UnixTime observed_at) override;
  void remove_pull_requests(const Lease& lease, std::span<const std::int64_t> numbers) override;
  void settle_pull_requests(const Lease& lease, const std::optional<PullDifference>& difference) override;
  [[nodiscard]] std::vector<model::PullRequest> pull_requests(std::string_view project_id, std::int64_t after,
                                                              std::size_t limit) override;
  [[nodiscard]] PullPage list_pulls(std::string_view project_id, const PullQuery& query) override;
  [[nodiscard]] std::optional<std::int64_t> count_pulls(std::string_view project_id, const PullFilter& filter) override;
  [[nodiscard]] PullFactsSet pull_facts(std::string_view project_id) override;
  [[nodiscard]] MergedPullsById merged_since(std::span<const std::string> project_ids, UnixTime since) override;
  [[nodiscard]] std::optional<model::PullRequest> pull_request(std::string_view project_id,
                                                               std::int64_t number) override;
  [[nodiscard]] std::vector<PullMark> pull_request_marks(std::string_view project_id) override;
  [[nodiscard]] std::vector<PullGap> pull_gaps(std::string_view project_id) override;
  void replace_titles(const Lease& lease, std::span<const model::PullRequest> pulls) override;
  void set_titles_masked(const Lease& lease, bool masked) override;
  [[nodiscard]] bool titles_masked(std::string_view project_id) override;
  [[nodiscard]] PullWalk pull_walk(std::string_view project_id) override;
  [[nodiscard]] model::PullCounts count_pull_requests(std::string_view project_id) override;
  [[nodiscard]] PullProgressById pull_progress(std::span<const std::string> project_ids) override;

  // Batches
  model::Batch create_batch(std::string_view name, std::span<const std::string> project_ids, UnixTime now,
                            bool off_peak = true) override;
  [[nodiscard]] std::optional<model::Batch> batch(std::string_view batch_id) override;
  [[nodiscard]] std::vector<model::Batch> batches(std::size_t limit,
                                                  std::optional<model::BatchState> state = std::nullopt,
                                                  std::string_view before_id = {}) override;
  [[nodiscard]] std::vector<std::string> running_batches() override;
  bool transition(std::string_view batch_id, model::BatchState from, model::BatchState to, UnixTime now) override;
  std::optional<std::size_t> retry_failed_items(std::string_view batch_id, UnixTime now) override;
  [[nodiscard]] std::vector<model::BatchItem> batch_items(
      std::string_view batch_id, std::optional<model::BatchItemState> state, std::size_t limit,
      std::optional<std::uint32_t> after_place = std::nullopt) override;
  [[nodiscard]] std::vector<BatchEnds> batch_ends(std::string_view batch_id, std::chrono::seconds width,
                                                  std::optional<UnixTime> after, std::size_t limit) override;
  std::size_t change_batch_items(std::string_view batch_id, std::span<const BatchItemChange> changes,
                                 UnixTime now) override;

  // Deliveries
  bool record_delivery(std::string_view delivery_id, std::string_view event, const std::optional<DeliveredWork>& work,
                       UnixTime now) override;
  [[nodiscard]] std::vector<DeliveryCount> delivery_counts() override;

  // Settings
  [[nodiscard]] std::optional<std::string> setting(std::string_view name) override;
  void put_setting(std::string_view name, std::string_view value) override;
  bool exchange_setting(std::string_view name, const std::optional<std::string>& expected,
                        std::string_view value) override;

  // ApiKeys
  void create_key(const model::ApiKey& key, const Sha256Digest& digest, UnixTime now) override;
  [[nodiscard]] std::optional<model::ApiKey> find_key(const Sha256Digest& digest) override;
  [[nodiscard]] std::vector<model::ApiKey> keys() override;
  bool revoke_key(std::string_view key_id, UnixTime now) override;
  void record_use(std::string_view key_id, std::chrono::sys_days day) override;

  // Sessions
  bool open_session(const Sha256Digest& digest, const model::Session& session, UnixTime now) override;
  [[nodiscard]] std::optional<OpenSession> find_session(const Sha256Digest& digest) override;
  void close_session(const Sha256Digest& digest) override;

  // Maintenance
  Clearing clear_removed(UnixTime now) override;
  [[nodiscard]] bool is_cleared(std::uint64_t removal) override;
  [[nodiscard]] Space space() override;
  bool give_back_space() override;
  void prepare_to_give_back_space() override;

  // ChangeLog
  [[nodiscard]] std::uint64_t change_position() override;
  [[nodiscard]] std::optional<std::vector<Change>> changes_after(std::uint64_t position, std::size_t limit) override;

  // FleetReader
  [[nodiscard]] std::vector<FleetRow> fleet_rows(std::span<const std::string> project_ids,
                                                 std::chrono::sys_days first) override;
  [[nodiscard]] std::vector<FleetRow> fleet_page(std::string_view after, std::size_t limit,
                                                 std::chrono::sys_days first) override;
  // DailyHistory
  [[nodiscard]] std::vector<ProjectDays> days(std::span<const DayRange> ranges) override;
  [[nodiscard]] StarWalk star_walk(std::string_view project_id) override;
  void put_star_page(const Lease& lease, const model::StarPage& page, const StarWalk& walk) override;
  void put_star_walk(const Lease& lease, const StarWalk& walk) override;

  // Releases
  [[nodiscard]] std::vector<model::Release> releases(std::string_view project_id, const ReleaseQuery& query) override;
  [[nodiscard]] ReleaseWalk release_walk(std::string_view project_id) override;
  void put_releases(const Lease& lease, std::span<const model::Release> releases, std::optional<UnixTime> replaced_from,
                    const ReleaseWalk& walk) override;
  void put_release_walk(const Lease& lease, const ReleaseWalk& walk) override;
  void mark_releases_changed(std::string_view project_id) override;

  // SavedLists
  [[nodiscard]] std::vector<model::SavedList> lists(std::string_view after, std::size_t limit) override;
  [[nodiscard]] std::optional<model::SavedList> list(std::string_view name) override;
  Put put_list(const model::SavedList& list, UnixTime now, const Check& check = {}) override;
  bool remove_list(std::string_view name, const Check& check = {}) override;

  // SyncLog
  void record_sync(const Lease& lease, const model::SyncRecord& sync) override;
  void record_refresh_costs(std::span<const RefreshCost> costs, UnixTime now) override;
  void record_refresh_failures(std::span<const RefreshFailure> failures) override;
  [[nodiscard]] SyncPage syncs(const SyncQuery& query, UnixTime now) override;
  [[nodiscard]] SyncPage project_syncs(std::string_view project_id, std::optional<std::uint64_t> before,
                                       std::size_t limit, UnixTime now) override;
  [[nodiscard]] std::int64_t count_syncs(UnixTime since) override;

  // StatusHistory
  void record_budgets(std::span<const BudgetSample> samples, UnixTime now) override;
  [[nodiscard]] std::vector<StatusHour> hours(UnixTime since, UnixTime until) override;

  // WorkQueue
  [[nodiscard]] QueueCounts count_queue(UnixTime now, std::chrono::seconds late_after) override;
  [[nodiscard]] std::optional<QueuePlace> queue_place(std::string_view project_id, UnixTime now) override;
  [[nodiscard]] std::vector<RunningProject> running_projects(UnixTime now, const RunningQuery& query) override;

 private:
  std::unique_ptr<Database> database_;
  std::unique_ptr<KeptHistory> kept_;
};

[[nodiscard]] std::unique_ptr<SqliteStore> open_sqlite_store(const std::filesystem::path& path,
                                                             const SqliteOptions& options);

}  // namespace cpsg::storage::sqlite
