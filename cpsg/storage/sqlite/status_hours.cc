#include "cpsg/storage/sqlite/status_hours.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstring>
#include <limits>
#include <map>

namespace cpsg::storage::sqlite {
namespace {

using std::chrono::hours;

constexpr std::size_t kTimeBytes = 4;
constexpr std::size_t kPartMaxBytes = 512 * kTimeBytes;  // so that a sync rewrites little

std::int64_t hour_of(UnixTime time) { return std::chrono::floor<hours>(time).time_since_epoch().count(); }
UnixTime begin_of(std::int64_t hour) { return UnixTime(hours(hour)); }
// The first hour that begins at that time or later.
std::int64_t first_hour(UnixTime time) { return std::chrono::ceil<hours>(time).time_since_epoch().count(); }

void append_time(std::vector<std::uint8_t>& times, std::int64_t duration_ms) {
  constexpr std::int64_t kLongest = std::numeric_limits<std::uint32_t>::max();
  const auto value = static_cast<std::uint32_t>(std::clamp<std::int64_t>(duration_ms, 0, kLongest));
  for (unsigned shift = 0; shift < 8 * kTimeBytes; shift += 8) {
    times.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void read_times(std::span<const std::uint8_t> bytes, std::vector<std::uint32_t>& times) {
  for (; bytes.size() >= kTimeBytes; bytes = bytes.subspan(kTimeBytes)) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < kTimeBytes; ++i) value |= static_cast<std::uint32_t>(bytes[i]) << (8 * i);
    times.push_back(value);
  }
}

// The seconds of one hour in which GitHub had asked to wait, less those that are counted already.
void add_waiting(Connection& connection, const BudgetSample& sample, std::int64_t hour, UnixTime from, UnixTime until) {
  Query(connection,
        "INSERT INTO budget_hours (hour, account, resource, waited_s, waits_until) VALUES (?1, ?2, ?3, ?5 - ?4, ?5)"
        " ON CONFLICT DO UPDATE SET waited_s = waited_s + max(0, ?5 - max(?4, waits_until)),"
        " waits_until = max(?5, waits_until)")
      .bind(hour, sample.account, sample.resource, from, until)
      .run();
}

// How long one sync of the hour took.
void keep_time(Connection& connection, std::int64_t hour, std::int64_t duration_ms) {
  std::int64_t part = 0;
  std::vector<std::uint8_t> times;
  {
    Query last(connection, "SELECT part, times FROM sync_times WHERE hour = ? ORDER BY part DESC LIMIT 1");
    if (last.bind(hour).step()) {
      part = last.integer(0);
      const std::span<const std::uint8_t> stored = last.blob(1);
      if (stored.size() < kPartMaxBytes) {
        times.assign(stored.begin(), stored.end());
      } else {
        ++part;
      }
    }
  }
  append_time(times, duration_ms);
  Query(connection, "INSERT OR REPLACE INTO sync_times (hour, part, times) VALUES (?, ?, ?)")
      .bind(hour, part, Blob{times})
      .run();
}

using Hours = std::map<std::int64_t, StatusHour>;

StatusHour& hour_in(Hours& found, std::int64_t hour) {
  StatusHour& each = found[hour];
  each.begins_at = begin_of(hour);
  return each;
}

void read_syncs(Connection& connection, std::int64_t first, std::int64_t end, Hours& found) {
  Query query(connection,
              "SELECT hour, code, syncs, rest_points, graphql_points FROM sync_hours WHERE hour >= ? AND hour < ?"
              " ORDER BY hour, code");
  query.bind(first, end);
  while (query.step()) {
    StatusHour& hour = hour_in(found, query.integer(0));
    hour.syncs += query.integer(2);
    hour.rest_points += query.real(3);
    hour.graphql_points += query.real(4);
    if (query.text(1).empty()) continue;
    const auto code = error_code_from_name(query.text(1));
    if (!code) throw Error(ErrorCode::kStoreCorrupt, "a stored error code of an hour is none that is known");
    hour.failures.push_back({*code, query.integer(2)});
  }
  Query times(connection, "SELECT hour, times FROM sync_times WHERE hour >= ? AND hour < ? ORDER BY hour, part");
  times.bind(first, end);
  while (times.step()) read_times(times.blob(1), hour_in(found, times.integer(0)).times_ms);
}

void read_budgets(Connection& connection, std::int64_t first, std::int64_t end, Hours& found) {
  Query query(connection,
              "SELECT hour, account, resource, most, remaining_min, waited_s, points FROM budget_hours"
              " WHERE hour >= ? AND hour < ? ORDER BY hour, account, resource");
  query.bind(first, end);
  const auto number = [&](int column) {
    return query.is_null(column) ? std::nullopt : std::optional(query.integer(column));
  };
  while (query.step()) {
    hour_in(found, query.integer(0))
        .budgets.push_back({.account = std::string(query.text(1)),
                            .resource = std::string(query.text(2)),
                            .limit = number(3),
                            .remaining_min = number(4),
                            .waited_s = query.integer(5),
                            .points = number(6)});
  }
}

}  // namespace

void count_sync(Connection& connection, UnixTime now, std::optional<ErrorCode> code,
                std::optional<std::int64_t> duration_ms) {
  const std::int64_t hour = hour_of(now);
  Query(connection,
        "INSERT INTO sync_hours (hour, code, syncs, rest_points, graphql_points) VALUES (?1, ?2, 1, 0, 0)"
        " ON CONFLICT DO UPDATE SET syncs = syncs + 1")
      .bind(hour, code ? traits(*code).name : std::string_view())
      .run();
  if (duration_ms) keep_time(connection, hour, *duration_ms);
}

void count_points(Connection& connection, UnixTime now, double rest_points, double graphql_points) {
  if (rest_points == 0 && graphql_points == 0) return;
  Query(connection,
        "INSERT INTO sync_hours (hour, code, syncs, rest_points, graphql_points) VALUES (?1, '', 0, ?2, ?3)"
        " ON CONFLICT DO UPDATE SET rest_points = rest_points + ?2, graphql_points = graphql_points + ?3")
      .bind(hour_of(now), rest_points, graphql_points)
      .run();
}

void count_delivery(Connection& connection, UnixTime now) {
  Query(connection,
        "INSERT INTO delivery_hours (hour, deliveries) VALUES (?, 1)"
        " ON CONFLICT DO UPDATE SET deliveries = deliveries + 1")
      .bind(hour_of(now))
      .run();
}

void forget_old_hours(Connection& connection, UnixTime now) {
  const std::int64_t first = hour_of(now - kHoursKept);
  Query(connection, "DELETE FROM sync_hours WHERE hour < ?").bind(first).run();
  Query(connection, "DELETE FROM sync_times WHERE hour < ?").bind(first).run();
  Query(connection, "DELETE FROM budget_hours WHERE hour < ?").bind(first).run();
  Query(connection, "DELETE FROM delivery_hours WHERE hour < ?").bind(first).run();
}

void record_budgets(Connection& connection, std::span<const BudgetSample> samples, UnixTime now) {
  assert(samples.size() <= 2 * kAccountsSampledMax && "both resources of that many accounts");
  forget_old_hours(connection, now);
  for (const BudgetSample& sample : samples) {
    Query(connection,
          "INSERT INTO budget_hours (hour, account, resource, most, remaining_min, points) VALUES (?1, ?2, ?3, ?4, ?5, "
          "?6)"
          " ON CONFLICT DO UPDATE SET most = coalesce(max(most, ?4), most, ?4),"
          " remaining_min = coalesce(min(remaining_min, ?5), remaining_min, ?5),"
          " points = coalesce(points, 0) + ?6")
        .bind(hour_of(now), sample.account, sample.resource, sample.limit, sample.remaining, sample.points)
        .run();
    // GitHub never asks to wait for longer than some hours; a wrong answer must not make rows without end.
    const UnixTime until = std::min(sample.waits_until.value_or(now), UnixTime(now + hours(24)));
    for (UnixTime from = now; from < until;) {
      const std::int64_t hour = hour_of(from);
      const UnixTime end = std::min(until, begin_of(hour + 1));
      add_waiting(connection, sample, hour, from, end);
      from = end;
    }
  }
}

std::vector<StatusHour> status_hours(Connection& connection, UnixTime since, UnixTime until) {
  const std::int64_t first = first_hour(since);
  const std::int64_t end = first_hour(until);
  Hours found;
  read_syncs(connection, first, end, found);
  read_budgets(connection, first, end, found);
  Query deliveries(connection, "SELECT hour, deliveries FROM delivery_hours WHERE hour >= ? AND hour < ?");
  deliveries.bind(first, end);
  while (deliveries.step()) hour_in(found, deliveries.integer(0)).deliveries = deliveries.integer(1);
  std::vector<StatusHour> hours;
  for (auto& [hour, each] : found) hours.push_back(std::move(each));
  return hours;
}

}  // namespace cpsg::storage::sqlite
