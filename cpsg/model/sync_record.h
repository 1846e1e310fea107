// What one sync of a project came to: when it ran, what it brought, what it cost and why it failed.
//
//   const SyncRecord record{.started_at = began, .ended_at = now, .duration_ms = 1'250, .code = ErrorCode::kNetwork};
//
// A plain value; storage/sync_log.h keeps it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"

namespace cpsg::model {

struct SyncRecord {
  UnixTime started_at{};
  UnixTime ended_at{};
  std::int64_t duration_ms = 0;
  std::optional<ErrorCode> code;  // why it failed; nothing: it did not
  std::string message;            // the same in words; empty where it did not fail
  std::int64_t new_commits = 0;
  std::int64_t new_branches = 0;
  std::int64_t new_pulls = 0;
  std::int64_t git_requests = 0;
  std::int64_t rest_requests = 0;
  std::int64_t graphql_requests = 0;
  double rest_points = 0;  // a share of a point where a query served several projects
  double graphql_points = 0;
  std::int64_t received_bytes = 0;

  friend bool operator==(const SyncRecord&, const SyncRecord&) = default;
};

}  // namespace cpsg::model
