#include "cpsg/sync/audit_project.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/failures.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kFetchAtOnce = 500;  // pull requests that are held in memory

double share(std::int64_t stored, std::int64_t counted) {
  if (counted <= 0) return 1;
  return std::min(1.0, static_cast<double>(stored) / static_cast<double>(counted));
}

std::optional<model::Oid> default_tip(storage::HistoryWriter& writer, const model::Project& project) {
  for (const model::Branch& branch : writer.published_state(project.id).branches) {
    if (branch.is_default) return branch.oid;
  }
  return std::nullopt;
}

// Makes the stored pull requests those that GitHub lists.
class PullRepair {
 public:
  PullRepair(storage::PullRequests& pulls, github::client::Client& client, const model::Project& project,
             const storage::Lease& lease, MessagePrivacy titles, const github::client::Call& call)
      : pulls_(pulls),
        client_(client),
        project_(project),
        lease_(lease),
        titles_(titles),
        call_(call),
        stored_(pulls.pull_request_numbers(project.id)),
        listed_(stored_.size(), false) {}

  // How many GitHub counts.
  std::int64_t run(AuditReport& report) {
    if (list()) remove_surplus(report);
    for (std::size_t done = 0; done < missing_.size(); done += kFetchAtOnce) {
      fetch(std::span(missing_).subspan(done, std::min(kFetchAtOnce, missing_.size() - done)), report);
    }
    return total_;
  }

 private:
  // Reads the whole list. False if GitHub left some out: then nothing may be removed for not being in it.
  bool list() {
    std::unordered_set<std::string> cursors_seen;
    std::string cursor;
    std::size_t listed = 0;
    std::int64_t unreadable = 0;
    for (bool more = true; more;) {
      const github::wire::PullHandlePage page = client_.pull_handles(project_.node_id, project_.owner, cursor, call_);
      for (const github::wire::PullHandle& handle : page.pulls) note(handle);
      listed += page.pulls.size();
      unreadable += page.unreadable;
      total_ = page.total;
      cursor = page.end_cursor;
      more = page.has_next;
      const bool empty = page.pulls.empty() && page.unreadable == 0;
      if (more && (empty || !cursors_seen.insert(cursor).second || listed > limits::kPullsMax)) {
        throw broken("it does not end");
      }
    }
    if (unreadable == 0 && static_cast<std::int64_t>(listed) >= total_) return true;
    log::warning("{}: GitHub lists {} of its {} pull requests", project_.full_name(), listed, total_);
    return false;
  }

  void remove_surplus(AuditReport& report) {
    std::vector<std::int64_t> surplus;
    for (std::size_t i = 0; i < stored_.size(); ++i) {
      if (!listed_[i]) surplus.push_back(stored_[i]);
    }
    if (!surplus.empty()) pulls_.remove_pull_requests(lease_, surplus);
    report.removed_pulls = surplus.size();
  }

  void note(const github::wire::PullHandle& handle) {
    const auto found = std::lower_bound(stored_.begin(), stored_.end(), handle.number);
    if (found != stored_.end() && *found == handle.number) {
      listed_[static_cast<std::size_t>(found - stored_.begin())] = true;
    } else {
      missing_.push_back(handle.node_id);
    }
  }

  void fetch(std::span<const std::string> node_ids, AuditReport& report) {
    std::vector<model::PullRequest> pulls;
    std::optional<Failure> failure;
    std::size_t unreadable = 0;
    for (github::wire::Lookup<model::PullRequest>& found : client_.pulls_by_id(node_ids, project_.owner, call_)) {
      if (found.value) {
        pulls.push_back(*std::move(found.value));
        apply_title_privacy(pulls.back(), titles_);
      } else if (concerns_one_alone(*found.failure)) {
        ++unreadable;
      } else if (found.failure->code != ErrorCode::kNotFound && !failure) {
        failure = found.failure;  // kNotFound: it was deleted after it was listed
      }
    }
    if (unreadable > 0) {
      log::warning("{}: GitHub fails to give {} of its pull requests", project_.full_name(), unreadable);
    }
    report.repaired_pulls += pulls_.put_pull_requests(lease_, pulls, pulls_.pull_walk(project_.id));
    if (failure) throw error_of(*failure);
  }

  [[nodiscard]] Error broken(std::string_view why) const {
    return {ErrorCode::kBadData,
            fmt::format("{}: GitHub's list of pull requests contradicts itself: {}", project_.full_name(), why)};
  }

  storage::PullRequests& pulls_;
  github::client::Client& client_;
  const model::Project& project_;
  const storage::Lease& lease_;
  const MessagePrivacy titles_;
  const github::client::Call& call_;
  const std::vector<std::int64_t> stored_;  // ascending
  std::vector<bool> listed_;                // by stored_
  std::vector<std::string> missing_;        // node ids
  std::int64_t total_ = 0;
};

}  // namespace

AuditReport audit_project(const AuditPorts& ports, github::client::Client& client, const model::Project& project,
                          const storage::Lease& lease, MessagePrivacy titles, const github::client::Call& call,
                          UnixTime now) {
  const github::wire::AuditCounts counted = client.audit(project.node_id, project.owner, call);
  AuditReport report;
  report.coverage = project.coverage;
  if (project.counts) {
    report.coverage.branches = share(project.counts->branches, counted.branches);
    // If the tips differ, somebody pushed since the branches were listed, and the counts are of other histories.
    if (counted.default_tip == default_tip(ports.writer, project)) {
      const std::int64_t commits = counted.commits.value_or(0);
      report.coverage.commits = share(project.counts->commits, commits);
      report.history_incomplete = project.counts->commits < commits;
    }
  }
  // While the first walk through the pull requests is not at its end, what is missing is still to come.
  const auto stored_pulls = [&] { return ports.pulls.count_pull_requests(project.id).total().value_or(0); };
  const storage::PullWalk walk = ports.pulls.pull_walk(project.id);
  std::int64_t counted_pulls = counted.pulls;
  if (walk.watermark && !walk.cursor && stored_pulls() != counted_pulls) {
    counted_pulls = PullRepair(ports.pulls, client, project, lease, titles, call).run(report);
  }
  report.coverage.pull_requests = share(stored_pulls(), counted_pulls);
  ports.observations.record_audit(lease, report.coverage, now);
  return report;
}

}  // namespace cpsg::sync
