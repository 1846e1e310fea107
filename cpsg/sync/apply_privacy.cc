#include "cpsg/sync/apply_privacy.h"

#include <string>
#include <vector>

#include "cpsg/sync/clear_removed.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/pull_titles.h"
#include "cpsg/sync/rest_statistics.h"
#include "cpsg/sync/sync_history.h"

namespace cpsg::sync {
namespace {

// For a sync of the same project that is under way: it may be the very one that brings its history to the rules.
constexpr std::chrono::minutes kLeaseWait{10};
constexpr std::chrono::seconds kReadersWait{30};
constexpr std::chrono::milliseconds kLookAgainAfter{100};

class PrivacyRun {
 public:
  PrivacyRun(const storage::Stores& stores, const SyncSettings& settings, WaitableClock& clock,
             const OnPrivacyApplied& on_project, const std::atomic<bool>& cancelled)
      : stores_(stores),
        settings_(settings),
        clock_(clock),
        on_project_(on_project),
        cancelled_(cancelled),
        wanted_(policy_text(settings.privacy)) {}

  AppliedPrivacy run() {
    replace_policy(stores_.settings, settings_.privacy);
    constexpr std::size_t kPage = 500;
    for (std::string after;;) {
      const std::vector<model::Project> page = stores_.projects.list_projects(after, kPage);
      for (const model::Project& project : page) {
        ++applied_.projects;
        if (is_left(project)) apply_to(project);
      }
      if (page.size() < kPage) break;
      after = page.back().full_name();
    }
    applied_.erased = erase_replaced();
    return applied_;
  }

 private:
  // A project that somebody syncs may get rows under the rules of before until that sync ends.
  [[nodiscard]] bool is_left(const model::Project& project) const {
    return project.syncing(clock_.unix_time()) || history_is_left(project.id, project.generation) ||
           titles_are_left(project.id);
  }
  [[nodiscard]] bool history_is_left(const std::string& project_id, std::uint64_t generation) const {
    return generation > 0 && stores_.writer.history_policy(project_id) != wanted_;
  }
  [[nodiscard]] bool titles_are_left(const std::string& project_id) const {
    return stores_.pulls.titles_masked(project_id) != (settings_.privacy.messages == MessagePrivacy::kMask);
  }

  void apply_to(const model::Project& listed) {
    if (cancelled_) throw Error(ErrorCode::kCancelled, "stopped; cpsg privacy apply goes on where it was");
    std::optional<Failure> failure;
    bool changed = false;
    try {
      const LeaseKeeper keeper(stores_.projects, listed.id, {settings_.holder, settings_.lease_ttl, kLeaseWait}, clock_,
                               {}, cancelled_);
      const model::Project project = stores_.projects.project(listed.id);
      changed = history_is_left(project.id, project.generation) || titles_are_left(project.id);
      apply_to_titles(project, keeper.lease());
      if (history_is_left(project.id, project.generation)) apply_to_history(project, keeper.lease());
    } catch (...) {
      failure = current_failure();
      if (failure->code == ErrorCode::kCancelled || concerns_store(failure->code)) throw;
    }
    if (failure && is_removed(listed.id)) return;
    if (failure) ++applied_.failed;
    if (changed && !failure) ++applied_.changed;
    if (on_project_ && (changed || failure)) on_project_(listed.full_name(), failure);
  }

  [[nodiscard]] bool is_removed(const std::string& project_id) const {
    return stores_.projects.projects({&project_id, 1}).empty();
  }

  // Where branches moved, the name may have become another repository's: nothing of that is stored here.
  // False where the API can't say whose it is.
  [[nodiscard]] bool has_own_name(const model::Project& project) const {
    if (settings_.api == nullptr || !project.source_url.empty()) return true;
    const NameOwner owner = owner_of_name(*settings_.api, project, {.cancelled = &cancelled_});
    if (owner != NameOwner::kAnother) return owner == NameOwner::kProject;
    throw Error(ErrorCode::kBadData, project.full_name() + ": is the name of another repository now; sync it first");
  }

  // Clears what was replaced, beside other writers, and waits a while for readers that still need it.
  [[nodiscard]] bool erase_replaced() const {
    static_cast<void>(clear_removed(stores_.maintenance, clock_, {&cancelled_}));
    const Instant give_up_at = clock_.now() + kReadersWait;
    while (!stores_.writer.clear_replaced()) {
      if (clock_.now() >= give_up_at || !clock_.sleep_until(clock_.now() + kLookAgainAfter, {&cancelled_}))
        return false;
    }
    return true;
  }

  void apply_to_titles(const model::Project& project, const storage::Lease& lease) {
    if (!bring_titles_to(stores_.pulls, project.id, lease, settings_.privacy.messages, clock_.unix_time())) return;
    ++applied_.read_titles;
    stores_.projects.add_work(project.id, model::Work::kPulls, clock_.unix_time(), model::Priority::kRefresh);
  }

  void apply_to_history(const model::Project& project, const storage::Lease& lease) {
    SyncReport report;
    const ProgressSink quiet = [](const Progress&) {};
    const Clock unix_time = [this] { return clock_.unix_time(); };
    sync_history({.history = stores_.history,
                  .writer = stores_.writer,
                  .observations = stores_.observations,
                  .settings = settings_,
                  .project = project,
                  .lease = lease,
                  .clock = unix_time,
                  .on_progress = quiet,
                  .cancelled = cancelled_,
                  .max_wait = std::chrono::minutes{10},
                  .fetch_unknown = true,
                  .only_apply_policy = true,
                  .before_fetch = [&] { return has_own_name(project); }},
                 report);
    applied_.git_bytes += report.git_bytes;
  }

  const storage::Stores& stores_;
  const SyncSettings& settings_;
  WaitableClock& clock_;
  const OnPrivacyApplied& on_project_;
  const std::atomic<bool>& cancelled_;
  const std::string wanted_;
  AppliedPrivacy applied_;
};

}  // namespace

AppliedPrivacy apply_privacy(const storage::Stores& stores, const SyncSettings& settings, WaitableClock& clock,
                             const OnPrivacyApplied& on_project, const std::atomic<bool>& cancelled) {
  return PrivacyRun(stores, settings, clock, on_project, cancelled).run();
}

}  // namespace cpsg::sync
