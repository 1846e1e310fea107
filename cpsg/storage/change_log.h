// The port that tells what changed in the store since a position, whichever process changed it.
//
//   std::uint64_t position = change_log.change_position();
//   if (const auto found = change_log.changes_after(position, 1'000)) show(*found);
//
// A project changes with whatever is shown of it: its data, its status, and whether it is being synced now. A batch
// changes with its state and its counts. Each of them is listed once, at the position of its latest change, so that a
// reader that comes late reads no more than one that never waited. Positions grow with every change, and none is ever
// given again.
//
// A project that was removed is listed by its id alone, and one that is public no more is listed for that too, while no
// more than kRemovalsKept changes came after it; a reader that is farther behind reads everything anew.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cpsg::storage {

inline constexpr std::uint64_t kRemovalsKept = 10'000;

enum class ChangeOf : std::uint8_t { kProject, kBatch };

struct Change {
  std::uint64_t position = 0;
  ChangeOf of = ChangeOf::kProject;
  std::string id;           // of the project or the batch
  bool removed = false;     // a project that is no longer followed, or that was merged into another one
  bool was_public = false;  // GitHub showed it to everybody until it was removed, or until it was hidden just now
  friend bool operator==(const Change&, const Change&) = default;
};

class ChangeLog {
 public:
  virtual ~ChangeLog() = default;

  // Of the latest change; 0 before the first one.
  // Documents: changes by its key; 1.
  [[nodiscard]] virtual std::uint64_t change_position() = 0;
  // The first `limit` changes after that position, in their order. Nothing where removals after it may be forgotten.
  // Documents: projects by the number of their latest change, one range, by that of their hiding, and batches; 3.
  [[nodiscard]] virtual std::optional<std::vector<Change>> changes_after(std::uint64_t position, std::size_t limit) = 0;
};

}  // namespace cpsg::storage
