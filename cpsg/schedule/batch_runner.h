// Moves batches on: releases their projects to the workers, a few at a time, and records how those ended.
//
//   advance_batches(projects, batches, {.at_once = 8}, now);  // every few seconds
//   pause_batch(batches, batch_id, now);                      // when a person asks for it
//
// All state is in the store, so that a batch goes on where it was after any restart, and several processes may run it.
// Projects are read a page at a time, so that a step costs the same few reads for few projects and for a thousand.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/schedule/off_peak.h"
#include "cpsg/storage/batches.h"
#include "cpsg/storage/projects.h"

namespace cpsg::schedule {

inline constexpr std::size_t kBatchNameMaxBytes = 200;  // one at least

// Projects of one batch that are with the workers, those included that wait for budget.
inline constexpr std::size_t kBatchHandedOutMax = 1'000;

struct BatchRules {
  std::size_t at_once = 8;                  // projects of one batch that are with the workers and do not only wait
  std::chrono::seconds patience{6 * 3600};  // after which a project that did not end is released again
  OffPeak off_peak;                         // a batch with Batch::off_peak releases projects in these hours only
};

// One step for every running batch. An item that is with the workers becomes done when its project was synced after its
// release and nothing of it waits for budget or for the end of the remote's trouble; failed when the project ended with
// an error that a retry does not help, or came back `limits::kBatchAttempts` times. Then pending items are released
// (due now, Priority::kBackfill), so that `at_once` of them are with the workers. Those whose branches and commits have
// come, and that wait for the rest alone, take no place, for git has no part in that: up to kBatchHandedOutMax wait so.
// A batch without pending and running items becomes finished. Of a batch that was paused or
// cancelled meanwhile, nothing is released, and it stays so. Returns whether any item was released. Throws the store's
// errors.
bool advance_batches(storage::Projects& projects, storage::Batches& batches, const BatchRules& rules, UnixTime now);

// What people do to a batch. Each may be repeated: what is so already stays so. Each throws Error(kNotFound) for an
// unknown one and Error(kRequestInvalid) where its state does not allow it: one that is cancelled stays so, and one
// that is finished runs again by a retry alone, of its failed items, which is allowed in any state but cancelled.
void pause_batch(storage::Batches& batches, std::string_view batch_id, UnixTime now);
void resume_batch(storage::Batches& batches, std::string_view batch_id, UnixTime now);
// Projects that are with the workers are still brought up to date. Pending ones that are new stay held back.
void cancel_batch(storage::Batches& batches, std::string_view batch_id, UnixTime now);
// Makes failed items pending again, unless their project was removed, in one step. Returns how many.
std::size_t retry_failed(storage::Batches& batches, std::string_view batch_id, UnixTime now);

}  // namespace cpsg::schedule
