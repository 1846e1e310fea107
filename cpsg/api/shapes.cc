#include "cpsg/api/shapes.h"

#include <fmt/format.h>

#include <concepts>
#include <vector>

#include "cpsg/api/csv_record.h"
#include "cpsg/api/json_object.h"
#include "cpsg/base/error.h"
#include "cpsg/model/git_time.h"

namespace cpsg::api {
namespace {

using model::GitTime;
using model::Oid;
using std::optional;

// ---- members that may be absent ----

template <typename Writer>
void member(Writer& out, std::string_view name, const optional<std::string>& value) {
  value ? out.text(name, *value) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const optional<std::int64_t>& value) {
  value ? out.number(name, *value) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const optional<bool>& value) {
  value ? out.boolean(name, *value) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const optional<GitTime>& value) {
  value ? out.text(name, format_git_time(*value)) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const optional<UnixTime>& value) {
  // A commit's time may be of the year 9999 in its own zone and beyond it in UTC.
  const bool writable = value && value->time_since_epoch().count() <= model::kMaxEpochS;
  writable ? out.text(name, model::format_utc(*value)) : out.null(name);
}
template <typename Writer, typename... Names>
void nulls(Writer& out, const Names&... names) {
  (out.null(names), ...);
}

// ---- project ----

bool history_is_cut(const model::ProjectCounts& counts) { return counts.shallow || counts.missing_parents > 0; }

std::string cut_reason(const model::ProjectCounts& counts) {
  if (counts.missing_parents == 0) return "history is cut: the repository is shallow";
  const bool one = counts.missing_parents == 1;
  return fmt::format("history is cut: {} {} not in the repository", counts.missing_parents,
                     one ? "parent is" : "parents are");
}

template <typename Writer>
void describe_status(Writer& out, const ProjectView& view) {
  const model::Project& project = view.project;
  const model::ProjectStatus& status = project.status;
  const bool syncing = project.syncing(view.now);
  const bool cut = project.counts && history_is_cut(*project.counts);
  optional<std::string> reason = status.reason;
  if (!reason && cut) reason = cut_reason(*project.counts);
  // A history that goes on beyond what the remote has: how much of it is here, nobody can say.
  const optional<std::int64_t> coverage = project.counts && !cut ? optional<std::int64_t>(1) : std::nullopt;

  out.begin("status");
  out.text("state", model::name(syncing ? model::SyncState::kSyncing : status.state));
  member(out, "reason", reason);
  status.code ? out.text("code", traits(*status.code).name) : out.null("code");
  member(out, "since", syncing ? project.syncing_since : status.since);
  member(out, "next_sync_at", status.next_sync_at);
  member(out, "last_synced_at", status.last_synced_at);
  out.begin("coverage");
  member(out, "commits", coverage);
  member(out, "branches", coverage);
  out.null("pull_requests");
  out.end();
  out.end();
}

template <typename Writer>
void describe(Writer& out, const ProjectView& view) {
  const model::Project& project = view.project;
  const optional<model::ProjectCounts>& counts = project.counts;
  const auto count = [&](std::int64_t model::ProjectCounts::* value) {
    return counts ? optional<std::int64_t>((*counts).*value) : std::nullopt;
  };
  out.text("id", project.id);
  out.null("github_id");
  out.text("owner", project.owner);
  out.text("name", project.name);
  out.text("full_name", project.full_name());
  member(out, "default_branch", counts ? counts->default_branch : std::nullopt);
  nulls(out, "description", "homepage", "topics", "license", "visibility", "archived", "fork");
  member(out, "empty", counts ? optional<bool>(counts->empty) : std::nullopt);
  out.list("renamed_from", {});
  nulls(out, "language", "languages", "stars", "forks", "watchers", "open_issues", "closed_issues", "size_kb",
        "releases", "tags");
  member(out, "contributors", count(&model::ProjectCounts::contributors));
  nulls(out, "created_at", "updated_at", "pushed_at");
  member(out, "commits", count(&model::ProjectCounts::commits));
  member(out, "commits_all", count(&model::ProjectCounts::commits_all));
  member(out, "branches", count(&model::ProjectCounts::branches));
  out.begin("pull_requests");
  nulls(out, "open", "closed", "merged", "total");
  out.end();
  describe_status(out, view);
  out.finish();
}

// ---- branch ----

template <typename Writer>
void describe(Writer& out, const BranchView& view) {
  const model::Branch& branch = view.branch;
  out.text("name", branch.name);
  out.text("oid", branch.oid.hex());
  out.boolean("default", branch.is_default);
  member(out, "ahead", branch.ahead);
  member(out, "behind", branch.behind);
  member(out, "merged", branch.merged);
  out.number("commits", branch.commits);
  member(out, "committed_at", branch.committed_at);
  member(out, "author", view.author);
  member(out, "deleted_at", branch.deleted_at);
  out.finish();
}

// ---- commit ----

template <typename Writer>
void describe_person(Writer& out, std::string_view role, const model::Person& person, const optional<GitTime>& date) {
  out.begin(role);
  out.text("name", person.name);
  member(out, "email", person.email);
  member(out, "date", date);
  member(out, "login", person.login);
  out.end();
}

std::vector<std::string> altered_names(model::Altered altered) {
  std::vector<std::string> names;
  if (contains(altered, model::Altered::kEncoding)) names.emplace_back("encoding");
  if (contains(altered, model::Altered::kDate)) names.emplace_back("date");
  if (contains(altered, model::Altered::kZone)) names.emplace_back("zone");
  return names;
}

template <typename Writer>
void describe(Writer& out, const model::Commit& commit) {
  std::vector<std::string> parents;
  parents.reserve(commit.parents.size());
  for (const Oid& parent : commit.parents) parents.push_back(parent.hex());
  out.text("oid", commit.oid.hex());
  out.list("parents", parents);
  describe_person(out, "author", commit.author, commit.authored_at);
  describe_person(out, "committer", commit.committer, commit.committed_at);
  out.text("message", commit.message);
  member(out, "additions", commit.additions);
  member(out, "deletions", commit.deletions);
  member(out, "changed_files", commit.changed_files);
  out.boolean("bot", commit.bot());
  out.boolean("on_default_branch", commit.on_default_branch);
  member(out, "unreachable_since", commit.unreachable_since);
  out.list("altered", altered_names(commit.altered));
  out.finish();
}

// ---- contributor ----

template <typename Writer>
void describe(Writer& out, const model::Contributor& contributor) {
  out.text("name", contributor.person.name);
  member(out, "email", contributor.person.email);
  member(out, "login", contributor.person.login);
  out.boolean("bot", contributor.person.bot);
  out.number("commits", contributor.commits);
  out.number("commits_all", contributor.commits_all);
  member(out, "first_commit_at", contributor.first_commit_at);
  member(out, "last_commit_at", contributor.last_commit_at);
  out.finish();
}

// ---- forms ----

template <typename Writer, typename View>
void write(std::string& out, const View& view) {
  Writer writer(out);
  describe(writer, view);
}

template <typename View>
std::string header_of(const View& view) {
  std::string out;
  write<CsvHeader>(out, view);
  return out;
}

}  // namespace

void append_json(std::string& out, const ProjectView& view) { write<JsonObject>(out, view); }
void append_json(std::string& out, const BranchView& view) { write<JsonObject>(out, view); }
void append_json(std::string& out, const model::Commit& commit) { write<JsonObject>(out, commit); }
void append_json(std::string& out, const model::Contributor& contributor) { write<JsonObject>(out, contributor); }

void append_csv(std::string& out, const ProjectView& view) { write<CsvRecord>(out, view); }
void append_csv(std::string& out, const BranchView& view) { write<CsvRecord>(out, view); }
void append_csv(std::string& out, const model::Commit& commit) { write<CsvRecord>(out, commit); }

std::string project_csv_header() { return header_of(ProjectView{model::Project(), {}}); }
std::string branch_csv_header() { return header_of(BranchView{model::Branch(), {}}); }
std::string commit_csv_header() { return header_of(model::Commit()); }

}  // namespace cpsg::api
