// The people of a project: who they are, how many worked when, and how much those did who did most.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "cpsg/api/activity_query.h"
#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/fields.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/history/contributor_activity.h"
#include "cpsg/history/contributor_list.h"

namespace cpsg::api {
namespace {

using history::ContributorOrder;

constexpr std::array<std::pair<std::string_view, ContributorOrder>, 6> kOrders = {{
    {"commits", ContributorOrder::kCommits},
    {"commits_all", ContributorOrder::kCommitsAll},
    {"name", ContributorOrder::kName},
    {"first", ContributorOrder::kFirst},
    {"last", ContributorOrder::kLast},
    {"commits_in_range", ContributorOrder::kCommitsInRange},
}};

ContributorOrder order_of(const Query& query, bool counts_range) {
  const auto name = query.text("sort");
  if (!name) return counts_range ? ContributorOrder::kCommitsInRange : ContributorOrder::kCommitsAll;
  for (const auto& [known, order] : kOrders) {
    if (known != *name) continue;
    if (order == ContributorOrder::kCommitsInRange && !counts_range) {
      throw invalid("sort", "sort=commits_in_range goes with since, until or branch");
    }
    return order;
  }
  throw invalid("sort", "sort is none that is known");
}

history::ContributorListQuery list_query(const Context& context, const Query& query) {
  history::ContributorListQuery result;
  result.range = activity_query(context, query);
  result.counts_range = query.text("since") || query.text("until") || query.text("branch");
  result.text = query.text("q").value_or("");
  result.order = order_of(query, result.counts_range);
  const std::string direction = query.text("order").value_or(result.order == ContributorOrder::kName ? "asc" : "desc");
  result.descending = direction == "desc";
  return result;
}

// Whether the stored order answers, so that no commits have to be looked at.
bool is_plain(const Query& query) {
  for (const std::string_view name : {"since", "until", "branch", "bots", "q"}) {
    if (query.text(name)) return false;
  }
  return query.text("sort").value_or("commits_all") == "commits_all" && query.text("order").value_or("desc") == "desc";
}

std::string total_member(std::size_t total) { return fmt::format("\"total\":{}", total); }

http::Response list_by_commits(const Context& context, const Call& call, const storage::ProjectRevision& project,
                               std::string_view etag) {
  const Query& query = call.target.query;
  std::optional<storage::ContributorCursor> after;
  if (const auto cursor = query.text("cursor")) after = decode_contributor_cursor(*cursor);
  std::string beside;
  if (query.boolean(kTotalParameter)) {
    const auto counts = context.stores.projects.project(project.id).counts;
    beside = total_member(counts ? static_cast<std::size_t>(counts->contributors) : 0);
  }
  auto read = [&history = context.stores.history, id = project.id, after](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    const auto read_block = [&](std::size_t most) { return history.contributors(id, after, most); };
    const bool more = add_blocks(limit, read_block, [&](const model::Contributor& contributor) {
      if (!items.add(contributor)) return false;
      after = storage::cursor_behind(after, contributor);
      return true;
    });
    return more ? std::optional(encode_cursor(*after)) : std::nullopt;
  };
  return answer_list(context, call,
                     {.shape = "contributor",
                      .etag = etag,
                      .project = &project,
                      .what = "contributors",
                      .beside = std::move(beside),
                      .of_generation = true},
                     std::move(read));
}

http::Response list_in_order(const Context& context, const Call& call, const storage::ProjectRevision& project,
                             const history::CommitFilter& filter, std::string_view etag) {
  const Query& query = call.target.query;
  const history::ContributorListQuery wanted = list_query(context, query);
  std::optional<history::ContributorPosition> after;
  if (const auto cursor = query.text("cursor"))
    after = decode_contributor_position(*cursor, wanted.order, wanted.descending);
  const auto list = std::make_shared<const history::ContributorList>(
      context.stores.history, history::chosen_commits(question_of(context, project, filter), wanted.range.clocks),
      wanted);
  std::string beside;
  if (query.boolean(kTotalParameter)) beside = total_member(list->size());
  auto read = [list, order = wanted.order, descending = wanted.descending, at = after ? list->first_behind(*after) : 0](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    const std::vector<model::Contributor> page = list->read(at, limit);
    std::size_t added = 0;
    while (added < page.size() && items.add(page[added])) ++added;
    at += added;
    return at < list->size() ? std::optional(encode_cursor(list->position(at - 1), order, descending)) : std::nullopt;
  };
  return answer_list(
      context, call,
      {.shape = "contributor", .etag = etag, .project = &project, .what = "contributors", .beside = std::move(beside)},
      std::move(read));
}

bool wants_buckets(const Query& query) {
  const std::vector<std::string> fields = fields_of(query);
  return fields.empty() || std::find(fields.begin(), fields.end(), "buckets") != fields.end();
}

// The people once for each of their buckets: what CSV repeats for each of them would be too much for one piece.
ReadItems read_by_bucket(std::vector<model::ContributorActivity> people) {
  return
      [people = std::make_shared<const std::vector<model::ContributorActivity>>(std::move(people)), at = std::size_t{0},
       bucket = std::size_t{0}](ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
        for (; at < people->size(); ++at, bucket = 0) {
          const model::ContributorActivity& person = (*people)[at];
          model::ContributorActivity part{person.person, person.commits, {}};
          for (; bucket < person.buckets.size(); ++bucket, --limit) {
            part.buckets.assign(1, person.buckets[bucket]);
            if (limit == 0 || !items.add(part)) return "";
          }
        }
        return std::nullopt;
      };
}

}  // namespace

http::Response list_contributors(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const history::CommitFilter filter = commit_filter(context, call, project);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);
  if (is_plain(call.target.query)) return list_by_commits(context, call, project, etag);
  return list_in_order(context, call, project, filter, etag);
}

