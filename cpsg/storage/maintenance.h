// The port by which a store is kept clean and small: it clears what removed projects have left, and gives free space
// back to the system.
//
//   while (maintenance.clear_removed(now) == Clearing::kMore) let_others_write();
//   const std::uint64_t free_bytes = maintenance.space().free_bytes;
//
// Each step is short, so that other writers hardly wait, and may be cut off anywhere: the next one, in any process,
// goes on where it stopped.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <cstdint>

#include "cpsg/base/clock.h"

namespace cpsg::storage {

// What is left to do after a step of clearing.
enum class Clearing : std::uint8_t {
  kDone,     // nothing
  kMore,     // another step
  kWaiting,  // what has to wait: for readers of what was removed, or for the sync that had the lease to end
};

struct Space {
  std::uint64_t size_bytes = 0;  // of the store's files
  std::uint64_t free_bytes = 0;  // of these, how many hold nothing
};

class Maintenance {
 public:
  virtual ~Maintenance() = default;

  // One step of clearing what removed projects and rewritten histories have left, whichever process it was. After the
  // last one, no file of the store holds a byte of them. Documents: all collections by the project's _id, a thousand
  // documents a step; 1.
  virtual Clearing clear_removed(UnixTime now) = 0;
  // Whether nothing is left of a removal (Projects::remove_project() gave its number): all is cleared, and the sync
  // that had the lease has ended, or its lease has. Documents: removals by _id; 1.
  [[nodiscard]] virtual bool is_cleared(std::uint64_t removal) = 0;

  // Documents: the database's own statistics; 1.
  [[nodiscard]] virtual Space space() = 0;
  // One step of giving free space back; false when there is no more to give back.
  // Documents: the database's own compaction of a collection; 1.
  virtual bool give_back_space() = 0;
  // Rewrites the whole store once, where an older version made one that can't give space back in steps; does nothing
  // otherwise. Needs free space on the disk of up to twice the store's size while it runs, and keeps all writers
  // waiting: Error(kStoreLocked) if they do not end within the time that the store waits for others. Documents: nothing
  // is to be done.
  virtual void prepare_to_give_back_space() = 0;
};

}  // namespace cpsg::storage
