#include "cpsg/model/bitmap.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cpsg::model {

void Bitmap::resize(std::size_t size) {
  size_ = size;
  words_.resize((size + 63) / 64);
  clear_tail();
}

std::size_t Bitmap::count() const {
  std::size_t total = 0;
  for (const std::uint64_t word : words_) total += static_cast<std::size_t>(std::popcount(word));
  return total;
}

Bitmap& Bitmap::operator&=(const Bitmap& other) {
  const std::size_t common = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < common; ++i) words_[i] &= other.words_[i];
  std::fill(words_.begin() + static_cast<std::ptrdiff_t>(common), words_.end(), 0);
  return *this;
}

Bitmap& Bitmap::operator|=(const Bitmap& other) {
  const std::size_t common = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < common; ++i) words_[i] |= other.words_[i];
  clear_tail();  // the other may be longer
  return *this;
}

Bitmap& Bitmap::and_not(const Bitmap& other) {
  const std::size_t common = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < common; ++i) words_[i] &= ~other.words_[i];
  return *this;
}

std::vector<std::uint8_t> Bitmap::to_bytes() const {
  std::vector<std::uint8_t> bytes((size_ + 7) / 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(words_[i / 8] >> (8 * (i % 8)));
  }
  return bytes;
}

Bitmap Bitmap::from_bytes(std::span<const std::uint8_t> bytes, std::size_t size) {
  Bitmap bitmap(size);
  const std::size_t used = std::min(bytes.size(), (size + 7) / 8);
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    i = used / sizeof(std::uint64_t) * sizeof(std::uint64_t);
    if (i > 0) std::memcpy(bitmap.words_.data(), bytes.data(), i);
  }
  for (; i < used; ++i) bitmap.words_[i / 8] |= std::uint64_t{bytes[i]} << (8 * (i % 8));
  bitmap.clear_tail();
  return bitmap;
}

// Bits beyond the size stay zero, so that count() and equality need not mask them.
void Bitmap::clear_tail() {
  if (size_ % 64 != 0) words_.back() &= (std::uint64_t{1} << (size_ % 64)) - 1;
}

}  // namespace cpsg::model
