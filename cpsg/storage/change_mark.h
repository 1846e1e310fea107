// The port that says whether what was read from the store still stands, without reading it again.
//
//   const std::optional<std::uint64_t> mark = changes.current(now);  // before the store is read
//   kept = {read(stores), mark};
//   ...
//   if (mark && changes.current(now) == mark) use(kept);
//
// The mark is a number that is another one after every commit. A write of this process has moved it when it returns,
// and there is no mark while it commits. A commit of another process has moved it for every look kLookInterval later.
// So whatever was read after its mark, and is used while that mark stands, is at most that old, and never older than a
// write of this process that was over when it was asked for. It may move without need.
//
// One object serves all threads of a process: marks of one are compared with each other alone. Calls from several
// threads at once are fine; they never wait for a transaction, and no transaction ever waits for them. Nothing is
// thrown: where the store cannot be asked, nothing is known.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/sha256.h"
#include "cpsg/model/api_key.h"
#include "cpsg/storage/projects.h"

namespace cpsg::storage {

class ChangeMark {
 public:
  // How often a store looks for commits of other processes, at most.
  static constexpr std::chrono::milliseconds kLookInterval{1};

  virtual ~ChangeMark() = default;

  // The mark as it is now. Nothing: it is not known, so nothing that was kept may be used, and nothing may be kept.
  // Documents: what the events of the other instances told, and the time where there are none; 0.
  [[nodiscard]] virtual std::optional<std::uint64_t> current(Instant now) noexcept = 0;
  // As Projects::revision(), for threads that must not wait: nothing also where that would take longer than reading a
  // row of a local file. Not older than a mark that was read before. Documents: always nothing; 0.
  [[nodiscard]] virtual std::optional<ProjectRevision> revision_now(std::string_view full_name) noexcept = 0;
  // As ApiKeys::find_key(), under the same rules. Documents: always nothing; 0.
  [[nodiscard]] virtual std::optional<model::ApiKey> key_now(const Sha256Digest& digest) noexcept = 0;
};

}  // namespace cpsg::storage
