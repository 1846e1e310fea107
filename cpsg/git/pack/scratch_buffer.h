// Working memory that is used again and again and never cleared.
//
//   const std::span<std::uint8_t> output = buffer.prepare(size);
//
// One thread uses an object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace cpsg::git::pack {

class ScratchBuffer {
 public:
  // `size` bytes of undefined content, valid until the next call.
  [[nodiscard]] std::span<std::uint8_t> prepare(std::size_t size) {
    if (size > capacity_ || memory_ == nullptr) {
      memory_.reset();
      capacity_ = size < kSmallestBytes ? kSmallestBytes : size;
      memory_ = std::make_unique_for_overwrite<std::uint8_t[]>(capacity_);
    }
    return {memory_.get(), size};
  }
  // The first `size` bytes of what prepare() gave.
  [[nodiscard]] std::span<const std::uint8_t> first(std::size_t size) const { return {memory_.get(), size}; }

 private:
  static constexpr std::size_t kSmallestBytes = 4096;

  std::unique_ptr<std::uint8_t[]> memory_;
  std::size_t capacity_ = 0;
};

}  // namespace cpsg::git::pack
