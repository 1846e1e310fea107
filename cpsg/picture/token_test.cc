// Protects: what stands on a colour can be read in both themes, and names are those of the documents.
#include "cpsg/picture/token.h"

#include <gtest/gtest.h>

namespace cpsg::picture {
namespace {

constexpr double kReadable = 4.5;  // WCAG 2.1, 1.4.3
constexpr double kSeen = 3.0;      // 1.4.11

TEST(Token, TextOnAnyColourCanBeRead) {
  for (const std::string_view name : kColourNames) {
    const Paint paint = paint_of(*colour_from_name(name));
    const Paint ink = ink_on(paint);
    EXPECT_GE(contrast(paint.light, ink.light), kReadable) << name;
    EXPECT_GE(contrast(paint.dark, ink.dark), kReadable) << name;
  }
}

TEST(Token, TextsAndLinesAreSeenOnTheirGround) {
  const Paint ground = paint_of(Token::kSurface);
  for (const Token token : {Token::kText, Token::kText2, Token::kText3}) {
    EXPECT_GE(contrast(paint_of(token).light, ground.light), kReadable);
    EXPECT_GE(contrast(paint_of(token).dark, ground.dark), kReadable);
  }
  for (const std::string_view name : kColourNames) {
    const Paint paint = paint_of(*colour_from_name(name));
    EXPECT_GE(contrast(paint.light, ground.light), kSeen) << name;
    EXPECT_GE(contrast(paint.dark, ground.dark), kSeen) << name;
  }
}

TEST(Token, HasTheNamesOfTheOption) {
  EXPECT_EQ(colour_from_name("accent"), Token::kAccent);
  EXPECT_EQ(colour_from_name("series-5"), Token::kSeries5);
  EXPECT_EQ(colour_from_name("red"), std::nullopt);
  EXPECT_EQ(colour_from_name("text"), std::nullopt);
  EXPECT_EQ(series_token(1), Token::kSeries2);
}

}  // namespace
}  // namespace cpsg::picture
