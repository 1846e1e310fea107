#include "cpsg/storage/sqlite/star_history.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/varint.h"

namespace cpsg::storage::sqlite {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::int64_t day_number(sys_days day) { return day.time_since_epoch().count(); }
sys_days day_of(std::int64_t number) { return sys_days(days(number)); }

std::vector<std::uint8_t> pack(const model::StarPage& page) {
  std::vector<std::uint8_t> bytes;
  sys_days before = page.first;
  for (const model::StarDay& each : page.gained) {
    append_varint(bytes, static_cast<std::uint64_t>((each.day - before).count()));
    append_varint(bytes, static_cast<std::uint64_t>(each.gained));
    before = each.day;
  }
  return bytes;
}

using Gained = std::map<sys_days, std::int64_t>;

// Days after `last` are left out.
void unpack(std::span<const std::uint8_t> bytes, sys_days first, sys_days last, Gained& gained) {
  sys_days day = first;
  while (!bytes.empty()) {
    std::uint64_t step = 0;
    std::uint64_t stars = 0;
    if (!read_varint(bytes, step) || !read_varint(bytes, stars)) {
      throw Error(ErrorCode::kStoreCorrupt, "a page of star history cannot be read");
    }
    day += days(static_cast<std::int64_t>(step));
    if (day <= last) gained[day] = static_cast<std::int64_t>(stars);
  }
}

}  // namespace

StarWalk find_star_walk(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT next_page, finished, failures, again_at FROM star_walks WHERE project_no = ?");
  if (!query.bind(project_no).step()) return {};
  return {query.integer(0), query.integer(1) != 0, {query.integer(2), query.time_or_null(3)}};
}

void write_star_walk(Connection& connection, ProjectNo project_no, const StarWalk& walk) {
  Query(
      connection,
      "INSERT OR REPLACE INTO star_walks (project_no, next_page, finished, failures, again_at) VALUES (?, ?, ?, ?, ?)")
      .bind(project_no, walk.next_page, walk.finished, walk.retry.failures, walk.retry.again_at)
      .run();
}

void write_star_page(Connection& connection, ProjectNo project_no, const model::StarPage& page) {
  const std::vector<std::uint8_t> gained = pack(page);
  Query(connection, "INSERT OR REPLACE INTO star_pages (project_no, first_day, end_day, gained) VALUES (?, ?, ?, ?)")
      .bind(project_no, day_number(page.first), day_number(page.end), Blob{gained})
      .run();
}

std::optional<model::StarPage> read_star_days(Connection& connection, ProjectNo project_no, sys_days from,
                                              sys_days last) {
  Query query(connection,
              "SELECT first_day, end_day, gained FROM star_pages WHERE project_no = ? AND first_day <= ?"
              " AND end_day > ? ORDER BY first_day");
  query.bind(project_no, day_number(last), day_number(from));
  std::optional<model::StarPage> found;
  Gained gained;
  while (query.step()) {
    const sys_days first = day_of(query.integer(0));
    const sys_days end = day_of(query.integer(1));
    const bool follows = found && first <= found->end;
    if (!follows) {
      gained.clear();
      found = model::StarPage{.first = first, .end = end, .gained = {}};
    } else {
      gained.erase(gained.lower_bound(first), gained.lower_bound(end));
      found->end = std::max(found->end, end);
    }
    unpack(query.blob(2), first, last, gained);
  }
  if (!found || found->end <= last) return std::nullopt;
  found->end = last + days(1);
  for (const auto& [day, stars] : gained) found->gained.push_back({day, stars});
  return found;
}

}  // namespace cpsg::storage::sqlite
