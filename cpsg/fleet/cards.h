// The cards of all projects, held in memory and kept as the store is.
//
//   Cards cards(stores, time, clock);
//   const RepeatingThread thread(clock, 10s, "cannot read the cards", [&] { cards.keep_current(); });
//   const std::shared_ptr<const Snapshot> fleet = cards.current();
//
// current() has every write of this process that was over when it was called, and every one of another process that was
// over a moment before (storage/change_mark.h). It reads what changed since, in lists; while nothing was committed it
// reads nothing. What it returns never changes, so who reads it waits for nobody. Where the store has moved, one caller
// reads for all.
//
// The first call reads all projects, a hundred a time. Where somebody else does that already, as a thread that keeps
// them current does from the start of a process, it waits for the end, for kFillWait at most: Error(kOverloaded) says
// that it takes longer. All are read anew once a day, beside the present ones, which stay good until that is done
// (card.h).
//
// Removals are told for kRemovalsToldFor, as long as the process runs; one that has just begun tells those that the
// store still lists (storage/change_log.h).
//
// Threads: any. Errors: the store's, and that one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/fleet/card_reader.h"
#include "cpsg/fleet/snapshot.h"
#include "cpsg/storage/stores.h"

namespace cpsg::fleet {

class Cards {
 public:
  static constexpr std::chrono::seconds kFillWait{5};
  static constexpr std::chrono::hours kRemovalsToldFor{7 * 24};
  static constexpr std::size_t kRemovalsMax = 10'000;

  // `time` tells which day it is, `clock` how long callers wait. The store and the clock outlive this.
  Cards(const storage::Stores& stores, Clock time, WaitableClock& clock)
      : stores_(stores), reader_(stores), time_(std::move(time)), clock_(clock) {}

  [[nodiscard]] std::shared_ptr<const Snapshot> current();
  // The same, for whoever wants no cards, but that others find them: where they are of an earlier day, all are read
  // anew.
  void keep_current();

 private:
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
  [[nodiscard]] bool stands(std::optional<std::uint64_t> mark, UnixTime now) const;
  void publish(std::shared_ptr<const Snapshot> snapshot, std::optional<std::uint64_t> mark, UnixTime now);
  void fill_or_wait();
  void fill();
  void read_and_publish();
  void follow();
  // Null where the store has forgotten what was removed since.
  [[nodiscard]] std::shared_ptr<const Snapshot> advanced(const Snapshot& from, UnixTime now) const;

  const storage::Stores stores_;
  const CardReader reader_;
  const Clock time_;
  WaitableClock& clock_;

  std::mutex fill_mutex_;
  std::condition_variable filled_;
  bool filling_ = false;  // somebody reads all of them
  bool waiting_ = false;  // and one other waits for it

  std::mutex follow_mutex_;  // held by whoever reads what changed

  mutable std::mutex mutex_;  // for what follows; held for moments alone
  std::shared_ptr<const Snapshot> snapshot_;
  std::optional<std::uint64_t> mark_;  // as it was before the snapshot was read
  std::int64_t lease_end_ = 0;         // of the first lease that was alive then, in seconds since 1970
};

}  // namespace cpsg::fleet
