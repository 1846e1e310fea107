#include "cpsg/sync/audit_project.h"

#include <algorithm>
#include <optional>

#include "cpsg/sync/repair_pull_requests.h"

namespace cpsg::sync {
namespace {

std::optional<model::Oid> default_tip(storage::HistoryWriter& writer, const model::Project& project) {
  for (const model::Branch& branch : writer.published_state(project.id).branches) {
    if (branch.is_default) return branch.oid;
  }
  return std::nullopt;
}

}  // namespace

double stored_share(std::int64_t stored, std::int64_t counted) {
  if (counted <= 0) return 1;
  return std::min(1.0, static_cast<double>(stored) / static_cast<double>(counted));
}

AuditReport audit_project(const AuditPorts& ports, github::client::Client& client, const model::Project& project,
                          const storage::Lease& lease, const github::client::Call& call, const AuditOptions& options) {
  const github::wire::AuditCounts counted = client.audit(project.node_id, project.owner, call);
  AuditReport report;
  report.coverage = project.coverage;
  if (project.counts) {
    report.coverage.branches = stored_share(project.counts->branches, counted.branches);
    // If the tips differ, somebody pushed since the branches were listed, and the counts are of other histories. If
    // GitHub could not count the commits, nothing new is known of them.
    const bool counted_commits = counted.commits || !counted.default_tip;
    if (counted_commits && counted.default_tip == default_tip(ports.writer, project)) {
      const std::int64_t commits = counted.commits.value_or(0);
      report.coverage.commits = stored_share(project.counts->commits, commits);
      report.history_incomplete = project.counts->commits < commits;
    }
  }
  const PullRepairReport repaired = repair_pull_requests(
      {ports.pulls, client, project, lease, call, options.titles, options.now, options.list_again}, counted.pulls);
  report.removed_pulls = repaired.removed;
  report.repaired_pulls = repaired.repaired;
  report.coverage.pull_requests = stored_share(repaired.counted - repaired.missing, repaired.counted);
  ports.observations.record_audit(lease, report.coverage, options.now);
  return report;
}

}  // namespace cpsg::sync
