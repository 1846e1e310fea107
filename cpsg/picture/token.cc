#include "cpsg/picture/token.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

namespace cpsg::picture {
namespace {

constexpr std::array<Paint, kTokens> kPaints = {{
    {"#ffffff", "#161a20"},  // surface
    {"#eef0f3", "#1f252d"},  // sunken
    {"#171b22", "#e7eaee"},  // text
    {"#4a5361", "#b0b8c3"},  // text-2
    {"#626c7a", "#929ca9"},  // text-3
    {"#d9dde3", "#2c333d"},  // hairline
    {"#828b98", "#6f7a88"},  // control
    {"#0b57c4", "#7db0ff"},  // accent
    {"#146c3a", "#5fcf93"},  // ok
    {"#8a5200", "#e8b04b"},  // warn
    {"#b3261e", "#ff8d85"},  // error
    {"#55606e", "#a3adb9"},  // idle
    {"#1d54ba", "#4987e4"},  // series 1 to 5
    {"#d65f02", "#fe9430"},
    {"#229d91", "#5ad0b0"},
    {"#a00066", "#c44b88"},
    {"#1e2024", "#e6effa"},
}};

constexpr std::string_view kWhite = "#ffffff";
constexpr std::string_view kBlack = "#000000";

// Of one of the three parts of a colour.
double linear_light(std::string_view digits) {
  int byte = 0;
  (void)std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
  const double part = byte / 255.0;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double luminance(std::string_view colour) {
  return 0.2126 * linear_light(colour.substr(1, 2)) + 0.7152 * linear_light(colour.substr(3, 2)) +
         0.0722 * linear_light(colour.substr(5, 2));
}

std::string_view ink(std::string_view ground) {
  return contrast(kWhite, ground) >= contrast(kBlack, ground) ? kWhite : kBlack;
}

}  // namespace

Paint paint_of(Token token) noexcept { return kPaints[static_cast<std::size_t>(token)]; }

Paint ink_on(const Paint& paint) noexcept { return {ink(paint.light), ink(paint.dark)}; }

double contrast(std::string_view one, std::string_view other) noexcept {
  const double first = luminance(one) + 0.05;
  const double second = luminance(other) + 0.05;
  return std::max(first, second) / std::min(first, second);
}

std::optional<Token> colour_from_name(std::string_view name) noexcept {
  const auto found = std::find(kColourNames.begin(), kColourNames.end(), name);
  if (found == kColourNames.end()) return std::nullopt;
  const auto place = static_cast<std::size_t>(found - kColourNames.begin());
  return static_cast<Token>(static_cast<std::size_t>(Token::kAccent) + place);
}

Token series_token(std::size_t place) noexcept {
  assert(place < kSeriesMax);
  return static_cast<Token>(static_cast<std::size_t>(Token::kSeries1) + place);
}

}  // namespace cpsg::picture
