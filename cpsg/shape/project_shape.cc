// A project, and one row of its history.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/model/local_path.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
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

std::optional<std::string> shown_reason(const model::Project& project) {
  const model::ProjectStatus& status = project.status;
  if (!status.reason) return std::nullopt;
  return model::shown_message(status.code, *status.reason, project.source_url);
}

std::vector<ValueMeaning> sync_states() {
  return {{"pending", "never synced"},
          {"syncing", "a process works on it now"},
          {"ok", "as good as its last success"},
          {"waiting_quota", "GitHub asked to wait, or the budget is used up"},
          {"no_access", "missing, private to others, or refused to the token"},
          {"sso_required", "the token has to be authorised for the organisation's single sign-on"},
          {"gone", "deleted, or its name belongs to another repository now"},
          {"blocked", "taken down for legal reasons"},
          {"failing", "the last sync failed; it is tried again"}};
}

template <typename Writer>
void describe_status(Writer& out, const ProjectView& view) {
  const model::Project& project = view.project;
  const model::ProjectStatus& status = project.status;
  const bool syncing = project.syncing(view.now);
  std::optional<std::string> reason = shown_reason(project);
  if (!reason && project.counts) reason = remark(*project.counts);

  out.begin("status", "how far the project is synced, and what is in the way");
  out.text("state", model::name(syncing ? model::SyncState::kSyncing : status.state),
           {"the project's state; the server's own trouble leaves it as it is", &sync_states});
  member(out, "reason", reason, "what is wrong, or what is left out, in one line for people; null where all is well");
  member(out, "code", status.code, "the code of what is wrong; null where nothing is");
  member(out, "since", syncing ? project.syncing_since : status.since, "when `state` last changed; null until it did");
  member(out, "next_sync_at", status.next_sync_at, "when it is due next; null while nothing is planned");
  member(out, "last_synced_at", status.last_synced_at, "when a sync last succeeded; null until one did");
  out.begin("coverage",
            "the stored share of what GitHub counts, 0 to 1, as the last audit found it; before the first one, commits "
            "and branches that were synced count as complete");
  member(out, "commits", history_coverage(project, project.coverage.commits),
         "null until synced, or where the remote itself has only a part of the history");
  member(out, "branches", history_coverage(project, project.coverage.branches),
         "null until synced, or where the remote itself has only a part of the history");
  member(
      out, "pull_requests", project.coverage.pull_requests,
      "before the first audit as the last sync left it; null before the first sync, and where GitHub does not tell how"
      " many there are");
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

// A project that was put aside has a name of ours.
std::optional<std::string> page_of(const model::Project& project, std::string_view git_url) {
  if (git_url.empty() || !project.source_url.empty() || model::is_put_aside(project)) return std::nullopt;
  return fmt::format("{}/{}", git_url, project.full_name());
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
  out.text("id", project.id, "cpsg's own id, opaque; the same for the project's whole life");
  member(out, "github_id", project.github_id, "GitHub's number of the repository; null until it is known");
  out.text("owner", project.owner, "as GitHub writes it");
  out.text("name", project.name, "as GitHub writes it");
  out.text("full_name", project.full_name(), "`owner/name`");
  member(out, "default_branch", default_branch(project), "its name; null until known, or where HEAD names no branch");
  member(out, "description", seen.description, "as its owner wrote it; null where there is none, or until GitHub told");
  member(out, "homepage", seen.homepage, "its address; null where there is none, or until GitHub told");
  member(out, "topics", observed ? &seen.topics : nullptr, "sorted; null until GitHub told");
  member(out, "license", seen.license, "its SPDX id; null where GitHub knows none, or until it told");
  member(out, "visibility", seen.visibility, "`public`, `private` or `internal`; null until GitHub told");
  member(out, "archived", seen.archived, "whether it takes no more changes; null until GitHub told");
  member(out, "fork", seen.fork, "whether it is a fork; null until GitHub told");
  member(out, "empty", is_empty(project), "whether no branch has a commit; null until known");
  out.list("renamed_from", project.renamed_from, "earlier full names, oldest first");
  member(out, "language", seen.language, "the one with the most code; null where there is none, or until GitHub told");
  member(out, "languages", observed ? &seen.languages : nullptr, "largest first; null until GitHub told");
  member(out, "stars", seen.stars, "people who starred it; null until GitHub told");
  member(out, "forks", seen.forks, "its forks; null until GitHub told");
  member(out, "watchers", seen.watchers, "people who get its notifications; null until GitHub told");
  member(out, "open_issues", seen.open_issues, "without pull requests; null until GitHub told");
  member(out, "closed_issues", seen.closed_issues, "without pull requests; null until GitHub told");
  member(out, "size_kb", seen.size_kb, "in kilobytes, as GitHub measures it; null until GitHub told");
  member(out, "releases", seen.releases, "published ones; null until GitHub told");
  member(out, "tags", seen.tags, "its tags; null until GitHub told");
  member(out, "contributors", count(&model::ProjectCounts::contributors),
         "distinct authors over all live branches; null until synced");
  member(out, "created_at", seen.created_at, "at GitHub; null until GitHub told");
  member(out, "updated_at", seen.updated_at, "at GitHub; null until GitHub told");
  member(out, "pushed_at", seen.pushed_at,
         "the last push, at GitHub; null until it told, or where nothing was ever pushed");
  member(out, "commits", count(&model::ProjectCounts::commits), "on the default branch; null until synced");
  member(out, "commits_all", count(&model::ProjectCounts::commits_all), "on any live branch; null until synced");
  member(out, "branches", count(&model::ProjectCounts::branches), "live ones; null until synced");
  member(out, "pull_requests", seen.pulls, "pull requests by state, as GitHub counts them");
  describe_status(out, view);
  member(out, "html_url", page_of(project, view.git_url),
         "its page on the configured host; null where it comes from elsewhere, or has no name there");
  member(out, "followed_since", project.followed_since,
         "when it was added here; null where that was before this was recorded");
}

// ---- a day, week or month ----

namespace {

std::string date_text(std::chrono::sys_days date) {
  const std::chrono::year_month_day day(date);
  std::string text = "0000-00-00";
  const auto write = [&text](std::size_t last, unsigned number) {
    for (; number > 0; number /= 10) text[last--] = static_cast<char>('0' + number % 10);
  };
  write(3, static_cast<unsigned>(static_cast<int>(day.year())));  // from 1970 to 9999
  write(6, static_cast<unsigned>(day.month()));
  write(9, static_cast<unsigned>(day.day()));
  return text;
}

std::vector<ValueMeaning> day_sources() {
  return {{"observed", "seen by this server on `last_date`"},
          {"github_star_history",
           "before the project was followed: counted back from the first observation by GitHub's star history, which "
           "knows only stars that were not taken back; all other numbers are null"}};
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const model::HistoryDay& row) {
  const model::DailySnapshot& snapshot = row.last;
  out.text("date", date_text(row.first),
           {"the UTC day, or the first one of the week (a Monday) or month", TextForm::kDay});
  member(out, "stars", snapshot.stars, "people who starred it; null until GitHub told");
  member(out, "forks", snapshot.forks, "its forks; null until GitHub told");
  member(out, "watchers", snapshot.watchers, "people who get its notifications; null until GitHub told");
  member(out, "open_issues", snapshot.open_issues, "without pull requests; null until GitHub told");
  member(out, "closed_issues", snapshot.closed_issues, "without pull requests; null until GitHub told");
  member(out, "size_kb", snapshot.size_kb, "in kilobytes, as GitHub measures it; null until GitHub told");
  member(out, "releases", snapshot.releases, "published ones; null until GitHub told");
  member(out, "tags", snapshot.tags, "its tags; null until GitHub told");
  member(out, "contributors", snapshot.contributors, "distinct authors over all live branches; null until synced");
  member(out, "commits", snapshot.commits, "on the default branch; null until synced");
  member(out, "commits_all", snapshot.commits_all, "on any live branch; null until synced");
  member(out, "branches", snapshot.branches, "live ones; null until synced");
  member(out, "pull_requests", snapshot.pulls, "pull requests by state, as GitHub counts them");
  out.text("last_date", date_text(snapshot.day),
           {"the last UTC day of it that has numbers: they are those of that day's last observation", TextForm::kDay});
  out.text("source", model::name(row.source), {"where the numbers come from", &day_sources});
  out.boolean("partial", row.partial,
              "whether the day, week or month is not over yet, or ends after `until`: its last day is not known, or not"
              " looked at");
}

void append_json(std::string& out, const ProjectView& view) { write<JsonObject>(out, view); }
void append_json(std::string& out, const model::HistoryDay& row) { write<JsonObject>(out, row); }

ShapeDescription project_description() {
  return description_of("project", "a followed repository", ProjectView{model::Project(), {}});
}
ShapeDescription day_description() {
  return description_of("day", "a project's numbers on one day, or on the last day of a week or month that has any",
                        model::HistoryDay());
}

}  // namespace cpsg::shape
