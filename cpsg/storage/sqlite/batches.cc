#include "cpsg/storage/sqlite/batches.h"

#include <fmt/format.h>

#include <charconv>

#include "cpsg/base/error.h"

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

void count_items(Connection& connection, std::int64_t batch_no, Batch& batch) {
  Query query(connection, "SELECT state, count(*) FROM batch_items WHERE batch_no = ? GROUP BY state");
  query.bind(batch_no);
  while (query.step()) {
    const auto state = model::batch_item_state_from_name(query.text(0));
    if (!state) throw_unreadable("item's state");
    const std::int64_t count = query.integer(1);
    batch.total += count;
    if (*state == BatchItemState::kPending) batch.pending = count;
    if (*state == BatchItemState::kRunning) batch.running = count;
    if (*state == BatchItemState::kDone) batch.done = count;
    if (*state == BatchItemState::kFailed) batch.failed = count;
  }
}

// From the columns batch_no, name, state, created_at, updated_at.
Batch read_batch(Connection& connection, const Query& query) {
  const auto state = model::batch_state_from_name(query.text(2));
  if (!state) throw_unreadable("state");
  Batch batch{.id = id_of(query.integer(0)),
              .name = std::string(query.text(1)),
              .state = *state,
              .created_at = query.time(3),
              .updated_at = query.time(4)};
  count_items(connection, query.integer(0), batch);
  return batch;
}

const std::string kItemsAndProjects =
    "SELECT i.project_id, coalesce(p.owner || '/' || p.name, i.full_name), i.state, i.released_at, i.code"
    " FROM batch_items AS i LEFT JOIN projects AS p ON p.id = i.project_id ";
const std::string kSelectItems = kItemsAndProjects + "WHERE i.key >= ? AND i.key < ? ORDER BY i.key";
const std::string kSelectItemsOfState = kItemsAndProjects + "WHERE i.batch_no = ? AND i.state = ? ORDER BY i.key";

// From the columns project_id, full_name, state, released_at, code.
BatchItem read_item(const Query& query) {
  const auto state = model::batch_item_state_from_name(query.text(2));
  if (!state) throw_unreadable("item's state");
  BatchItem item{.project_id = std::string(query.text(0)),
                 .full_name = std::string(query.text(1)),
                 .state = *state,
                 .released_at = query.time_or_null(3),
                 .code = std::nullopt};
  if (!query.is_null(4)) {
    item.code = error_code_from_name(query.text(4));
    if (!item.code) throw_unreadable("item's error code");
  }
  return item;
}

std::vector<BatchItem> read_items(Query& query, std::size_t limit) {
  std::vector<BatchItem> items;
  while (items.size() < limit && query.step()) items.push_back(read_item(query));
  return items;
}

[[noreturn]] void throw_unknown_batch(std::string_view batch_id) {
  throw Error(ErrorCode::kNotFound, fmt::format("no batch has the id {}", batch_id));
}

std::int64_t require_batch(Connection& connection, std::string_view batch_id) {
  const auto batch_no = number_from_id(batch_id);
  if (!batch_no) throw_unknown_batch(batch_id);
  Query query(connection, "SELECT 1 FROM batches WHERE batch_no = ?");
  if (!query.bind(*batch_no).step()) throw_unknown_batch(batch_id);
  return *batch_no;
}

std::int64_t touch_batch(Connection& connection, std::string_view batch_id, UnixTime now) {
  const std::int64_t batch_no = require_batch(connection, batch_id);
  Query(connection, "UPDATE batches SET updated_at = ? WHERE batch_no = ?").bind(now, batch_no).run();
  return batch_no;
}

}  // namespace

Batch create_batch(Connection& connection, std::string_view name, std::span<const std::string> project_ids,
                   UnixTime now) {
  Query insert_batch(connection,
                     "INSERT INTO batches (name, state, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)"
                     " RETURNING batch_no");
  insert_batch.bind(name, model::name(BatchState::kRunning), now).step();
  const std::int64_t batch_no = insert_batch.integer(0);

  Query select(connection, "SELECT owner || '/' || name FROM projects WHERE id = ?");
  Query insert(
      connection,
      "INSERT OR IGNORE INTO batch_items (key, batch_no, project_id, full_name, state) VALUES (?, ?, ?, ?, ?)");
  std::uint32_t place = 0;
  for (const std::string& project_id : project_ids) {
    if (!select.find(project_id)) throw_unknown_project(project_id);
    insert.bind(row_key(batch_no, place), batch_no, project_id, select.text(0), model::name(BatchItemState::kPending))
        .run();
    place += static_cast<std::uint32_t>(connection.changes());
  }
  return find_batch(connection, id_of(batch_no)).value();
}

std::optional<Batch> find_batch(Connection& connection, std::string_view batch_id) {
  const auto batch_no = number_from_id(batch_id);
  if (!batch_no) return std::nullopt;
  Query query(connection, "SELECT batch_no, name, state, created_at, updated_at FROM batches WHERE batch_no = ?");
  if (!query.bind(*batch_no).step()) return std::nullopt;
  return read_batch(connection, query);
}

std::vector<Batch> list_batches(Connection& connection, std::size_t limit) {
  std::vector<Batch> batches;
  Query query(connection, "SELECT batch_no, name, state, created_at, updated_at FROM batches ORDER BY batch_no DESC");
  while (batches.size() < limit && query.step()) batches.push_back(read_batch(connection, query));
  return batches;
}

void set_batch_state(Connection& connection, std::string_view batch_id, BatchState state, UnixTime now) {
  const std::int64_t batch_no = touch_batch(connection, batch_id, now);
  Query(connection, "UPDATE batches SET state = ? WHERE batch_no = ?").bind(model::name(state), batch_no).run();
}

std::vector<BatchItem> batch_items(Connection& connection, std::string_view batch_id,
                                   std::optional<BatchItemState> state, std::size_t limit) {
  const std::int64_t batch_no = require_batch(connection, batch_id);
  if (state) {
    Query query(connection, kSelectItemsOfState);
    query.bind(batch_no, model::name(*state));
    return read_items(query, limit);
  }
  Query query(connection, kSelectItems);
  query.bind(row_key(batch_no, 0), end_key(batch_no));
  return read_items(query, limit);
}

void set_batch_items(Connection& connection, std::string_view batch_id, std::span<const BatchItem> items,
                     UnixTime now) {
  const std::int64_t batch_no = touch_batch(connection, batch_id, now);
  Query update(connection,
               "UPDATE batch_items SET state = ?, released_at = ?, code = ? WHERE project_id = ? AND batch_no = ?"
               " AND EXISTS (SELECT 1 FROM projects WHERE id = project_id)");
  for (const BatchItem& item : items) {
    const auto code = item.code ? std::optional(traits(*item.code).name) : std::nullopt;
    update.bind(model::name(item.state), item.released_at, code, item.project_id, batch_no).run();
  }
}

void fail_batch_items(Connection& connection, ProjectNo project_no) {
  Query(connection,
        "UPDATE batch_items SET state = ?, code = ?"
        " WHERE project_id = (SELECT id FROM projects WHERE project_no = ?)")
      .bind(model::name(BatchItemState::kFailed), traits(ErrorCode::kNotFound).name, project_no)
      .run();
}

}  // namespace cpsg::storage::sqlite
