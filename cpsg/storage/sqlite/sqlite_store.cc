#include "cpsg/storage/sqlite/sqlite_store.h"

#include "cpsg/base/log.h"
#include "cpsg/storage/sqlite/branches.h"
#include "cpsg/storage/sqlite/commits.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/enrichment.h"
#include "cpsg/storage/sqlite/etags.h"
#include "cpsg/storage/sqlite/generations.h"
#include "cpsg/storage/sqlite/identities.h"
#include "cpsg/storage/sqlite/kept_history.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/observations.h"
#include "cpsg/storage/sqlite/people.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/pull_requests.h"
#include "cpsg/storage/sqlite/removal.h"
#include "cpsg/storage/sqlite/rewriting.h"
#include "cpsg/storage/sqlite/rollups.h"
#include "cpsg/storage/sqlite/settings.h"
#include "cpsg/storage/sqlite/statistics.h"
#include "cpsg/storage/sqlite/status_change.h"
#include "cpsg/storage/sqlite/work.h"

namespace cpsg::storage::sqlite {

// Each call gets its transaction here, those of other ports in sqlite_store_X.cc; the work is in the files named after
// the tables.

SqliteStore::SqliteStore(const std::filesystem::path& path, const SqliteOptions& options)
    : database_(std::make_unique<Database>(path, options)), kept_(std::make_unique<KeptHistory>()) {}

Stores SqliteStore::stores() {
  return {*this, database_->changes(),
          *this, *this,
          *this, *this,
          *this, *this,
          *this, *this,
          *this, *this,
          *this, *this,
          *this, *this,
          *this, *this,
          *this, *this};
}

SqliteStore::~SqliteStore() = default;

void SqliteStore::release_memory() noexcept {
  kept_->clear();
  database_->release_memory();
}

// ---- Projects ----

Projects::Added SqliteStore::add_project(std::string_view owner, std::string_view name, std::string_view source_url,
                                         UnixTime now, std::optional<UnixTime> due_at, model::Priority priority) {
  return database_->write(
      [&](Connection& c) { return sqlite::add_project(c, owner, name, source_url, now, due_at, priority); });
}

void SqliteStore::add_followers(std::span<const std::string> project_ids) {
  database_->write([&](Connection& c) { sqlite::add_followers(c, project_ids); });
}

bool SqliteStore::withdraw_project(std::string_view project_id, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::withdraw_project(c, project_id, now); });
}

std::optional<model::Project> SqliteStore::find_project(std::string_view full_name) {
  return database_->read([&](Connection& c) { return sqlite::find_project(c, full_name); });
}

std::optional<model::Project> SqliteStore::find_by_earlier_name(std::string_view full_name) {
  return database_->read([&](Connection& c) { return sqlite::find_by_earlier_name(c, full_name); });
}

std::optional<model::Project> SqliteStore::find_by_github_id(std::int64_t github_id) {
  return database_->read([&](Connection& c) { return sqlite::find_by_github_id(c, github_id); });
}

model::Project SqliteStore::project(std::string_view project_id) {
  return database_->read([&](Connection& c) { return get_project(c, project_id); });
}

std::vector<model::Project> SqliteStore::projects(std::span<const std::string> project_ids) {
  return database_->read([&](Connection& c) { return sqlite::projects(c, project_ids); });
}

std::vector<model::Project> SqliteStore::list_projects(std::string_view after, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::list_projects(c, after, limit); });
}

std::vector<model::Project> SqliteStore::list_public_projects(std::string_view after, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::list_public_projects(c, after, limit); });
}

std::optional<ProjectRevision> SqliteStore::revision(std::string_view full_name) {
  return database_->read([&](Connection& c) { return sqlite::revision(c, full_name); });
}

std::vector<std::optional<ProjectRevision>> SqliteStore::revisions(std::span<const std::string> full_names) {
  return database_->read([&](Connection& c) { return sqlite::revisions(c, full_names); });
}

Binding SqliteStore::bind_identity(const model::Project& read, const Identity& identity, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::bind_identity(c, read, identity, now); });
}

