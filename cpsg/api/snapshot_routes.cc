// A project's numbers day by day.
#include <algorithm>
#include <chrono>

#include "cpsg/api/cursor.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/git_time.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

constexpr std::int64_t kLastDay = model::kMaxEpochS / 86'400;

std::chrono::sys_days day_of(UnixTime time) { return std::chrono::floor<std::chrono::days>(time); }

// The first day that the page may have.
std::chrono::sys_days first_day(const Query& query) {
  auto first = day_of(query.time("since").value_or(UnixTime()));  // nothing was observed before 1970
  if (const auto cursor = query.text("cursor")) {
    const std::int64_t last_day = decode_number_cursor(NumberCursorKind::kDay, *cursor);
    if (last_day < 0 || last_day > kLastDay) {
      throw invalid("cursor", "cursor must be one that an earlier page of this list gave");
    }
    first = std::max(first, std::chrono::sys_days(std::chrono::days(last_day + 1)));
  }
  return first;
}

}  // namespace

// A new day changes the list without changing the project's revision, so the tag is of the content.
http::Response list_history(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const Query& query = call.target.query;
  auto read = [&observations = context.stores.observations, id = project.id, first = first_day(query),
               end = query.until()](ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    std::vector<model::DailySnapshot> days = observations.daily_snapshots(id, first, limit + 1);
    if (end) std::erase_if(days, [&](const model::DailySnapshot& each) { return each.day >= day_of(*end); });
    const bool more = cut_to_limit(days, limit);
    std::size_t added = 0;
    for (; added < days.size() && items.add(days[added]); ++added) first = days[added].day + std::chrono::days(1);
    if (!more && added == days.size()) return std::nullopt;
    return encode_cursor(NumberCursorKind::kDay, (first - std::chrono::days(1)).time_since_epoch().count());
  };
  return answer_list(context, call, {.shape = "day", .project = &project, .what = "history"}, std::move(read));
}

http::Response list_history_of_several(const Context& context, const Call& call) {
  return answer_several(context, call, &list_history);
}

}  // namespace cpsg::api
