// Pull requests without their texts, for what is counted over all of a project's, and over those of many projects.
//
//   const PullFactsSet set = pulls.pull_facts(project_id);
//   for (const PullFacts& each : set.pulls) count(each.created_at, set.bases[each.base]);
//
// 56 bytes each, so a hundred thousand are 5.6 MB. A time that is not known, or has not come, is kNever; a size that is
// not known is kNoSize.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/pull_request.h"

namespace cpsg::storage {

struct PullFacts {
  static constexpr UnixTime kNever = UnixTime::max();
  static constexpr std::int64_t kNoSize = -1;

  UnixTime created_at{};
  UnixTime closed_at = kNever;  // of merged ones too
  UnixTime merged_at = kNever;
  UnixTime first_review_at = kNever;
  std::int64_t size_lines = kNoSize;
  std::uint32_t number = 0;
  std::uint32_t base = 0;  // the place of the branch in PullFactsSet::bases
  model::PullState state = model::PullState::kOpen;
  bool draft = false;
  bool bot = false;
  friend bool operator==(const PullFacts&, const PullFacts&) = default;
};
static_assert(sizeof(PullFacts) == 56);

// All of a project's at one moment, in no particular order.
struct PullFactsSet {
  std::uint64_t incarnation = 0;  // as model::Project::incarnation
  std::uint64_t revision = 0;     // as model::Project::revision
  bool all_read = false;  // a walk through the list has ended (PullWalk::watermark); until then some are missing
  std::vector<PullFacts> pulls;
  std::vector<std::string> bases;  // each branch once
};

// A pull request that was merged.
struct MergedPull {
  UnixTime merged_at{};
  std::int64_t lead_time_s = 0;  // merged_at - created_at
  friend bool operator==(const MergedPull&, const MergedPull&) = default;
};

}  // namespace cpsg::storage
