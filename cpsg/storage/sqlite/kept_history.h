// Parts of published histories that are kept in memory, since they never change: the sets of commits of a generation,
// who wrote the commit at the tip of
// a branch, and the people of a project's present revision.
//
//   if (auto sets = kept.sets(bounds)) return view_of(bounds, *sets);
//   kept.keep_sets(bounds, read_sets(connection, bounds));
//
// Nothing here has to be dropped when something is written: a set is found by the generation that the project's row
// names, people by its revision, and numbers of projects and histories are never used again. What is used no more falls
// out when others come.
//
// Threads: any; no lock is held longer than it takes to find or to place one thing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/model/oid.h"
#include "cpsg/model/shared_bitmap.h"
#include "cpsg/storage/sqlite/person_cache.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

// As in storage::CommitView.
struct CommitSets {
  model::SharedBitmap live;
  model::SharedBitmap on_default;
};

class KeptHistory {
 public:
  static constexpr std::size_t kSetsMaxBytes = 2 * limits::kMiB;  // of all bits together; larger ones are not kept
  static constexpr std::size_t kAuthorsMax = 20'000;              // about 1.5 MiB
  static constexpr std::size_t kPeopleMax = 4;                    // caches of people, each of about 1 MiB at most

  // Of the published generation of these bounds.
  [[nodiscard]] std::optional<CommitSets> sets(const Bounds& bounds);
  void keep_sets(const Bounds& bounds, CommitSets sets);

  // The numbers of the authors of these published commits, in the order given; nothing where it is not kept.
  [[nodiscard]] std::vector<std::optional<std::int64_t>> authors(ProjectNo history_no,
                                                                 std::span<const model::Oid> oids);
  struct TipAuthor {
    model::Oid oid;
    std::int64_t author = 0;
  };
  void keep_authors(ProjectNo history_no, std::span<const TipAuthor> tips);

  // The people of the project's history as they are in this revision, in which nothing of them changes.
  [[nodiscard]] std::shared_ptr<PersonCache> people(const Bounds& bounds);

  void clear() noexcept;

 private:
  struct KeptSets {
    ProjectNo project_no = 0;
    std::uint64_t generation = 0;
    CommitSets sets;

    [[nodiscard]] std::size_t size_bytes() const { return (sets.live.size() + sets.on_default.size()) / 8; }
  };
  struct Tip {
    ProjectNo history_no = 0;
    model::Oid oid;
    friend bool operator==(const Tip&, const Tip&) = default;
  };
  struct TipHash {
    std::size_t operator()(const Tip& tip) const noexcept {
      return model::OidHash()(tip.oid) ^ static_cast<std::size_t>(tip.history_no);
    }
  };

  struct KeptPeople {
    ProjectNo history_no = 0;
    std::uint64_t revision = 0;
    std::shared_ptr<PersonCache> people;
  };

  std::mutex mutex_;
  std::list<KeptSets> sets_;  // the latest used first
  std::size_t sets_bytes_ = 0;
  std::unordered_map<Tip, std::int64_t, TipHash> authors_;
  std::list<KeptPeople> people_;  // the latest used first
};

}  // namespace cpsg::storage::sqlite
