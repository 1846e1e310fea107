// The port that holds which projects are followed: their names, identities, states, work, and who may write to them.
//
//   const model::Project project = projects.add_project("pallets", "flask", "", now, now, priority).project;
//   projects.add_work(project.id, model::Work::kRefs, now, model::Priority::kWebhook);
//
// A project is one row (one document), the unit of every change here: status, work, lease and next time are changed
// within one transaction (one conditional update) of it. Names are matched without regard to case (ASCII) and
// ordered by the bytes of their lower-case form. Times are parameters; seconds are the smallest unit.
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
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/identity.h"
#include "cpsg/storage/lease.h"

namespace cpsg::storage {

// Which of the due projects are meant.
enum class Due : std::uint8_t {
  kAny,
  kRefresh,  // the API is to be asked: all that are not due for kSync
  kSync,     // kProbe is not set, and refs, pulls or an audit are to be done; or it has a source_url: there is no API
};

// What tells a reader whether its copy of a project's data is still good, and where the project is to be found.
struct ProjectRevision {
  std::string id;
  std::string owner;  // as they are now
  std::string name;
  std::uint64_t incarnation = 0;  // as model::Project::incarnation
  std::uint64_t revision = 0;     // as model::Project::revision
  // Another one after every change of the project itself: its revision, its status, its lease.
  std::uint64_t version = 0;
  bool moved = false;      // found by an earlier name, which no project has now
  bool published = false;  // its generation is not 0
  bool is_public = false;  // its visibility is "public"; not where that is not known
  friend bool operator==(const ProjectRevision&, const ProjectRevision&) = default;
};

// How a sync ended, for Projects::finish_sync().
struct SyncOutcome {
  model::ProjectStatus status;              // next_sync_at: when the next one is due, unless more work came
  model::Work add = model::Work::kNothing;  // what its end asks for, but not before next_sync_at
  UnixTime ended_at{};
};

class Projects {
 public:
  virtual ~Projects() = default;

  // ---- names ----

  struct Added {
    model::Project project;
    bool created = false;
  };
  // Adds a project in state pending with Work::kInitialWork, due at `due_at` (nothing: held back). Returns the known
  // one if the name exists; if that one is pending, it becomes due at `due_at`, if it was held back or due later, with
  // this priority, if it had a lesser one. Either way the caller is one more follower of it. Error(kConflict) if the
  // known one comes from another source_url. Documents: projects, unique name; 1, and 1 more where the name exists.
  virtual Added add_project(std::string_view owner, std::string_view name, std::string_view source_url, UnixTime now,
                            std::optional<UnixTime> due_at, model::Priority priority) = 0;
  // One more follower for each of these projects. Those that are published, or gone, are passed over:
  // withdraw_project() never removes them. Documents: one update of projects by _id and generation 0; 1 a thousand ids.
  virtual void add_followers(std::span<const std::string> project_ids) = 0;
  // Takes one follower from a project that has no published history, and removes it, as remove_project() does, if that
  // was the last one and nobody has its lease. Returns whether it was removed; one that was gone already was not.
  // Documents: one update of projects by _id and generation 0, then the removal, which names what was read; 2.
  virtual bool withdraw_project(std::string_view project_id, UnixTime now) = 0;
  // The project that has this name now.
  // Documents: projects by name; 1.
  [[nodiscard]] virtual std::optional<model::Project> find_project(std::string_view full_name) = 0;
  // The project that had this name last, where no project has it now. One that was put aside (supersede_project()) is
  // not found so, nor by revision(): at GitHub its name is another repository's.
  // Documents: aliases by (name, given up), then projects by _id; 2.
  [[nodiscard]] virtual std::optional<model::Project> find_by_earlier_name(std::string_view full_name) = 0;
  // Documents: projects by GitHub's number; 1, and the journal where none is found.
  [[nodiscard]] virtual std::optional<model::Project> find_by_github_id(std::int64_t github_id) = 0;
  // Documents: projects by _id; 1.
  [[nodiscard]] virtual model::Project project(std::string_view project_id) = 0;
  // These projects in the order given, as often as given; those that are gone are left out. All are of one moment.
  // Documents: projects by _id; 1 a thousand ids.
  [[nodiscard]] virtual std::vector<model::Project> projects(std::span<const std::string> project_ids) = 0;
  // The `limit` projects after the name `after`, which need not exist.
  // Documents: projects by name, one range; 1.
  [[nodiscard]] virtual std::vector<model::Project> list_projects(std::string_view after, std::size_t limit) = 0;
  // Those of them alone whose visibility is "public".
  // Documents: projects by (visibility, name), one range; 1.
  [[nodiscard]] virtual std::vector<model::Project> list_public_projects(std::string_view after, std::size_t limit) = 0;

