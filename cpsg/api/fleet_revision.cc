#include "cpsg/api/fleet_revision.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cpsg/api/query.h"
#include "cpsg/base/base64url.h"
#include "cpsg/base/varint.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

// What a revision begins with, so that it is known from other texts.
constexpr std::uint8_t kMark = 0xC5;
// To be raised when an answer says other things than before: clients then get everything.
constexpr std::uint64_t kVersion = 1;
// No day that is written is later.
constexpr std::int64_t kDayMax = 10'000 * std::int64_t{366};

http::FieldError malformed() { return invalid("after", "after must be the `revision` of an earlier answer"); }

}  // namespace

std::string encode_revision(const IndexRevision& revision) {
  std::vector<std::uint8_t> bytes = {kMark};
  append_varint(bytes, kVersion);
  append_varint(bytes, revision.moment.position);
  append_varint(bytes, zigzag(revision.moment.day.time_since_epoch().count()));
  append_varint(bytes, zigzag(revision.moment.lease_end));
  append_varint(bytes, zigzag(revision.moment.ended_leases));
  append_varint(bytes, static_cast<std::uint64_t>(revision.window));
  append_varint(bytes, revision.sees_private ? 1 : 0);
  append_varint(bytes, revision.columns);
  return base64url_encode(bytes);
}

std::optional<IndexRevision> decode_revision(std::string_view text) {
  const auto bytes = base64url_decode(text);
  if (!bytes || bytes->empty() || bytes->front() != kMark) throw malformed();
  std::span<const std::uint8_t> rest = std::span(*bytes).subspan(1);
  std::uint64_t version = 0, position = 0, day = 0, lease_end = 0, ended = 0, window = 0, sees_private = 0, columns = 0;
  if (!read_varint(rest, version)) throw malformed();
  if (version != kVersion) return std::nullopt;
  for (std::uint64_t* value : {&position, &day, &lease_end, &ended, &window, &sees_private, &columns}) {
    if (!read_varint(rest, *value)) throw malformed();
  }
  const std::int64_t day_number = unzigzag(day);
  const bool is_ours = rest.empty() && window < fleet::kWindows.size() && sees_private <= 1 &&
                       columns <= std::numeric_limits<std::uint32_t>::max() && -kDayMax < day_number &&
                       day_number < kDayMax;
  if (!is_ours) throw malformed();
  return IndexRevision{.moment = {.position = position,
                                  .day = fleet::Day(std::chrono::days(day_number)),
                                  .lease_end = unzigzag(lease_end),
                                  .ended_leases = unzigzag(ended)},
                       .window = fleet::kWindows[window],
                       .sees_private = sees_private == 1,
                       .columns = static_cast<std::uint32_t>(columns)};
}

}  // namespace cpsg::api
