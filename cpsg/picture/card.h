// A card: a name, a few numbers with their labels, and a line of the last weeks.
//
//   draw_card({.title = "acme/graph", .numbers = {{"12.4k", "stars"}}, .spark = {3, 5, 2}, .width = 400})
//
// Below kCardMaxBytes with at most kCardNumbersMax numbers and kSparkMax points. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/picture/svg.h"

namespace cpsg::picture {

inline constexpr std::size_t kCardMaxBytes = 2'000;
inline constexpr std::size_t kCardNumbersMax = 4;
inline constexpr std::size_t kSparkMax = 26;

struct CardNumber {
  std::string value;  // as it is shown
  std::string label;
};

struct Card {
  std::string title;
  std::vector<CardNumber> numbers;
  // The last one is of a stretch that is not over; nothing where a value is not known. Empty: there is no line.
  std::vector<std::optional<std::int64_t>> spark;
  std::vector<std::string> caption;  // below, with ` \u00b7 ` between
  int width = 400;
  Token colour = Token::kAccent;  // of the line
  Style style = Style::kFlat;
  Theme theme = Theme::kAuto;
};

[[nodiscard]] std::string draw_card(const Card& card);

// The same room with one sentence: that there is nothing to show.
struct Notice {
  std::string text;
  int width = 400;
  int height = 96;
  Style style = Style::kFlat;
  Theme theme = Theme::kAuto;
};
[[nodiscard]] std::string draw_notice(const Notice& notice);

}  // namespace cpsg::picture
