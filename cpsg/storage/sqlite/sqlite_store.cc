#include "cpsg/storage/sqlite/sqlite_store.h"

#include "cpsg/base/log.h"
#include "cpsg/storage/sqlite/batches.h"
#include "cpsg/storage/sqlite/branches.h"
#include "cpsg/storage/sqlite/commits.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/deliveries.h"
#include "cpsg/storage/sqlite/enrichment.h"
#include "cpsg/storage/sqlite/etags.h"
#include "cpsg/storage/sqlite/generations.h"
#include "cpsg/storage/sqlite/identities.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/observations.h"
#include "cpsg/storage/sqlite/people.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/pull_requests.h"
#include "cpsg/storage/sqlite/removal.h"
#include "cpsg/storage/sqlite/rollups.h"
#include "cpsg/storage/sqlite/statistics.h"
#include "cpsg/storage/sqlite/work.h"

namespace cpsg::storage::sqlite {
namespace {

// Gives each call its transaction; the work is in the files named after the tables.
class SqliteStore final : public Store {
 public:
  SqliteStore(const std::filesystem::path& path, const SqliteOptions& options) : database_(path, options) {
    if (database_.read([](Connection& c) { return has_leftovers(c); })) try_to_remove_leftovers();
  }

  Added add_project(std::string_view owner, std::string_view name, std::string_view source_url, UnixTime now,
                    std::optional<UnixTime> due_at, model::Priority priority) override {
    return database_.write(
        [&](Connection& c) { return sqlite::add_project(c, owner, name, source_url, now, due_at, priority); });
  }
  std::optional<model::Project> find_project(std::string_view full_name) override {
    return database_.read([&](Connection& c) { return sqlite::find_project(c, full_name); });
  }
  model::Project project(std::string_view project_id) override {
    return database_.read([&](Connection& c) { return get_project(c, project_id); });
  }
  std::vector<model::Project> list_projects(std::string_view after, std::size_t limit) override {
    return database_.read([&](Connection& c) { return sqlite::list_projects(c, after, limit); });
  }
  std::optional<model::Project> find_by_earlier_name(std::string_view full_name) override {
    return database_.read([&](Connection& c) { return sqlite::find_by_earlier_name(c, full_name); });
  }
  std::optional<model::Project> find_by_github_id(std::int64_t github_id) override {
    return database_.read([&](Connection& c) { return sqlite::find_by_github_id(c, github_id); });
  }
  void set_status(const Lease& lease, const model::ProjectStatus& status) override {
    database_.write([&](Connection& c) { write_status(c, require_lease(c, lease).project_no, status); });
  }
  void change_status(std::string_view project_id, const StatusChange& change) override {
    database_.write([&](Connection& c) {
      write_status(c, find_bounds(c, project_id).project_no, change(get_project(c, project_id).status));
    });
  }
  void remove_project(const Lease& lease) override {
    database_.write([&](Connection& c) { sqlite::remove_project(c, require_lease(c, lease).project_no); });
    remove_leftovers();
  }

  std::vector<model::Project> due_projects(UnixTime now, Due due, std::size_t limit) override {
    return database_.read([&](Connection& c) { return sqlite::due_projects(c, now, due, limit); });
  }
  std::vector<model::Project> projects_with_work(model::Work work, UnixTime now, std::size_t limit) override {
    return database_.read([&](Connection& c) { return sqlite::projects_with_work(c, work, now, limit); });
  }
  void put_off_work(std::string_view project_id, UnixTime until) override {
    database_.write([&](Connection& c) { sqlite::put_off_work(c, project_id, until); });
  }
  void add_work(std::string_view project_id, model::Work work, UnixTime due_at, model::Priority priority) override {
    database_.write([&](Connection& c) { sqlite::add_work(c, project_id, work, due_at, priority); });
  }
  void finish_work(const Lease& lease, model::Work done, std::uint64_t work_version) override {
    database_.write(
        [&](Connection& c) { sqlite::finish_work(c, require_lease(c, lease).project_no, done, work_version); });
  }

  std::variant<Lease, LeaseHolder> acquire_lease(std::string_view project_id, std::string_view holder, UnixTime now,
                                                 std::chrono::seconds ttl,
                                                 std::optional<std::uint64_t> break_fence) override {
    return database_.write(
        [&](Connection& c) { return sqlite::acquire_lease(c, project_id, holder, now, ttl, break_fence); });
  }
  void renew_lease(Lease& lease, UnixTime now, std::chrono::seconds ttl) override {
    lease.expires_at = database_.write([&](Connection& c) { return sqlite::renew_lease(c, lease, now, ttl); });
  }
  void release_lease(const Lease& lease) noexcept override {
    try {
      database_.write([&](Connection& c) { sqlite::release_lease(c, lease); });
    } catch (const std::exception& error) {
      log::warning("a lease could not be released and stays until it expires: {}", error.what());
    }
  }