  // What a conditional request needs: one row by an index, and no more of it than this.
  // By the present name, else by an earlier one.
  // Documents: projects by name, these fields alone; 1, and 2 more (aliases, projects) where nobody has the name.
  [[nodiscard]] virtual std::optional<ProjectRevision> revision(std::string_view full_name) = 0;
  // The same for many names: one answer for each, in their order.
  // Documents: as revision(), each step once for a thousand names; 1 to 3.
  [[nodiscard]] virtual std::vector<std::optional<ProjectRevision>> revisions(
      std::span<const std::string> full_names) = 0;

  // ---- identity ----

  // Binds a project to GitHub's number and name, atomically. A project that has this number already under another id
  // is merged with it: the one with published history stays (of two, the one bound first), the other's names become
  // earlier names of it. A changed name becomes an earlier name too, and is free for others. Where another project
  // stands in the way of the new name: one that has no number yet is this repository and merged in the same manner; one
  // that has another number is put aside as by supersede_project(), but without a new project, and is due at once with
  // Work::kProbe: its number tells where it went; one with a source_url keeps the name, and this project its own. A
  // project with a source_url is none of GitHub's and stays as it is.
  // `read` is the project as it was when GitHub was asked about it. If its number, handle or name is another one by
  // now, the answer may be the older one: Error(kBusy), and nothing is changed, unless it is already what `identity`
  // says. Documents: aliases, then one update of projects that names what was read; 2. Where several projects change,
  // the journal, then each of them, then the journal again; up to 12.
  virtual Binding bind_identity(const model::Project& read, const Identity& identity, UnixTime now) = 0;
  // The same within a sync of that project. Documents: the same, under the fence.
  virtual Binding bind_identity(const Lease& lease, const model::Project& read, const Identity& identity,
                                UnixTime now) = 0;
  // Takes the name from a project that no longer has it at GitHub. The project goes on as `name.was-ID`, gone and not
  // due, with its data, until bind_identity() gives it a name of GitHub's again: then it is due at once. The name that
  // it has meanwhile is never one of its earlier names. A sync of it that is under way loses its lease, for by that
  // name it reads another repository. Its name goes to a new project, which is returned, with Work::kInitialWork and
  // this one's priority, due at once. Of one that was put aside already, the project that has its name. The project
  // must have no source_url. Atomic. `read` is as in bind_identity(). Documents: the journal, aliases, both projects,
  // the journal; 5.
  virtual model::Project supersede_project(const model::Project& read, UnixTime now) = 0;
  // The same within a sync of that project, which ends with it. Documents: the same, under the fence.
  virtual model::Project supersede_project(const Lease& lease, const model::Project& read, UnixTime now) = 0;

  // ---- state and work ----

