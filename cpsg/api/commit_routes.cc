// A project's commits.
#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/history/commit_selection.h"

namespace cpsg::api {
namespace {

storage::CommitCursor cursor_of(const model::Commit& commit) {
  storage::CommitCursor cursor{std::nullopt, commit.oid};
  if (commit.committed_at) cursor.committed_epoch_s = commit.committed_at->epoch_s;
  return cursor;
}

storage::CommitQuery commit_query(const Query& query) {
  storage::CommitQuery result;
  if (const auto cursor = query.text("cursor")) result.after = decode_commit_cursor(*cursor);
  result.since = query.time("since");
  if (const auto end = query.until()) result.until = *end - std::chrono::seconds(1);  // there it is inclusive
  result.include_unreachable = query.boolean("unreachable");
  if (result.include_unreachable && (query.text("branch") || query.text("author"))) {
    throw invalid("unreachable", "unreachable cannot be combined with branch or author");
  }
  return result;
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
  const history::CommitFilter filter = commit_filter(context, call, project);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  storage::HistoryReader& history = context.stores.history;
  storage::CommitView view = history.commit_view(project.id);
  if (filter.tip || filter.author_texts) view.live = context.selector.select(view, filter);
  auto read = [&history, view = std::move(view), query](ItemSink& items,
                                                        std::size_t limit) mutable -> std::optional<std::string> {
    const auto read_block = [&](std::size_t most) {
      query.limit = most;
      return history.commits(view, query);
    };
    const bool more = add_blocks(limit, read_block, [&](const model::Commit& commit) {
      if (!items.add(commit)) return false;
      query.after = cursor_of(commit);
      return true;
    });
    return more ? std::optional(encode_cursor(*query.after)) : std::nullopt;
  };
  return answer_list(context, call, {.shape = "commit", .etag = etag, .project = &project, .what = "commits"},
                     std::move(read));
}

}  // namespace cpsg::api
