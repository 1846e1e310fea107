// A project's commits, and one of them by its id.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/fields.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/utf8.h"
#include "cpsg/history/commit_selection.h"
#include "cpsg/history/find_commit.h"
#include "cpsg/shape/members.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kOidSegment = 5;
constexpr std::size_t kCandidatesMax = 10;  // that an error names

storage::CommitCursor cursor_of(const model::Commit& commit) {
  storage::CommitCursor cursor{std::nullopt, commit.oid};
  if (commit.committed_at) cursor.committed_epoch_s = commit.committed_at->epoch_s;
  return cursor;
}

bool leaves_out_bots(const Query& query) { return query.text("bots") && !query.boolean("bots"); }

storage::CommitQuery commit_query(const Query& query) {
  storage::CommitQuery result;
  if (const auto cursor = query.text("cursor")) result.after = decode_commit_cursor(*cursor);
  const TimeZone zone = query.zone("tz").value_or(TimeZone());
  result.since = query.since(zone);
  if (const auto end = query.until(zone)) result.until = *end - std::chrono::seconds(1);  // there it is inclusive
  result.include_unreachable = query.boolean("unreachable");
  if (result.include_unreachable && (query.text("branch") || query.text("author") || leaves_out_bots(query))) {
    throw invalid("unreachable", "unreachable cannot be combined with branch, author or bots=false");
  }
  return result;
}

// Of all commits that the pages hold together. How many lie between two times only a look at each of them would tell.
std::string total_text(const storage::CommitView& view, const storage::CommitQuery& query) {
  if (query.since || query.until) return "null";
  return std::to_string(query.include_unreachable ? view.rows : view.live.count());
}

// The first line, as far as a line of a list goes.
void keep_subject(std::string& message) {
  constexpr std::size_t kSubjectMaxBytes = 256;
  message.resize(std::min(message.find('\n'), message.size()));
  message = cut_utf8(message, kSubjectMaxBytes);
}

std::string candidates_text(std::string_view digits, const history::CommitMatches& found) {
  std::vector<std::string> oids;
  for (const auto& each : found.first) oids.push_back(each.oid.hex());
  return fmt::format("{} begins the ids of {} commits, so more digits are needed: {}{}", digits, found.count,
                     fmt::join(oids, ", "), found.count > oids.size() ? ", ..." : "");
}

}  // namespace

history::CommitFilter commit_filter(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  history::CommitFilter filter;
  if (const auto branch = branch_parameter(context.stores.history, call, project)) filter.tip = branch->oid;
  const auto author = call.target.query.text("author");
  if (!author) return filter;
  const auto& forms = context.options.stored_forms;
  filter.author_texts = forms ? forms(*author) : std::vector{*author};
  return filter;
}

http::Response list_commits(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const Query& parameters = call.target.query;
  storage::CommitQuery query = commit_query(parameters);
  history::CommitFilter filter = commit_filter(context, call, project);
  filter.without_bots = leaves_out_bots(parameters);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  storage::HistoryReader& history = context.stores.history;
  storage::CommitView view = history.commit_view(project.id);
  if (filter.tip || filter.author_texts || filter.without_bots) view.live = context.selector.select(view, filter);
  ListOptions options{.shape = "commit", .etag = etag, .project = &project, .what = "commits"};
  if (parameters.boolean("total")) options.beside = "\"total\":" + total_text(view, query);
  const bool subjects = parameters.text("message") == "subject";
  auto read = [&history, view = std::move(view), query, subjects](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    const auto read_block = [&](std::size_t most) {
      query.limit = most;
      return history.commits(view, query);
    };
    const bool more = add_blocks(limit, read_block, [&](model::Commit& commit) {
      if (subjects) keep_subject(commit.message);
      if (!items.add(commit)) return false;
      query.after = cursor_of(commit);
      return true;
    });
    return more ? std::optional(encode_cursor(*query.after)) : std::nullopt;
  };
  return answer_list(context, call, options, std::move(read));
}

http::Response get_commit(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);
  const std::string& digits = call.target.segments[kOidSegment];
  const model::OidPrefix prefix = model::OidPrefix::from_hex(digits).value();
  storage::HistoryReader& history = context.stores.history;
  const storage::CommitView view = history.commit_view(project.id);
  const history::CommitMatches found = history::find_commits(history, view, prefix, kCandidatesMax);
  if (found.count == 0) {
    throw http::FieldError(ErrorCode::kNotFound, "oid",
                           fmt::format("{}/{} has no commit {}", project.owner, project.name, digits));
  }
  if (found.count > 1) throw http::FieldError(ErrorCode::kConflict, "oid", candidates_text(digits, found));
  std::string body;
  shape::append_json(body, history.commits_at(view, std::vector{found.first.front().row}).at(0));
  if (const auto fields = fields_of(call.target.query); !fields.empty()) shape::keep_members(body, 0, fields);
  return json_response(std::move(body), etag);
}

}  // namespace cpsg::api
