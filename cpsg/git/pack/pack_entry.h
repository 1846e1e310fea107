// The parts of a pack: its header, the head of an entry, and where entries begin.
//
//   if (const auto head = parse_entry_head(bytes)) take(bytes.subspan(head->head_bytes));
//
// Bytes may be anything. Source: gitformat-pack, "pack-*.pack files have the following format".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cpsg/git/pack/object.h"

namespace cpsg::git::pack {

struct PackHeader {
  static constexpr std::size_t kSizeBytes = 12;

  std::uint32_t objects = 0;
};
// Throws Error(kBadData) unless it is a pack of version 2 or 3. `bytes` holds at least kSizeBytes.
[[nodiscard]] PackHeader parse_pack_header(Bytes bytes);

struct EntryHead {
  enum class Base { kNone, kDistance, kOid };

  Base base = Base::kNone;
  ObjectType type = ObjectType::kCommit;  // unless it is a delta
  std::uint64_t size = 0;                 // of what the entry inflates to
  std::uint64_t base_distance = 0;        // from the start of the base's entry to the start of this one
  model::Oid base_oid;
  std::size_t head_bytes = 0;

  [[nodiscard]] bool is_delta() const { return base != Base::kNone; }
};
// The head at the start of `bytes`; nothing if it is incomplete. Throws Error(kBadData).
[[nodiscard]] std::optional<EntryHead> parse_entry_head(Bytes bytes);

// Where each entry begins, by its number in the pack: 8 bytes an object.
class EntryIndex {
 public:
  void reserve(std::size_t entries) { starts_.reserve(entries); }
  // `start` is beyond every earlier one.
  void add(std::uint64_t start) { starts_.push_back(start); }
  // Where the last entry ends.
  void set_end(std::uint64_t end) { end_ = end; }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(starts_.size()); }
  [[nodiscard]] std::uint64_t start(std::uint32_t entry) const { return starts_[entry]; }
  [[nodiscard]] std::uint64_t end(std::uint32_t entry) const { return entry + 1 < size() ? starts_[entry + 1] : end_; }
  // The entry that begins exactly at that distance before `entry`. Throws Error(kBadData) if there is none.
  [[nodiscard]] std::uint32_t before(std::uint32_t entry, std::uint64_t distance) const;

 private:
  std::vector<std::uint64_t> starts_;
  std::uint64_t end_ = 0;
};

}  // namespace cpsg::git::pack
