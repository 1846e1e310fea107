#include "cpsg/git/pack/pack_entry.h"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

constexpr std::uint8_t kMoreBit = 0x80;
constexpr std::uint8_t kSevenBits = 0x7F;
constexpr unsigned kTypeOffsetDelta = 6;
constexpr unsigned kTypeRefDelta = 7;

// The bytes of a head one by one; remembers that they ran out, so that the caller asks once, at the end.
class HeadCursor {
 public:
  explicit HeadCursor(Bytes bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (position_ == bytes_.size()) {
      short_ = true;
      return 0;
    }
    return bytes_[position_++];
  }
  [[nodiscard]] bool ran_out() const { return short_; }
  [[nodiscard]] std::size_t position() const { return position_; }

 private:
  Bytes bytes_;
  std::size_t position_ = 0;
  bool short_ = false;
};

std::uint32_t big_endian_32(Bytes bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

// Four bits from the first byte, then seven a byte, the lowest first.
std::uint64_t read_size(HeadCursor& cursor, std::uint8_t first) {
  constexpr unsigned kFirstBits = 4;
  constexpr unsigned kLastShift = 53;
  std::uint64_t size = first & 0x0FU;
  std::uint8_t byte = first;
  for (unsigned shift = kFirstBits; (byte & kMoreBit) != 0; shift += 7) {
    if (shift > kLastShift) throw_bad_pack("an object announces an absurd size");
    byte = cursor.byte();
    size |= static_cast<std::uint64_t>(byte & kSevenBits) << shift;
  }
  return size;
}

// Seven bits a byte, the highest first, where each further byte counts on from the largest number without it.
std::uint64_t read_distance(HeadCursor& cursor) {
  constexpr std::uint64_t kLargestBeforeShift = std::uint64_t{1} << 56;
  std::uint8_t byte = cursor.byte();
  std::uint64_t distance = byte & kSevenBits;
  while ((byte & kMoreBit) != 0) {
    if (distance >= kLargestBeforeShift) throw_bad_pack("a delta's base is absurdly far");
    byte = cursor.byte();
    distance = (distance + 1) << 7 | (byte & kSevenBits);
  }
  return distance;
}

}  // namespace

PackHeader parse_pack_header(Bytes bytes) {
  assert(bytes.size() >= PackHeader::kSizeBytes);
  constexpr std::string_view kMagic = "PACK";
  if (!std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) throw_bad_pack("it does not begin as a pack");
  const std::uint32_t version = big_endian_32(bytes.subspan(4));
  if (version != 2 && version != 3) throw_bad_pack("its version is unknown");
  return {big_endian_32(bytes.subspan(8))};
}

std::optional<EntryHead> parse_entry_head(Bytes bytes) {
  HeadCursor cursor(bytes);
  EntryHead head;
  const std::uint8_t first = cursor.byte();
  if (cursor.ran_out()) return std::nullopt;
  const unsigned type = first >> 4 & 7U;
  head.size = read_size(cursor, first);
  if (type == kTypeOffsetDelta) {
    head.base = EntryHead::Base::kDistance;
    head.base_distance = read_distance(cursor);
  } else if (type == kTypeRefDelta) {
    head.base = EntryHead::Base::kOid;
    for (std::uint8_t& byte : head.base_oid.bytes) byte = cursor.byte();
  } else if (type >= 1 && type <= 4) {
    head.type = static_cast<ObjectType>(type);
  } else {
    throw_bad_pack("an object is of an unknown type");
  }
  if (cursor.ran_out()) return std::nullopt;
  head.head_bytes = cursor.position();
  return head;
}

std::uint32_t EntryIndex::before(std::uint32_t entry, std::uint64_t distance) const {
  const std::uint64_t start = starts_[entry];
  if (distance > start) throw_bad_pack("a delta's base is outside the pack");
  const auto last = starts_.begin() + entry;
  const auto found = std::lower_bound(starts_.begin(), last, start - distance);
  if (found == last || *found != start - distance) throw_bad_pack("a delta's base is not an object");
  return static_cast<std::uint32_t>(found - starts_.begin());
}

}  // namespace cpsg::git::pack