  // The end of a sync: its status, when the next one is due, and what it asks for, in one step. `work_version` is that
  // of the project as the sync last read it. If work was added since, nobody has looked at it yet: the project stays
  // due when it is due now, if that is earlier. So work that comes while a sync ends waits for no interval. Documents:
  // one update of projects under the fence and the version, else one more without the time; 2.
  virtual void finish_sync(const Lease& lease, const SyncOutcome& outcome, std::uint64_t work_version) = 0;
  // For what ends without a lease, as a refresh by the API does: `change` makes the new status out of the stored one.
  // It is written if that is stored still, so that a sync that ends at the same time is not undone; else `change` is
  // called again with what came between. Error(kBusy) after a hundred times. What `change` throws is thrown, and
  // nothing is written. `read` is the project as it was before GitHub was asked: one that was added under its id since
  // is another, of which nothing was heard, and is left alone: Error(kNotFound). `work_version` is that of that time
  // (0: nobody knows): if work was added since, next_sync_at becomes no later than it is, as in finish_sync().
  // Documents: projects by _id, then an update that names what was read; 2, again where something came between.
  using StatusChange = std::function<model::ProjectStatus(const model::ProjectStatus& stored)>;
  virtual void change_status(const model::Project& read, std::uint64_t work_version, const StatusChange& change) = 0;
  // Those with next_sync_at <= now and no live lease, by priority, then the longest due first.
  // Documents: projects by when they are due, one range a priority; up to 4.
  [[nodiscard]] virtual std::vector<model::Project> due_projects(UnixTime now, Due due, std::size_t limit) = 0;
  // Those that have work of this kind, a handle (node id), published history, no live lease and no state in which
  // GitHub would refuse (no_access, sso_required, gone, blocked), the longest waiting first; none that was put off.
  // Documents: projects by since when they wait; 1.
  [[nodiscard]] virtual std::vector<model::Project> projects_with_work(model::Work work, UnixTime now,
                                                                       std::size_t limit) = 0;
  // Keeps the project out of projects_with_work() until then, from when on its waiting counts.
  // Documents: one update of projects under the fence; 1.
  virtual void put_off_work(const Lease& lease, UnixTime until) = 0;
  // Adds work and makes the project due at `due_at`, if it was due later, with this priority, if it had a lesser one.
  // Documents: one update of projects that reads nothing; 1.
  virtual void add_work(std::string_view project_id, model::Work work, UnixTime due_at, model::Priority priority) = 0;
  // What somebody asks for by hand: as add_work(), due at `now` with Priority::kInteractive, and remembered as
  // model::Project::sync_asked_at. `check` is called in the same step with the project as it is then, and must not use
  // the store: what it throws is thrown, and nothing is changed.
  // Documents: projects by _id, then one update that names what was read; 2, again where something came between.
  using ProjectCheck = std::function<void(const model::Project& stored)>;
  virtual void ask_for_sync(std::string_view project_id, model::Work work, UnixTime now, const ProjectCheck& check) = 0;
  // Makes projects due at `now` that wait for the end of a trouble: up to `limit` of those whose status has one of
  // these codes since `since` or later (or since nobody knows when), and that are due later, the soonest due first.
  // Their work becomes newer, so that a sync that ends at the same time leaves them due, and work that was put off need
  // wait no longer. Those that are held back stay so. Returns how many; fewer than `limit`: there are no others.
  // Documents: projects by code, then one update of them by _id; 2.
  virtual std::size_t make_due(std::span<const ErrorCode> codes, UnixTime since, UnixTime now, std::size_t limit) = 0;
  // Takes `done` away, unless work was added since `work_version`. The priority falls back to kRefresh when none is
  // left, or none but kEnrich, which is never urgent.
  // Documents: one update of projects under the fence and the version; 1.
  virtual void finish_work(const Lease& lease, model::Work done, std::uint64_t work_version) = 0;

  // ---- leases ----

  // The lease where it is free or its time is over, else who has it. `break_fence`: take it even from a holder that has
  // this fence and is known to be dead. The new fence is higher than any that the project, or an earlier project of the
  // same id, ever had.
  // Documents: one update of projects; 1, and 1 more to learn who has it.
  [[nodiscard]] virtual std::variant<Lease, LeaseHolder> acquire_lease(std::string_view project_id,
                                                                       std::string_view holder, UnixTime now,
                                                                       std::chrono::seconds ttl,
                                                                       std::optional<std::uint64_t> break_fence) = 0;
  // Sets `lease.expires_at`. A lease whose time is over is renewed if nobody took it.
  // Documents: one update of projects under the fence; 1.
  virtual void renew_lease(Lease& lease, UnixTime now, std::chrono::seconds ttl) = 0;
  // One that is lost is left alone. A failure is logged: the lease ends by itself.
  // Documents: one update of projects under the fence; 1.
  virtual void release_lease(const Lease& lease) noexcept = 0;

  // ---- removal ----

  // Removes the project, whoever has its lease: readers miss it at once, its name is free, and whatever is written
  // under the lease is refused from then on. Its items of batches fail with kNotFound and lose their name. What else is
  // stored of it is left to Maintenance::clear_removed(). Returns the number of this removal.
  // `check`, where given, is called in the same step with the project as it is then, and must not use the store: what
  // it throws is thrown, and nothing is removed. Documents: one update of projects, then items by (project, batch); 2.
  // With `check` projects by _id before, and the update names what was read; 3, again where something came between.
  using RemovalCheck = ProjectCheck;
  virtual std::uint64_t remove_project(std::string_view project_id, const RemovalCheck& check = {}) = 0;
};

}  // namespace cpsg::storage
