// Protects: a badge has its size in bytes and pixels whatever its texts hold, stays well-formed, and can be read.
#include "cpsg/picture/badge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "cpsg/picture/text.h"

namespace cpsg::picture {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

int width_of(const std::string& svg) { return std::stoi(svg.substr(svg.find("width=\"") + 7)); }

TEST(Badge, SaysWhatItShowsInWords) {
  const std::string svg = draw_badge({.label = "stars", .message = "12.4k"});
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(svg, HasSubstr("role=\"img\" font-size=\"12\" aria-label=\"stars: 12.4k\"><title>stars: 12.4k</title>"));
  EXPECT_THAT(draw_badge({.label = "", .message = "12.4k"}), HasSubstr("<title>12.4k</title>"));
}

TEST(Badge, AsksForNothingElsewhereAndRunsNothing) {
  const std::string svg = draw_badge({.label = "<script>", .message = "\" onload=\"x"});
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, HasSubstr("aria-label=\"&lt;script&gt;: &quot; onload=&quot;x\""));
  EXPECT_THAT(svg, Not(HasSubstr("href")));
  EXPECT_THAT(svg, Not(HasSubstr("url(")));
}

TEST(Badge, IsSmallWhateverTheLabelIs) {
  for (const std::string_view text : {"\"", "&", "<", "W", "\u4e2d", "\u05d0"}) {
    for (const Style style : {Style::kFlat, Style::kPlain}) {
      const std::string svg =
          draw_badge({.label = repeated(text, kBadgeTextMax), .message = "999 y 364 d ago", .style = style});
      EXPECT_LT(svg.size(), kBadgeMaxBytes) << text;
    }
  }
}

// The text has the room that was measured, and six pixels on each side.
TEST(Badge, IsAsWideAsItsTexts) {
  const auto expected = [](std::string_view text) { return static_cast<int>(std::ceil(width_px(text, 11))) + 12; };
  EXPECT_EQ(width_of(draw_badge({.label = "stars", .message = "1"})), expected("stars") + expected("1"));
  EXPECT_EQ(width_of(draw_badge({.label = "", .message = "1"})), expected("1"));
  EXPECT_GT(width_of(draw_badge({.label = "WWW", .message = "1"})),
            width_of(draw_badge({.label = "iii", .message = "1"})));
}

TEST(Badge, HasTheColoursOfItsTheme) {
  const Badge badge{.label = "a", .message = "b", .colour = Token::kOk};
  const auto drawn = [&](Theme theme) {
    Badge asked = badge;
    asked.theme = theme;
    return draw_badge(asked);
  };
  EXPECT_THAT(drawn(Theme::kLight), HasSubstr("#146c3a"));
  EXPECT_THAT(drawn(Theme::kLight), Not(HasSubstr("#5fcf93")));
  EXPECT_THAT(drawn(Theme::kDark), HasSubstr("#5fcf93"));
  EXPECT_THAT(drawn(Theme::kDark), Not(HasSubstr("#146c3a")));
  EXPECT_THAT(drawn(Theme::kAuto), HasSubstr("@media(prefers-color-scheme:dark){"));
  EXPECT_THAT(drawn(Theme::kAuto), HasSubstr("#146c3a"));
  EXPECT_THAT(drawn(Theme::kAuto), HasSubstr("#5fcf93"));
}

}  // namespace
}  // namespace cpsg::picture
