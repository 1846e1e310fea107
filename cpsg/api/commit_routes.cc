#include <fmt/format.h>

#include <limits>

#include "cpsg/api/branch_pages.h"
#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/limits.h"
#include "cpsg/history/activity.h"
#include "cpsg/http/problem.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

// Messages may be long: a page ends early rather than grow beyond about this.
constexpr std::size_t kPageSoftMaxBytes = 4 * limits::kMiB;
constexpr std::size_t kCommitsAStep = 100;

http::FieldError bad(std::string field, const std::string& reason) {
  return {ErrorCode::kRequestInvalid, std::move(field), reason};
}

storage::CommitCursor cursor_of(const model::Commit& commit) {
  storage::CommitCursor cursor{std::nullopt, commit.oid};
  if (commit.committed_at) cursor.committed_epoch_s = commit.committed_at->epoch_s;
  return cursor;
}

storage::CommitQuery commit_query(const Query& query) {
  storage::CommitQuery result;
  if (const auto cursor = query.text("cursor")) result.after = decode_commit_cursor(*cursor);
  result.since = query.time("since");
  result.until = query.time("until");
  result.include_unreachable = query.boolean("unreachable");
  if (result.include_unreachable && (query.text("branch") || query.text("author"))) {
    throw bad("unreachable", "unreachable cannot be combined with branch or author");
  }
  return result;
}

history::CommitFilter commit_filter(const Context& context, const Call& call, const model::Project& project) {
  history::CommitFilter filter;
  if (const auto branch = branch_parameter(context, call, project)) filter.tip = branch->oid;
  const auto author = call.target.query.text("author");
  if (!author) return filter;
  if (author->empty()) throw bad("author", "author must be a name, an e-mail address or a login");
  const auto& forms = context.options.stored_forms;
  filter.author_texts = forms ? forms(*author) : std::vector{*author};
  return filter;
}

history::ActivityQuery activity_query(const Query& query) {
  history::ActivityQuery result;
  if (const auto name = query.text("interval")) {
    const auto interval = history::interval_from_name(*name);
    if (!interval) throw bad("interval", "interval must be hour, day, week or month");
    result.interval = *interval;
  }
  if (auto text = query.text("tz")) {
    if (text->starts_with(' ')) text->front() = '+';
    const auto zone = history::zone_from_text(*text);
    if (!zone) throw bad("tz", "tz must be UTC or an offset like +02:00; names of zones are not known here");
    result.zone_minutes = *zone;
  }
  result.since = query.time("since");
  result.until = query.time("until");
  return result;
}

int year_of(UnixTime time) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
}

using ActivityBuckets = std::optional<std::vector<model::ActivityBucket>>;

ActivityBuckets stored_activity(const Context& context, const model::Project& project,
                                const history::ActivityQuery& query) {
  // A bucket that holds `since` may begin in the year before, and so on.
  const int first = query.since ? year_of(*query.since) - 1 : std::numeric_limits<int>::min();
  const int last = query.until ? year_of(*query.until) + 1 : std::numeric_limits<int>::max();
  return history::activity_from_roll_ups(context.stores.history.activity(project.id, first, last), query);
}

ActivityBuckets computed_activity(const Context& context, const model::Project& project,
                                  const std::optional<model::Branch>& branch, const history::ActivityQuery& query) {
  const storage::CommitView view = context.stores.history.commit_view(project.id);
  ActivityBuckets buckets;
  context.graphs.read(view, [&](const history::StoredGraph& stored) {
    const bool of_branch = branch.has_value();
    buckets = history::activity_from_graph(
        stored, of_branch ? history::rows_reached(stored, branch->oid, view.rows) : view.on_default,
        of_branch ? std::nullopt : std::optional(view.live), query);
  });
  return buckets;
}

}  // namespace

std::optional<model::Branch> branch_parameter(const Context& context, const Call& call, const model::Project& project) {
  const auto name = call.target.query.text("branch");
  if (!name) return std::nullopt;
  auto branch = find_branch(context.stores, project.id, *name);
  if (!branch) {
    throw http::FieldError(ErrorCode::kNotFound, "branch",
                           fmt::format("{} has no branch '{}'", project.full_name(), *name));
  }
  return branch;
}

