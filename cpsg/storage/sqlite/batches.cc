#include "cpsg/storage/sqlite/batches.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "cpsg/base/error.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/split.h"

namespace cpsg::storage::sqlite {
namespace {

using model::Batch;
using model::BatchItem;
using model::BatchItemState;
using model::BatchState;

std::string id_of(std::int64_t batch_no) { return fmt::format("b{}", batch_no); }

std::optional<std::int64_t> number_from_id(std::string_view batch_id) {
  if (!batch_id.starts_with('b')) return std::nullopt;
  std::int64_t batch_no = 0;
  std::from_chars(batch_id.data() + 1, batch_id.data() + batch_id.size(), batch_no);
  return id_of(batch_no) == batch_id ? std::optional(batch_no) : std::nullopt;
}

[[noreturn]] void throw_unreadable(const char* column) {
  throw Error(ErrorCode::kStoreCorrupt, fmt::format("the stored {} of a batch is none that is known", column));
}

// The number of a batch's items in that state, from the index batch_items_by_state.
std::string count_of(BatchItemState state) {
  return fmt::format(", (SELECT count(*) FROM batch_items WHERE batch_no = b.batch_no AND state = '{}')",
                     model::name(state));
}

// The failed items by code, as "gone 3 network 1".
constexpr std::string_view kFailures =
    ", (SELECT group_concat(code || ' ' || count, ' ') FROM"
    " (SELECT code, count(*) AS count FROM batch_items INDEXED BY batch_items_failed"
    " WHERE batch_no = b.batch_no AND state = 'failed' GROUP BY code ORDER BY code))";
// Of the running items' projects, those that wait for budget: how many, and the first that is tried again.
constexpr std::string_view kWaiting =
    " FROM batch_items AS i CROSS JOIN projects AS p ON p.id = i.project_id"
    " WHERE i.batch_no = b.batch_no AND i.state = 'running' AND p.state = 'waiting_quota')";
// The items that became done in the hour before the last of them; not before the batch ran, if that one did after it.
constexpr std::string_view kPaceDone =
    ", (SELECT count(*) FROM batch_items INDEXED BY batch_items_done"
    " WHERE batch_no = b.batch_no AND state = 'done' AND ended_at >= b.pace_since)";
constexpr std::string_view kBatchesWithPace =
    " FROM (SELECT *, iif(running_since <= last_done_at, max(running_since, last_done_at - 3600), last_done_at - 3600)"
    " AS pace_since FROM (SELECT *, (SELECT max(ended_at) FROM batch_items INDEXED BY batch_items_done"
    " WHERE batch_no = a.batch_no AND state = 'done') AS last_done_at FROM batches AS a)) AS b ";

// The text of a SELECT up to its WHERE, which names the table `b`. One statement, whatever it gives: each value comes
// from an index that holds it.
const std::string& select_batch() {
  static const std::string sql =
      "SELECT batch_no, name, state, created_at, updated_at" + count_of(BatchItemState::kPending) +
      count_of(BatchItemState::kRunning) + count_of(BatchItemState::kDone) + count_of(BatchItemState::kFailed) +
      fmt::format(
          ", off_peak, running_since, graphql_points{}, (SELECT count(*){}, (SELECT min(p.next_sync_at){},"
          " last_done_at, pace_since{}{}",
          kFailures, kWaiting, kWaiting, kPaceDone, kBatchesWithPace);
  return sql;
}

std::vector<model::BatchFailures> read_failures(std::string_view text) {
  std::vector<model::BatchFailures> failures;
  while (!text.empty()) {
    const auto code = error_code_from_name(take_until(text, ' '));
    const auto count = parse_number<std::int64_t>(take_until(text, ' '));
    if (!code || !count) throw_unreadable("item's error code");
    failures.push_back({*code, *count});
  }
  return failures;
}

Batch read_batch(const Query& query) {
  const auto state = model::batch_state_from_name(query.text(2));
  if (!state) throw_unreadable("state");
  Batch batch{.id = id_of(query.integer(0)),
              .name = std::string(query.text(1)),
              .state = *state,
              .created_at = query.time(3),
              .updated_at = query.time(4),
              .running_since = query.time(10),
              .off_peak = query.integer(9) != 0,
              .pending = query.integer(5),
              .running = query.integer(6),
              .done = query.integer(7),
              .failed = query.integer(8),
              .failures = read_failures(query.text(12)),
              .last_done_at = query.time_or_null(15),
              .pace_since = query.time(16),
              .pace_done = query.integer(17),
              .waiting_quota = query.integer(13),
              .quota_until = query.time_or_null(14),
              .graphql_points = query.real(11)};
  batch.total = batch.pending + batch.running + batch.done + batch.failed;
  return batch;
}

const std::string kItemsAndProjects =
    "SELECT i.key, i.project_id, coalesce(p.owner || '/' || p.name, i.full_name), i.state, i.released_at, i.code,"
    " i.ended_at, i.message, i.attempts, i.duration_ms"
    " FROM batch_items AS i LEFT JOIN projects AS p ON p.id = i.project_id ";
const std::string kSelectItems = kItemsAndProjects + "WHERE i.key > ? AND i.key < ? ORDER BY i.key LIMIT ?";
const std::string kSelectItemsOfState =
    kItemsAndProjects + "WHERE i.batch_no = ? AND i.state = ? AND i.key > ? ORDER BY i.key LIMIT ?";

BatchItem read_item(const Query& query) {
  const auto state = model::batch_item_state_from_name(query.text(3));
  if (!state) throw_unreadable("item's state");
  BatchItem item{.project_id = std::string(query.text(1)),
                 .full_name = std::string(query.text(2)),
                 .state = *state,
                 .released_at = query.time_or_null(4),
                 .ended_at = query.time_or_null(6),
                 .code = std::nullopt,
                 .message = query.text_or_null(7),
                 .attempts = query.integer(8),
                 .duration_ms = query.integer(9),
                 .place = number_of(query.integer(0))};
  if (!query.is_null(5)) {
    item.code = error_code_from_name(query.text(5));
    if (!item.code) throw_unreadable("item's error code");
  }
  return item;
}

std::vector<BatchItem> read_items(Query& query) {
  std::vector<BatchItem> items;
  while (query.step()) items.push_back(read_item(query));
  return items;
}

[[noreturn]] void throw_unknown_batch(std::string_view batch_id) {
  throw Error(ErrorCode::kNotFound, fmt::format("there is no batch {}", batch_id));
}

std::int64_t require_batch(Connection& connection, std::string_view batch_id) {
  const auto batch_no = number_from_id(batch_id);
  if (!batch_no) throw_unknown_batch(batch_id);
  Query query(connection, "SELECT 1 FROM batches WHERE batch_no = ?");
  if (!query.bind(*batch_no).step()) throw_unknown_batch(batch_id);
  return *batch_no;
}

BatchState state_of(Connection& connection, std::int64_t batch_no) {
  Query query(connection, "SELECT state FROM batches WHERE batch_no = ?");
  query.bind(batch_no).step();
  const auto state = model::batch_state_from_name(query.text(0));
  if (!state) throw_unreadable("state");
  return *state;
}

void write_state(Connection& connection, std::int64_t batch_no, BatchState state, UnixTime now) {
  Query(connection,
        "UPDATE batches SET running_since = iif(?1 = 'running' AND state <> 'running', ?2, running_since), state = ?1,"
        " updated_at = ?2 WHERE batch_no = ?3")
      .bind(model::name(state), now, batch_no)
      .run();
}

// Whether any item is pending or running.
bool has_open_items(Connection& connection, std::int64_t batch_no) {
  for (const BatchItemState open : {BatchItemState::kPending, BatchItemState::kRunning}) {
    Query query(connection, "SELECT 1 FROM batch_items WHERE batch_no = ? AND state = ? LIMIT 1");
    if (query.bind(batch_no, model::name(open)).step()) return true;
  }
  return false;
}

// Items of a project ?1 to which a sync from ?2 to ?3 belongs.
constexpr std::string_view kWithTheWorkers =
    "project_id = ?1 AND released_at <= ?3 AND (ended_at >= ?2 OR (ended_at IS NULL AND state IN ('pending', 'running')"
    " AND (SELECT b.state FROM batches AS b WHERE b.batch_no = batch_items.batch_no) IN ('running', 'paused')))";
// What was done stays done, although its project ends. ?1 is failed, ?2 the code, ?3 done.
constexpr std::string_view kFailUnlessDone = "state = iif(state = ?3, state, ?1), code = iif(state = ?3, code, ?2)";
// Whoever is added later under the project's id is none of the batch's: no project has the id "removed 7".
constexpr std::string_view kOfNoProject = "project_id = 'removed ' || key";

void add_points(Connection& connection, std::string_view project_id, UnixTime started_at, UnixTime ended_at,
                double graphql_points) {
  Query(connection,
        fmt::format("UPDATE batches SET graphql_points = graphql_points + ?4, updated_at = max(updated_at, ?3)"
                    " WHERE batch_no IN (SELECT batch_no FROM batch_items WHERE {})",
                    kWithTheWorkers))
      .bind(project_id, started_at, ended_at, graphql_points)
      .run();
}

}  // namespace

Batch create_batch(Connection& connection, std::string_view name, std::span<const std::string> project_ids,
                   UnixTime now, bool off_peak) {
  Query insert_batch(connection,
                     "INSERT INTO batches (name, state, created_at, updated_at, running_since, off_peak)"
                     " VALUES (?1, ?2, ?3, ?3, ?3, ?4) RETURNING batch_no");
  insert_batch.bind(name, model::name(BatchState::kRunning), now, off_peak).step();
  const std::int64_t batch_no = insert_batch.integer(0);

  Query select(connection, "SELECT owner || '/' || name FROM projects WHERE id = ?");
  Query insert(connection,
               "INSERT OR IGNORE INTO batch_items (key, batch_no, project_id, full_name, state, code) VALUES (?, ?, ?, "
               "?, ?, ?)");
  std::uint32_t place = 0;
  for (const std::string& project_id : project_ids) {
    const bool found = select.find(project_id);
    const BatchItemState state = found ? BatchItemState::kPending : BatchItemState::kFailed;
    const auto code = found ? std::nullopt : std::optional(traits(ErrorCode::kNotFound).name);
    insert
        .bind(row_key(batch_no, place), batch_no, project_id, found ? select.text(0) : std::string_view(),
              model::name(state), code)
        .run();
    place += static_cast<std::uint32_t>(connection.changes());
  }
  Query(connection, fmt::format("UPDATE batch_items SET {} WHERE batch_no = ? AND state = ?", kOfNoProject))
      .bind(batch_no, model::name(BatchItemState::kFailed))
      .run();
  return find_batch(connection, id_of(batch_no)).value();
}

std::optional<Batch> find_batch(Connection& connection, std::string_view batch_id) {
  const auto batch_no = number_from_id(batch_id);
  if (!batch_no) return std::nullopt;
  static const std::string sql = select_batch() + "WHERE batch_no = ?";
  Query query(connection, sql);
  if (!query.bind(*batch_no).step()) return std::nullopt;
  return read_batch(query);
}

std::vector<Batch> list_batches(Connection& connection, std::size_t limit, std::optional<BatchState> state,
                                std::string_view before_id) {
  constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();
  const std::int64_t before = before_id.empty() ? kAll : number_from_id(before_id).value_or(0);
  static const std::string all = select_batch() + "WHERE batch_no < ?1 ORDER BY batch_no DESC LIMIT ?2";
  static const std::string of_state =
      select_batch() + "WHERE state = ?3 AND batch_no < ?1 ORDER BY batch_no DESC LIMIT ?2";
  Query query(connection, state ? of_state : all);
  query.bind(before, limit);
  if (state) query.bind_at(3, model::name(*state));
  std::vector<Batch> batches;
  while (query.step()) batches.push_back(read_batch(query));
  return batches;
}

std::vector<std::string> running_batches(Connection& connection) {
  std::vector<std::string> ids;
  Query query(connection, "SELECT batch_no FROM batches WHERE state = 'running' ORDER BY batch_no");
  while (query.step()) ids.push_back(id_of(query.integer(0)));
  return ids;
}

bool transition(Connection& connection, std::string_view batch_id, BatchState from, BatchState to, UnixTime now) {
  const std::int64_t batch_no = require_batch(connection, batch_id);
  if (state_of(connection, batch_no) != from) return false;
  if (to == BatchState::kFinished && has_open_items(connection, batch_no)) return false;
  write_state(connection, batch_no, to, now);
  return true;
}

std::optional<std::size_t> retry_failed_items(Connection& connection, std::string_view batch_id, UnixTime now) {
  const std::int64_t batch_no = require_batch(connection, batch_id);
  const BatchState state = state_of(connection, batch_no);
  if (state == BatchState::kCancelled) return std::nullopt;
  Query(connection,
        "UPDATE batch_items SET state = ?2, released_at = NULL, ended_at = NULL, code = NULL, message = NULL WHERE "
        "batch_no = ?1 AND state = ?3"
        " AND EXISTS (SELECT 1 FROM projects WHERE id = project_id)")
      .bind(batch_no, model::name(BatchItemState::kPending), model::name(BatchItemState::kFailed))
      .run();
  const auto retried = static_cast<std::size_t>(connection.changes());
  if (retried > 0) {
    write_state(connection, batch_no, state == BatchState::kFinished ? BatchState::kRunning : state, now);
  }
  return retried;
}

std::vector<BatchItem> batch_items(Connection& connection, std::string_view batch_id,
                                   std::optional<BatchItemState> state, std::size_t limit,
                                   std::optional<std::uint32_t> after_place) {
  const std::int64_t batch_no = require_batch(connection, batch_id);
  const std::int64_t after = after_place ? row_key(batch_no, *after_place) : row_key(batch_no, 0) - 1;
  if (state) {
    Query query(connection, kSelectItemsOfState);
    query.bind(batch_no, model::name(*state), after, limit);
    return read_items(query);
  }
  Query query(connection, kSelectItems);
  query.bind(after, end_key(batch_no), limit);
  return read_items(query);
}

std::vector<BatchEnds> batch_ends(Connection& connection, std::string_view batch_id, std::chrono::seconds width,
                                  std::optional<UnixTime> after, std::size_t limit) {
  const std::int64_t batch_no = require_batch(connection, batch_id);
  // Two indexes, each in the order of time, are read side by side, no farther than the page goes.
  Query query(connection,
              "SELECT ended_at, 1 FROM batch_items WHERE batch_no = ?1 AND state = 'done' AND ended_at >= ?2"
              " UNION ALL"
              " SELECT ended_at, 0 FROM batch_items WHERE batch_no = ?1 AND state = 'failed' AND ended_at >= ?2"
              " ORDER BY 1");
  query.bind(batch_no, after ? *after + width : UnixTime());
  std::vector<BatchEnds> ends;
  while (query.step()) {
    const UnixTime ended_at = query.time(0);
    const UnixTime begins_at = ended_at - ended_at.time_since_epoch() % width;
    if (ends.empty() || ends.back().begins_at != begins_at) {
      if (ends.size() == limit) break;
      ends.push_back({.begins_at = begins_at});
    }
    ++(query.integer(1) != 0 ? ends.back().done : ends.back().failed);
  }
  return ends;
}

std::size_t change_batch_items(Connection& connection, std::string_view batch_id,
                               std::span<const BatchItemChange> changes, UnixTime now) {
  const std::int64_t batch_no = require_batch(connection, batch_id);
  const BatchState state = state_of(connection, batch_no);
  std::size_t changed = 0;
  Query update(connection,
               "UPDATE batch_items SET state = ?1, released_at = ?2, code = ?3, message = ?8, ended_at = ?9"
               " WHERE project_id = ?4 AND batch_no = ?5 AND state = ?6 AND released_at IS ?7"
               " AND EXISTS (SELECT 1 FROM projects WHERE id = project_id)");
  for (const auto& [before, after] : changes) {
    const bool released = after.state == BatchItemState::kRunning && before.state != BatchItemState::kRunning;
    if (released && state != BatchState::kRunning) continue;
    const auto code = after.code ? std::optional(traits(*after.code).name) : std::nullopt;
    const bool has_ended = after.state == BatchItemState::kDone || after.state == BatchItemState::kFailed;
    const std::optional<UnixTime> ended_at = has_ended ? std::optional(now) : std::nullopt;
    update
        .bind(model::name(after.state), after.released_at, code, after.project_id, batch_no, model::name(before.state),
              before.released_at, after.message, ended_at)
        .run();
    changed += static_cast<std::size_t>(connection.changes());
  }
  if (changed > 0) write_state(connection, batch_no, state, now);
  return changed;
}

void add_sync_to_items(Connection& connection, std::string_view project_id, UnixTime started_at, UnixTime ended_at,
                       std::int64_t duration_ms, double graphql_points) {
  Query(connection,
        fmt::format("UPDATE batch_items SET attempts = attempts + 1, duration_ms = duration_ms + ?4 WHERE {}",
                    kWithTheWorkers))
      .bind(project_id, started_at, ended_at, duration_ms)
      .run();
  if (connection.changes() > 0) add_points(connection, project_id, started_at, ended_at, graphql_points);
}

void add_points_to_batches(Connection& connection, std::string_view project_id, UnixTime now, double graphql_points) {
  add_points(connection, project_id, now, now, graphql_points);
}

void end_items_of_removed(Connection& connection, ProjectNo project_no) {
  // Two statements, each with an index of its own.
  for (const std::string_view of_project :
       {std::string_view("project_id = (SELECT id FROM projects WHERE project_no = ?4)"),
        std::string_view("merged_into = ?4")}) {
    Query(connection,
          fmt::format("UPDATE batch_items SET {}, full_name = '', message = NULL, merged_into = NULL, {} WHERE {}",
                      kFailUnlessDone, kOfNoProject, of_project))
        .bind(model::name(BatchItemState::kFailed), traits(ErrorCode::kNotFound).name,
              model::name(BatchItemState::kDone), project_no)
        .run();
  }
}

void end_items_of_merged(Connection& connection, ProjectNo merged, ProjectNo kept) {
  Query(connection, "UPDATE batch_items SET merged_into = ?1 WHERE merged_into = ?2").bind(kept, merged).run();
  Query(connection, fmt::format("UPDATE batch_items SET {}, message = NULL, merged_into = ?4"
                                " WHERE project_id = (SELECT id FROM projects WHERE project_no = ?5)",
                                kFailUnlessDone))
      .bind(model::name(BatchItemState::kFailed), traits(ErrorCode::kNotFound).name, model::name(BatchItemState::kDone),
            kept, merged)
      .run();
}

}  // namespace cpsg::storage::sqlite
