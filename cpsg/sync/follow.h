// Begins to follow repositories. What a new project has to do, when it is due, with which priority, what becomes of one
// that is known already, and who may take it out of hold, is decided here for all who ask.
//
//   const std::vector<Followed> followed = follow(projects, targets, FollowedBy::kBatch, now);
//   if (followed[0].failure) throw error_of(*followed[0].failure);
//
//                 a new project                 a known one
//   kRequest      due now, interactive          a pending one, held back or not: due now, interactive
//   kCommand      due now, interactive          stays: the command syncs it itself
//   kBatch        held back, backfill           stays: the batch makes it due when its turn comes
//
// A project is held back while it has no time at which it is due: one that came with a batch, until the batch releases
// it. So kRequest also frees one whose batch was cancelled, or ended with it failed.
//
// A name stands for the project that has it, wherever that comes from. Only kRequest, which may come from anywhere, is
// refused one that comes from this machine (Error(kConflict)). An earlier name stands for its project in a batch alone:
// GitHub may have given the name to another repository, so that others get a new project, which the first look at
// GitHub merges if both are one.
//
// Threads: as the port.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/target.h"
#include "cpsg/storage/projects.h"

namespace cpsg::sync {

enum class FollowedBy : std::uint8_t { kRequest, kCommand, kBatch };

struct Followed {
  std::string project_id;  // empty after a failure
  std::string full_name;
  bool created = false;
  bool published = false;  // it has history already
  std::optional<Failure> failure;
};

// One answer for each target, in their order; of a target that is given twice, the second finds the first one's
// project. A failure is its target's alone. Known projects are found by one read, and counted by one write.
[[nodiscard]] std::vector<Followed> follow(storage::Projects& projects, std::span<const model::Target> targets,
                                           FollowedBy by, UnixTime now);

// Takes back what follow() did for a project, because its first sync failed: where nothing is published, nobody else
// follows it and nobody else syncs it, it is removed, so that the store is as it was. A failure of the store leaves the
// project. To be called once for each time that follow() answered `published` false.
void unfollow_unpublished(storage::Projects& projects, std::string_view project_id, UnixTime now) noexcept;

}  // namespace cpsg::sync
