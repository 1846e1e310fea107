// One project on its way through the queries of a refresh, and what its answers mean for what is asked next.
//
//   RefreshEntry entry(project);
//   const std::vector<std::string> handles = each(entries, &model::Project::node_id);
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/github/wire/answers.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/observations.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/refresh_result.h"

namespace cpsg::sync {

struct RefreshEntry {
  explicit RefreshEntry(const model::Project& given)
      : project(given), work_version(given.work_version), result{.project_id = given.id, .now_id = given.id} {}

  model::Project project;
  std::uint64_t work_version;  // as it was before GitHub was asked; 0, which no project has, if nobody knows
  UnixTime asked_at{};         // for what is taken next
  storage::ApiProgress progress;
  std::optional<model::ProbeMark> probed;  // what a probe has just said, where it moved
  RefreshResult result;
};

// The same member of each project.
inline std::vector<std::string> each(std::span<RefreshEntry* const> entries, std::string model::Project::* member) {
  std::vector<std::string> values;
  for (const RefreshEntry* entry : entries) values.push_back(entry->project.*member);
  return values;
}

// A refusal that GraphQL gives no reason for that we know.
template <typename Value>
bool rest_says_why(const github::wire::Lookup<Value>& answer) {
  return answer.failure->code == ErrorCode::kForbidden && answer.wall == github::wire::Wall::kNone;
}

// What GraphQL fails to give of this one, though nothing else was asked for with it.
template <typename Value>
bool fails_alone(const github::wire::Lookup<Value>& answer) {
  // Not for data that makes no sense or has no end: that is a fault to be seen, and is read again by the next probe.
  const bool of_one = answer.failure->code == ErrorCode::kRemoteError;
  return of_one && !answer.retry_smaller;
}

}  // namespace cpsg::sync
