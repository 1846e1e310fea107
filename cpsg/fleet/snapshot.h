// All cards at one moment of the store, and what tells a reader who saw an earlier moment what has changed since.
//
//   for (const Entry& entry : snapshot.entries) {
//     if (entry.position > seen) show(*entry.card);
//   }
//
// Does not change once it is made; any number of threads may read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/fleet/card.h"

namespace cpsg::fleet {

// What is looked at of every card stands beside the pointer to it.
struct Entry {
  std::shared_ptr<const Card> card;
  std::uint64_t position = 0;     // of the project's latest change, in storage/change_log.h; 0 where it is not known
  std::size_t id_hash = 0;        // std::hash of the project's id
  CompactOptional syncing_until;  // the card's
  bool is_public = false;         // likewise
  bool synced = false;            // at least once
  bool waiting = false;           // for its first sync
};
[[nodiscard]] Entry make_entry(Card card, std::uint64_t position);

// A project that is no longer followed, or that is public no more.
struct Removal {
  std::string id;
  std::uint64_t position = 0;
  bool was_public = false;
  bool hidden = false;  // it is still followed
  UnixTime seen_at{};
};

struct Snapshot {
  std::vector<Entry> entries;     // by the bytes of the full name in lower case
  std::vector<Removal> removals;  // by position
  std::uint64_t position = 0;     // of the last change that is in it
  // Changes after this position are all told by `entries` and `removals`. Who saw less than that reads everything.
  std::uint64_t told_after = 0;
  Day day{};  // of the oldest card, or when it was read where there is none
};

// What changed in the store after a position, each project once.
struct Changes {
  std::unordered_map<std::string, std::uint64_t> positions;  // of those that are followed, by id
  std::vector<Removal> removals;
  std::uint64_t last = 0;  // the position of the last one
};
// The snapshot after these changes, with `cards` in the place of those that were. Removals that were seen before
// `forget_before` are told no longer, nor more than `removals_max` of them.
[[nodiscard]] Snapshot changed_snapshot(const Snapshot& from, const Changes& changes, std::vector<Card> cards,
                                        UnixTime forget_before, std::size_t removals_max);
// Of a snapshot that was put together from changes and cards: takes away the removals of projects that are shown.
void drop_shown_removals(Snapshot& snapshot);
// `read`, a snapshot of all projects read anew, with what `known`, an earlier one, knows of earlier changes.
void keep_positions(Snapshot& read, const Snapshot& known);

// The order of entries.
[[nodiscard]] bool less_by_name(std::string_view a, std::string_view b);

// What a reader saw. Leases end by themselves, and one that has ended may be prolonged, so a project may be shown as
// another one though nothing was changed: `ended_leases` is how many have ended, `lease_end` when the last one of them.
struct Moment {
  std::uint64_t position = 0;
  Day day{};
  std::int64_t lease_end = 0;
  std::int64_t ended_leases = 0;
  friend bool operator==(const Moment&, const Moment&) = default;
};
// `public_only`: of a reader to whom no other project exists; then nothing of the others is in it.
[[nodiscard]] Moment moment_of(const Snapshot& snapshot, UnixTime now, bool public_only = false);
// Whether a reader who saw `seen` can be told what has changed since. Everything is new on a new day, for windows move.
[[nodiscard]] bool can_tell_changes(const Snapshot& snapshot, const Moment& seen, Day today);
// Whether the project may be shown as another one than at `seen`. One that is being synced always may.
[[nodiscard]] inline bool changed_since(const Entry& entry, const Moment& seen) {
  return entry.position > seen.position || (entry.syncing_until.has_value() && *entry.syncing_until > seen.lease_end);
}

}  // namespace cpsg::fleet
