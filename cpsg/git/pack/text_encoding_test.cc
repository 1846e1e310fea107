// Protects the promise that all text is UTF-8: what is valid stays as it is, what is not is repaired by the rule of
// maximal subparts, and named encodings are converted or given up whole.
#include "cpsg/git/pack/text_encoding.h"

#include <gtest/gtest.h>

namespace cpsg::git::pack {
namespace {

std::string repaired(std::string_view bytes) {
  std::string text = "left from before";
  const bool altered = assign_utf8(text, bytes);
  EXPECT_EQ(altered, text != bytes);
  return text;
}

// In the tables below, ? stands for U+FFFD.
std::string with_replacements(std::string_view expected) {
  std::string text;
  for (const char c : expected) text += c == '?' ? std::string("\xEF\xBF\xBD") : std::string(1, c);
  return text;
}

TEST(AssignUtf8, KeepsWhatIsValid) {
  for (const std::string_view text :
       {"", "plain", "a longer plain text, over several words", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
        "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "eightch\xC3\xA9",
        "eight ch\xC3\xA9 and more than that", "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"}) {
    EXPECT_EQ(repaired(text), text);
  }
}

TEST(AssignUtf8, ReplacesEachMaximalPart) {
  struct Case {
    std::string_view bytes;
    std::string_view expected;
  };
  // The last two are the examples of the Unicode standard, tables 3-8 and 3-11.
  constexpr Case kCases[] = {
      {"\x80", "?"},
      {"\xBF\xBF", "??"},
      {"a\xFFz", "a?z"},
      {"\xC0\xAF", "??"},
      {"\xC1\xBF", "??"},
      {"\xC3", "?"},
      {"\xC3(", "?("},
      {"\xC3\xC3\xA9", "?\xC3\xA9"},
      {"\xE0\x80\x80", "???"},
      {"\xE0\x9F\xBF", "???"},
      {"\xED\xA0\x80", "???"},
      {"\xED\xBF\xBF", "???"},
      {"\xE2\x82", "?"},
      {"\xE2\x82z", "?z"},
      {"\xF0\x8F\xBF\xBF", "????"},
      {"\xF0\x9F\x98", "?"},
      {"\xF0\x9F\x98z", "?z"},
      {"\xF0\x9Fz", "?z"},
      {"\xF4\x90\x80\x80", "????"},
      {"\xF5\x80\x80\x80", "????"},
      {"\xF8\x88\x80\x80\x80", "?????"},
      {"eight ch\xE9ight ch", "eight ch?ight ch"},
      {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", "????????A"},
      {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "????A"},
  };
  for (const Case& c : kCases) EXPECT_EQ(repaired(c.bytes), with_replacements(c.expected));
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
  for (const std::string_view encoding : {"no-such-encoding", "EUC-JP", "ASCII", "UTF-16//IGNORE", "//IGNORE", "../x",
                                          "ISO-8859-1//TRANSLIT", "ISO-8859-1 ", "\xE9"}) {
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
