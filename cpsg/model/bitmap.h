// A set of small integers, one bit each: rows or nodes of a project's commits.
//
//   Bitmap shown = live;
//   shown &= by_author;                       // 64 integers at a time
//   shown.for_each([](std::size_t row) { ... });  // ascending
//
// A set has a size, and holds integers below it alone. A value: copied and compared as a whole, safe to read from
// several threads.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cpsg::model {

class Bitmap {
 public:
  Bitmap() = default;
  explicit Bitmap(std::size_t size) : size_(size), words_((size + 63) / 64) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  // False beyond the end.
  [[nodiscard]] bool test(std::size_t i) const { return i < size_ && ((words_[i / 64] >> (i % 64)) & 1U) != 0; }
  void set(std::size_t i) {
    assert(i < size_);
    words_[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  // Integers from the new end on are forgotten, new ones are not in the set.
  void resize(std::size_t size);
  [[nodiscard]] std::size_t count() const;

  // The integers that are in both, in either, in this one alone. Of two sizes, this one's is kept: integers beyond the
  // other's end are not in the other, and those beyond this one's end are dropped.
  Bitmap& operator&=(const Bitmap& other);
  Bitmap& operator|=(const Bitmap& other);
  Bitmap& and_not(const Bitmap& other);

  // Calls `each` with every integer of the set, in ascending order.
  template <typename Each>
  void for_each(const Each& each) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        each(64 * i + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  }

  // Little-endian bytes, eight integers a byte; a reader restores the size from its own count. Bytes that are missing
  // are zeros; those beyond the size are ignored.
  [[nodiscard]] std::vector<std::uint8_t> to_bytes() const;
  [[nodiscard]] static Bitmap from_bytes(std::span<const std::uint8_t> bytes, std::size_t size);

  friend bool operator==(const Bitmap&, const Bitmap&) = default;

 private:
  void clear_tail();

  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace cpsg::model
