// A set of small integers, one bit each.
#pragma once

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
