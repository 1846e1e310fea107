// Commits as they came, copied, on their way to be staged.
//
//   CommitBatch batch;
//   batch.add(oid, content);
//   batch.for_each([&](const model::Oid& oid, git::pack::ObjectContent content) { stager.add(oid, content); });
//
// A value. The content that for_each() passes is valid during the call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cpsg/git/pack/object.h"
#include "cpsg/model/oid.h"

namespace cpsg::sync {

class CommitBatch {
 public:
  void add(const model::Oid& oid, git::pack::ObjectContent content) {
    entries_.push_back({oid, bytes_.size(), content.bytes.size(), content.whole});
    bytes_.insert(bytes_.end(), content.bytes.begin(), content.bytes.end());
  }
  void reserve(std::size_t content_bytes) { bytes_.reserve(content_bytes); }

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size_bytes() const { return bytes_.size() + entries_.size() * sizeof(Entry); }

  // In the order in which they were added.
  template <typename Take>
  void for_each(const Take& take) const {
    const Bytes all(bytes_);
    for (const Entry& entry : entries_) {
      take(entry.oid, git::pack::ObjectContent(all.subspan(entry.begin, entry.size_bytes), entry.whole));
    }
  }

 private:
  struct Entry {
    model::Oid oid;
    std::size_t begin = 0;  // in the bytes
    std::size_t size_bytes = 0;
    bool whole = true;
  };
  std::vector<Entry> entries_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace cpsg::sync
