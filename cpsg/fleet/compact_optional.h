// An optional whole number in eight bytes, for values that there are many of.
//
//   CompactOptional stars = statistics.stars;
//   if (stars.has_value()) show(*stars);
//
// The least number that fits cannot be held: it stands for nothing.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace cpsg::fleet {

class CompactOptional {
 public:
  constexpr CompactOptional() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it is the same value in another form.
  constexpr CompactOptional(std::optional<std::int64_t> value) : value_(value.value_or(kNothing)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr CompactOptional(std::int64_t value) : value_(value) {}

  [[nodiscard]] constexpr bool has_value() const { return value_ != kNothing; }
  [[nodiscard]] constexpr std::int64_t operator*() const { return value_; }
  [[nodiscard]] constexpr std::optional<std::int64_t> get() const {
    return has_value() ? std::optional(value_) : std::nullopt;
  }
  friend constexpr bool operator==(const CompactOptional&, const CompactOptional&) = default;

 private:
  static constexpr std::int64_t kNothing = std::numeric_limits<std::int64_t>::min();

  std::int64_t value_ = kNothing;
};

}  // namespace cpsg::fleet
