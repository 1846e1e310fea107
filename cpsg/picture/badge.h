// A badge: a label and a value in a line of 20 pixels.
//
//   const std::string svg = draw_badge({.label = "stars", .message = "12.4k"});
//
// Below kBadgeMaxBytes whatever the texts hold, as long as they have no more characters than kBadgeTextMax. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "cpsg/picture/svg.h"

namespace cpsg::picture {

inline constexpr std::size_t kBadgeTextMax = 40;        // characters of a label
inline constexpr std::size_t kBadgeTextMaxBytes = 160;  // of a label
inline constexpr std::size_t kBadgeMaxBytes = 2'000;

struct Badge {
  std::string label;  // empty: the value alone
  std::string message;
  Token colour = Token::kAccent;  // of the value
  Style style = Style::kFlat;
  Theme theme = Theme::kAuto;
};

[[nodiscard]] std::string draw_badge(const Badge& badge);

}  // namespace cpsg::picture
