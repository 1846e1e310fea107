#include "cpsg/sync/read_extras.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/spare_retry.h"

namespace cpsg::sync {
namespace {

constexpr std::int64_t kStarPagesMax = 10;        // of 30 weeks each
constexpr std::size_t kReleasesMax = 1'000;       // ten pages
constexpr std::size_t kReleasePagesMax = 100;     // where GitHub gives only short ones, or the list does not end
constexpr std::chrono::hours kAllAgain{30 * 24};  // a release that was only renamed does not change their number
constexpr std::chrono::minutes kAfterRefusal{5};

// No other failure than of this one thing.
bool ends_the_sync(ErrorCode code) {
  return code == ErrorCode::kCancelled || code == ErrorCode::kInternal || code == ErrorCode::kBusy ||
         concerns_store(code);
}

// Of everything that is asked for: it says nothing of this thing.
class Extras {
 public:
  Extras(const storage::Stores& stores, github::client::Client& client, const model::Project& project,
         const storage::Lease& lease, const github::client::Call& call, const Clock& clock)
      : stores_(stores), client_(client), project_(project), lease_(lease), call_(call), clock_(clock) {}

  ExtrasReport run() {
    if (!project_.statistics) return {};
    read_star_history();
    read_releases();
    return report_;
  }

 private:
  // Runs `read`, and lets `keep` store when to try again if that fails. What it is about is named by `what`.
  template <typename Read, typename Keep>
  void attempt(std::string_view what, const storage::RetryState& before, const Read& read, const Keep& keep) {
    if (!may_ask(before, clock_())) return come_again(comes_again(before));
    try {
      read();
    } catch (const Error& error) {
      if (ends_the_sync(error.code())) throw;
      if (is_outage(error.code(), Asked::kApi)) throw;  // it is none of this one's: the step fails with it
      log::debug("{}: {}: {}", project_.full_name(), what, error.what());
      if (error.code() == ErrorCode::kRateLimited) {
        return come_again(clock_() + error.retry_after().value_or(kAfterRefusal));
      }
      const storage::RetryState retry = after_failure(before, clock_());
      keep(retry);
      come_again(comes_again(retry));
    }
  }

  void come_again(std::optional<UnixTime> at) {
    if (at) report_.again_at = std::min(report_.again_at.value_or(*at), *at);
  }

  // ---- star history ----

  void read_star_history() {
    if (project_.statistics->stars.value_or(0) == 0 || is_put_aside(project_)) return;
    storage::StarWalk walk = stores_.daily_history.star_walk(project_.id);
    if (walk.finished) return;
    // Its budget is that of REST, which somebody who waits for a sync may need for others.
    if (call_.lane != github::ledger::Lane::kEnrich) {
      return come_again(may_ask(walk.retry, clock_()) ? clock_() : comes_again(walk.retry));
    }
    attempt(
        "star history", walk.retry,
        [&] {
          while (read_star_page(walk)) {
          }
        },
        [&](const storage::RetryState& retry) {
          walk.retry = retry;
          stores_.daily_history.put_star_walk(lease_, walk);
        });
  }

  [[nodiscard]] storage::RetryState after_star_refusal(const storage::RetryState& before,
                                                       github::client::StarRefusal refusal) const {
    switch (refusal) {
      case github::client::StarRefusal::kComputing:
        return after_failure(before, clock_());
      case github::client::StarRefusal::kNotUs:
        return after_refusal_of_token(clock_());
      case github::client::StarRefusal::kNobody:
        return after_refusal(clock_());
    }
    return after_refusal(clock_());
  }

  // Whether there is another one.
  bool read_star_page(storage::StarWalk& walk) {
    const github::client::StarHistory found =
        client_.star_history({project_.owner, project_.name}, walk.next_page, call_);
    if (found.refusal) {
      log::debug("{}: no star history: {}", project_.full_name(), found.reason);
      walk.retry = after_star_refusal(walk.retry, *found.refusal);
      stores_.daily_history.put_star_walk(lease_, walk);
      come_again(comes_again(walk.retry));
      return false;
    }
    walk.retry = {};
    walk.finished = !found.has_next || found.weeks.weeks == 0 || walk.next_page >= kStarPagesMax;
    ++walk.next_page;
    if (found.weeks.weeks == 0) {
      stores_.daily_history.put_star_walk(lease_, walk);
    } else {
      stores_.daily_history.put_star_page(lease_, found.weeks.days, walk);
    }
    return !walk.finished;
  }

