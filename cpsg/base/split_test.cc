// Protects lists in settings, queries and the git protocol: no part is lost, joined with another or made up.
#include "cpsg/base/split.h"

namespace cpsg {
namespace {

using testing::ElementsAre;

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  for_each_part(text, ',', [&](std::string_view part) { parts.emplace_back(part); });
  return parts;
}

TEST(ForEachPart, GivesEmptyPartsToo) {
  EXPECT_THAT(parts_of("a,,b"), ElementsAre("a", "", "b"));
  EXPECT_THAT(parts_of(",a,"), ElementsAre("", "a", ""));
  EXPECT_THAT(parts_of("a b"), ElementsAre("a b"));
  EXPECT_THAT(parts_of(""), ElementsAre(""));
}

TEST(TakeUntil, TakesOnePartAfterTheOther) {
  std::string_view text = "one two  four";
  EXPECT_EQ(take_until(text, ' '), "one");
  EXPECT_EQ(take_until(text, ' '), "two");
  EXPECT_EQ(take_until(text, ' '), "");
  EXPECT_EQ(text, "four");
  EXPECT_EQ(take_until(text, ' '), "four");
  EXPECT_EQ(text, "");
  EXPECT_EQ(take_until(text, ' '), "");
}

TEST(TakeUntil, ForgetsASeparatorAtTheEnd) {
  std::string_view text = "last\n";
  EXPECT_EQ(take_until(text, '\n'), "last");
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace cpsg
