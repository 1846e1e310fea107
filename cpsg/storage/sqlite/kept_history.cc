#include "cpsg/storage/sqlite/kept_history.h"

#include <algorithm>
#include <utility>

namespace cpsg::storage::sqlite {

std::optional<CommitSets> KeptHistory::sets(const Bounds& bounds) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(sets_.begin(), sets_.end(), [&](const KeptSets& each) {
    return each.project_no == bounds.project_no && each.generation == bounds.generation;
  });
  if (found == sets_.end()) return std::nullopt;
  sets_.splice(sets_.begin(), sets_, found);
  return sets_.front().sets;
}

void KeptHistory::keep_sets(const Bounds& bounds, CommitSets sets) {
  KeptSets fresh{bounds.project_no, bounds.generation, std::move(sets)};
  if (fresh.size_bytes() > kSetsMaxBytes) return;
  const std::lock_guard lock(mutex_);
  // One of a project: those of earlier generations are asked for by nobody.
  std::erase_if(sets_, [&](const KeptSets& each) {
    const bool of_project = each.project_no == bounds.project_no;
    if (of_project) sets_bytes_ -= each.size_bytes();
    return of_project;
  });
  sets_bytes_ += fresh.size_bytes();
  sets_.push_front(std::move(fresh));
  constexpr std::size_t kProjectsMax = 64;  // so that a look through them stays short
  while (sets_bytes_ > kSetsMaxBytes || sets_.size() > kProjectsMax) {
    sets_bytes_ -= sets_.back().size_bytes();
    sets_.pop_back();
  }
}

std::vector<std::optional<std::int64_t>> KeptHistory::authors(ProjectNo history_no, std::span<const model::Oid> oids) {
  std::vector<std::optional<std::int64_t>> found;
  found.reserve(oids.size());
  const std::lock_guard lock(mutex_);
  for (const model::Oid& oid : oids) {
    const auto entry = authors_.find({history_no, oid});
    found.push_back(entry == authors_.end() ? std::nullopt : std::optional(entry->second));
  }
  return found;
}

void KeptHistory::keep_authors(ProjectNo history_no, std::span<const TipAuthor> tips) {
  const std::lock_guard lock(mutex_);
  if (authors_.size() + tips.size() > kAuthorsMax) authors_.clear();
  for (const TipAuthor& each : tips) authors_.insert_or_assign(Tip{history_no, each.oid}, each.author);
}

std::shared_ptr<PersonCache> KeptHistory::people(const Bounds& bounds) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(people_.begin(), people_.end(),
                                  [&](const KeptPeople& each) { return each.history_no == bounds.history_no; });
  if (found == people_.end()) {
    people_.push_front({bounds.history_no, bounds.revision, std::make_shared<PersonCache>()});
    if (people_.size() > kPeopleMax) people_.pop_back();
    return people_.front().people;
  }
  people_.splice(people_.begin(), people_, found);
  // A reader that began before the last change still has those of its own revision.
  if (people_.front().revision != bounds.revision) {
    people_.front() = {bounds.history_no, bounds.revision, std::make_shared<PersonCache>()};
  }
  return people_.front().people;
}

void KeptHistory::clear() noexcept {
  const std::lock_guard lock(mutex_);
  sets_.clear();
  sets_bytes_ = 0;
  authors_.clear();
  people_.clear();
}

}  // namespace cpsg::storage::sqlite
