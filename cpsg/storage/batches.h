// The port that holds batches: lists of projects that are worked off a few at a time.
//
//   const model::Batch batch = batches.create_batch("all of pallets", project_ids, now);
//   const auto waiting = batches.batch_items(batch.id, model::BatchItemState::kPending, 10);
//
// The items of a batch keep the order in which the projects were given. A project that ends, by removal or merge, fails
// those of its items with kNotFound that are not done; what is done stays done. After a removal they have no name any
// more, and are of no project, whoever is added later. Counts are those of the items.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: Error(kNotFound) for an unknown batch id where nothing else is said, and the
// kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/batch.h"

namespace cpsg::storage {

// What becomes of an item, for Batches::change_batch_items().
struct BatchItemChange {
  model::BatchItem before;  // as it was read
  model::BatchItem after;
};

// How many items of a batch ended in one stretch of time.
struct BatchEnds {
  UnixTime begins_at{};
  std::int64_t done = 0;
  std::int64_t failed = 0;

  friend bool operator==(const BatchEnds&, const BatchEnds&) = default;
};

class Batches {
 public:
  virtual ~Batches() = default;

  // A running batch with all items pending; `off_peak`: they are handed out only in the configured hours. A project
  // that is named twice is in it once. The item of one that is gone is as if it had been removed just after: somebody
  // may do that between its addition and this. Documents: projects by _id, items a hundred a bulk, batches last; 3 or
  // more.
  virtual model::Batch create_batch(std::string_view name, std::span<const std::string> project_ids, UnixTime now,
                                    bool off_peak = true) = 0;
  // Nothing for an unknown id. Documents: as batches(), of one; 5.
  [[nodiscard]] virtual std::optional<model::Batch> batch(std::string_view batch_id) = 0;
  // The newest first; of one state, or of all; those that are older than the batch of this id, where one is given.
  // Documents: batches by _id or by (state, _id) descending, items by (batch, state), by (batch, ended_at) and by
  // (batch, code), each grouped; projects of running items by _id; 5.
  [[nodiscard]] virtual std::vector<model::Batch> batches(std::size_t limit,
                                                          std::optional<model::BatchState> state = std::nullopt,
                                                          std::string_view before_id = {}) = 0;
  // The ids of all that run, the oldest first.
  // Documents: batches by (state, _id), one range, the index alone; 1 for 10,000.
  [[nodiscard]] virtual std::vector<std::string> running_batches() = 0;
  // Moves a batch from one state to another. False, and nothing is done, if it is not in the first one now; to finished
  // also while an item is pending or running, which is looked at in the same step.
  // Documents: one update of batches that names the state; 1. To finished: batches by _id, items by (batch, state),
  // then an update that names the version read first, which whoever makes items pending has changed before that; 3.
  virtual bool transition(std::string_view batch_id, model::BatchState from, model::BatchState to, UnixTime now) = 0;
  // Makes failed items pending again, unless their project is gone, and with any of them a finished batch run, in one
  // step. How many; nothing for a batch that is cancelled, of which nothing is changed.
  // Documents: an update of batches that names what was read, then items by (batch, state), a hundred a bulk; 3 or
  // more.
  virtual std::optional<std::size_t> retry_failed_items(std::string_view batch_id, UnixTime now) = 0;

  // In the batch's order; of one state, or of all; those after a place, which is BatchItem::place of the last item of
  // the page before. Names are the projects' present ones. Documents: items by (batch, state, _id), or by _id; 1, and
  // projects by _id for the names; 2.
  [[nodiscard]] virtual std::vector<model::BatchItem> batch_items(
      std::string_view batch_id, std::optional<model::BatchItemState> state, std::size_t limit,
      std::optional<std::uint32_t> after_place = std::nullopt) = 0;
  // By stretches of `width` since 1970, the oldest first, those alone in which an item ended that is done or failed
  // still; those that begin after `after`. Items that were removed have no end. Looks at the items that
  // ended in the stretches that it returns, and at no others. Documents: items by (batch, ended_at), one range in their
  // order, read until the last stretch is over; 2.
  [[nodiscard]] virtual std::vector<BatchEnds> batch_ends(std::string_view batch_id, std::chrono::seconds width,
                                                          std::optional<UnixTime> after, std::size_t limit) = 0;
  // Writes state, time of release, code and message of items whose state and time of release are those of `before`
  // still, and `now` as the end of those that become done or failed; an item becomes running only while the batch runs.
  // Others are passed over, and items that the batch does not hold, or whose project is gone. Attempts, times and
  // points are counted by SyncLog::record_sync() alone. Returns how many were written. Documents: an update of batches,
  // then items by _id that name what was read, a hundred a bulk; 2 or more.
  virtual std::size_t change_batch_items(std::string_view batch_id, std::span<const BatchItemChange> changes,
                                         UnixTime now) = 0;
};

}  // namespace cpsg::storage
