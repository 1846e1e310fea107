// A pull request as GitHub describes it, and as it is stored and served.
//
//   const std::optional<std::int64_t> seconds = pull.lead_time_s();  // null unless it was merged
//
// Plain values, all of one observation. Times are whole seconds of UTC.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/oid.h"

namespace cpsg::model {

// kClosed is closed without having been merged.
enum class PullState : std::uint8_t { kOpen, kClosed, kMerged };
[[nodiscard]] std::string_view name(PullState state) noexcept;  // "open"
[[nodiscard]] std::optional<PullState> pull_state_from_name(std::string_view name) noexcept;

struct PullRequest {
  std::int64_t number = 0;
  std::string title;
  PullState state = PullState::kOpen;
  bool draft = false;
  std::optional<std::string> author;  // login; null once the account is gone
  bool bot = false;                   // whether the author is one
  std::string base_ref;
  std::optional<Oid> base_oid;
  std::string head_ref;
  std::optional<Oid> head_oid;
  std::optional<std::string> head_repo;  // owner/name; null once it is gone
  UnixTime created_at{};
  UnixTime updated_at{};
  std::optional<UnixTime> closed_at;
  std::optional<UnixTime> merged_at;
  std::optional<std::string> merged_by;  // login
  // Null where the source does not tell (REST lists have none of these).
  std::optional<std::int64_t> additions;
  std::optional<std::int64_t> deletions;
  std::optional<std::int64_t> changed_files;
  std::optional<std::int64_t> commits;
  std::optional<std::int64_t> comments;
  std::optional<std::int64_t> reviews;
  std::optional<std::string> review_decision;  // lower case: "approved"
  std::vector<std::string> labels;             // sorted by bytes
  std::optional<UnixTime> first_review_at;     // the earliest submitted review

  // merged_at - created_at.
  [[nodiscard]] std::optional<std::int64_t> lead_time_s() const {
    return merged_at ? std::optional((*merged_at - created_at).count()) : std::nullopt;
  }
  // Lines added and removed, each counted up to kSizeMaxLines, so that the sum of any two numbers is one.
  static constexpr std::int64_t kSizeMaxLines = std::numeric_limits<std::int64_t>::max() / 2;
  [[nodiscard]] std::optional<std::int64_t> size_lines() const {
    if (!additions || !deletions) return std::nullopt;
    return std::min(*additions, kSizeMaxLines) + std::min(*deletions, kSizeMaxLines);
  }

  friend bool operator==(const PullRequest&, const PullRequest&) = default;
};

}  // namespace cpsg::model