  // ---- releases ----

  void read_releases() {
    storage::ReleaseWalk walk = stores_.releases.release_walk(project_.id);
    if (!releases_are_due(walk)) return;
    attempt(
        "releases", walk.retry, [&] { read_release_pages(walk); },
        [&](const storage::RetryState& retry) {
          walk.retry = retry;
          stores_.releases.put_release_walk(lease_, walk);
        });
  }

  [[nodiscard]] bool all_are_due(const storage::ReleaseWalk& walk) const {
    return !walk.total || walk.changes != walk.changes_read || !walk.all_read_at ||
           clock_() - *walk.all_read_at >= kAllAgain;
  }

  [[nodiscard]] bool releases_are_due(const storage::ReleaseWalk& walk) const {
    const model::Statistics& seen = *project_.statistics;
    if (walk.changes != walk.changes_read) return true;
    if (!seen.releases) return false;
    if (!walk.total) return *seen.releases > 0;
    const bool differs = *seen.releases != *walk.total && (!walk.read_at || seen.observed_at > *walk.read_at);
    return differs || (*walk.total > 0 && all_are_due(walk));
  }

  // The newest, until all that are new are found; else all, as far as they are kept.
  void read_release_pages(storage::ReleaseWalk walk) {
    const UnixTime asked_at = clock_();
    const bool all = all_are_due(walk);
    const std::set<std::string> known = all ? std::set<std::string>() : stored_tags();
    std::vector<model::Release> read;
    std::int64_t added = 0;
    std::int64_t unreadable = 0;
    std::size_t pages = 0;
    github::wire::ReleasePage page;
    bool found_new = false;
    do {
      page = client_.releases(project_.node_id, project_.owner, page.end_cursor, call_);
      for (model::Release& each : page.releases) {
        if (!known.contains(each.tag)) ++added;
        read.push_back(std::move(each));
      }
      unreadable += page.unreadable;
      found_new = !all && *walk.total + added == page.total;
    } while (!found_new && page.has_next && read.size() < kReleasesMax && ++pages < kReleasePagesMax);
    walk.total = page.total;
    walk.read_at = asked_at;
    if (!found_new) walk.all_read_at = asked_at;
    walk.changes_read = walk.changes;
    walk.retry = {};
    const bool may_be_missing = found_new || unreadable > 0;
    stores_.releases.put_releases(lease_, read, may_be_missing ? std::nullopt : replaced_from(read, page.has_next),
                                  walk);
  }

  // From when on what was read is all that there is.
  static std::optional<UnixTime> replaced_from(const std::vector<model::Release>& read, bool cut) {
    if (!cut) return UnixTime(std::chrono::seconds::min());
    if (read.empty()) return std::nullopt;
    return std::min_element(read.begin(), read.end(),
                            [](const auto& one, const auto& other) { return one.published_at < other.published_at; })
        ->published_at;
  }

  std::set<std::string> stored_tags() {
    std::set<std::string> tags;
    for (model::Release& each : stores_.releases.releases(project_.id, {.limit = kReleasesMax})) {
      tags.insert(std::move(each.tag));
    }
    return tags;
  }

  const storage::Stores& stores_;
  github::client::Client& client_;
  const model::Project& project_;
  const storage::Lease& lease_;
  const github::client::Call& call_;
  const Clock& clock_;
  ExtrasReport report_;
};

}  // namespace

ExtrasReport read_extras(const storage::Stores& stores, github::client::Client& client, const model::Project& project,
                         const storage::Lease& lease, const github::client::Call& call, const Clock& clock) {
  return Extras(stores, client, project, lease, call, clock).run();
}

bool releases_changed(const std::optional<model::Statistics>& before, const std::optional<model::Statistics>& now) {
  return before && now && now->releases && before->releases != now->releases;
}

}  // namespace cpsg::sync
