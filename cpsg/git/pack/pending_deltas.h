// Deltas whose base isn't known while the pack streams in: they wait until it has been received whole.
//
//   pending.add_by_oid(entry, base_oid);                // while the pack comes in; then seal()
//   pending.release(oid, base_entry, ready_entries);    // for each object that is complete
//
// One thread uses an object.
//
// A ref-delta names its base by id, and the base may come later; whatever is built upon such a delta waits with it.
// Servers send none of them to a client that understands offsets, so this favours few bytes over speed.
#pragma once

#include <cstdint>
#include <vector>

#include "cpsg/git/pack/object.h"

namespace cpsg::git::pack {

class PendingDeltas {
 public:
  // Entries come in ascending order. Throw Error(kLimitExceeded) beyond limits::kPackPendingDeltasMax.
  void add_by_oid(std::uint32_t entry, const model::Oid& base);
  void add_by_entry(std::uint32_t entry, std::uint32_t base);

  [[nodiscard]] bool waits(std::uint32_t entry) const;
  // How many wait.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  // The base of an entry that was added by oid and waits no longer.
  [[nodiscard]] std::uint32_t base(std::uint32_t entry) const;

  // After the last addition, before the first release().
  void seal();
  // Appends to `ready` the entries that wait for this object; they wait no longer.
  void release(const model::Oid& oid, std::uint32_t base, std::vector<std::uint32_t>& ready);

 private:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFF;

  struct ByOid {
    std::uint32_t entry;
    std::uint32_t base;  // kUnknown while it waits
    model::Oid oid;
  };
  struct ByEntry {
    std::uint32_t entry;
    std::uint32_t base;
    bool waits;
  };
  void count();
  [[nodiscard]] const ByOid* find_by_oid(std::uint32_t entry) const;

  std::vector<ByOid> by_oid_;              // ascending by entry
  std::vector<std::uint32_t> oid_order_;   // indices of by_oid_, by oid
  std::vector<ByEntry> by_entry_;          // ascending by entry
  std::vector<std::uint32_t> base_order_;  // indices of by_entry_, by base
  std::size_t waiting_ = 0;
};

}  // namespace cpsg::git::pack
