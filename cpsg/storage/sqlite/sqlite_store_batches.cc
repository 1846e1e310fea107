#include "cpsg/storage/sqlite/batches.h"
#include "cpsg/storage/sqlite/change_log.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/deliveries.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

// ---- Batches ----

model::Batch SqliteStore::create_batch(std::string_view name, std::span<const std::string> project_ids, UnixTime now,
                                       bool off_peak) {
  return database_->write([&](Connection& c) { return sqlite::create_batch(c, name, project_ids, now, off_peak); });
}

std::optional<model::Batch> SqliteStore::batch(std::string_view batch_id) {
  return database_->read([&](Connection& c) { return find_batch(c, batch_id); });
}

std::vector<model::Batch> SqliteStore::batches(std::size_t limit, std::optional<model::BatchState> state,
                                               std::string_view before_id) {
  return database_->read([&](Connection& c) { return list_batches(c, limit, state, before_id); });
}

std::vector<std::string> SqliteStore::running_batches() {
  return database_->read([](Connection& c) { return sqlite::running_batches(c); });
}

bool SqliteStore::transition(std::string_view batch_id, model::BatchState from, model::BatchState to, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::transition(c, batch_id, from, to, now); });
}

std::optional<std::size_t> SqliteStore::retry_failed_items(std::string_view batch_id, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::retry_failed_items(c, batch_id, now); });
}

std::vector<model::BatchItem> SqliteStore::batch_items(std::string_view batch_id,
                                                       std::optional<model::BatchItemState> state, std::size_t limit,
                                                       std::optional<std::uint32_t> after_place) {
  return database_->read([&](Connection& c) { return sqlite::batch_items(c, batch_id, state, limit, after_place); });
}

std::vector<BatchEnds> SqliteStore::batch_ends(std::string_view batch_id, std::chrono::seconds width,
                                               std::optional<UnixTime> after, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::batch_ends(c, batch_id, width, after, limit); });
}

std::size_t SqliteStore::change_batch_items(std::string_view batch_id, std::span<const BatchItemChange> changes,
                                            UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::change_batch_items(c, batch_id, changes, now); });
}

// ---- Deliveries ----

bool SqliteStore::record_delivery(std::string_view delivery_id, std::string_view event,
                                  const std::optional<DeliveredWork>& work, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::record_delivery(c, delivery_id, event, work, now); });
}

std::vector<DeliveryCount> SqliteStore::delivery_counts() {
  return database_->read([](Connection& c) { return sqlite::delivery_counts(c); });
}

// ---- ChangeLog ----

std::uint64_t SqliteStore::change_position() {
  return database_->read([](Connection& c) { return sqlite::change_position(c); });
}

std::optional<std::vector<Change>> SqliteStore::changes_after(std::uint64_t position, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::changes_after(c, position, limit); });
}

}  // namespace cpsg::storage::sqlite
