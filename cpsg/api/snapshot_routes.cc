// A project's numbers by day, week and month.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cpsg/api/cursor.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/base/error.h"
#include "cpsg/fleet/card.h"
#include "cpsg/history/days.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/git_time.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

constexpr std::int64_t kLastDay = model::kMaxEpochS / 86'400;

std::chrono::sys_days day_of(UnixTime time) { return std::chrono::floor<std::chrono::days>(time); }

// The first day that the page may have.
std::chrono::sys_days first_day(const Query& query) {
  auto first = day_of(query.since().value_or(UnixTime()));  // nothing was observed before 1970
  if (const auto cursor = query.text("cursor")) {
    const std::int64_t last_day = decode_number_cursor(NumberCursorKind::kDay, *cursor);
    if (last_day < 0 || last_day > kLastDay) {
      throw invalid("cursor", "cursor must be one that an earlier page of this list gave");
    }
    first = std::max(first, std::chrono::sys_days(std::chrono::days(last_day + 1)));
  }
  return first;
}

history::DaysQuery days_query(const Query& query, UnixTime now) {
  const auto end = query.until();
  const auto interval = query.text("interval");
  return {.interval = history::day_interval_from_name(interval.value_or("day")).value(),
          .first = first_day(query),
          .end = end ? day_of(*end) : std::chrono::sys_days(std::chrono::days(kLastDay + 1)),
          .today = day_of(now),
          .limit = query.limit()};
}

// Rows from asked.first on, which moves behind the last one that was added. `known`: what the store has of that range.
std::optional<std::string> add_rows(history::DaysQuery& asked, const storage::ProjectDays& known, ItemSink& items) {
  std::vector<model::HistoryDay> rows = history::history_days(known, asked);
  const bool more = cut_to_limit(rows, asked.limit);
  std::size_t added = 0;
  for (; added < rows.size() && items.add(rows[added]); ++added) {
    asked.first = history::interval_end(rows[added].first, asked.interval);
  }
  if (!more && added == rows.size()) return std::nullopt;
  return encode_cursor(NumberCursorKind::kDay, (asked.first - std::chrono::days(1)).time_since_epoch().count());
}

// By how much the stars changed on the days that were asked for, of which not all need be on this page.
std::optional<std::int64_t> star_change(const Context& context, const Query& query,
                                        const storage::ProjectRevision& project, const history::DaysQuery& asked) {
  const auto since = query.since();
  if (!since) return std::nullopt;
  const std::chrono::sys_days before = day_of(*since) - std::chrono::days(1);
  const std::chrono::sys_days last = std::min(asked.end - std::chrono::days(1), asked.today);
  auto rows = context.stores.fleet.fleet_rows(std::array{project.id}, before);
  return rows.empty() ? std::nullopt : fleet::star_change(std::move(rows.front()), before, last);
}

// `known` is what was read already, for the first page; nothing: it is read.
http::Response answer_history(const Context& context, const Call& call, const storage::ProjectRevision& project,
                              const history::DaysQuery& wanted, std::optional<storage::ProjectDays> known) {
  auto read = [&store = context.stores.daily_history, id = project.id, asked = wanted, known = std::move(known)](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    asked.limit = limit;
    if (!known) known = std::move(store.days(std::array{history::range_of(asked, id)}).front());
    return add_rows(asked, *std::exchange(known, std::nullopt), items);
  };
  ListOptions options{.shape = "day", .project = &project, .what = "history"};
  if (call.target.query.boolean(kChangeParameter)) {
    const auto change = star_change(context, call.target.query, project, wanted);
    options.beside = fmt::format("\"stars_d\":{}", change ? std::to_string(*change) : "null");
  }
  return answer_list(context, call, options, std::move(read));
}

}  // namespace

// A new day changes the list without changing the project's revision, so the tag is of the content. What is not over
// yet will be one day.
http::Response list_history(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const history::DaysQuery asked = days_query(call.target.query, context.options.clock());
  limit_until(call.basis, history::interval_end(asked.today, asked.interval));
  return answer_history(context, call, project, asked, std::nullopt);
}

http::Response list_history_of_several(const Context& context, const Call& call) {
  const history::DaysQuery asked = days_query(call.target.query, context.options.clock());
  const auto known = std::make_shared<std::map<std::string, storage::ProjectDays>>();
  const auto read = [&](std::span<const storage::ProjectRevision> projects) {
    std::vector<storage::DayRange> ranges;
    for (const storage::ProjectRevision& each : projects) ranges.push_back(history::range_of(asked, each.id));
    try {
      std::vector<storage::ProjectDays> found = context.stores.daily_history.days(ranges);
      for (std::size_t i = 0; i < found.size(); ++i) (*known)[projects[i].id] = std::move(found[i]);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kNotFound) throw;  // one was removed a moment ago: each is read by itself
    }
  };
  limit_until(call.basis, history::interval_end(asked.today, asked.interval));
  return answer_several(context, call, read,
                        [&context, known, asked](const Call& of_one, const storage::ProjectRevision& project) {
                          const auto found = known->find(project.id);
                          return answer_history(context, of_one, project, asked,
                                                found == known->end() ? std::nullopt : std::optional(found->second));
                        });
}

}  // namespace cpsg::api
