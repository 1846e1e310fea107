// A project, and one day of its numbers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/local_path.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

bool history_is_cut(const model::ProjectCounts& counts) { return counts.shallow || counts.missing_parents > 0; }

std::string cut_reason(const model::ProjectCounts& counts) {
  if (counts.missing_parents == 0) return "history is cut: the repository is shallow";
  const bool one = counts.missing_parents == 1;
  return fmt::format("history is cut: {} {} not in the repository", counts.missing_parents,
                     one ? "parent is" : "parents are");
}

// The share that an audit found. Before the first audit a synced history counts as complete. It is unknown for a
// history of which the remote itself has only a part.
std::optional<double> history_coverage(const model::Project& project, const std::optional<double>& audited) {
  if (!project.counts || history_is_cut(*project.counts)) return std::nullopt;
  return audited ? audited : std::optional(1.0);
}

// The words of this process' own trouble may name its files; the log and the command line have them.
std::optional<std::string> reason_without_paths(const model::Project& project) {
  const model::ProjectStatus& status = project.status;
  if (!status.reason) return std::nullopt;
  const bool is_own = status.code && (concerns_store(*status.code) || *status.code == ErrorCode::kInternal);
  if (is_own && status.reason->find('/') != std::string::npos) return std::string(traits(*status.code).title);
  return without_local_path(*status.reason, project.source_url);
}

template <typename Writer>
void describe_status(Writer& out, const ProjectView& view) {
  const model::Project& project = view.project;
  const model::ProjectStatus& status = project.status;
  const bool syncing = project.syncing(view.now);
  std::optional<std::string> reason = reason_without_paths(project);
  if (!reason && project.counts) reason = remark(*project.counts);

  out.begin("status");
  out.text("state", model::name(syncing ? model::SyncState::kSyncing : status.state));
  member(out, "reason", reason);
  member(out, "code", status.code);
  member(out, "since", syncing ? project.syncing_since : status.since);
  member(out, "next_sync_at", status.next_sync_at);
  member(out, "last_synced_at", status.last_synced_at);
  out.begin("coverage");
  member(out, "commits", history_coverage(project, project.coverage.commits));
  member(out, "branches", history_coverage(project, project.coverage.branches));
  member(out, "pull_requests", project.coverage.pull_requests);
  out.end();
  out.end();
}

// As git says it, where the history was synced; else as GitHub's API does.
std::optional<std::string> default_branch(const model::Project& project) {
  if (project.counts && project.counts->default_branch) return project.counts->default_branch;
  return project.statistics ? project.statistics->default_branch : std::nullopt;
}

std::optional<bool> is_empty(const model::Project& project) {
  if (project.counts) return project.counts->empty;
  return project.statistics ? project.statistics->empty : std::nullopt;
}

}  // namespace

std::optional<std::string> remark(const model::ProjectCounts& counts) {
  std::string text;
  if (history_is_cut(counts)) text = cut_reason(counts);
  if (counts.refs_left_out > 0) {
    const bool one = counts.refs_left_out == 1;
    const bool more = counts.refs_left_out > static_cast<std::int64_t>(counts.refs_left_out_names.size());
    fmt::format_to(std::back_inserter(text), "{}{} {} under refs/heads {} left out: {}{}", text.empty() ? "" : "; ",
                   counts.refs_left_out, one ? "ref" : "refs", one ? "is" : "are",
                   fmt::join(counts.refs_left_out_names, ", "), more ? ", ..." : "");
  }
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

template <typename Writer>
void describe(Writer& out, const ProjectView& view) {
  const model::Project& project = view.project;
  const bool observed = project.statistics.has_value();
  const model::Statistics& seen = observed ? *project.statistics : model::Statistics();
  const auto count = [&](std::int64_t model::ProjectCounts::* value) {
    return project.counts ? std::optional<std::int64_t>((*project.counts).*value) : std::nullopt;
  };
  out.text("id", project.id);
  member(out, "github_id", project.github_id);
  out.text("owner", project.owner);
  out.text("name", project.name);
  out.text("full_name", project.full_name());
  member(out, "default_branch", default_branch(project));
  member(out, "description", seen.description);
  member(out, "homepage", seen.homepage);
  member(out, "topics", observed ? &seen.topics : nullptr);
  member(out, "license", seen.license);
  member(out, "visibility", seen.visibility);
  member(out, "archived", seen.archived);
  member(out, "fork", seen.fork);
  member(out, "empty", is_empty(project));
  out.list("renamed_from", project.renamed_from);
  member(out, "language", seen.language);
  member(out, "languages", observed ? &seen.languages : nullptr);
  member(out, "stars", seen.stars);
  member(out, "forks", seen.forks);
  member(out, "watchers", seen.watchers);
  member(out, "open_issues", seen.open_issues);
  member(out, "closed_issues", seen.closed_issues);
  member(out, "size_kb", seen.size_kb);
  member(out, "releases", seen.releases);
  member(out, "tags", seen.tags);
  member(out, "contributors", count(&model::ProjectCounts::contributors));
  member(out, "created_at", seen.created_at);
  member(out, "updated_at", seen.updated_at);
  member(out, "pushed_at", seen.pushed_at);
  member(out, "commits", count(&model::ProjectCounts::commits));
  member(out, "commits_all", count(&model::ProjectCounts::commits_all));
  member(out, "branches", count(&model::ProjectCounts::branches));
  member(out, "pull_requests", seen.pulls);
  describe_status(out, view);
}

// ---- a day ----

template <typename Writer>
void describe(Writer& out, const model::DailySnapshot& snapshot) {
  const std::chrono::year_month_day day(snapshot.day);
  out.text("date", fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                               static_cast<unsigned>(day.day())));
  member(out, "stars", snapshot.stars);
  member(out, "forks", snapshot.forks);
  member(out, "watchers", snapshot.watchers);
  member(out, "open_issues", snapshot.open_issues);
  member(out, "closed_issues", snapshot.closed_issues);
  member(out, "size_kb", snapshot.size_kb);
  member(out, "releases", snapshot.releases);
  member(out, "tags", snapshot.tags);
  member(out, "contributors", snapshot.contributors);
  member(out, "commits", snapshot.commits);
  member(out, "commits_all", snapshot.commits_all);
  member(out, "branches", snapshot.branches);
  member(out, "pull_requests", snapshot.pulls);
}

void append_json(std::string& out, const ProjectView& view) { write<JsonObject>(out, view); }
void append_json(std::string& out, const model::DailySnapshot& snapshot) { write<JsonObject>(out, snapshot); }

void append_csv(std::string& out, const ProjectView& view) { write<CsvRecord>(out, view); }

std::string project_csv_header() { return header_of(ProjectView{model::Project(), {}}); }

}  // namespace cpsg::shape
