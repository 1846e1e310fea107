// Protects: texts of strangers cannot leave their place in a picture, neither as markup nor by the direction of their
// letters, and no text is wider than its room.
#include "cpsg/picture/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cpsg::picture {
namespace {

TEST(Text, ShowsNoControlsAndNoMarksOfDirection) {
  EXPECT_EQ(shown("a\x01\n\t\x7f"
                  "b"),
            "ab");
  EXPECT_EQ(shown("a\u202eb\u2066c\u200fd\ufeff"), "abcd");
  EXPECT_EQ(shown("a\u2028b\u0085c"), "abc");
  EXPECT_EQ(shown("  a b "), "a b");
  EXPECT_EQ(shown("caf\xE9!"), "caf\uFFFD!");
  EXPECT_EQ(shown("\uFFFE\U0001FFFF\uFDD0"), "");
  EXPECT_EQ(shown("\u05d0\u05d1 x"), "\u05d0\u05d1 x");
}

TEST(Text, IsEscaped) {
  EXPECT_EQ(escaped(R"(<a href="x">&)"), R"(&lt;a href="x"&gt;&amp;)");
  EXPECT_EQ(escaped_attribute(R"(<a href="x">&)"), "&lt;a href=&quot;x&quot;&gt;&amp;");
}

TEST(Text, LettersThatRunBackKeepToThemselves) {
  EXPECT_EQ(isolated("stars"), "stars");
  EXPECT_EQ(isolated("\u05d0"), "\u2068\u05d0\u2069");
}

TEST(Text, IsCutToItsRoom) {
  EXPECT_EQ(fit("stars", 100, 11), "stars");
  const std::string cut = fit("a very long name", 60, 11);
  EXPECT_TRUE(cut.ends_with("\u2026")) << cut;
  for (const double room : {0.0, 5.0, 12.0, 30.0, 60.0, 90.0}) {
    for (const std::string_view text :
         {"WWWWWWWW", "iiiiiiiiiiiiiiiiii", "\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587"}) {
      EXPECT_LE(width_px(fit(text, room, 11), 11), room) << text << " in " << room;
    }
  }
  EXPECT_EQ(fit("abc", 0, 11), "");
}

TEST(Text, LinesBreakBetweenParts) {
  const double room = width_px("one \u00b7 two", 12) + 1;
  EXPECT_THAT(lines_of({"one", "two", "three"}, room, 12), testing::ElementsAre("one \u00b7 two", "three"));
  EXPECT_THAT(lines_of({"", "one"}, room, 12), testing::ElementsAre("one"));
  EXPECT_THAT(lines_of({}, room, 12), testing::IsEmpty());
}

TEST(Text, LinesBreakBetweenWords) {
  const double room = width_px("one two", 12) + 1;
  EXPECT_THAT(lines_of_words("one two three", room, 12, Weight::kNormal, 2), testing::ElementsAre("one two", "three"));
  const auto cut = lines_of_words("one two three four five six", room, 12, Weight::kNormal, 2);
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_TRUE(cut.back().ends_with("\u2026")) << cut.back();
  EXPECT_LE(width_px(cut.back(), 12), room);
}

TEST(Text, BoldIsWider) {
  EXPECT_GT(width_px("stars", 11, Weight::kBold), width_px("stars", 11));
  EXPECT_EQ(width_px("e\u0301", 10), width_px("e", 10)) << "an accent stands above";
}

}  // namespace
}  // namespace cpsg::picture
