// The port that holds the published releases of projects, and how far the reading of them has come.
//
//   releases.put_releases(lease, read, std::nullopt, {.total = 40, .read_at = now});
//   const std::vector<model::Release> newest = releases.releases(project_id, {.limit = 100});
//
// Lists are by time of publication, the newest first, then by the bytes of the tag, descending.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: Error(kNotFound) for an unknown project id, Error(kBusy) for a lease that is no
// longer held, and the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/release.h"
#include "cpsg/storage/lease.h"
#include "cpsg/storage/retry_state.h"

namespace cpsg::storage {

struct ReleaseWalk {
  std::optional<std::int64_t> total;    // as GitHub counted them when they were read last; nothing: never
  std::optional<UnixTime> read_at;      // when they were read last
  std::optional<UnixTime> all_read_at;  // when all of them were, not only the new ones
  std::int64_t changes = 0;             // how often somebody said that they changed
  std::int64_t changes_read = 0;        // of those, how many were made before they were read last
  RetryState retry;

  friend bool operator==(const ReleaseWalk&, const ReleaseWalk&) = default;
};

// The last release of a page.
struct ReleaseCursor {
  UnixTime published_at{};
  std::string tag;

  friend bool operator==(const ReleaseCursor&, const ReleaseCursor&) = default;
};

struct ReleaseQuery {
  std::optional<UnixTime> since{};  // published then or later
  std::optional<UnixTime> until{};  // published before
  std::optional<ReleaseCursor> after{};
  std::size_t limit = 0;
};

class Releases {
 public:
  virtual ~Releases() = default;

  // Documents: releases by project and time of publication, one range; 1.
  [[nodiscard]] virtual std::vector<model::Release> releases(std::string_view project_id,
                                                             const ReleaseQuery& query) = 0;
  // Documents: projects by _id, this field alone; 1.
  [[nodiscard]] virtual ReleaseWalk release_walk(std::string_view project_id) = 0;
  // Stores these, in the place of those with the same tags. Stored ones that were published at `replaced_from` or later
  // and are not among them are removed; nothing: none are. `walk.changes` stays as it is stored. Project::revision
  // grows if anything is another now.
  // Documents: releases by _id, one bulk of updates and deletions, then one update of projects under the fence; 2.
  virtual void put_releases(const Lease& lease, std::span<const model::Release> releases,
                            std::optional<UnixTime> replaced_from, const ReleaseWalk& walk) = 0;
  // `walk.changes` stays as it is stored. Documents: one update of projects under the fence; 1.
  virtual void put_release_walk(const Lease& lease, const ReleaseWalk& walk) = 0;
  // Somebody said that the releases of this project changed: ReleaseWalk::changes grows by one.
  // Documents: one update of projects; 1.
  virtual void mark_releases_changed(std::string_view project_id) = 0;
};

}  // namespace cpsg::storage
