// A few object ids that are looked for among very many.
//
//   const WantedOids wanted(oids);
//   if (wanted.has(oid)) ...
//
// Nearly all others are told apart by their first two bytes, in a bitmap that stays in the processor's cache.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_set>

#include "cpsg/model/bitmap.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::graph {

class WantedOids {
 public:
  explicit WantedOids(std::span<const model::Oid> oids) : beginnings_(1U << 16) {
    for (const model::Oid& oid : oids) {
      oids_.insert(oid);
      beginnings_.set(beginning_of(oid));
    }
  }

  [[nodiscard]] bool has(const model::Oid& oid) const {
    return beginnings_.test(beginning_of(oid)) && oids_.contains(oid);
  }

 private:
  static std::size_t beginning_of(const model::Oid& oid) { return oid.bytes[0] | std::size_t{oid.bytes[1]} << 8; }

  std::unordered_set<model::Oid> oids_;
  model::Bitmap beginnings_;  // whether one of them begins with the two bytes that a bit stands for
};

}  // namespace cpsg::git::graph
