// Protects: a card is small whatever it shows, its numbers stand beside each other only where they have room, and what
// is not known is no zero.
#include "cpsg/picture/card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cpsg/picture/numbers.h"

namespace cpsg::picture {
namespace {

using testing::HasSubstr;
using testing::Not;

int height_of(const std::string& svg) { return std::stoi(svg.substr(svg.find("height=\"") + 8)); }

Card full_card(int width) {
  Card card{.title = std::string(40, '"'), .caption = {"commits a week, 26 weeks", "as of 2026-11-27"}, .width = width};
  for (std::size_t i = 0; i < kCardNumbersMax; ++i) card.numbers.push_back({"999 y 364 d ago", "commits, 30 d"});
  for (std::size_t i = 0; i < kSparkMax; ++i) card.spark.emplace_back(static_cast<std::int64_t>(i * i * 7'919 % 1'000));
  return card;
}

TEST(Card, IsSmallWhateverItShows) {
  for (const int width : {kWidthMin, 400, kWidthMax}) {
    EXPECT_LT(draw_card(full_card(width)).size(), kCardMaxBytes) << width;
    Card named = full_card(width);
    named.title = std::string(100, 'i') + "/" + std::string(100, 'j');
    EXPECT_LT(draw_card(named).size(), kCardMaxBytes) << width;
  }
}

TEST(Card, IsHigherWhereNumbersHaveNoRoomBeside) {
  EXPECT_GT(height_of(draw_card(full_card(kWidthMin))), height_of(draw_card(full_card(kWidthMax))));
}

TEST(Card, WhatIsNotKnownIsNoZero) {
  const std::string svg =
      draw_card({.title = "a/b", .numbers = {{std::string(kUnknown), "stars"}}, .spark = {}, .caption = {}});
  EXPECT_THAT(svg, HasSubstr("a/b, stars: no data"));
  EXPECT_THAT(svg, Not(HasSubstr(">0<")));
}

TEST(Card, AGapInItsLineIsNotJoined) {
  Card card{.title = "a/b", .numbers = {{"1", "stars"}}, .spark = {1, 2, std::nullopt, 3, 4}};
  const std::string svg = draw_card(card);
  const std::string path = svg.substr(svg.find("<path"));
  EXPECT_EQ(std::count(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(path.find("/>")), 'M'), 2) << path;
}

TEST(Card, ANoticeSaysItsWord) {
  const std::string svg = draw_notice({.text = "not followed", .width = 240});
  EXPECT_THAT(svg, HasSubstr(">not followed</text>"));
  EXPECT_THAT(svg, HasSubstr("width=\"240\""));
}

}  // namespace
}  // namespace cpsg::picture
