// Moves batches on: hands their projects to the workers, a few at a time, and sees how those ended. All state is in the
// stores, so that a batch goes on where it was after any restart, and several processes may run it.
#pragma once

#include <cstddef>

#include "cpsg/base/clock.h"
#include "cpsg/schedule/off_peak.h"
#include "cpsg/storage/stores.h"

namespace cpsg::schedule {

struct BatchRules {
  std::size_t at_once = 8;                  // projects of one batch that are with the workers
  std::chrono::seconds patience{6 * 3600};  // after which a project that did not end is handed out again
  OffPeak off_peak;                         // projects are handed out only then
};

// One step for every running batch: items that are with the workers become done when their project was synced since
// (whatever the outcome of its statistics), failed when it ended with an error that a retry does not help or that came
// back `limits::kBatchAttempts` times; then pending ones are handed out (due now, Priority::kBackfill) up to `at_once`.
// A batch without pending and running items is finished. Returns whether anything was handed out.
bool advance_batches(const storage::Stores& stores, const BatchRules& rules, UnixTime now);

// What people do to a batch. Each throws Error(kNotFound) for an unknown one and Error(kRequestInvalid) where its state
// does not allow it: a cancelled one stays so; only a running one is paused, only a paused one resumed; failed items
// are retried in any state but cancelled, which makes a finished batch run again.
void pause_batch(const storage::Stores& stores, std::string_view batch_id, UnixTime now);
void resume_batch(const storage::Stores& stores, std::string_view batch_id, UnixTime now);
// Projects that are with the workers end by themselves; pending new ones stay held back.
void cancel_batch(const storage::Stores& stores, std::string_view batch_id, UnixTime now);
// The number of items that will be tried again.
std::size_t retry_failed(const storage::Stores& stores, std::string_view batch_id, UnixTime now);

}  // namespace cpsg::schedule