http::Response list_commits(const Context& context, const Call& call, const model::Project& project) {
  const Query& parameters = call.target.query;
  parameters.allow({"limit", "cursor", "since", "until", "branch", "author", "unreachable"});
  const std::size_t limit = parameters.limit();
  storage::CommitQuery query = commit_query(parameters);
  const history::CommitFilter filter = commit_filter(context, call, project);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, etag)) return *std::move(unchanged);

  storage::CommitView view = context.stores.history.commit_view(project.id);
  if (filter.tip || filter.author_texts) view.live = context.selector.select(view, filter);
  Page page(call.target);
  std::size_t left = limit;
  bool more = true;
  while (more && left > 0 && page.size_bytes() < kPageSoftMaxBytes) {
    const std::size_t step = std::min(left, kCommitsAStep);
    query.limit = step + 1;
    const std::vector<model::Commit> commits = context.stores.history.commits(view, query);
    const std::size_t taken = std::min(commits.size(), step);
    for (std::size_t i = 0; i < taken; ++i) page.add(commits[i]);
    if (taken > 0) query.after = cursor_of(commits[taken - 1]);
    left -= taken;
    more = commits.size() > step;
  }
  std::optional<std::string> next;
  if (more) next = encode_cursor(*query.after);
  return page.finish(next, etag);
}

http::Response list_branches(const Context& context, const Call& call, const model::Project& project) {
  const Query& query = call.target.query;
  query.allow({"limit", "cursor", "deleted"});
  const std::size_t limit = query.limit();
  const bool with_deleted = query.boolean("deleted");
  const auto cursor = query.text("cursor");
  const std::string after = cursor ? decode_name_cursor(NameCursorKind::kBranch, *cursor) : "";
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, etag)) return *std::move(unchanged);

  std::vector<model::Branch> branches = branch_page(context.stores, project.id, after, limit + 1, with_deleted);
  const bool more = branches.size() > limit;
  if (more) branches.resize(limit);
  TipAuthors authors(context.stores, project.id);
  Page page(call.target);
  for (const model::Branch& branch : branches) page.add(shape::BranchView{branch, authors.of(branch)});
  std::optional<std::string> next;
  if (more) next = encode_cursor(NameCursorKind::kBranch, branches.back().name);
  return page.finish(next, etag);
}

http::Response get_activity(const Context& context, const Call& call, const model::Project& project) {
  call.target.query.allow({"interval", "since", "until", "tz", "branch"});
  const history::ActivityQuery query = activity_query(call.target.query);
  const auto branch = branch_parameter(context, call, project);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, etag)) return *std::move(unchanged);

  constexpr int kMinutesPerHour = 60;
  const bool stored = !branch && query.zone_minutes % kMinutesPerHour == 0;
  const ActivityBuckets buckets =
      stored ? stored_activity(context, project, query) : computed_activity(context, project, branch, query);
  if (!buckets) {
    throw bad("interval", fmt::format("interval gives more than {} buckets: ask for a longer one, or for less time with"
                                      " since and until",
                                      history::kActivityBucketsMax));
  }
  Page page(call.target);
  for (const model::ActivityBucket& bucket : *buckets) page.add(bucket);
  return page.finish(std::nullopt, etag);
}

http::Response list_contributors(const Context& context, const Call& call, const model::Project& project) {
  const Query& query = call.target.query;
  query.allow({"limit", "cursor"});
  const std::size_t limit = query.limit();
  std::optional<storage::ContributorCursor> after;
  if (const auto cursor = query.text("cursor")) after = decode_contributor_cursor(*cursor);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, etag)) return *std::move(unchanged);

  std::vector<model::Contributor> contributors = context.stores.history.contributors(project.id, after, limit + 1);
  const bool more = contributors.size() > limit;
  if (more) contributors.resize(limit);
  Page page(call.target);
  for (const model::Contributor& contributor : contributors) page.add(contributor);
  std::optional<std::string> next;
  if (more) {
    const model::Contributor& last = contributors.back();
    next =
        encode_cursor(storage::ContributorCursor{last.commits_all, last.person.email.value_or(""), last.person.name});
  }
  return page.finish(next, etag);
}

}  // namespace cpsg::api