Binding SqliteStore::bind_identity(const Lease& lease, const model::Project& read, const Identity& identity,
                                   UnixTime now) {
  return database_->write([&](Connection& c) {
    require_lease_of(c, lease, read.id);
    return sqlite::bind_identity(c, read, identity, now);
  });
}

model::Project SqliteStore::supersede_project(const model::Project& read, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::supersede_project(c, read, now); });
}

model::Project SqliteStore::supersede_project(const Lease& lease, const model::Project& read, UnixTime now) {
  return database_->write([&](Connection& c) {
    require_lease_of(c, lease, read.id);
    return sqlite::supersede_project(c, read, now);
  });
}

void SqliteStore::finish_sync(const Lease& lease, const SyncOutcome& outcome, std::uint64_t work_version) {
  database_->write([&](Connection& c) {
    const ProjectNo project_no = require_lease(c, lease).project_no;
    write_later_status(c, project_no, outcome.status, work_version);
    mark_work(c, project_no, outcome.add, outcome.ended_at);
  });
}

void SqliteStore::change_status(const model::Project& read, std::uint64_t work_version, const StatusChange& change) {
  sqlite::change_status(*database_, read, work_version, change);
}

std::variant<Lease, LeaseHolder> SqliteStore::acquire_lease(std::string_view project_id, std::string_view holder,
                                                            UnixTime now, std::chrono::seconds ttl,
                                                            std::optional<std::uint64_t> break_fence) {
  return database_->write(
      [&](Connection& c) { return sqlite::acquire_lease(c, project_id, holder, now, ttl, break_fence); });
}

void SqliteStore::renew_lease(Lease& lease, UnixTime now, std::chrono::seconds ttl) {
  lease.expires_at = database_->write([&](Connection& c) { return sqlite::renew_lease(c, lease, now, ttl); });
}

void SqliteStore::release_lease(const Lease& lease) noexcept {
  try {
    database_->write([&](Connection& c) {
      sqlite::release_lease(c, lease);
      forget_holder_of_removed(c, lease.fence);
    });
  } catch (const std::exception& error) {
    log::warning("a lease could not be released and stays until it expires: {}", error.what());
  }
}

std::uint64_t SqliteStore::remove_project(std::string_view project_id, const RemovalCheck& check) {
  return database_->write([&](Connection& c) {
    if (check) check(get_project(c, project_id));
    return sqlite::remove_project(c, find_bounds(c, project_id).project_no);
  });
}

// ---- HistoryReader ----

CommitView SqliteStore::commit_view(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::commit_view(c, project_id, *kept_); });
}

std::vector<model::Commit> SqliteStore::commits(const CommitView& view, const CommitQuery& query) {
  return database_->read([&](Connection& c) { return commit_page(c, view, query, *kept_); });
}

std::vector<model::Commit> SqliteStore::commits_at(const CommitView& view, std::span<const std::uint32_t> rows) {
  return database_->read([&](Connection& c) { return sqlite::commits_at(c, view, rows, *kept_); });
}

std::vector<model::Branch> SqliteStore::branches(std::string_view project_id, std::string_view after,
                                                 std::size_t limit) {
  return database_->read(
      [&](Connection& c) { return branch_page(c, find_bounds(c, project_id).project_no, after, limit); });
}

BranchPage SqliteStore::branches(std::string_view project_id, const BranchQuery& query) {
  return database_->read(
      [&](Connection& c) { return sorted_branch_page(c, find_bounds(c, project_id).project_no, query); });
}

std::optional<model::Branch> SqliteStore::branch(std::string_view project_id, std::string_view name) {
  return database_->read([&](Connection& c) { return find_branch(c, find_bounds(c, project_id).project_no, name); });
}

std::vector<std::optional<std::string>> SqliteStore::authors_of(std::string_view project_id,
                                                                std::span<const model::Branch> branches) {
  return database_->read([&](Connection& c) { return sqlite::authors_of(c, project_id, branches, *kept_); });
}

std::vector<model::ActivityYear> SqliteStore::activity(std::string_view project_id, int first_year, int last_year) {
  return database_->read(
      [&](Connection& c) { return read_activity(c, find_bounds(c, project_id).history_no, first_year, last_year); });
}