  PublishedState published_state(std::string_view project_id) override {
    return database_.read([&](Connection& c) { return sqlite::published_state(c, project_id); });
  }
  std::uint64_t read_graph(std::string_view project_id, const ChunkSink& sink) override {
    return database_.read([&](Connection& c) { return sqlite::read_graph(c, project_id, sink); });
  }
  std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(std::string_view project_id) override {
    return database_.read([&](Connection& c) { return sqlite::person_keys(c, project_id); });
  }
  void discard_staged(const Lease& lease) override {
    while (database_.write([&](Connection& c) { return discard_some(c, require_lease(c, lease)); })) {
    }
  }
  void stage(const Lease& lease, std::span<const StagedPerson> people, std::span<const StagedCommit> commits) override {
    database_.write([&](Connection& c) {
      const Bounds bounds = require_lease(c, lease);
      stage_people(c, bounds, people);
      stage_commits(c, bounds, commits);
    });
  }
  void publish(const Lease& lease, const Publication& publication) override {
    database_.write([&](Connection& c) { sqlite::publish(c, require_lease(c, lease), publication); });
  }

  CommitView commit_view(std::string_view project_id) override {
    return database_.read([&](Connection& c) { return sqlite::commit_view(c, project_id); });
  }
  std::vector<model::Commit> commits(const CommitView& view, const CommitQuery& query) override {
    return database_.read([&](Connection& c) { return commit_page(c, view, query); });
  }
  std::vector<model::Commit> commits_at(const CommitView& view, std::span<const std::uint32_t> rows) override {
    return database_.read([&](Connection& c) { return sqlite::commits_at(c, view, rows); });
  }
  std::vector<model::Branch> branches(std::string_view project_id, std::string_view after, std::size_t limit) override {
    return database_.read(
        [&](Connection& c) { return branch_page(c, find_bounds(c, project_id).project_no, after, limit); });
  }
  std::vector<model::ActivityYear> activity(std::string_view project_id, int first_year, int last_year) override {
    return database_.read(
        [&](Connection& c) { return read_activity(c, find_bounds(c, project_id).project_no, first_year, last_year); });
  }
  std::vector<model::Contributor> contributors(std::string_view project_id,
                                               const std::optional<ContributorCursor>& after,
                                               std::size_t limit) override {
    return database_.read(
        [&](Connection& c) { return contributor_page(c, find_bounds(c, project_id).project_no, after, limit); });
  }
  std::vector<std::uint32_t> people_matching(std::string_view project_id, std::span<const std::string> texts) override {
    return database_.read([&](Connection& c) { return sqlite::people_matching(c, project_id, texts); });
  }

  Bound bind_identity(std::string_view project_id, const Identity& identity, UnixTime now) override {
    Bound bound = database_.write([&](Connection& c) { return sqlite::bind_identity(c, project_id, identity, now); });
    if (bound.removed) try_to_remove_leftovers();
    return bound;
  }
  model::Project supersede_project(std::string_view project_id, UnixTime now) override {
    return database_.write([&](Connection& c) { return sqlite::supersede_project(c, project_id, now); });
  }
  ApiProgress api_progress(std::string_view project_id) override {
    return database_.read([&](Connection& c) { return sqlite::api_progress(c, project_id); });
  }
  void record_refreshed(std::span<const Refreshed> refreshed, UnixTime now) override {
    database_.write([&](Connection& c) { sqlite::record_refreshed(c, refreshed, now); });
  }
  void record_refs_listed(const Lease& lease, UnixTime now) override {
    database_.write([&](Connection& c) { sqlite::record_refs_listed(c, require_lease(c, lease).project_no, now); });
  }
  void record_audit(const Lease& lease, const model::Coverage& coverage, UnixTime now) override {
    database_.write([&](Connection& c) { sqlite::record_audit(c, require_lease(c, lease).project_no, coverage, now); });
  }
  std::vector<model::DailySnapshot> history(std::string_view project_id, std::chrono::sys_days first,
                                            std::size_t limit) override {
    return database_.read([&](Connection& c) { return sqlite::history(c, project_id, first, limit); });
  }

