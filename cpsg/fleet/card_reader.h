// Reads from the store what cards are made of, many projects a time.
//
//   const CardReader reader(stores);
//   Snapshot fleet = reader.read_all(now);
//   const std::optional<Changes> changes = reader.changes_after(fleet.position, now);
//
// Each call costs a number of reads that grows with the number of projects, not one a project: three a hundred.
//
// Threads: any. Errors: the store's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/fleet/snapshot.h"
#include "cpsg/storage/stores.h"

namespace cpsg::fleet {

class CardReader {
 public:
  explicit CardReader(const storage::Stores& stores) : stores_(stores) {}

  // Of all projects, with the removals that the store still lists.
  [[nodiscard]] Snapshot read_all(UnixTime now) const;
  // Nothing where the store has forgotten what was removed.
  [[nodiscard]] std::optional<Changes> changes_after(std::uint64_t position, UnixTime now) const;
  // The cards of these projects as they are now; those that are gone are left out. `from` has the cards that are known:
  // where the status alone differs, only that is read.
  [[nodiscard]] std::vector<Card> read(const std::vector<std::string>& ids, const Snapshot& from, UnixTime now) const;

 private:
  [[nodiscard]] std::vector<Card> cards_of(const std::vector<storage::FleetRow>& rows, Day today) const;

  const storage::Stores stores_;
};

}  // namespace cpsg::fleet
