#include "cpsg/pulls/facts_cache.h"

#include <algorithm>
#include <utility>

namespace cpsg::pulls {
namespace {

// What an entry counts for at least, so that there are at most a thousand to look through.
constexpr std::size_t kEntryMinBytes = kFactsCacheMaxBytes / 1'024;

std::size_t bytes_of(const storage::PullFactsSet& set) {
  std::size_t bytes = sizeof(set) + set.pulls.capacity() * sizeof(storage::PullFacts);
  for (const std::string& base : set.bases) bytes += sizeof(base) + base.capacity();
  return std::max(bytes, kEntryMinBytes);
}

}  // namespace

std::shared_ptr<const storage::PullFactsSet> FactsCache::read(const storage::ProjectRevision& project) {
  if (auto kept = find(project)) return kept;
  // One reading at a time: those of a large project take much memory, and whoever comes meanwhile finds what was read.
  const std::scoped_lock turn(read_mutex_);
  if (auto kept = find(project)) return kept;
  storage::PullFactsSet set = pulls_.pull_facts(project.id);
  set.pulls.shrink_to_fit();
  auto facts = std::make_shared<const storage::PullFactsSet>(std::move(set));
  keep({.project_id = project.id, .facts = facts, .size_bytes = bytes_of(*facts)});
  return facts;
}

std::shared_ptr<const storage::PullFactsSet> FactsCache::find(const storage::ProjectRevision& project) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(kept_, project.id, &Kept::project_id);
  if (found == kept_.end()) return nullptr;
  const storage::PullFactsSet& facts = *found->facts;
  if (facts.incarnation != project.incarnation || facts.revision < project.revision) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->facts;
}

void FactsCache::keep(Kept kept) {
  if (kept.size_bytes > max_bytes_) return;
  const std::scoped_lock lock(mutex_);
  erase(kept.project_id);
  size_bytes_ += kept.size_bytes;
  kept_.push_front(std::move(kept));
  while (size_bytes_ > max_bytes_) {
    size_bytes_ -= kept_.back().size_bytes;
    kept_.pop_back();
  }
}

void FactsCache::erase(std::string_view project_id) {
  const auto found = std::ranges::find(kept_, project_id, &Kept::project_id);
  if (found == kept_.end()) return;
  size_bytes_ -= found->size_bytes;
  kept_.erase(found);
}

void FactsCache::forget(std::string_view project_id) {
  const std::scoped_lock lock(mutex_);
  erase(project_id);
}

std::size_t FactsCache::size_bytes() {
  const std::scoped_lock lock(mutex_);
  return size_bytes_;
}

}  // namespace cpsg::pulls