http::Response get_contributor_summary(const Context& context, const Call& call,
                                       const storage::ProjectRevision& project) {
  const history::ActivityQuery query = activity_query(context, call.target.query);
  const history::CommitFilter filter = commit_filter(context, call, project);
  const std::string etag = etag_of_buckets(call, project, query);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  const history::ChosenCommits chosen = history::chosen_commits(question_of(context, project, filter), query.clocks);
  auto series = history::summarize_contributors(*chosen.table, chosen.choice, query);
  if (!series) throw too_many_buckets(history::kActivityBucketsMax);
  std::string beside = "\"whole\":";
  shape::append_json(beside, series->whole);
  return answer_series(context, call,
                       {.shape = "contributor_bucket",
                        .etag = etag,
                        .project = &project,
                        .what = "contributor-summary",
                        .beside = std::move(beside)},
                       std::move(series->buckets));
}

http::Response get_contributor_activity(const Context& context, const Call& call,
                                        const storage::ProjectRevision& project) {
  const history::ActivityQuery query = activity_query(context, call.target.query);
  const history::CommitFilter filter = commit_filter(context, call, project);
  const std::string etag = etag_of_buckets(call, project, query);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  const history::ChosenCommits chosen = history::chosen_commits(question_of(context, project, filter), query.clocks);
  auto top = history::top_contributors(*chosen.table, chosen.choice, query, call.target.query.number("top", 8));
  if (!top) throw too_many_buckets(history::kActivityBucketsMax);
  std::vector<std::uint32_t> numbers;
  for (const history::TopContributor& each : *top) {
    numbers.push_back(chosen.table->contributors()[each.contributor].counts.person);
  }
  std::vector<model::Person> people = context.stores.history.people(chosen.view, numbers);
  std::vector<model::ContributorActivity> activities;
  for (std::size_t i = 0; i < top->size(); ++i) {
    activities.push_back({std::move(people[i]), (*top)[i].commits, std::move((*top)[i].buckets)});
  }
  const ListOptions options{
      .shape = "contributor_activity", .etag = etag, .project = &project, .what = "contributor-activity"};
  if (list_format_of(call.target.query) != ListFormat::kCsv || !wants_buckets(call.target.query)) {
    return answer_series(context, call, options, std::move(activities));
  }
  return answer_list(context, call, options, read_by_bucket(std::move(activities)));
}

http::Response get_contributor_summary_of_several(const Context& context, const Call& call) {
  return answer_counts_of_several(context, call, &get_contributor_summary);
}

http::Response get_contributor_activity_of_several(const Context& context, const Call& call) {
  return answer_counts_of_several(context, call, &get_contributor_activity);
}

}  // namespace cpsg::api
