// Statistics of a project's pull requests.
#include <algorithm>
#include <chrono>
#include <memory>

#include "cpsg/api/activity_query.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/list_format.h"
#include "cpsg/api/pull_filters.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/base/calendar_period.h"
#include "cpsg/base/error.h"
#include "cpsg/pulls/summary.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kOldest = 10;

TimeZone zone_of(const Query& query) { return query.zone("tz").value_or(TimeZone()); }

std::function<pulls::Period(UnixTime)> periods_of(const Query& query) {
  const CalendarUnit unit = calendar_unit_from_name(query.text("interval").value_or("week")).value();
  return [periods = std::make_shared<CalendarPeriods>(zone_of(query), unit)](UnixTime time) {
    const CalendarPeriod& period = periods->at(time);
    const auto offset = std::chrono::duration_cast<std::chrono::minutes>(period.offset);
    return pulls::Period{period.begin, period.end, static_cast<std::int16_t>(offset.count())};
  };
}

pulls::SummaryQuery summary_query(const Query& query, UnixTime now) {
  const TimeZone zone = zone_of(query);
  return {.period_of = periods_of(query),
          .since = query.since(zone),
          .until = query.until(zone),
          .bots = flag(query, "bots").value_or(true),
          .draft = flag(query, "draft"),
          .base = query.text("base"),
          .now = now};
}

// The oldest that are open, under the same filters.
std::vector<model::WaitingPull> oldest_open(storage::PullRequests& store, std::string_view project_id,
                                            const pulls::SummaryQuery& query) {
  storage::PullQuery list{.sort = storage::PullSort::kCreated, .limit = kOldest};
  list.filter.state = model::PullState::kOpen;
  list.filter.draft = query.draft;
  list.filter.base = query.base;
  if (!query.bots) list.filter.bot = false;
  std::vector<model::WaitingPull> oldest;
  for (model::PullRequest& pull : store.list_pulls(project_id, list).pulls) {
    oldest.push_back({.number = pull.number,
                      .title = std::move(pull.title),
                      .author = std::move(pull.author),
                      .created_at = pull.created_at,
                      .draft = pull.draft,
                      .first_review_at = pull.first_review_at});
  }
  return oldest;
}

template <typename Item>
void append_list(std::string& out, std::string_view name, const std::vector<Item>& items) {
  out.append(",\"").append(name).append("\":[");
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    shape::append_json(out, items[i]);
  }
  out += ']';
}

constexpr std::string_view kNothingBeside = R"("range":null,"open_by_age":null,"oldest":null)";

std::string beside(const model::PullSummary& summary, const std::vector<model::WaitingPull>& oldest) {
  std::string out = "\"range\":";
  shape::append_json(out, summary.range);
  append_list(out, "open_by_age", summary.open_by_age);
  append_list(out, "oldest", oldest);
  return out;
}

}  // namespace

// Time changes it too, so its tag is of its content, and it is kept no longer than until it would be another one.
http::Response get_pull_summary(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const pulls::SummaryQuery query = summary_query(call.target.query, context.options.clock());
  const auto facts = context.pull_facts.read(project);
  // Numbers of a part would be taken for those of all, and a stream without rows for none.
  if (!facts->all_read) {
    if (is_streamed(list_format_of(call.target.query))) {
      throw Error(ErrorCode::kNotFound, "there are no statistics before all pull requests of the project were read");
    }
    return answer_series(
        context, call,
        {.shape = "pull_period", .project = &project, .what = "pulls-summary", .beside = std::string(kNothingBeside)},
        std::vector<model::PullPeriod>());
  }
  auto summary = pulls::summarize(*facts, query);
  if (!summary) throw too_many_buckets(pulls::kSummaryPeriodsMax);
  if (call.basis != nullptr && summary->changes_at) {
    limit_until(call.basis, *summary->changes_at);
  }
  const auto oldest = oldest_open(context.stores.pulls, project.id, query);
  return answer_series(
      context, call,
      {.shape = "pull_period", .project = &project, .what = "pulls-summary", .beside = beside(*summary, oldest)},
      std::move(summary->periods));
}

http::Response get_pull_summary_of_several(const Context& context, const Call& call) {
  return answer_several(context, call, &get_pull_summary);
}

}  // namespace cpsg::api
