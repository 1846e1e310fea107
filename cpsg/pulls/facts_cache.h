// The facts of projects' pull requests that were read last, kept in memory for the questions that follow.
//
//   FactsCache cache(stores.pulls);
//   const auto facts = cache.read(project);  // of its present revision, or a later one
//
// Kept are at most kFactsCacheMaxBytes, the ones used last; what alone is larger is read each time. Facts of an earlier
// revision go when those of a later one come.
//
// Threads: all functions may be called from several threads at once; no lock is held while the store is read. Errors:
// those of the store.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "cpsg/base/limits.h"
#include "cpsg/storage/projects.h"
#include "cpsg/storage/pull_requests.h"

namespace cpsg::pulls {

inline constexpr std::size_t kFactsCacheMaxBytes = 16 * limits::kMiB;

class FactsCache {
 public:
  // The port must outlive the cache.
  explicit FactsCache(storage::PullRequests& pulls, std::size_t max_bytes = kFactsCacheMaxBytes)
      : pulls_(pulls), max_bytes_(max_bytes) {}

  [[nodiscard]] std::shared_ptr<const storage::PullFactsSet> read(const storage::ProjectRevision& project);

  // Drops those of a project that was removed.
  void forget(std::string_view project_id);

  // Of all that is kept; each entry counts at least 16 KiB.
  [[nodiscard]] std::size_t size_bytes();

 private:
  struct Kept {
    std::string project_id;
    std::shared_ptr<const storage::PullFactsSet> facts;
    std::size_t size_bytes = 0;
  };

  std::shared_ptr<const storage::PullFactsSet> find(const storage::ProjectRevision& project);
  void keep(Kept kept);
  void erase(std::string_view project_id);

  storage::PullRequests& pulls_;
  const std::size_t max_bytes_;
  std::mutex read_mutex_;  // held by whoever reads
  std::mutex mutex_;       // of the members below
  std::list<Kept> kept_;   // the latest used first
  std::size_t size_bytes_ = 0;
};

}  // namespace cpsg::pulls
