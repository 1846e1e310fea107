#include "cpsg/storage/sqlite/sqlite_store.h"

#include "cpsg/base/log.h"
#include "cpsg/storage/sqlite/branches.h"
#include "cpsg/storage/sqlite/commits.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/generations.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/people.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/removal.h"
#include "cpsg/storage/sqlite/rollups.h"

namespace cpsg::storage::sqlite {
namespace {

// Gives each call its transaction; the work is in the files named after the tables.
class SqliteStore final : public Store {
 public:
  SqliteStore(const std::filesystem::path& path, const SqliteOptions& options) : database_(path, options) {
    if (!database_.read([](Connection& c) { return has_leftovers(c); })) return;
    try {
      remove_leftovers();
    } catch (const Error& e) {
      log::warning("rows of removed projects could not be cleared, the next start tries again: {}", e.what());
    }
  }

  Added add_project(std::string_view owner, std::string_view name, std::string_view source_url, UnixTime now) override {
    return database_.write([&](Connection& c) { return sqlite::add_project(c, owner, name, source_url, now); });
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
  std::vector<model::Project> due_projects(UnixTime now, std::size_t limit) override {
    return database_.read([&](Connection& c) { return sqlite::due_projects(c, now, limit); });
  }
  void set_status(const Lease& lease, const model::ProjectStatus& status) override {
    database_.write([&](Connection& c) { write_status(c, require_lease(c, lease).project_no, status); });
  }
  void remove_project(const Lease& lease) override {
    database_.write([&](Connection& c) { sqlite::remove_project(c, require_lease(c, lease).project_no); });
    remove_leftovers();
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

  void release_memory() noexcept override { database_.release_memory(); }

 private:
  void remove_leftovers() {
    while (database_.write([](Connection& c) { return remove_some(c); })) {
    }
  }

  Database database_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& path, const SqliteOptions& options) {
  return std::make_unique<SqliteStore>(path, options);
}

}  // namespace cpsg::storage::sqlite
