// The colours of pictures, by the names that the pages use too, for light and for dark grounds.
//
//   const Paint paint = paint_of(Token::kAccent);      // {"#0b57c4", "#7db0ff"}
//   const Paint ink = ink_on(paint);                   // what is read on it
//   const auto token = colour_from_name("series-2");   // of the option `color`
//
// Pure functions; the texts live as long as the program.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cpsg::picture {

enum class Token : std::uint8_t {
  kSurface,
  kSunken,
  kText,
  kText2,
  kText3,
  kHairline,
  kControl,
  kAccent,
  kOk,
  kWarn,
  kError,
  kIdle,
  kSeries1,
  kSeries2,
  kSeries3,
  kSeries4,
  kSeries5,
};
inline constexpr std::size_t kTokens = 17;

// A colour on light grounds and the one that stands for it on dark ones.
struct Paint {
  std::string_view light;  // "#rrggbb"
  std::string_view dark;

  friend bool operator==(const Paint&, const Paint&) = default;
};
[[nodiscard]] Paint paint_of(Token token) noexcept;
// White or black, whichever is told better from the paint, for either ground.
[[nodiscard]] Paint ink_on(const Paint& paint) noexcept;
// How well two colours "#rrggbb" can be told from each other: 1 to 21 (WCAG 2.1).
[[nodiscard]] double contrast(std::string_view one, std::string_view other) noexcept;

// Those that somebody may ask for by name.
inline constexpr std::array<std::string_view, 10> kColourNames = {
    "accent", "ok", "warn", "error", "idle", "series-1", "series-2", "series-3", "series-4", "series-5"};
[[nodiscard]] std::optional<Token> colour_from_name(std::string_view name) noexcept;
// The colour of the series at that place.
[[nodiscard]] Token series_token(std::size_t place) noexcept;
inline constexpr std::size_t kSeriesMax = 5;

}  // namespace cpsg::picture