std::vector<model::Contributor> SqliteStore::contributors(std::string_view project_id,
                                                          const std::optional<ContributorCursor>& after,
                                                          std::size_t limit) {
  return database_->read(
      [&](Connection& c) { return contributor_page(c, find_bounds(c, project_id).history_no, after, limit); });
}

std::uint64_t SqliteStore::read_graph(std::string_view project_id, const ChunkSink& sink) {
  return database_->read([&](Connection& c) { return sqlite::read_graph(c, project_id, sink); });
}

// ---- HistoryWriter ----

PublishedState SqliteStore::published_state(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::published_state(c, project_id); });
}

std::vector<std::optional<std::uint32_t>> SqliteStore::find_rows(std::string_view project_id,
                                                                 std::span<const CommitPlace> commits) {
  return database_->read([&](Connection& c) { return sqlite::find_rows(c, project_id, commits); });
}

void SqliteStore::discard_staged(const Lease& lease) {
  database_->write([&](Connection& c) { abandon_rewrite(c, require_lease(c, lease)); });
  while (database_->write([&](Connection& c) { return discard_some(c, require_lease(c, lease)); })) {
  }
}

void SqliteStore::stage(const Lease& lease, std::span<const StagedPerson> people,
                        std::span<const StagedCommit> commits) {
  database_->write([&](Connection& c) {
    const Bounds bounds = require_lease(c, lease);
    stage_people(c, bounds, people);
    stage_commits(c, bounds, commits);
  });
}

void SqliteStore::publish(const Lease& lease, const Publication& publication) {
  // Whoever waits for the publication does not wait for the disk besides.
  database_->write([&](Connection& c) { sqlite::publish(c, require_lease(c, lease), publication); },
                   Database::LongLog::kMayStay);
}

std::vector<UnenrichedCommit> SqliteStore::unenriched_commits(std::string_view project_id, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::unenriched_commits(c, project_id, limit); });
}

void SqliteStore::enrich_commits(const Lease& lease, std::span<const CommitDetail> details) {
  database_->write([&](Connection& c) { sqlite::enrich_commits(c, require_lease(c, lease), details); });
}

// ---- Observations ----

ApiProgress SqliteStore::api_progress(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::api_progress(c, project_id); });
}

SqliteStore::ProgressById SqliteStore::progress(std::span<const std::string> project_ids) {
  return database_->read([&](Connection& c) { return sqlite::progress(c, project_ids); });
}

void SqliteStore::record_refreshed(std::span<const Refreshed> refreshed, UnixTime now) {
  database_->write([&](Connection& c) { sqlite::record_refreshed(c, refreshed, now); });
}

void SqliteStore::record_refreshed(const Lease& lease, const Refreshed& refreshed, UnixTime now) {
  database_->write([&](Connection& c) {
    sqlite::record_refreshed(c, require_lease_of(c, lease, refreshed.project_id).project_no, refreshed, now);
  });
}

void SqliteStore::record_refs_listed(const Lease& lease, UnixTime now) {
  database_->write([&](Connection& c) { sqlite::record_refs_listed(c, require_lease(c, lease).project_no, now); });
}

void SqliteStore::record_audit(const Lease& lease, const model::Coverage& coverage, UnixTime now) {
  database_->write([&](Connection& c) { sqlite::record_audit(c, require_lease(c, lease).project_no, coverage, now); });
}

std::vector<model::DailySnapshot> SqliteStore::daily_snapshots(std::string_view project_id, std::chrono::sys_days first,
                                                               std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::daily_snapshots(c, project_id, first, limit); });
}

std::optional<std::string> SqliteStore::etag(std::string_view key) {
  return database_->read([&](Connection& c) { return find_etag(c, key); });
}

// ---- PullRequests ----

std::size_t SqliteStore::put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls,
                                           const PullWalk& walk, std::span<const PullGap> gaps, UnixTime observed_at) {
  return database_->write([&](Connection& c) {
    return sqlite::put_pull_requests(c, require_lease(c, lease), pulls, walk, gaps, observed_at);
  });
}

