#include "cpsg/api/fleet_revision.h"

#include <cstdint>
#include <span>
#include <vector>

#include "cpsg/base/base64url.h"
#include "cpsg/base/varint.h"

namespace cpsg::api {
namespace {

// To be raised when an answer says other things than before: clients then get everything.
constexpr std::uint64_t kVersion = 1;
// No day that is written is later.
constexpr std::int64_t kDayMax = 10'000 * std::int64_t{366};

}  // namespace

std::string encode_revision(const IndexRevision& revision) {
  std::vector<std::uint8_t> bytes;
  append_varint(bytes, kVersion);
  append_varint(bytes, revision.moment.position);
  append_varint(bytes, zigzag(revision.moment.day.time_since_epoch().count()));
  append_varint(bytes, zigzag(revision.moment.lease_end));
  append_varint(bytes, zigzag(revision.moment.ended_leases));
  append_varint(bytes, static_cast<std::uint64_t>(revision.window));
  append_varint(bytes, revision.sees_private ? 1 : 0);
  return base64url_encode(bytes);
}

std::optional<IndexRevision> decode_revision(std::string_view text) {
  const auto bytes = base64url_decode(text);
  if (!bytes) return std::nullopt;
  std::span<const std::uint8_t> rest(*bytes);
  std::uint64_t version = 0, position = 0, day = 0, lease_end = 0, ended = 0, window = 0, sees_private = 0;
  for (std::uint64_t* value : {&version, &position, &day, &lease_end, &ended, &window, &sees_private}) {
    if (!read_varint(rest, *value)) return std::nullopt;
  }
  const std::int64_t day_number = unzigzag(day);
  const bool is_ours = version == kVersion && rest.empty() && window < fleet::kWindows.size() && sees_private <= 1 &&
                       -kDayMax < day_number && day_number < kDayMax;
  if (!is_ours) return std::nullopt;
  return IndexRevision{.moment = {.position = position,
                                  .day = fleet::Day(std::chrono::days(day_number)),
                                  .lease_end = unzigzag(lease_end),
                                  .ended_leases = unzigzag(ended)},
                       .window = fleet::kWindows[window],
                       .sees_private = sees_private == 1};
}

}  // namespace cpsg::api