  PullWalk pull_walk(std::string_view project_id) override {
    return database_.read([&](Connection& c) { return sqlite::pull_walk(c, project_id); });
  }
  std::size_t put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls,
                                const PullWalk& walk) override {
    return database_.write(
        [&](Connection& c) { return sqlite::put_pull_requests(c, require_lease(c, lease), pulls, walk); });
  }
  void remove_pull_requests(const Lease& lease, std::span<const std::int64_t> numbers) override {
    database_.write([&](Connection& c) { sqlite::remove_pull_requests(c, require_lease(c, lease), numbers); });
  }
  std::vector<model::PullRequest> pull_requests(std::string_view project_id, std::int64_t after,
                                                std::size_t limit) override {
    return database_.read(
        [&](Connection& c) { return pull_request_page(c, find_bounds(c, project_id).project_no, after, limit); });
  }
  std::optional<model::PullRequest> pull_request(std::string_view project_id, std::int64_t number) override {
    return database_.read(
        [&](Connection& c) { return find_pull_request(c, find_bounds(c, project_id).project_no, number); });
  }
  std::vector<std::int64_t> pull_request_numbers(std::string_view project_id) override {
    return database_.read(
        [&](Connection& c) { return sqlite::pull_request_numbers(c, find_bounds(c, project_id).project_no); });
  }
  model::PullCounts count_pull_requests(std::string_view project_id) override {
    return database_.read(
        [&](Connection& c) { return sqlite::count_pull_requests(c, find_bounds(c, project_id).project_no); });
  }

  std::vector<UnenrichedCommit> unenriched_commits(std::string_view project_id, std::size_t limit) override {
    return database_.read([&](Connection& c) { return sqlite::unenriched_commits(c, project_id, limit); });
  }
  void enrich_commits(const Lease& lease, std::span<const CommitDetail> details) override {
    database_.write([&](Connection& c) { sqlite::enrich_commits(c, require_lease(c, lease), details); });
  }

  std::optional<std::string> etag(std::string_view key) override {
    return database_.read([&](Connection& c) { return find_etag(c, key); });
  }
  void put_etag(std::string_view key, std::string_view etag, UnixTime now) override {
    database_.write([&](Connection& c) { sqlite::put_etag(c, key, etag, now); });
  }
  bool record_delivery(std::string_view delivery_id, std::string_view event, const std::optional<DeliveredWork>& work,
                       UnixTime now) override {
    return database_.write([&](Connection& c) { return sqlite::record_delivery(c, delivery_id, event, work, now); });
  }
  std::vector<DeliveryCount> delivery_counts() override {
    return database_.read([](Connection& c) { return sqlite::delivery_counts(c); });
  }

  model::Batch create_batch(std::string_view name, std::span<const std::string> project_ids, UnixTime now) override {
    return database_.write([&](Connection& c) { return sqlite::create_batch(c, name, project_ids, now); });
  }
  std::optional<model::Batch> batch(std::string_view batch_id) override {
    return database_.read([&](Connection& c) { return find_batch(c, batch_id); });
  }
  std::vector<model::Batch> batches(std::size_t limit) override {
    return database_.read([&](Connection& c) { return list_batches(c, limit); });
  }
  void set_batch_state(std::string_view batch_id, model::BatchState state, UnixTime now) override {
    database_.write([&](Connection& c) { sqlite::set_batch_state(c, batch_id, state, now); });
  }
  std::vector<model::BatchItem> batch_items(std::string_view batch_id, std::optional<model::BatchItemState> state,
                                            std::size_t limit, std::optional<std::uint32_t> after_place) override {
    return database_.read([&](Connection& c) { return sqlite::batch_items(c, batch_id, state, limit, after_place); });
  }
  void set_batch_items(std::string_view batch_id, std::span<const model::BatchItem> items, UnixTime now) override {
    database_.write([&](Connection& c) { sqlite::set_batch_items(c, batch_id, items, now); });
  }

  void release_memory() noexcept override { database_.release_memory(); }

 private:
  void remove_leftovers() {
    while (database_.write([](Connection& c) { return remove_some(c); })) {
    }
  }

  // Where what matters is done already.
  void try_to_remove_leftovers() {
    try {
      remove_leftovers();
    } catch (const Error& e) {
      log::warning("rows of removed projects could not be cleared, the next start tries again: {}", e.what());
    }
  }

  Database database_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& path, const SqliteOptions& options) {
  return std::make_unique<SqliteStore>(path, options);
}

}  // namespace cpsg::storage::sqlite
