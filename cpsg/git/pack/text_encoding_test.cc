// Protects the promise that all text of commits is UTF-8: what is not is repaired, and named encodings are converted or
// given up whole.
#include "cpsg/git/pack/text_encoding.h"

#include <gtest/gtest.h>

namespace cpsg::git::pack {
namespace {

TEST(AssignUtf8, ReplacesTheTextAndSaysWhetherItWasRepaired) {
  std::string text = "left from before";
  EXPECT_FALSE(assign_utf8(text, "caf\xC3\xA9"));
  EXPECT_EQ(text, "caf\xC3\xA9");
  EXPECT_TRUE(assign_utf8(text, "caf\xE9"));
  EXPECT_EQ(text, "caf\xEF\xBF\xBD");
  EXPECT_FALSE(assign_utf8(text, ""));
  EXPECT_EQ(text, "");
}

TEST(ToUtf8, TakesTheNamesOfUtf8ForNone) {
  for (const std::string_view name : {"", "UTF-8", "utf-8", "utf8", "UTF8", "Utf-8"}) {
    EXPECT_TRUE(is_utf8_name(name));
    bool altered = false;
    EXPECT_EQ(to_utf8("caf\xC3\xA9", name, altered), "caf\xC3\xA9");
    EXPECT_FALSE(altered);
    EXPECT_EQ(to_utf8("caf\xE9", name, altered), "caf\xEF\xBF\xBD");
    EXPECT_TRUE(altered);
  }
}

TEST(ToUtf8, Converts) {
  struct Case {
    std::string_view encoding;
    std::string_view bytes;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"ISO-8859-1", "caf\xE9", "caf\xC3\xA9"}, {"latin1", "caf\xE9", "caf\xC3\xA9"},
      {"Latin-1", "caf\xE9", "caf\xC3\xA9"},    {"windows-1251", "\xCF\xF0", "\xD0\x9F\xD1\x80"},
      {"EUC-JP", "\xC6\xFC", "\xE6\x97\xA5"},   {"ISO-2022-JP", "\x1B$BF|\x1B(B", "\xE6\x97\xA5"}};
  for (const Case& c : kCases) {
    bool altered = false;
    EXPECT_EQ(to_utf8(c.bytes, c.encoding, altered), c.expected) << c.encoding;
    EXPECT_TRUE(altered);
  }
  // As people's settings spell them; iconv takes them all.
  for (const std::string_view name :
       {"'ISO-8859-1'", "\"iso-8859-1\"", "ISO-8859-1\r", " ISO-8859-1 ", "ISO-8859-1//TRANSLIT", "ISO-8859-1//IGNORE",
        "ISO 8859-1", "ISO-8859-1;", "ISO-8859-1,", "ISO-8859-1/"}) {
    bool altered = false;
    EXPECT_EQ(to_utf8("caf\xE9", name, altered), "caf\xC3\xA9") << name;
    EXPECT_TRUE(altered);
  }
  bool altered = false;
  EXPECT_EQ(to_utf8("plain", "ISO-8859-1", altered), "plain");
  EXPECT_FALSE(altered);
}

TEST(ToUtf8, ConvertsTextLongerThanABlock) {
  bool altered = false;
  const std::string text = to_utf8(std::string(10'001, '\xE9'), "ISO-8859-1", altered);
  EXPECT_EQ(text.size(), 20'002U);
  EXPECT_EQ(text.substr(20'000), "\xC3\xA9");
}

TEST(ToUtf8, RepairsWhereTheEncodingIsUnknownOrUntrue) {
  const std::string endless(100'000, 'x');
  for (const std::string_view encoding :
       {std::string_view("no-such-encoding"), std::string_view("EUC-JP//IGNORE"), std::string_view("ASCII"),
        std::string_view("UTF-16//IGNORE"), std::string_view("//IGNORE"), std::string_view("../x"),
        std::string_view("\""), std::string_view("ISO-8859-1\0", 11), std::string_view("\xE9"),
        std::string_view(endless)}) {
    bool altered = false;
    EXPECT_EQ(to_utf8("caf\xE9 and more", encoding, altered), "caf\xEF\xBF\xBD and more") << encoding;
    EXPECT_TRUE(altered);
    altered = false;
    EXPECT_EQ(to_utf8("caf\xC3\xA9", "no-such-encoding", altered), "caf\xC3\xA9");
    EXPECT_FALSE(altered);
  }
}

}  // namespace
}  // namespace cpsg::git::pack