void SqliteStore::remove_pull_requests(const Lease& lease, std::span<const std::int64_t> numbers) {
  database_->write([&](Connection& c) { sqlite::remove_pull_requests(c, require_lease(c, lease), numbers); });
}

void SqliteStore::settle_pull_requests(const Lease& lease, const std::optional<PullDifference>& difference) {
  database_->write([&](Connection& c) { sqlite::settle_pull_requests(c, require_lease(c, lease), difference); });
}

std::vector<model::PullRequest> SqliteStore::pull_requests(std::string_view project_id, std::int64_t after,
                                                           std::size_t limit) {
  return database_->read(
      [&](Connection& c) { return pull_request_page(c, find_bounds(c, project_id).project_no, after, limit); });
}

std::optional<model::PullRequest> SqliteStore::pull_request(std::string_view project_id, std::int64_t number) {
  return database_->read(
      [&](Connection& c) { return find_pull_request(c, find_bounds(c, project_id).project_no, number); });
}

std::vector<PullMark> SqliteStore::pull_request_marks(std::string_view project_id) {
  return database_->read(
      [&](Connection& c) { return sqlite::pull_request_marks(c, find_bounds(c, project_id).project_no); });
}

std::vector<PullGap> SqliteStore::pull_gaps(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::pull_gaps(c, find_bounds(c, project_id).project_no); });
}

PullWalk SqliteStore::pull_walk(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::pull_walk(c, project_id); });
}

model::PullCounts SqliteStore::count_pull_requests(std::string_view project_id) {
  return database_->read(
      [&](Connection& c) { return sqlite::count_pull_requests(c, find_bounds(c, project_id).project_no); });
}

SqliteStore::PullProgressById SqliteStore::pull_progress(std::span<const std::string> project_ids) {
  return database_->read([&](Connection& c) { return sqlite::pull_progress(c, project_ids); });
}

// ---- Settings ----

std::optional<std::string> SqliteStore::setting(std::string_view name) {
  return database_->read([&](Connection& c) { return sqlite::setting(c, name); });
}

void SqliteStore::put_setting(std::string_view name, std::string_view value) {
  database_->write([&](Connection& c) { sqlite::put_setting(c, name, value); });
}

bool SqliteStore::exchange_setting(std::string_view name, const std::optional<std::string>& expected,
                                   std::string_view value) {
  return database_->write([&](Connection& c) {
    if (sqlite::setting(c, name) != expected) return false;
    sqlite::put_setting(c, name, value);
    return true;
  });
}

// ---- Maintenance ----

Clearing SqliteStore::clear_removed(UnixTime now) {
  const auto is_left = [](Connection& c) { return has_something_to_clear(c); };
  if (!database_->read(is_left)) return Clearing::kDone;
  if (database_->write([](Connection& c) { return clear_some_rows(c); })) return Clearing::kMore;
  // Read before the log is truncated: the pages of these alone are known to be gone from it.
  const auto [removed, replaced] =
      database_->read([&](Connection& c) { return std::pair(removed_without_rows(c, now), replaced_without_rows(c)); });
  if ((removed.empty() && replaced.empty()) || !database_->truncate_log()) return Clearing::kWaiting;
  database_->write([&](Connection& c) {
    forget_removed(c, removed);
    forget_replaced(c, replaced);
  });
  return database_->read(is_left) ? Clearing::kWaiting : Clearing::kDone;
}

bool SqliteStore::is_cleared(std::uint64_t removal) {
  return database_->read([&](Connection& c) { return !is_removed(c, static_cast<ProjectNo>(removal)); });
}

Space SqliteStore::space() { return database_->space(); }

bool SqliteStore::give_back_space() { return database_->give_back_space(); }

void SqliteStore::prepare_to_give_back_space() { database_->prepare_to_give_back_space(); }

std::unique_ptr<SqliteStore> open_sqlite_store(const std::filesystem::path& path, const SqliteOptions& options) {
  return std::make_unique<SqliteStore>(path, options);
}

}  // namespace cpsg::storage::sqlite
